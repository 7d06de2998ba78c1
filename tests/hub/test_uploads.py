"""What is refused of an upload, with its sentence, and what is let in."""

from __future__ import annotations

import re
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from home.structure import Structure
from hub import uploads
from hub.models import HubDocument, HubImage, User
from hub.uploads import KINDS, clean_name
from tests.conftest import Space
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
    make_png,
    make_zip,
)

Upload = Callable[[Client, SimpleUploadedFile], str]

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


def alone(client: Client, file: SimpleUploadedFile) -> str:
    """Upload as in "Add a document"; return what is said of the file, nothing if it is kept."""
    answer = client.post(reverse("wagtaildocs:add"), {"title": "Titre", "file": file})
    return "" if answer.status_code == 302 else said(answer.content.decode())


def several(client: Client, file: SimpleUploadedFile) -> str:
    """Upload as when several files are dropped at once."""
    answer = client.post(
        reverse("wagtaildocs:add_multiple"),
        {"title": "Titre", "files[]": file},
        HTTP_X_REQUESTED_WITH="XMLHttpRequest",
    ).json()
    return "" if answer["success"] else str(answer["error_message"])


def in_chooser(client: Client, file: SimpleUploadedFile) -> str:
    """Upload while a page is written."""
    prefix = "document-chooser-upload"
    answer = client.post(
        reverse("wagtaildocs_chooser:create"), {f"{prefix}-title": "T", f"{prefix}-file": file}
    ).json()
    return "" if answer["step"] == "chosen" else said(answer["htmlFragment"])


def said(html: str) -> str:
    errors = BeautifulSoup(html, "html.parser").select(".error-message")
    text = " ".join(error.get_text(" ") for error in errors)
    assert text, html
    return " ".join(text.split())


WAYS = [alone, several, in_chooser]


def uploaded(name: str, content: bytes, declared: str = "application/octet-stream") -> Any:
    return SimpleUploadedFile(name, content, declared)


@pytest.fixture
def writer(space: Space, as_user: Any) -> Client:
    """The browser of a partner's writer."""
    client: Client = as_user(space.writer)
    return client


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


# The same file twice


def test_the_same_file_twice_is_offered_instead(writer: Client) -> None:
    assert alone(writer, uploaded("a.pdf", PDF)) == ""
    first = HubDocument.objects.get()
    first.title = "Diapos <b>du matin</b>"
    first.save()

    words = [way(writer, uploaded("b.pdf", PDF)) for way in WAYS]

    link = f'<a href="/admin/documents/edit/{first.pk}/">Diapos &lt;b&gt;du matin&lt;/b&gt;</a>'
    assert words[1] == f"Ce fichier est déjà là, dans « Coop du Bray » : {link}"
    plain = "Ce fichier est déjà là, dans « Coop du Bray » : Diapos <b>du matin</b>"
    assert [words[0], words[2]] == [plain, plain]
    assert HubDocument.objects.count() == 1


def test_in_a_chooser_the_file_that_is_here_is_taken_at_once(writer: Client) -> None:
    alone(writer, uploaded("a.pdf", PDF))
    first = HubDocument.objects.get()
    url, prefix = reverse("wagtaildocs_chooser:create"), "document-chooser-upload"
    refused = writer.post(
        url, {f"{prefix}-title": "T", f"{prefix}-file": uploaded("b.pdf", PDF)}
    ).json()
    choice = BeautifulSoup(refused["htmlFragment"], "html.parser").select_one("input[type=radio]")

    assert choice
    chosen = writer.post(url, {choice["name"]: choice["value"]}).json()

    assert (chosen["step"], chosen["result"]["id"]) == ("chosen", str(first.pk))
    assert HubDocument.objects.get().title == "Titre"


def test_nothing_is_taken_outside_a_chooser(writer: Client) -> None:
    alone(writer, uploaded("a.pdf", PDF))
    existing = str(HubDocument.objects.get().pk)

    answer = writer.post(reverse("wagtaildocs:add"), {"title": "T", "existing": existing})

    assert answer.context["form"].errors.keys() == {"file"}


