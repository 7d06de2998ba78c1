"""What may be uploaded: by kind of document its types and its limit; the names of files."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath
from typing import IO, NamedTuple

import filetype
from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from hub.antivirus import ScannerError, TooLargeForScannerError, find_virus
from hub.archives import MACROS, OFFICE, OPEN_DOCUMENT, check_archive
from hub.text import weight

MO = 1024**2
GO = 1024**3
NAME_LENGTH = 80  # characters, beside the extension; the column has 100 with its folder
HEAD = 64 * 1024  # bytes where a type is read


class Kind(NamedTuple):
    """A kind of document: its name, its limit in bytes, its MIME type.

    ``also`` are the types that browsers declare for it beside its own. A ``start`` is what a kind
    of text begins with, since it has no magic bytes.
    """

    name: str
    limit: int
    mime: str
    also: tuple[str, ...] = ()
    start: str | None = None


# By extension. This is the one list of what is accepted.
KINDS = {
    "pdf": Kind("PDF", 100 * MO, "application/pdf", ("application/x-pdf",)),
    "pptx": Kind("PPTX", 200 * MO, f"{OFFICE}presentationml.presentation"),
    "odp": Kind("ODP", 200 * MO, f"{OPEN_DOCUMENT}presentation"),
    "docx": Kind("DOCX", 100 * MO, f"{OFFICE}wordprocessingml.document"),
    "odt": Kind("ODT", 100 * MO, f"{OPEN_DOCUMENT}text"),
    "xlsx": Kind("XLSX", 100 * MO, f"{OFFICE}spreadsheetml.sheet"),
    "ods": Kind("ODS", 100 * MO, f"{OPEN_DOCUMENT}spreadsheet"),
    "csv": Kind("CSV", 50 * MO, "text/csv", ("text/plain", "application/vnd.ms-excel"), ""),
    "zip": Kind("ZIP", 200 * MO, "application/zip", ("application/x-zip-compressed",)),
    "mp4": Kind("MP4", 2 * GO, "video/mp4", ("application/mp4",)),
    "webm": Kind("WebM", 2 * GO, "video/webm", ("audio/webm",)),
    "mp3": Kind("MP3", 500 * MO, "audio/mpeg", ("audio/mp3", "audio/x-mp3", "audio/x-mpeg")),
    "vtt": Kind("VTT", 5 * MO, "text/vtt", ("text/plain",), "WEBVTT"),
    "ics": Kind("ICS", 5 * MO, "text/calendar", ("text/plain",), "BEGIN:VCALENDAR"),
}
LARGEST = max(kind.limit for kind in KINDS.values())
UNDECLARED = {"", "application/octet-stream", "binary/octet-stream"}
MACRO_EXTENSIONS = {
    *("docm", "dotm", "pptm", "potm", "ppsm", "ppam", "sldm", "xlsm", "xltm", "xlsb", "xlam")
}
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # Compound File Binary, which encrypts too

MAX_SIDE = 20_000  # pixels of an image's width or height
SVG_CODE = {"script", "foreignobject", "iframe", "embed", "object", "handler", "listener"}
SVG_OUTSIDE = re.compile(r"url\(\s*['\"]?\s*(?!#|data:image/)|@import|expression\(", re.I)


def limits() -> str:
    """Return what is accepted, in words: « PDF, DOCX : 100,0 Mo ; MP4, WebM : 2,00 Go »."""
    names: dict[int, list[str]] = {}
    for kind in KINDS.values():
        names.setdefault(kind.limit, []).append(kind.name)
    return " ; ".join(f"{', '.join(names[limit])} : {weight(limit)}" for limit in sorted(names))


def extension(name: str) -> str:
    """Return the extension of a file's ``name``, in lower case and without its dot."""
    return PurePosixPath(name).suffix.removeprefix(".").lower()


def clean_name(name: str) -> str:
    """Return a safe name for an uploaded file, its extension kept.

    No folder, no invisible character (those that turn "fdp.exe" into "exe.pdf" on the screen among
    them), no leading dot, at most ``NAME_LENGTH`` characters before the extension.
    """
    name = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    name = "".join(letter for letter in name if unicodedata.category(letter)[0] != "C")
    name = re.sub(r"[^\w.-]+", "-", name)
    stem, dot, suffix = name.rpartition(".") if "." in name else (name, "", "")
    stem = stem.strip("-.")[:NAME_LENGTH].rstrip("-.") or "document"
    return f"{stem}{dot}{suffix[:20]}"


