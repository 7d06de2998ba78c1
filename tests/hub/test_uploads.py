"""What is refused of an upload, with its sentence, and what is let in."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hub import uploads
from hub.models import HubDocument
from hub.uploads import KINDS, clean_name
from tests.factories import PDF
from tests.files import (
    MP3,
    MP4,
    OFFICE,
    OLD_OFFICE,
    WEBM,
    make_bomb,
    make_locked_pdf,
    make_lying_bomb,
    make_office,
    make_open_document,
    make_pdf,
    make_zip,
)
from tests.hub.uploading import WAYS, Upload, alone, said, uploaded

GOOD = {
    "a.pdf": PDF,
    "a.pptx": make_office("pptx"),
    "a.docx": make_office("docx"),
    "a.xlsx": make_office("xlsx"),
    "a.odp": make_open_document("odp"),
    "a.odt": make_open_document("odt"),
    "a.ods": make_open_document("ods"),
    "a.csv": "département;pôles\nOise;3".encode("cp1252"),
    "a.zip": make_zip({"dossier/a.pptx": make_office("pptx"), "lisez-moi.txt": "Bonjour"}),
    "a.mp4": MP4,
    "a.webm": WEBM,
    "a.mp3": MP3,
    "a.vtt": b"\xef\xbb\xbfWEBVTT\n\n00:00.000 --> 00:02.000\nBonjour",
    "a.ics": b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
}
MACRO_TYPES = '<Types><Override ContentType="application/vnd.ms-powerpoint.macroEnabled"/></Types>'
# By file: its name, its bytes, what the sentence says.
BAD = {
    "html": ("page.pdf", b"<html><script>alert(1)</script></html>", "n'est pas celui d'un fichier"),
    "empty": ("vide.pdf", b"", "vide"),
    "renamed": ("film.mp4", PDF, "n'est pas celui d'un fichier MP4"),
    "zip as pptx": ("a.pptx", make_zip({"a.txt": "a"}), "n'est pas celui d'un fichier PPTX"),
    "docx as pptx": ("a.pptx", make_office("docx"), "n'est pas celui d'un fichier PPTX"),
    "odt as odp": ("a.odp", make_open_document("odt"), "n'est pas celui d'un fichier ODP"),
    "markup as csv": ("a.csv", b"<svg onload=alert(1)>", "n'est pas celui d'un fichier CSV"),
    "binary csv": ("a.csv", b"a;b\0", "n'est pas celui d'un fichier CSV"),
    "captions": ("a.vtt", b"1\n00:00 --> 00:02\n", "n'est pas celui d'un fichier VTT"),
    "program": ("a.exe", b"MZ", "Ce format n'est pas accepté"),
    "no extension": ("notes", PDF, "Ce format n'est pas accepté"),
    "macro format": ("a.pptm", make_office("pptx"), "macros"),
    "macro": ("a.pptx", make_office("pptx", {"ppt/vbaProject.bin": b"x"}), "macros"),
    "macro type": ("a.docx", make_office("docx", types=MACRO_TYPES), "macros"),
    "old macro sheet": ("a.xlsx", make_office("xlsx", {"xl/macrosheets/s.xml": "<x/>"}), "macros"),
    "basic": ("a.odp", make_open_document("odp", **{"Basic/Standard/M.xml": "<x/>"}), "macros"),
    "macro in a zip": (
        "a.zip",
        make_zip({"a.pptx": make_office("pptx", {"ppt/vbaProject.bin": b"x"})}),
        "macros",
    ),
    "bomb": ("a.zip", make_bomb(40_000_000), "trop de fichiers ou en trop d'octets"),
    "bomb in a deck": (
        "a.pptx",
        make_office("pptx", {"ppt/media/a.bmp": bytes(40_000_000)}),
        "trop de fichiers ou en trop d'octets",
    ),
    "bomb in a zip": (
        "a.zip",
        make_zip({"a.zip": make_bomb(40_000_000)}),
        "trop de fichiers ou en trop d'octets",
    ),
    "lying bomb": ("a.zip", make_lying_bomb(1_000_000), "abîmée"),
    "many files": (
        "a.zip",
        make_zip({f"{n}.txt": "" for n in range(10_001)}),
        "trop de fichiers ou en trop d'octets",
    ),
    "nest": (
        "a.zip",
        make_zip({"a": make_zip({"a": make_zip({"a": make_zip({"a": "a"})})})}),
        "trop de fichiers ou en trop d'octets",
    ),
    "truncated zip": ("a.zip", GOOD["a.zip"][:-30], "abîmée"),
    "outside": ("a.zip", make_zip({"../../etc/passwd": "x"}), "hors de son dossier"),
    "outside windows": ("a.zip", make_zip({"..\\a": "x"}), "hors de son dossier"),
    "password": ("a.pptx", OLD_OFFICE, "mot de passe"),
}


@pytest.mark.parametrize("name", GOOD)
def test_each_kind_of_document_is_let_in(writer: Client, name: str) -> None:
    kind = KINDS[name.removeprefix("a.")]

    assert alone(writer, uploaded(name, GOOD[name], kind.mime)) == ""

    with HubDocument.objects.get().open_file() as file:
        assert file.read() == GOOD[name]


def test_every_accepted_kind_is_tried_here() -> None:
    assert {name.removeprefix("a.") for name in GOOD} == set(KINDS)


@pytest.mark.parametrize(
    ("case", "way"),
    [*[(case, alone) for case in BAD], *[(c, w) for c in ("html", "macro") for w in WAYS[1:]]],
)
def test_a_bad_file_is_refused_with_its_sentence(writer: Client, case: str, way: Upload) -> None:
    name, content, sentence = BAD[case]

    words = way(writer, uploaded(name, content))

    assert sentence in words
    assert words.count(".") <= 2, "one sentence, not a list of faults"
    assert not HubDocument.objects.exists()


@pytest.mark.parametrize("content", [PDF[:90], make_locked_pdf(), make_pdf("a")[:-200]])
def test_a_pdf_that_cannot_be_read_keeps_its_download(writer: Client, content: bytes) -> None:
    assert alone(writer, uploaded("a.pdf", content)) == ""

    with HubDocument.objects.get().open_file() as file:
        assert file.read() == content


@pytest.mark.parametrize("way", WAYS)
def test_a_type_that_is_not_the_extensions_is_refused(writer: Client, way: Upload) -> None:
    words = way(writer, uploaded("a.pdf", PDF, "text/html"))

    assert words == "Ce fichier est annoncé comme d'un autre type que son extension PDF."


@pytest.mark.parametrize("way", WAYS)
def test_a_file_over_the_limit_of_its_kind_is_refused(
    writer: Client, way: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(uploads.KINDS, "pdf", KINDS["pdf"]._replace(limit=200))

    words = way(writer, uploaded("a.pdf", PDF))

    assert words == (
        f"Ce fichier pèse {len(PDF)} octets ; la limite est de 200 octets pour un fichier PDF."
    )


def test_the_limits_leave_films_their_size_and_documents_theirs() -> None:
    limits = {name: kind.limit // uploads.MO for name, kind in KINDS.items()}

    assert (limits["pdf"], limits["zip"], limits["mp4"]) == (100, 200, 2048)


def test_a_large_upload_waits_in_a_file_and_not_in_memory(writer: Client, settings: Any) -> None:
    seen = []
    real = uploads.check_viruses
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 10
    uploads.check_viruses = lambda file: seen.append(type(file).__name__)
    try:
        assert alone(writer, uploaded("a.pdf", PDF)) == ""
    finally:
        uploads.check_viruses = real

    assert seen == ["TemporaryUploadedFile"]


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/diapos.pdf", "diapos.pdf"),
        ("C:\\Documents\\diapos.pdf", "diapos.pdf"),
        ("diapos‮fdp.exe.pdf", "diaposfdp.exe.pdf"),
        ("a\x00b\n\tc​.pdf", "abc.pdf"),
        ("Présentation n° 1 (fin).pdf", "Présentation-n-1-fin.pdf"),
        ("Pre\u0301sentation.pdf", "Présentation.pdf"),
        (".htaccess.pdf", "htaccess.pdf"),
        ("‏.pdf", "document.pdf"),
        ("é" * 300 + ".pdf", "é" * 80 + ".pdf"),
        ("😀.pdf", "document.pdf"),
        ("notes", "notes"),
    ],
)
def test_names_are_cleaned(name: str, clean: str) -> None:
    assert clean_name(name) == clean


@pytest.mark.parametrize("way", WAYS)
def test_an_uploaded_file_gets_a_clean_name_and_title(writer: Client, way: Upload) -> None:
    assert way(writer, uploaded("../secret‮fdp." + "a" * 200 + ".pdf", PDF)) == ""

    document = HubDocument.objects.get()
    assert re.fullmatch(r"documents/secretfdp\.a{60,71}(_\w+)?\.pdf", document.file.name)


def test_a_title_has_no_mark_of_direction(writer: Client) -> None:
    writer.post(
        reverse("wagtaildocs:add"), {"title": "Bilan ‮fdp\x01", "file": uploaded("a.pdf", PDF)}
    )

    assert HubDocument.objects.get().title == "Bilan fdp"


def test_a_refused_replacement_leaves_the_file(writer: Client) -> None:
    alone(writer, uploaded("a.pdf", PDF))
    document = HubDocument.objects.get()

    answer = writer.post(
        reverse("wagtaildocs:edit", args=[document.pk]),
        {"title": "Titre", "authors": "", "file": uploaded("c.pdf", b"<html>")},
    )

    assert "n'est pas celui d'un fichier PDF" in said(answer.content.decode())
    with HubDocument.objects.get().open_file() as file:
        assert file.read() == PDF


def test_the_form_says_what_is_accepted(writer: Client) -> None:
    text = writer.get(reverse("wagtaildocs:add")).content.decode()

    assert "VTT, ICS : 5,00 Mo ; CSV : 50,0 Mo ; PDF, DOCX, ODT, XLSX, ODS : 100,0 Mo ; " in text
    assert "MP4, WebM : 2,00 Go" in text


def test_the_types_of_office_are_those_of_the_standard() -> None:
    assert KINDS["pptx"].mime == f"{OFFICE}presentationml.presentation"