def test_a_second_copy_is_kept_where_it_is_asked_for(writer: Client) -> None:
    alone(writer, uploaded("a.pdf", PDF))

    answer = writer.post(
        reverse("wagtaildocs:add"),
        {"title": "Bis", "file": uploaded("a.pdf", PDF), "second_copy": "on"},
    )

    assert answer.status_code == 302
    assert HubDocument.objects.count() == 2


def test_a_file_of_another_partner_is_neither_named_nor_taken(
    writer: Client, other_space: Space, as_user: Any
) -> None:
    alone(as_user(other_space.writer), uploaded("a.pdf", PDF))
    theirs = HubDocument.objects.get()
    theirs.title = "Bilan de la Fabrique"
    theirs.save()
    prefix = "document-chooser-upload"

    stolen = writer.post(
        reverse("wagtaildocs_chooser:create"), {f"{prefix}-existing": str(theirs.pk)}
    ).json()
    words = [alone(writer, uploaded("b.pdf", PDF))]

    assert stolen["step"] == "reshow_creation_form"
    assert theirs.title not in stolen["htmlFragment"]
    assert words == [""]
    assert HubDocument.objects.count() == 2


def test_a_document_keeps_its_own_file(writer: Client) -> None:
    alone(writer, uploaded("a.pdf", PDF))
    document = HubDocument.objects.get()

    answer = writer.post(
        reverse("wagtaildocs:edit", args=[document.pk]),
        {"title": "Autre titre", "authors": "", "file": uploaded("c.pdf", PDF)},
    )

    assert answer.status_code == 302
    assert HubDocument.objects.get().title == "Autre titre"


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


# Viruses


class FakeScanner(threading.Thread):
    """A clamd on loopback that reads INSTREAM and gives one answer; ``None`` hangs up."""

    def __init__(self, answer: bytes | None, limit: int | None = None) -> None:
        super().__init__(daemon=True)
        self.answer, self.limit, self.received = answer, limit, b""
        self.server = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.server.getsockname()[1]}"

    def run(self) -> None:
        while True:
            try:
                connection, _address = self.server.accept()
            except OSError:
                return
            with connection, connection.makefile("rb") as stream:
                assert stream.read(10) == b"zINSTREAM\0"
                self.received = b""
                while size := struct.unpack("!L", stream.read(4))[0]:
                    self.received += stream.read(size)
                if self.answer is not None:
                    connection.sendall(self.answer)


@pytest.fixture
def scanner(settings: Any) -> Iterator[Callable[[bytes | None], FakeScanner]]:
    """Return a function that starts a scanner with its answer."""
    started: list[FakeScanner] = []

    def start(answer: bytes | None) -> FakeScanner:
        fake = FakeScanner(answer)
        started.append(fake)
        settings.CLAMD_ADDRESS = fake.address
        fake.start()
        return fake

    yield start
    for fake in started:
        fake.server.close()


def test_a_clean_file_passes_the_scanner_whole(writer: Client, scanner: Any) -> None:
    fake = scanner(b"stream: OK\0")

    assert alone(writer, uploaded("a.pdf", PDF)) == ""

    assert fake.received == PDF
    with HubDocument.objects.get().open_file() as file:
        assert file.read() == PDF


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (b"stream: Eicar-Test-Signature FOUND\0", "L'antivirus du site a reconnu un fichier"),
        (b"INSTREAM size limit exceeded. ERROR\0", "dépasse ce que l'antivirus du site accepte"),
        (b"stream: lstat() failed. ERROR\0", "L'antivirus du site ne répond pas"),
        (b"", "L'antivirus du site ne répond pas"),
        (None, "L'antivirus du site ne répond pas"),
    ],
)
def test_what_the_scanner_does_not_clear_is_refused(
    writer: Client, scanner: Any, way: Upload, answer: bytes | None, sentence: str
) -> None:
    scanner(answer)

    assert sentence in way(writer, uploaded("a.pdf", PDF))
    assert not HubDocument.objects.exists()


