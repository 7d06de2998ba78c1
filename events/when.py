"""Dates: the wall clock of an event, its repetitions, and how they are said in French."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

from dateutil import rrule
from django.utils.formats import date_format

from events.enums import Frequency

MAX_OCCURRENCES = 500  # of a repetition that ends
HORIZON = dt.timedelta(days=730)  # how far the dates of an endless one are known
MAX_AGE = dt.timedelta(days=3653)  # how long ago an endless one may have begun

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True)
class Slot:
    """When something takes place, by the clock of its own place.

    Without ``start_time`` it lasts whole days, the last one included; without ``end_time`` its end
    is not known.
    """

    start_date: dt.date
    start_time: dt.time | None
    end_date: dt.date
    end_time: dt.time | None
    zone: str

    @property
    def all_day(self) -> bool:
        """Whether the slot is made of whole days."""
        return self.start_time is None

    @property
    def start(self) -> dt.datetime:
        """The first instant, aware. An hour that spring skips is read as RFC 5545 §3.3.5 says."""
        return dt.datetime.combine(
            self.start_date, self.start_time or dt.time(), tzinfo=ZoneInfo(self.zone)
        )

    @property
    def end(self) -> dt.datetime:
        """The first instant after it, aware; the end of its last day where no hour is known."""
        if self.start_time and self.end_time:
            return dt.datetime.combine(self.end_date, self.end_time, tzinfo=ZoneInfo(self.zone))
        return dt.datetime.combine(
            self.end_date + dt.timedelta(days=1), dt.time(), tzinfo=ZoneInfo(self.zone)
        )

    def on(self, day: dt.date) -> Slot:
        """Return the same slot, begun on ``day``."""
        return Slot(
            day, self.start_time, day + (self.end_date - self.start_date), self.end_time, self.zone
        )


def rule(frequency: str, start: dt.date) -> dict[str, str | int]:
    """Return the parts of the RRULE (RFC 5545 §3.3.10) of ``frequency`` from ``start``, endless.

    The fifth weekday of a month is read as its last one, which every month has.
    """
    match frequency:
        case Frequency.DAILY:
            return {"FREQ": "DAILY"}
        case Frequency.WEEKLY:
            return {"FREQ": "WEEKLY"}
        case Frequency.FORTNIGHTLY:
            return {"FREQ": "WEEKLY", "INTERVAL": 2}
        case Frequency.MONTHLY_WEEKDAY:
            nth = (start.day - 1) // 7 + 1
            return {
                "FREQ": "MONTHLY",
                "BYDAY": f"{nth if nth < 5 else -1}{_WEEKDAYS[start.weekday()]}",
            }
        case Frequency.MONTHLY_DATE:
            return {"FREQ": "MONTHLY"}
        case Frequency.YEARLY:
            return {"FREQ": "YEARLY"}
    raise ValueError(f"Unknown frequency {frequency!r}.")


def rule_days(
    frequency: str, start: dt.date, *, until: dt.date | None, count: int | None, horizon: dt.date
) -> list[dt.date]:
    """Return the days of a repetition, ``until`` included; up to ``horizon`` if it is endless.

    One more than ``MAX_OCCURRENCES`` at most where it ends, so that one with too many is seen to
    be one.
    """
    text = ";".join(f"{name}={value}" for name, value in rule(frequency, start).items())
    moments = rrule.rrulestr(text, dtstart=dt.datetime.combine(start, dt.time()))
    days = (moment.date() for moment in moments)
    if count is None and until is None:
        return list(takewhile(lambda day: day <= horizon, days))
    bounded = takewhile(lambda day: until is None or day <= until, days)
    return list(islice(bounded, min(count or MAX_OCCURRENCES + 1, MAX_OCCURRENCES + 1)))


def french_time(time: dt.time) -> str:
    """Return « 14 h » or « 14 h 30 », with no-break spaces."""
    return f"{time.hour}\u00a0h" + (f"\u00a0{time.minute:02}" if time.minute else "")


def french_when(slot: Slot) -> str:
    """Return the slot in words: « jeudi 3 octobre 2024, de 14 h à 15 h 30 »."""
    start, end = slot.start_date, slot.end_date
    if start != end:
        if slot.start_time:
            last = f" à {french_time(slot.end_time)}" if slot.end_time else ""
            return (
                f"du {date_format(start, 'l j F Y')} à {french_time(slot.start_time)} "
                f"au {date_format(end, 'l j F Y')}{last}"
            )
        first = _day(start)
        if start.month != end.month or start.year != end.year:
            first += f" {date_format(start, 'F' if start.year == end.year else 'F Y')}"
        return f"du {first} au {_day(end)} {date_format(end, 'F Y')}"
    day = f"{date_format(start, 'l')} {_day(start)} {date_format(start, 'F Y')}"
    if slot.start_time is None:
        return day
    if slot.end_time is None:
        return f"{day}, à {french_time(slot.start_time)}"
    return f"{day}, de {french_time(slot.start_time)} à {french_time(slot.end_time)}"


def _day(day: dt.date) -> str:
    return "1er" if day.day == 1 else str(day.day)
