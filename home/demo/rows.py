"""Reading the rows of ``home/demo/data``: one small function per kind of cell."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from urllib.parse import quote, urlsplit

DATA = Path(__file__).parent / "data"

Row = dict[str, str]


def read(name: str) -> list[Row]:
    """Return the rows of ``name``.csv; an empty cell is an unknown fact."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [{key: value.strip() for key, value in row.items()} for row in csv.DictReader(file)]


def parts(cell: str, separator: str = "|") -> list[str]:
    """Return the items of a list cell, without the empty ones."""
    return [item.strip() for item in cell.split(separator) if item.strip()]


def address(cell: str) -> str:
    """Return a URL that validates: what is not ASCII is percent-encoded, the rest is left alone."""
    return quote(cell, safe="%/:=&?~#+!$,;'@()*[]")


def is_site_root(url: str) -> bool:
    """Whether ``url`` names a whole site rather than one of its pages."""
    split = urlsplit(url)
    return split.path in {"", "/"} and not split.query


def day(cell: str) -> dt.date | None:
    """Return a full date; ``None`` where the day or the month is not known."""
    return dt.date.fromisoformat(cell) if len(cell) == 10 else None


def clock(cell: str) -> dt.time | None:
    """Return a time of the day; ``None`` where it is not known."""
    return dt.time.fromisoformat(cell) if cell else None


def number(cell: str) -> int | None:
    """Return a whole number; ``None`` where it is not known."""
    return int(cell) if cell else None
