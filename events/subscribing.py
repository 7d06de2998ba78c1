"""The addresses by which a visitor's calendar takes a feed, or one event."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from events import ical

if TYPE_CHECKING:
    from events.models import EventPage

GOOGLE_SUBSCRIBE = "https://calendar.google.com/calendar/render"
OUTLOOK_SUBSCRIBE = "https://outlook.live.com/calendar/0/addfromweb"
GOOGLE_ADD = "https://calendar.google.com/calendar/render"
OUTLOOK_ADD = "https://outlook.live.com/calendar/0/deeplink/compose"
YAHOO_ADD = "https://calendar.yahoo.com/"


@dataclass(frozen=True)
class Subscription:
    """The ways to follow the feed at ``address``, an absolute http(s) address."""

    address: str
    name: str

    @property
    def webcal(self) -> str:
        """For Apple's calendars and Outlook on a desk."""
        return f"webcal://{self.address.split('://', 1)[1]}"

    @property
    def google(self) -> str:
        """For Google, which takes the webcal address as its parameter."""
        return f"{GOOGLE_SUBSCRIBE}?cid={quote(self.webcal, safe='')}"

    @property
    def outlook(self) -> str:
        """For Outlook.com."""
        return f"{OUTLOOK_SUBSCRIBE}?{urlencode({'url': self.address, 'name': self.name})}"


def add_links(event: EventPage) -> list[tuple[str, str]]:
    """Return the name and the address of each site that adds one event to its calendars.

    A copy made so does not follow later changes; the sites take the first date of a repetition.
    """
    slot = event.slot
    if slot is None:
        return []
    title, place, url = ical.summary(event), ical.location(event), ical.page_url(event)
    end = slot.end if slot.end_time or slot.all_day else slot.start + dt.timedelta(hours=1)
    if slot.all_day:
        days = (slot.start_date, slot.end_date + dt.timedelta(days=1))
        first, last = (f"{day:%Y%m%d}" for day in days)
        start_iso, end_iso = (day.isoformat() for day in days)
    else:
        moments = [moment.astimezone(dt.UTC) for moment in (slot.start, end)]
        first, last = (f"{moment:%Y%m%dT%H%M%SZ}" for moment in moments)
        start_iso, end_iso = (f"{moment:%Y-%m-%dT%H:%M:%SZ}" for moment in moments)
    google = {"action": "TEMPLATE", "text": title, "dates": f"{first}/{last}"}
    outlook = {"subject": title, "startdt": start_iso, "enddt": end_iso, "body": url}
    yahoo = {"v": "60", "title": title, "st": first, "et": last, "desc": url, "in_loc": place}
    if slot.all_day:
        outlook["allday"] = "true"
        yahoo = yahoo | {"dur": "allday"}
    return [
        ("Google", f"{GOOGLE_ADD}?{urlencode(google | {'details': url, 'location': place})}"),
        ("Outlook", f"{OUTLOOK_ADD}?{urlencode(outlook | {'location': place})}"),
        ("Yahoo", f"{YAHOO_ADD}?{urlencode(yahoo)}"),
    ]
