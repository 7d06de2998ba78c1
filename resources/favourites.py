"""Favourites: numbers of resources that an address carries, and their files as one ZIP.

The site keeps nothing: ``/favoris/?r=12,45`` is the whole of it, to bookmark, print or share. With
JavaScript the browser holds the numbers (``resources/static/resources/favourites.js``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from zipstream import ZipStream

from hub.text import ascii_slug

if TYPE_CHECKING:
    from hub.models import HubDocument
    from resources.models import ResourcePage

MOST = 200  # favourites that one address holds
DIGITS = 9  # of a number that the database can hold
CHUNK = 256 * 1024  # bytes read at once


@dataclass(frozen=True)
class Selection:
    """The numbers chosen, in the order of the choice; what was read beside them is counted."""

    numbers: tuple[int, ...] = ()
    refused: int = 0  # values that are no number
    beyond: int = 0  # numbers after the ``MOST`` first

    @classmethod
    def read(cls, text: str) -> Selection:
        """Return the numbers of "12,45"; a number said twice counts once, no text is an error."""
        values = [value.strip() for value in text.split(",") if value.strip()]
        valid = [v for v in values if v.isascii() and v.isdigit() and len(v) <= DIGITS]
        numbers = list(dict.fromkeys(int(value) for value in valid))
        beyond = max(0, len(numbers) - MOST)
        return cls(tuple(numbers[:MOST]), len(values) - len(valid), beyond)

    def plus(self, number: int) -> str:
        """Return the value of ``?r=`` with ``number`` too; the same where there is no room."""
        more = () if number in self.numbers or len(self.numbers) >= MOST else (number,)
        return self._joined((*self.numbers, *more))

    def minus(self, number: int) -> str:
        """Return the value of ``?r=`` without ``number``."""
        return self._joined(n for n in self.numbers if n != number)

    def __str__(self) -> str:
        return self._joined(self.numbers)

    def _joined(self, numbers: Iterable[int]) -> str:
        return ",".join(map(str, numbers))


@dataclass(frozen=True)
class Line:
    """A line of the favourites: a resource and, if any visitor may download it, its file."""

    resource: ResourcePage
    document: HubDocument | None = None
    filename: str = ""  # in the ZIP


def lines(resources: Iterable[ResourcePage], opened: set[int]) -> list[Line]:
    """Return a line per resource; ``opened`` are the documents that any visitor may download."""
    return [
        Line(resource, resource.document, _filename(place, resource))
        if resource.document_id in opened
        else Line(resource)
        for place, resource in enumerate(resources, 1)
    ]


def _filename(place: int, resource: ResourcePage) -> str:
    """Return « 07-le-titre.pdf »: ASCII that every system takes, unique by its place."""
    extension = ascii_slug(PurePosixPath(resource.document.filename).suffix)[:10]
    stem = ascii_slug(resource.title)[:80].strip("-") or "document"
    return f"{place:02}-{stem}.{extension}" if extension else f"{place:02}-{stem}"


def zipped(found: list[Line], contents: bytes) -> ZipStream:
    """Return the ZIP of the files of ``found``, its table ``contents`` first, to iterate over.

    Files are stored as they are, since slides and videos are compressed already: the length
    (``len``) is known before the first byte, and one chunk of one file is in memory at a time.
    ZIP64 where the sizes ask for it.
    """
    stream = ZipStream(sized=True)
    stream.add(contents, "sommaire.html")
    for line in found:
        if line.document:
            stream.add(_read(line.document), line.filename, size=line.document.file.size)
    return stream


def _read(document: HubDocument) -> Iterator[bytes]:
    with document.open_file() as file:
        while chunk := file.read(CHUNK):
            yield chunk


def on_disk(document: Any) -> bool:
    """Whether the file itself is there, and not only its row."""
    return bool(document.file.storage.exists(document.file.name))