@pytest.mark.parametrize("address", ["127.0.0.1:9", "/nowhere/clamd.sock"])
def test_a_scanner_that_is_not_there_refuses(writer: Client, settings: Any, address: str) -> None:
    settings.CLAMD_ADDRESS = address

    assert "L'antivirus du site ne répond pas" in alone(writer, uploaded("a.pdf", PDF))


# Images


def send_image(client: Client, name: str, content: bytes) -> str:
    answer = client.post(
        reverse("wagtailimages:add"), {"title": "Image", "file": uploaded(name, content)}
    )
    return "" if answer.status_code == 302 else said(answer.content.decode())


@pytest.mark.parametrize(
    ("size", "sentence"),
    [((50_000, 50_000), "trop grand nombre de pixels"), ((50_000, 100), "au plus 20000")],
)
def test_an_image_of_fifty_thousand_pixels_is_refused(
    writer: Client, size: tuple[int, int], sentence: str
) -> None:
    assert sentence in send_image(writer, "grande.png", make_png(*size))
    assert not HubImage.objects.exists()


def test_a_truncated_image_is_refused(writer: Client) -> None:
    whole = make_png(300, 300)

    words = [send_image(writer, "a.png", whole[:cut]) for cut in (60, len(whole) - 30)]

    assert words == ["Cette image est abîmée ou incomplète : elle ne s'ouvre pas."] * 2


SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'width="9" height="9">{}</svg>'
)


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<rect onload="alert(1)"/>',
        '<a href="java&#10;script:alert(1)"><rect/></a>',
        '<set attributeName="href" to="javascript:alert(1)"/>',
        "<foreignObject><p>a</p></foreignObject>",
        '<image href="https://ailleurs.example/a.png"/>',
        '<use xlink:href="//ailleurs.example/a.svg#b"/>',
        '<rect style="fill:url(https://ailleurs.example/a)"/>',
        "<style>@import 'https://ailleurs.example/a.css'</style>",
    ],
)
def test_an_svg_with_code_or_addresses_is_refused(writer: Client, inside: str) -> None:
    words = send_image(writer, "dessin.svg", SVG.format(inside).encode())

    assert words.startswith("Ce dessin SVG contient un script ou appelle une autre adresse")
    assert not HubImage.objects.exists()


def test_a_plain_svg_is_let_in(writer: Client) -> None:
    inside = (
        '<defs><path id="p" d="M0 0h9"/></defs><use xlink:href="#p" style="fill:url(#p)"/>'
        '<a href="https://example.org/"><rect/></a><image href="data:image/png;base64,AA=="/>'
    )

    assert send_image(writer, "dessin.svg", SVG.format(inside).encode()) == ""
    assert HubImage.objects.get().width == 9


def test_an_image_is_scanned_and_renamed_too(writer: Client, scanner: Any) -> None:
    fake = scanner(b"stream: OK\0")
    content = make_png(4, 4)

    assert send_image(writer, "..\\ma photo‮.png", content) == ""

    assert fake.received == content
    assert HubImage.objects.get().file.name == "original_images/ma-photo.png"


def test_the_network_uploads_where_two_partners_have_the_same_file(
    structure: Structure, space: Space, other_space: Space, animator: User, as_user: Any
) -> None:
    for person in (space.writer, other_space.writer):
        assert alone(as_user(person), uploaded("a.pdf", PDF)) == ""

    words = alone(as_user(animator), uploaded("a.pdf", PDF))

    assert words.startswith("Ce fichier est déjà là")


def test_the_form_says_what_is_accepted(writer: Client) -> None:
    text = writer.get(reverse("wagtaildocs:add")).content.decode()

    assert "VTT, ICS : 5,00 Mo ; CSV : 50,0 Mo ; PDF, DOCX, ODT, XLSX, ODS : 100,0 Mo ; " in text
    assert "MP4, WebM : 2,00 Go" in text


def test_the_types_of_office_are_those_of_the_standard() -> None:
    assert KINDS["pptx"].mime == f"{OFFICE}presentationml.presentation"
