"""Calendars of events (RFC 5545, RFC 7986), by pure functions: an event, a calendar, its bytes.

The modification dates are those of the publications, never "now": two requests give the same bytes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple, cast
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, vDuration, vGeo, vRecur, vUri
from icalendar.enums import STATUS

from events.enums import AttendanceMode, EventStatus, JoinVisibility, Zone
from events.when import Slot, rule
from hub.text import without_controls

if TYPE_CHECKING:
    from events.models import EventPage, OccurrenceChange
    from hub.models import HubPage
    from resources.models import ResourcePage

PRODID = "-//Hub PTCE//Agenda//FR"
REFRESH = dt.timedelta(hours=1)  # how often a subscriber may ask

STATUSES = {
    EventStatus.CONFIRMED: STATUS.CONFIRMED,
    EventStatus.TENTATIVE: STATUS.TENTATIVE,
    EventStatus.POSTPONED: STATUS.TENTATIVE,
    EventStatus.CANCELLED: STATUS.CANCELLED,
}

# The rule of the European Union since 1996, as RRULEs: Outlook ignores the RDATEs that
# libraries generate.
PARIS = """BEGIN:VTIMEZONE
TZID:Europe/Paris
BEGIN:DAYLIGHT
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE
"""


# Saint-Pierre-et-Miquelon follows Canada's rule of 2007. The clocks of the other territories
# do not change.
MIQUELON = """BEGIN:VTIMEZONE
TZID:America/Miquelon
BEGIN:DAYLIGHT
DTSTART:20070311T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU
TZNAME:-02
TZOFFSETFROM:-0300
TZOFFSETTO:-0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:20071104T020000
RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU
TZNAME:-03
TZOFFSETFROM:-0200
TZOFFSETTO:-0300
END:STANDARD
END:VTIMEZONE
"""
FIXED = """BEGIN:VTIMEZONE
TZID:{zone}
BEGIN:STANDARD
DTSTART:19700101T000000
TZNAME:{name}
TZOFFSETFROM:{offset}
TZOFFSETTO:{offset}
END:STANDARD
END:VTIMEZONE
"""
END = b"END:VCALENDAR\r\n"


class Serialised(NamedTuple):
    """An event as a calendar carries it."""

    text: bytes  # its VEVENTs, CRLF at the end of each line
    zone: str  # the zone whose VTIMEZONE they need; none for whole days
    stamp: int  # when it was modified, in seconds since 1970


def serialised(event: EventPage) -> Serialised:
    """Return the VEVENTs of a published event as bytes."""
    text = b"".join(component.to_ical() for component in components_of(event))
    zone = event.time_zone if event.slot and not event.slot.all_day else ""
    return Serialised(text, zone, int(_stamp(event).timestamp()))


def feed(events: Iterable[Serialised], *, name: str, path: str) -> bytes:
    """Return the calendar of ``events`` to subscribe to, at ``path`` of the site."""
    texts, zones, stamp = [], set(), 0
    for event in events:
        texts.append(event.text)
        zones.add(event.zone)
        stamp = max(stamp, event.stamp)
    url = urljoin(settings.BASE_URL, path)
    # A line end in the calendar's name is a fault of the whole feed.
    calendar = Calendar.new(
        prodid=PRODID,
        uid=url,
        name=" ".join(without_controls(name).split()),
        language="fr",
        last_modified=dt.datetime.fromtimestamp(stamp, dt.UTC) if stamp else None,
        refresh_interval=REFRESH,
        source=url,
    )
    calendar["REFRESH-INTERVAL"].params["VALUE"] = "DURATION"
    calendar["SOURCE"].params["VALUE"] = "URI"
    calendar.add("X-PUBLISHED-TTL", vDuration(REFRESH))
    return _joined(calendar, texts, zones)


def download(event: EventPage) -> bytes:
    """Return the calendar file of one event, without a name: Outlook would open a new calendar."""
    calendar = Calendar()
    calendar.add("PRODID", PRODID)
    calendar.add("VERSION", "2.0")
    only = serialised(event)
    return _joined(calendar, [only.text], {only.zone})


def _joined(calendar: Calendar, texts: list[bytes], zones: set[str]) -> bytes:
    for zone in sorted({str(Zone.PARIS), *zones} - {""}):
        calendar.add_component(_timezone(zone))
    head = calendar.to_ical().removesuffix(END)
    return b"".join([head, *texts, END])


@cache
def _timezone(zone: str) -> Timezone:
    text = {Zone.PARIS: PARIS, Zone.MIQUELON: MIQUELON}.get(Zone(zone))
    if text is None:
        now = dt.datetime(2020, 1, 1, tzinfo=ZoneInfo(zone))
        text = FIXED.format(zone=zone, name=now.tzname(), offset=now.strftime("%z"))
    return cast(Timezone, Timezone.from_ical(text))


def components_of(event: EventPage) -> list[Event]:
    """Return the VEVENT of ``event`` and one for each moved date of a repetition.

    Cancelled dates are EXDATEs. A moved one shares the UID and bears a RECURRENCE-ID
    (§3.8.4.4) and its master's SEQUENCE.
    """
    slot = event.slot
    if slot is None:
        return []
    master = _component(event, slot)
    components = [master]
    if event.frequency:
        master.add("RRULE", vRecur(_rule(event, slot)))
        for original, moved, change in event.dates():
            if change is None:
                continue
            planned = slot.on(original)
            if change.cancelled:
                master.add("EXDATE", _moment(planned, planned.start_date, planned.start))
            else:
                components.append(_component(event, moved, planned=planned, change=change))
    return components


def _component(
    event: EventPage,
    slot: Slot,
    *,
    planned: Slot | None = None,
    change: OccurrenceChange | None = None,
) -> Event:
    stamp = _stamp(event)
    component = Event.new(
        uid=event.uid,
        stamp=stamp,
        last_modified=stamp,
        created=event.first_published_at or stamp,
        sequence=event.sequence,
        summary=summary(event),
        description=_description(event, change),
        start=_moment(slot, slot.start_date, slot.start),
        end=_end(slot),
        location=location(event) or None,
        url=page_url(event),
        status=STATUSES[EventStatus(event.status)],
        categories=[str(event.get_kind_display()), *sorted(t.name for t in event.themes.all())],
    )
    if planned:
        component.add("RECURRENCE-ID", _moment(planned, planned.start_date, planned.start))
    if slot.all_day:
        component.add("TRANSP", "TRANSPARENT")
    if event.point:
        component.add("GEO", vGeo(event.point))
    for resource in event.resources:
        component.add("ATTACH", _attachment(resource))
    if join := join_url(event):
        params = {"VALUE": "URI", "FEATURE": ["AUDIO", "VIDEO"], "LABEL": _("Rejoindre")}
        component.add("CONFERENCE", vUri(join, params=params))
    return component


def summary(event: EventPage) -> str:
    """Return the title as calendars show it, with a prefix where the status calls for one."""
    prefixes = {
        EventStatus.CANCELLED: _("[Annulé] "),
        EventStatus.POSTPONED: _("[Reporté] "),
        EventStatus.TENTATIVE: _("[Provisoire] "),
    }
    return prefixes.get(EventStatus(event.status), "") + without_controls(event.title)


def location(event: EventPage) -> str:
    """Return where the event takes place: its place, and the link to join for an online one."""
    if event.mode == AttendanceMode.ONLINE:
        return join_url(event) or _("En ligne")
    return without_controls(event.location)


def join_url(event: EventPage) -> str:
    """Return the link to join that a public calendar may carry; most do not."""
    return event.join_url if event.join_visibility == JoinVisibility.ALWAYS else ""


def page_url(event: EventPage) -> str:
    """Return the absolute address of the event's page, whatever host was asked."""
    return absolute(event)


