"""The months of a chart of downloads and plays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from dateutil.relativedelta import relativedelta

MONTHS = 12
HEIGHT = 120  # units of the SVG's view box that the tallest bar takes
WIDTH = 60  # of a month


class Month(NamedTuple):
    """A month of the chart: its counts, and its place and the heights of its bars in the SVG."""

    first: dt.date
    downloads: int
    plays: int
    x: int
    downloads_height: int
    plays_height: int


class Chart(NamedTuple):
    """Twelve months and their sums."""

    months: list[Month]
    downloads: int
    plays: int


def year_before(day: dt.date) -> dt.date:
    """Return the first day of the twelve months of which ``day`` is in the last."""
    return day.replace(day=1) - relativedelta(months=MONTHS - 1)


def chart(rows: Iterable[tuple[dt.date, int, int]], today: dt.date) -> Chart:
    """Return the twelve months until ``today`` from ``rows`` of (first day, downloads, plays)."""
    counts = {first: (downloads, plays) for first, downloads, plays in rows}
    firsts = [year_before(today) + relativedelta(months=number) for number in range(MONTHS)]
    pairs = [counts.get(first, (0, 0)) for first in firsts]
    highest = max(max(pair) for pair in pairs) or 1
    months = [
        Month(first, *pair, number * WIDTH, *(_height(count, highest) for count in pair))
        for number, (first, pair) in enumerate(zip(firsts, pairs, strict=True))
    ]
    return Chart(months, sum(pair[0] for pair in pairs), sum(pair[1] for pair in pairs))


def _height(count: int, highest: int) -> int:
    """Return the height of a bar; a small number stays visible."""
    return max(round(HEIGHT * count / highest), 2) if count else 0
