"""A month of the agenda as a table of weeks."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from events.models import Occurrence


@dataclass
class Day:
    """A day of the table and the dates of events that fall on it."""

    date: dt.date
    in_month: bool
    is_today: bool
    occurrences: list[Occurrence] = field(default_factory=list)


def grid(first: dt.date) -> list[list[dt.date]]:
    """Return the weeks, Monday first, that the month of ``first`` touches."""
    return calendar.Calendar().monthdatescalendar(first.year, first.month)


def weeks(first: dt.date, occurrences: Iterable[Occurrence], today: dt.date) -> list[list[Day]]:
    """Return the weeks of the month with its dates; one of several days stands on each of them."""
    table = [
        [Day(day, day.month == first.month, day == today) for day in week] for week in grid(first)
    ]
    by_date = {day.date: day for week in table for day in week}
    for occurrence in occurrences:
        slot = occurrence.slot
        for number in range((slot.end_date - slot.start_date).days + 1):
            if day := by_date.get(slot.start_date + dt.timedelta(days=number)):
                day.occurrences.append(occurrence)
    return table


def neighbours(first: dt.date) -> tuple[dt.date, dt.date]:
    """Return the first days of the months before and after."""
    before = (first - dt.timedelta(days=1)).replace(day=1)
    return before, (first + dt.timedelta(days=31)).replace(day=1)