def check_document(file: UploadedFile) -> None:
    """Check a document by its extension, declared type, size and content, then for viruses.

    Raises ``ValidationError`` with a sentence. The file is left at its start.
    """
    suffix = extension(file.name or "")
    if suffix in MACRO_EXTENSIONS:
        raise ValidationError(MACROS)
    kind = KINDS.get(suffix)
    if kind is None:
        raise ValidationError(
            _("Ce format n'est pas accepté. Les formats acceptés sont : %(names)s.")
            % {"names": ", ".join(kind.name for kind in KINDS.values())}
        )
    if (file.size or 0) > kind.limit:
        raise ValidationError(
            _("Ce fichier pèse %(weight)s ; la limite est de %(limit)s pour un fichier %(name)s.")
            % {"weight": weight(file.size), "limit": weight(kind.limit), "name": kind.name}
        )
    declared = (file.content_type or "").partition(";")[0].strip().lower()
    if declared not in {kind.mime, *kind.also, *UNDECLARED}:
        raise ValidationError(
            _("Ce fichier est annoncé comme d'un autre type que son extension %(name)s.")
            % {"name": kind.name}
        )
    _check_content(file, kind)
    check_viruses(file)


def _check_content(file: IO[bytes], kind: Kind) -> None:
    """Refuse a file whose first bytes are not those of its kind, or whose archive is not safe."""
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    is_archive = kind.mime == "application/zip" or kind.mime.startswith((OFFICE, OPEN_DOCUMENT))
    if is_archive and head.startswith(OLD_OFFICE):
        raise ValidationError(
            _(
                "Ce fichier est protégé par un mot de passe, ou d'un ancien format d'Office : "
                "enregistrez-le sans mot de passe, au format %(name)s."
            )
            % {"name": kind.name}
        )
    if kind.start is not None:
        right = _is_text(head, kind.start)
    elif is_archive:
        right = head.startswith(b"PK")
        found = check_archive(file) if right else ""
        right = kind.mime in {found, "application/zip"} and right
    else:
        right = bool(filetype.get_type(mime=kind.mime).match(bytearray(head)))
    if not right:
        raise ValidationError(
            _(
                "Le contenu de ce fichier n'est pas celui d'un fichier %(name)s : il est abîmé, ou "
                "son extension a été changée."
            )
            % {"name": kind.name}
        )


def _is_text(head: bytes, start: str) -> bool:
    if b"\0" in head or filetype.guess(bytearray(head)):
        return False
    text = head.decode("utf-8-sig", "replace").lstrip()
    return text.startswith(start) and not text.startswith("<")


def check_viruses(file: IO[bytes]) -> None:
    """Have ``file`` scanned where a scanner is set; no answer is a refusal."""
    try:
        virus = find_virus(file)
    except TooLargeForScannerError as error:
        raise ValidationError(
            _("Ce fichier dépasse ce que l'antivirus du site accepte : il n'a pas été déposé.")
        ) from error
    except ScannerError as error:
        raise ValidationError(
            _("L'antivirus du site ne répond pas : le fichier n'a pas été déposé. Réessayez.")
        ) from error
    if virus:
        raise ValidationError(_("L'antivirus du site a reconnu un fichier dangereux."))


def check_image(file: UploadedFile, width: int, height: int) -> None:
    """Check an image that Wagtail has read: its sides in pixels, an SVG's code, viruses."""
    if max(width, height) > MAX_SIDE:
        raise ValidationError(
            _("Cette image fait %(width)s × %(height)s pixels ; un côté en a au plus %(limit)s.")
            % {"width": width, "height": height, "limit": MAX_SIDE}
        )
    if extension(file.name or "") == "svg":
        file.seek(0)
        safe = is_safe_svg(file)
        file.seek(0)
        if not safe:
            raise ValidationError(
                _(
                    "Ce dessin SVG contient un script ou appelle une autre adresse : exportez-le "
                    "en « SVG simple », ou en PNG."
                )
            )
    check_viruses(file)


def is_safe_svg(file: IO[bytes]) -> bool:
    """Whether an SVG has neither code nor an address outside itself (SVG 2, §2.2.1)."""
    try:
        root = ElementTree.parse(file, forbid_dtd=False).getroot()
    except (ElementTree.ParseError, DefusedXmlException, ValueError):
        return False
    for element in root.iter():
        tag = _local(element.tag)
        if tag in SVG_CODE or (tag == "style" and SVG_OUTSIDE.search(element.text or "")):
            return False
        for name, value in element.attrib.items():
            attribute, target = _local(name), "".join(value.split()).lower()
            if attribute.startswith("on") or SVG_OUTSIDE.search(value):
                return False
            if "javascript:" in target or target.startswith("data:image/svg"):
                return False
            inside = ("#", "data:image/", "http:", "https:") if tag == "a" else ("#", "data:image/")
            if attribute in {"href", "src"} and not target.startswith(inside):
                return False
    return True


def _local(name: object) -> str:
    return str(name).rpartition("}")[2].lower()
