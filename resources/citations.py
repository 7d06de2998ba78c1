"""Citations of a resource: a line of text, BibTeX and RIS, by pure functions.

The text follows ISO 690:2021, BibTeX the fields of BibLaTeX that both programs read, RIS the
specification of Research Information Systems (2001) with the types that today's managers read.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from hub.text import ascii_slug, without_controls
from resources.enums import Licence, ResourceKind

if TYPE_CHECKING:
    from resources.models import ResourcePage

# By kind, the type of reference in RIS; the rest is a report.
RIS_TYPES = {
    ResourceKind.PRESENTATION: "SLIDE",
    ResourceKind.REPLAY: "VIDEO",
    ResourceKind.ARTICLE: "JOUR",
    ResourceKind.RESEARCH: "JOUR",
    ResourceKind.NEWS: "NEWS",
    ResourceKind.PROCEEDINGS: "CONF",
    ResourceKind.MAP: "MAP",
    ResourceKind.LAW: "STAT",
    ResourceKind.SITE: "ELEC",
    ResourceKind.OTHER: "GEN",
}
LANGUAGES = {"fr": "french", "en": "english", "es": "spanish", "de": "german"}  # of BibLaTeX
LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
}


@dataclass(frozen=True)
class Citation:
    """What is known of a resource, each value one line without control characters."""

    number: int
    kind: ResourceKind
    kind_label: str
    title: str
    authors: tuple[str, ...]
    publisher: str
    day: dt.date | None
    year: int | None
    language: str
    licence: str
    summary: str
    address: str


def citation(resource: ResourcePage) -> Citation:
    """Return what a citation of ``resource`` says."""
    return Citation(
        number=resource.pk,
        kind=ResourceKind(resource.kind),
        kind_label=resource.kind_label,
        title=_line(resource.title),
        authors=tuple(_line(speaker.name) for speaker in resource.speakers.all()),
        publisher=_line(resource.publisher_name),
        day=resource.published_on,
        year=resource.published_on.year if resource.published_on else resource.published_year,
        language=resource.language,
        licence="" if resource.licence == Licence.RESERVED else resource.licence,
        summary=_line(resource.summary),
        address=_line(resource.address),
    )


def text(cited: Citation, read_on: dt.date) -> str:
    """Return the reference as a French bibliography writes it; ``read_on`` is today."""
    authors = " ; ".join(_inverted(name) for name in cited.authors)
    date = date_format(cited.day, "j F Y") if cited.day else str(cited.year or _("sans date"))
    parts = [
        authors,
        f"{cited.title} [{cited.kind_label.lower()} en ligne]",
        ", ".join(part for part in (cited.publisher, date) if part),
        _("Disponible à l'adresse : %(address)s") % {"address": cited.address},
        _("[Consulté le %(day)s]") % {"day": date_format(read_on, "j F Y")},
    ]
    return ". ".join(part.rstrip(".") for part in parts if part)


def bibtex(cited: Citation, read_on: dt.date) -> str:
    """Return the reference as an entry of BibTeX, in UTF-8; its braces are balanced.

    Without authors the publisher is the author, and a name that BibTeX would cut is in braces.
    """
    names = cited.authors or (cited.publisher,)
    family = _inverted(names[0]).split(",")[0].split(" ")[-1]
    key = f"{ascii_slug(family).replace('-', '') or 'ressource'}{cited.year or ''}r{cited.number}"
    whole = not cited.authors
    fields = {
        "author": " and ".join(_bibtex_name(name, whole=whole) for name in names if name),
        "title": f"{{{_latex(cited.title)}}}",
        "howpublished": _latex(cited.kind_label),
        "publisher": _latex(cited.publisher),
        "year": str(cited.year or ""),
        "date": cited.day.isoformat() if cited.day else "",
        "langid": LANGUAGES.get(cited.language, ""),
        "url": quote(cited.address, safe=":/?#[]@!$&'()*+,;=%-._~"),
        "urldate": read_on.isoformat(),
        "note": _latex(cited.licence),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{key},", *lines, "}", ""])


def ris(cited: Citation, read_on: dt.date) -> str:
    """Return the reference in RIS, its lines ended by CRLF."""
    tags = [("TY", RIS_TYPES.get(cited.kind, "RPRT"))]
    tags += [("AU", _inverted(name)) for name in cited.authors or (cited.publisher,)]
    tags += [
        ("TI", cited.title),
        ("PB", cited.publisher),
        ("PY", str(cited.year or "")),
        ("DA", f"{cited.day:%Y/%m/%d}/" if cited.day else ""),
        ("AB", cited.summary),
        ("LA", cited.language),
        ("UR", cited.address),
        ("Y2", f"{read_on:%Y/%m/%d}/"),
        ("N1", cited.licence),
    ]
    lines = [f"{tag}  - {value}" for tag, value in tags if value]
    return "\r\n".join([*lines, "ER  - ", ""])


def _line(value: str) -> str:
    return " ".join(without_controls(value).split())


def _inverted(name: str) -> str:
    """Return « LALLEMENT, Quentin » for « Quentin LALLEMENT », the family name in capitals.

    Nothing else tells a family name from a first name or an organisation: such a name stays.
    """
    words = name.split(" ")
    capitals = [len(word) > 2 and word.upper() == word and word.isupper() for word in words]
    if "," in name or not any(capitals) or all(capitals):
        return name
    first = capitals.index(True)
    # A particle before it, in capitals too: « Quentin DE PARMENTIER ».
    while first > 1 and words[first - 1].isupper() and "." not in words[first - 1]:
        first -= 1
    if first == 0:
        return name
    return f"{' '.join(words[first:])}, {' '.join(words[:first])}"


def _bibtex_name(name: str, *, whole: bool) -> str:
    inverted = _inverted(name)
    if whole or re.search(r",|\band\b", name):
        return f"{{{_latex(name)}}}"
    return _latex(inverted)


def _latex(value: str) -> str:
    return "".join(LATEX.get(sign, sign) for sign in value)
