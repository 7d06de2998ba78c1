"""The text of PPTX, ODP, DOCX and ODT, and the title of all office files: their XML read within
bounds, without the office suite.

What a reader of the file does not see is left out: speaker's notes, comments, deleted text.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from defusedxml import ElementTree

MAX_PART = 20 * 1024**2  # bytes of one XML part, unpacked
PRESENTATION = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
OPEN_DRAWING = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"

UNSEEN = {"annotation", "notes", "tracked-changes", "Fallback", "forms"}
SPACES = {"br", "line-break", "s", "tab"}
PARAGRAPHS = {"p", "h"}


def texts(path: Path, extension: str) -> list[str]:
    """Return the text of each slide, or of the whole in a list of one for DOCX and ODT.

    Raises the errors of ``zipfile`` and ``defusedxml``, ``KeyError`` for a part that misses and
    ``ValueError`` for one that is too large.
    """
    with ZipFile(path) as archive:
        if extension == "pptx":
            return [_text(_part(archive, name)) for name in _slides(archive)]
        if extension == "docx":
            return [_text(_part(archive, "word/document.xml"))]
        content = _part(archive, "content.xml")
        if extension == "odp":
            return [_text(page) for page in content.iter(f"{OPEN_DRAWING}page")]
        return [_text(content)]


def properties(path: Path, extension: str) -> tuple[str, str]:
    """Return the title and the author that a file's properties tell; raises as ``texts`` does."""
    with ZipFile(path) as archive:
        found = _part(archive, "meta.xml" if extension[:2] == "od" else "docProps/core.xml")
    return tuple(  # type: ignore[return-value]
        next((element.text or "" for element in found.iter(f"{DUBLIN_CORE}{name}")), "")
        for name in ("title", "creator")
    )


def _part(archive: ZipFile, name: str) -> Any:
    with archive.open(name) as file:
        content = file.read(MAX_PART + 1)
    if len(content) > MAX_PART:
        raise ValueError(f"{name} is too large.")
    return ElementTree.fromstring(content, forbid_dtd=True)


def _slides(archive: ZipFile) -> Iterator[str]:
    """Yield the names of the slides' parts in their order (ECMA-376, part 1, §19.2.1.34)."""
    links = _part(archive, "ppt/_rels/presentation.xml.rels")
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    for slide in _part(archive, "ppt/presentation.xml").iter(f"{PRESENTATION}sldId"):
        yield posixpath.normpath(posixpath.join("/ppt", targets[slide.get(LINK)]))[1:]


def _text(root: Any) -> str:
    """Return the paragraphs below ``root``, a line each."""
    found: list[str] = []
    _collect(root, found, inside=False)
    lines = (" ".join(line.split()) for line in "".join(found).splitlines())
    return "\n".join(line for line in lines if line)


def _collect(element: Any, found: list[str], inside: bool) -> None:
    """Add the text below ``element``: all of it ``inside`` an OpenDocument paragraph; elsewhere
    that of Office's ``t`` elements."""
    namespace, _brace, tag = str(element.tag).rpartition("}")
    if tag in UNSEEN:
        return
    inside = inside or (tag in PARAGRAPHS and "opendocument" in namespace)
    if tag in SPACES:
        found.append(" ")
    if element.text and (inside or tag == "t"):
        found.append(element.text)
    for child in element:
        _collect(child, found, inside)
        if inside and child.tail:
            found.append(child.tail)
    if tag in PARAGRAPHS:
        found.append("\n")
