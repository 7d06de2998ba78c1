"""ZIP archives, and the office formats that are some: what is refused of them."""

from __future__ import annotations

import re
import struct
import zlib
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MAX_ENTRIES = 10_000
MAX_DIRECTORY = 4 * 1024**2  # bytes of the list of entries, which Python reads whole
MAX_UNPACKED = 1024**3  # bytes
MAX_RATIO = 100  # times the archive's own size; text shrinks 20 times at most
SMALL = 20 * 1024**2  # bytes that may unpack from anything
MAX_DEPTH = 3  # an archive of presentations that hold spreadsheets
MAX_TYPES = 1024**2  # bytes of an office document's list of parts
CHUNK = 64 * 1024

END_RECORD = struct.Struct("<4s4H2LH")  # APPNOTE 6.3.10, §4.3.16
ZIP = b"PK\x03\x04"
CODE_OF_OFFICE = re.compile(r"(^|/)(vbaProject\.bin|vbaData\.xml|macrosheets/.+)$", re.I)
CODE_OF_OPEN_DOCUMENT = re.compile(r"^(Basic|Scripts)/.*(?<!/)(?<!script-l[bc]\.xml)$", re.I)

OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
# What [Content_Types].xml calls the main part of each format (ECMA-376, part 1, §11 to 13).
OFFICE_TYPES = {
    "presentationml.presentation",
    "spreadsheetml.sheet",
    "wordprocessingml.document",
}

DAMAGED = _("Cette archive est abîmée ou incomplète : son contenu ne peut pas être vérifié.")
TOO_MUCH = _("Cette archive se déplie en trop de fichiers ou en trop d'octets pour être acceptée.")
PROTECTED = _("Cette archive est protégée par un mot de passe : elle ne peut pas être vérifiée.")
OTHER_METHOD = _(
    "Cette archive est compressée d'une façon qui ne peut pas être vérifiée : refaites-la en ZIP "
    "ordinaire."
)
OUTSIDE = _("Cette archive contient un fichier qui s'écrirait hors de son dossier.")
MACROS = _(
    "Ce fichier contient des macros, qui exécutent du code chez qui l'ouvre : enregistrez-le sans "
    "macros, dans le format ordinaire."
)


@dataclass
class _Spent:
    """What an archive and those inside it have unpacked so far."""

    entries: int = 0
    size: int = 0  # bytes


def check_archive(file: IO[bytes]) -> str:
    """Read an archive whole; return the MIME type of an office document, or ``application/zip``.

    Every entry is unpacked, to nowhere, so that sizes that lie are found out too. Raises
    ``ValidationError`` with a sentence for what is damaged, locked, too large or holds macros.
    """
    file.seek(0, 2)
    limit = max(SMALL, min(MAX_UNPACKED, MAX_RATIO * file.tell()))
    try:
        return _check(file, _Spent(), limit, depth=1)
    except (BadZipFile, EOFError, OSError, RuntimeError, ValueError, struct.error, zlib.error) as e:
        raise ValidationError(DAMAGED) from e
    finally:
        file.seek(0)


def _check(file: IO[bytes], spent: _Spent, limit: int, depth: int) -> str:
    if depth > MAX_DEPTH or _directory_size(file) > MAX_DIRECTORY:
        raise ValidationError(TOO_MUCH)
    with ZipFile(file) as archive:
        entries = archive.infolist()
        spent.entries += len(entries)
        spent.size += sum(entry.file_size for entry in entries)
        if spent.entries > MAX_ENTRIES or spent.size > limit:
            raise ValidationError(TOO_MUCH)
        if any(entry.flag_bits & 1 for entry in entries):
            raise ValidationError(PROTECTED)
        if any(entry.compress_type not in {ZIP_STORED, ZIP_DEFLATED} for entry in entries):
            raise ValidationError(OTHER_METHOD)
        if any(_is_outside(entry) for entry in entries):
            raise ValidationError(OUTSIDE)
        kind = office_type(archive)
        if has_macros(archive, kind):
            raise ValidationError(MACROS)
        for entry in entries:
            _check_entry(archive, entry, spent, limit, depth)
    return kind or "application/zip"


def _check_entry(archive: ZipFile, entry: ZipInfo, spent: _Spent, limit: int, depth: int) -> None:
    with archive.open(entry) as content:
        chunk = content.read(CHUNK)
        if chunk.startswith(ZIP):
            with SpooledTemporaryFile(max_size=CHUNK * 16) as copy:
                while chunk:
                    copy.write(chunk)
                    chunk = content.read(CHUNK)
                _check(copy, spent, limit, depth + 1)
        while chunk:  # to its end, where its checksum is compared
            chunk = content.read(CHUNK)


def _directory_size(file: IO[bytes]) -> int:
    """Return the size in bytes of the list of entries, before Python reads it into memory."""
    file.seek(0, 2)
    size = file.tell()
    file.seek(max(0, size - END_RECORD.size - 0xFFFF))
    tail = file.read()
    start = tail.rfind(b"PK\x05\x06")
    if start < 0:
        raise BadZipFile
    return int(END_RECORD.unpack_from(tail, start)[5])


def _is_outside(entry: ZipInfo) -> bool:
    name = entry.filename.replace("\\", "/")
    return name.startswith("/") or name[1:2] == ":" or ".." in name.split("/")


def office_type(archive: ZipFile) -> str:
    """Return the MIME type of an office document by its content; an empty string otherwise."""
    names = archive.NameToInfo
    if "mimetype" in names:  # OpenDocument 1.3, part 2, §3.3
        with archive.open("mimetype") as content:
            kind = content.read(200).decode("ascii", "replace").strip()
        return kind if kind.startswith(OPEN_DOCUMENT) else ""
    if "[Content_Types].xml" in names:
        types = _types(archive)
        for name in OFFICE_TYPES:
            if f"{OFFICE}{name}.main+xml" in types:
                return f"{OFFICE}{name}"
    return ""


def has_macros(archive: ZipFile, kind: str) -> bool:
    """Whether an office document of this MIME ``kind`` holds code."""
    code = CODE_OF_OPEN_DOCUMENT if kind.startswith(OPEN_DOCUMENT) else CODE_OF_OFFICE
    if any(code.search(name) for name in archive.NameToInfo):
        return True
    return "[Content_Types].xml" in archive.NameToInfo and "macroEnabled" in _types(archive)


def _types(archive: ZipFile) -> str:
    with archive.open("[Content_Types].xml") as content:
        return content.read(MAX_TYPES).decode("utf-8", "replace")
