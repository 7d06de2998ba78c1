"""The files that the screen of a recap takes: what is proposed for each, what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from events.recap_uploads import Taken, readable_name, speakers_of
from hub.models import HubDocument, HubImage
from resources.models import (
    DocumentPage,
    DocumentReading,
)
from tests.conftest import Space
from tests.events.recaps import (
    documents,
    drop,
    fields_of,
    past_event,
    pdf,
)
from tests.factories import make_document
from tests.files import make_office


def test_the_speakers_are_those_whom_the_file_names_or_all(space: Space) -> None:
    event = past_event(space.page)
    one, two = event.speakers.all()

    def ticked(title: str, author: str = "", name: str = "visio.pdf") -> list[int]:
        return speakers_of(Taken(make_document(name, title=title), title, author), event)

    assert ticked("Les pôles") == [one.pk, two.pk]
    assert ticked("Les pôles", author="oratrice deux") == [two.pk]
    assert ticked("Les pôles, par Orateur Un") == [one.pk]
    assert ticked("Les pôles", name="pres_un_2022.pdf") == [one.pk]
    read = make_document("visio.pdf")
    reading = DocumentReading.objects.create(document=read, file_hash=read.file_hash)
    DocumentPage.objects.create(reading=reading, number=1, text="Un pôle, par Oratrice Deux")
    assert speakers_of(Taken(read, "Les pôles"), event) == [two.pk]


@pytest.mark.parametrize(
    ("file", "title"),
    [
        (pdf("x.pdf", title="L'œuvre commune"), "L'œuvre commune"),
        (pdf("x.pdf", title="Microsoft PowerPoint - Bilan 2022.pptx"), "Bilan 2022"),
        (pdf("visio_irev-2022.pdf", title="Présentation PowerPoint"), "Visio irev 2022"),
        (pdf("visio_irev-2022.pdf"), "Visio irev 2022"),
    ],
)
def test_the_title_comes_from_the_file(
    space: Space, as_user: Any, file: SimpleUploadedFile, title: str
) -> None:
    event = past_event(space.page)

    row = fields_of(drop(as_user(space.writer), event, file).content.decode())

    assert row["files-0-title"] == [title]
    document = HubDocument.objects.get()
    assert (document.title, document.collection) == (title, space.partner.collection)
    assert document.uploaded_by_user == space.writer


@pytest.mark.parametrize("extension", ["pptx", "docx", "xlsx"])
def test_the_title_of_an_office_file_comes_from_its_properties(
    space: Space, as_user: Any, extension: str
) -> None:
    core = (
        '<c xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Le bilan</dc:title>'
        "<dc:creator>Oratrice Deux</dc:creator></c>"
    )
    event = past_event(space.page)
    content = make_office(extension, {"docProps/core.xml": core})
    file = SimpleUploadedFile(f"a.{extension}", content, "application/octet-stream")

    row = fields_of(drop(as_user(space.writer), event, file).content.decode())

    assert row["files-0-title"] == ["Le bilan"]
    assert row["files-0-speakers"] == [str(event.speakers.get(name="Oratrice DEUX").pk)]


def test_names_of_files_become_titles() -> None:
    names = ["visio_irev-2022.pdf", "C:\\dossier\\bilan final.pptx", ".pdf", "a" * 300 + ".pdf"]

    titles = [readable_name(name) for name in names]

    assert titles[:2] == ["Visio irev 2022", "Bilan final"]
    assert titles[2] == ".pdf"
    assert len(titles[3]) == 255


def test_a_bad_file_among_good_ones_loses_nothing(space: Space, as_user: Any) -> None:
    event, client = past_event(space.page), as_user(space.writer)
    bad = SimpleUploadedFile("faux.pdf", b"GIF89a", "application/pdf")

    answers = [drop(client, event, f) for f in (pdf("a.pdf", mark="a"), bad, pdf("b.pdf"))]

    assert [answer.status_code for answer in answers] == [200, 422, 200]
    assert "n'est pas celui d'un fichier PDF" in answers[1].content.decode()
    assert documents() == {"A", "B"}


@pytest.mark.parametrize(
    ("zone", "name", "said"),
    [
        ("files", "film.mp4", "se dépose dans « Replay »"),
        ("film", "diapos.pdf", "Un enregistrement est un fichier MP4"),
        ("captions", "diapos.pdf", "sont un fichier .vtt"),
        ("photos", "diapos.pdf", "image"),
    ],
)
def test_a_file_in_the_wrong_place_is_refused(
    space: Space, as_user: Any, zone: str, name: str, said: str
) -> None:
    answer = drop(as_user(space.writer), past_event(space.page), pdf(name), zone)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert HubDocument.objects.count() == HubImage.objects.count() == 0
