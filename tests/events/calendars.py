"""Reading a calendar with parsers that we did not write, and a lint of what none of them flags."""

from __future__ import annotations

import datetime as dt
import re

import ics
import recurring_ical_events
import vobject
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar

Instant = tuple[str, dt.datetime | dt.date]


def read_by_all(body: bytes) -> list[str]:
    """Return the UIDs of the VEVENTs, sorted, after vobject, ical and ics have agreed on them."""
    text = body.decode()
    parsed = vobject.readOne(text)
    parsed.validate(raiseException=True)
    by_vobject = sorted(event.uid.value for event in getattr(parsed, "vevent_list", []))
    by_ical = sorted(event.uid for event in IcsCalendarStream.calendar_from_ics(text).events)
    by_ics = sorted(event.uid for event in ics.Calendar(text).events)
    assert by_vobject == by_ical
    assert sorted(set(by_vobject)) == sorted(set(by_ics))
    return by_vobject


def starts_by_all(body: bytes) -> dict[str, list[str]]:
    """Return, by the parser's name, the starts of the VEVENTs in UTC, by their own reading of the
    VTIMEZONE or of the zone's name."""
    text = body.decode()
    moments = {
        "vobject": [event.dtstart.value for event in vobject.readOne(text).vevent_list],
        "ical": [event.dtstart for event in IcsCalendarStream.calendar_from_ics(text).events],
        "ics": [event.begin.datetime for event in ics.Calendar(text).events],
    }
    return {
        name: sorted(moment.astimezone(dt.UTC).isoformat() for moment in found)
        for name, found in moments.items()
    }


def instants(body: bytes, start: dt.date, end: dt.date) -> list[Instant]:
    """Return the summary and the start, in UTC, of all that takes place between two days."""
    events = recurring_ical_events.of(Calendar.from_ical(body)).between(start, end)
    found: list[Instant] = []
    for event in events:
        moment = event["DTSTART"].dt
        if isinstance(moment, dt.datetime):
            moment = moment.astimezone(dt.UTC)
        found.append((str(event["SUMMARY"]), moment))
    return sorted(found, key=lambda item: str(item[1]))


def lint(body: bytes) -> list[str]:
    """Return the faults that no parser flags; an empty list for a right calendar."""
    faults = []
    if not body.startswith(b"BEGIN:VCALENDAR\r\n"):
        faults.append("a mark or a blank before the calendar")
    if re.search(rb"(?<!\r)\n", body):
        faults.append("a line that ends with LF alone")
    if any(len(line) > 75 for line in body.split(b"\r\n")):
        faults.append("a line over 75 octets")
    if re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", body):
        faults.append("a control character")
    text = body.decode().replace("\r\n ", "")
    zones = set(re.findall(r"^TZID:(.+?)\r?$", text, re.M))
    used = set(re.findall(r";TZID=([^:;]+)", text))
    faults += [f"no VTIMEZONE for {zone}" for zone in sorted(used - zones)]
    if "REFRESH-INTERVAL" in text and "REFRESH-INTERVAL;VALUE=DURATION:" not in text:
        faults.append("REFRESH-INTERVAL without its VALUE")
    if re.search(r"^METHOD:", text, re.M):
        faults.append("METHOD in a publication")
    faults += [
        f"{name} not in UTC: {value}"
        for name, value in re.findall(
            r"^(DTSTAMP|LAST-MODIFIED|CREATED)[^:]*:(.+?)\r?$", text, re.M
        )
        if not value.endswith("Z")
    ]
    if re.search(r"^DTSTART:\d{8}T\d{6}\r?$", text.partition("BEGIN:VEVENT")[2], re.M):
        faults.append("a floating time")
    masters = [
        re.search(r"^UID:(.+?)\r?$", part, re.M)
        for part in text.split("BEGIN:VEVENT")[1:]
        if "RECURRENCE-ID" not in part
    ]
    uids = [match.group(1) if match else "" for match in masters]
    faults += [f"UID twice: {uid}" for uid in sorted(set(uids)) if uids.count(uid) > 1]
    for part in text.split("BEGIN:VEVENT")[1:]:
        until = re.search(r"^RRULE:.*UNTIL=([^;\r]+)", part, re.M)
        if until and "DTSTART;TZID" in part and not until.group(1).endswith("Z"):
            faults.append("UNTIL not in UTC")
    return faults