def absolute(page: HubPage) -> str:
    """Return the absolute address of a page, on the site's own host."""
    return urljoin(settings.BASE_URL, page.url or "")


def _attachment(resource: ResourcePage) -> vUri:
    """Return the slides, the replay or the text: the file here, or its address elsewhere."""
    if resource.document:
        kind = resource.document.content_type
        return vUri(urljoin(settings.BASE_URL, resource.document.url), params={"FMTTYPE": kind})
    return vUri(resource.url_elsewhere)


def _description(event: EventPage, change: OccurrenceChange | None) -> str:
    parts = [event.status_note if event.is_troubled else "", change.reason if change else ""]
    parts.append(strip_tags(event.summary))
    if event.shown_series:
        parts.append(_("Cycle : %(title)s") % {"title": event.shown_series.title})
    if organisers := ", ".join(organiser.label for organiser in event.organisers.all()):
        parts.append(_("Organisé par : %(names)s") % {"names": organisers})
    if speakers := "\n".join(f"– {speaker}" for speaker in event.speakers.all()):
        parts.append(_("Avec :") + "\n" + speakers)
    if event.registration_url:
        parts.append(_("Inscription : %(url)s") % {"url": event.registration_url})
    if event.recap:
        parts.append(_("Compte rendu : %(url)s") % {"url": absolute(event.recap)})
    parts.append(page_url(event))
    return without_controls("\n\n".join(part for part in parts if part))


def _rule(event: EventPage, slot: Slot) -> dict[str, Any]:
    parts: dict[str, Any] = dict(rule(event.frequency, slot.start_date))
    if event.repeat_count:
        parts["COUNT"] = event.repeat_count
    elif event.repeat_until:
        last = slot.on(event.repeat_until)
        # In UTC where DTSTART has a TZID (§3.3.10).
        parts["UNTIL"] = last.start_date if slot.all_day else last.start.astimezone(dt.UTC)
    return parts


def _stamp(event: EventPage) -> dt.datetime:
    """Return the last publication of the event, its recap or one of its resources."""
    moments = [page.last_published_at for page in (event, event.recap, *event.resources) if page]
    moment = max(moment for moment in moments if moment)
    return moment.replace(microsecond=0).astimezone(dt.UTC)


def _moment(slot: Slot, day: dt.date, moment: dt.datetime) -> dt.date | dt.datetime:
    return day if slot.all_day else moment


def _end(slot: Slot) -> dt.date | dt.datetime | None:
    """Return DTEND, exclusive; ``None`` where no end is known: the event is its start (§3.6.1)."""
    if slot.all_day:
        return slot.end_date + dt.timedelta(days=1)
    return slot.end if slot.end_time else None
