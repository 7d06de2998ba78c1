"""Words: slugs, weights and the folding that makes French search the same on every database."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

import snowballstemmer
from anyascii import anyascii
from django.utils.text import slugify

QUERY_LENGTH = 200  # characters of a visitor's query that are read
LONGEST_NUMBER = 18  # digits that every database holds
INDEXED_LENGTH = 400_000  # characters; PostgreSQL refuses a search vector of over 1 MB

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_MARK = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")  # of writing direction
_TAG = re.compile(r"<[a-zA-Z/!][^<>]*>")
_WORD = re.compile(r"[a-z0-9]+")
_stemmer = snowballstemmer.stemmer("french")


def ascii_slug(text: str) -> str:
    """Return the ASCII slug of ``text``; œ and æ become oe and ae (Django alone drops them)."""
    return slugify(anyascii(text))


def without_controls(text: str) -> str:
    """Return ``text`` without the control characters that XML, iCalendar and PostgreSQL refuse.

    Tabs and line ends stay.
    """
    return _CONTROL.sub("", text)


def without_marks(text: str) -> str:
    """Return ``text`` without controls nor the marks that turn the direction of writing."""
    return _MARK.sub("", without_controls(text))


def folded(text: str) -> str:
    """Return ``text`` in lower case ASCII: « Pôles à l'Œuvre » gives "poles a l'oeuvre"."""
    return anyascii(unicodedata.normalize("NFC", text)).lower()


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    return _stemmer.stemWord(word)


def stems(text: str) -> str:
    """Return the folded French stems of ``text``, joined by spaces.

    What is indexed and what is searched both pass here, so "pole cooperation" finds « Pôles
    territoriaux de coopération » on SQLite and PostgreSQL alike. HTML tags are dropped; Django's
    ``strip_tags`` would refuse a text with many angle brackets.
    """
    plain = html.unescape(_TAG.sub(" ", text[:INDEXED_LENGTH]))
    return " ".join(_stem(word) for word in _WORD.findall(folded(plain)[:INDEXED_LENGTH]))


def clean_query(query: str) -> str:
    """Return a visitor's query without control characters, cut to ``QUERY_LENGTH``."""
    return " ".join(without_controls(query[: QUERY_LENGTH * 2]).split())[:QUERY_LENGTH]


def weight(size: int | None) -> str:
    """Return a file's ``size`` in bytes in French units: 452311 gives « 441,7 Ko ».

    One Ko is 1,024 octets, as the file managers of the field's readers count; an unknown size
    gives an empty string.
    """
    if size is None:
        return ""
    if size < 1024:
        return f"{size} octet{'s' if size > 1 else ''}"
    value = float(size)
    for unit in ("Ko", "Mo", "Go"):
        value /= 1024
        if value < 1023.95 or unit == "Go":
            break
    number = f"{value:.2f}" if unit != "Ko" and value < 9.995 else f"{value:.1f}"
    return f"{number.replace('.', ',')} {unit}"
