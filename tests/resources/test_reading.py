"""Documents read: their text, what could not be read, and what follows."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from PIL import Image

from home.structure import Structure
from hub.models import HubDocument
from resources import extraction, reading
from resources.models import DocumentPage, DocumentReading
from resources.models.reading import document_text
from resources.tasks import read_document
from tests.conftest import Space
from tests.editor import edit_url
from tests.factories import make_document, make_presentation, make_publication
from tests.files import (
    make_locked_pdf,
    make_office,
    make_open_text,
    make_pdf,
    make_slides,
    make_text,
    make_zip,
)
from tests.lists import visible_text
from tests.resources.readings import previews, read, texts

BILLION_LAUGHS = (
    '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    '<w:d xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">&b;</w:d>'
)


# What is read


def test_a_pdf_gives_the_text_and_two_previews_of_each_page(db: None) -> None:
    document = make_document("diapos.pdf", make_pdf("Les ruches du toit", "Le four (à pain)"))

    found = read(document)

    pages = list(found.pages.all())
    assert [(page.number, page.text) for page in pages] == [
        (1, "Les ruches du toit"),
        (2, "Le four (à pain)"),
    ]
    assert found.note == ""
    for page in pages:
        assert (page.width, page.height) == (1280, 720)
        for file, width in ((page.large, 1280), (page.small, 640)):
            with file.open() as stored, Image.open(stored) as image:
                assert (image.format, image.width) == ("WEBP", width)
                assert len(image.convert("L").getcolors()) > 2, "an empty image"


@pytest.mark.parametrize(
    ("name", "content", "expected", "pages"),
    [
        ("a.pptx", make_slides("Les ruches", "Le four"), ["Les ruches", "Le four"], 2),
        ("a.odp", make_open_text("odp", "Les ruches", "Le four"), ["Les ruches", "Le four"], 2),
        ("a.docx", make_text("Les ruches", "Le four"), ["Les ruches\nLe four"], None),
        ("a.odt", make_open_text("odt", "Les ruches", "Le four"), ["Les ruches\nLe four"], None),
    ],
)
def test_an_office_file_gives_the_text_that_its_readers_see(
    db: None,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    content: bytes,
    expected: list[str],
    pages: int | None,
) -> None:
    monkeypatch.setattr(reading, "convert", lambda *paths: None)
    document = make_document(name, content)

    found = read(document)

    document.refresh_from_db()
    assert texts(document) == expected
    assert (document.page_count, found.note) == (pages, "")
    assert not DocumentPage.objects.drawn().exists()


@pytest.mark.parametrize(
    ("name", "content", "note"),
    [
        ("a.pdf", make_locked_pdf(), "Un mot de passe le protège"),
        ("a.pdf", b"%PDF-1.4\nrien", "Il est abîmé ou incomplet"),
        ("a.pdf", make_pdf("a")[:60], "Il est abîmé ou incomplet"),
        ("a.pdf", b"", "Il est abîmé ou incomplet"),
        ("a.pptx", b"PK\x03\x04rien", "Il est abîmé ou incomplet"),
        ("a.pptx", make_office("pptx"), "Il est abîmé ou incomplet"),
        ("a.odt", make_zip({"mimetype": "x"}), "Il est abîmé ou incomplet"),
        (
            "a.docx",
            make_office("docx", {"word/document.xml": BILLION_LAUGHS}),
            "Il est abîmé ou incomplet",
        ),
        (
            "a.docx",
            make_office("docx", {"word/document.xml": "<p>" * 90_000 + "</p>" * 90_000}),
            "Il est abîmé ou incomplet",
        ),
    ],
)
def test_what_cannot_be_read_is_said_and_the_file_kept(
    db: None, monkeypatch: pytest.MonkeyPatch, name: str, content: bytes, note: str
) -> None:
    monkeypatch.setattr(reading, "convert", lambda *paths: None)
    document = make_document(name, content)

    found = read(document)

    assert found.note.startswith(note)
    assert texts(document) == []
    with document.open_file() as file:
        assert file.read() == content


def test_a_truncated_pdf_is_read_as_far_as_it_goes(db: None) -> None:
    whole = make_pdf(*[f"page {number}" for number in range(9)])
    document = make_document("a.pdf", whole[: len(whole) // 2])

    found = read(document)

    assert found.note or texts(document)


@pytest.mark.parametrize(("width", "height"), [(14_400, 1), (1, 14_400), (14_400, 14_400)])
def test_a_page_of_any_size_is_drawn_within_bounds(db: None, width: int, height: int) -> None:
    document = make_document("a.pdf", make_pdf("a", width=width, height=height))

    (page,) = read(document).pages.all()

    assert page.width <= 1280
    assert page.width * page.height <= extraction.MAX_PIXELS * 1.01


def test_a_very_long_pdf_is_read_to_its_limit(db: None) -> None:
    number = extraction.MAX_PAGES + 2
    document = make_document("a.pdf", make_pdf(*["a"] * number, width=400, height=4))

    found = read(document)

    assert found.pages.count() == extraction.MAX_PAGES
    assert found.note == "Il est très long : ses 300 premières pages ont été lues."
    assert HubDocument.objects.get().page_count == number


def test_a_reading_that_hangs_is_stopped_and_said(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MAX_SECONDS", 0)
    monkeypatch.setattr(reading, "SLACK", 0.01)

    found = read(make_document("a.pdf", make_pdf("a")))

    assert found.note == "Il est très lourd : seules ses premières pages ont été lues."


def test_a_reading_that_crashes_is_said(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading.sys, "executable", "/bin/false")

    assert read(make_document()).note.startswith("Il est abîmé ou incomplet")


def test_slides_are_drawn_where_libreoffice_is_installed(
    db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "made.pdf").write_bytes(make_pdf("Les ruches", "Le four"))
    office = tmp_path / "soffice"
    office.write_text(
        '#!/bin/sh\nfor last; do :; done\ncp "$(dirname "$0")/made.pdf" "${last%.pptx}.pdf"\n'
    )
    office.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    document = make_document("a.pptx", make_slides("Autre", "texte"))

    read(document)

    assert texts(document) == ["Les ruches", "Le four"]
    assert DocumentPage.objects.of(document).drawn().count() == 2


@pytest.mark.parametrize("script", ["exit 1", "sleep 60 & sleep 60"])
def test_slides_are_read_where_libreoffice_fails_or_hangs(
    db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str
) -> None:
    monkeypatch.setattr(reading, "CONVERSION_SECONDS", 0.5)
    office = tmp_path / "soffice"
    office.write_text(f"#!/bin/sh\n{script}\n")
    office.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    document = make_document("a.pptx", make_slides("Les ruches"))

    assert read(document).note == ""
    assert texts(document) == ["Les ruches"]


def test_a_text_that_a_database_refuses_is_kept_without_what_it_refuses(db: None) -> None:
    found = [{"number": 1, "text": "a\x00b\ud800c"}]

    stored = reading._store(make_document(), found, Path())

    assert stored is not None
    assert stored.pages.get().text == "abc"


# When it is read


def test_a_new_document_is_read_once_it_is_saved(
    db: None, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        document = make_document("a.pdf", make_pdf("Les ruches"))

    assert texts(document) == ["Les ruches"]


def test_a_document_saved_again_is_not_read_again(
    db: None, django_capture_on_commit_callbacks: Any
) -> None:
    document = make_document()
    read(document)

    with django_capture_on_commit_callbacks() as callbacks:
        document.title = "Autre titre"
        document.save()

    assert callbacks == []


def test_a_replaced_file_is_read_again_and_its_old_previews_deleted(
    structure: Structure, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        document = make_document("a.pdf", make_pdf("Les ruches", "Le four"))
    page = make_presentation(structure.resources, document=document)
    before = DocumentPage.objects.of(document).drawn()[0].large_url

    with django_capture_on_commit_callbacks(execute=True):
        document.file = ContentFile(make_pdf("Le jardin"), name="a.pdf")
        document.save()

    assert texts(document) == ["Le jardin"]
    assert len(previews()) == 2
    assert client.get(before).status_code == 404
    assert "Le jardin" in visible_text(client.get(page.url))


def test_until_it_is_read_a_new_file_shows_nothing_of_the_old(structure: Structure) -> None:
    document = make_document("a.pdf", make_pdf("Les ruches"))
    read(document)
    page = make_presentation(structure.resources, document=document)

    document.file = ContentFile(b"a;b", name="a.csv")
    document.save()

    assert texts(document) == []
    assert "ruch" not in page.stemmed_text().split()


def test_a_deleted_document_takes_its_previews_with_it(
    db: None, django_capture_on_commit_callbacks: Any
) -> None:
    kept, gone = make_document("a.pdf", make_pdf("a")), make_document("b.pdf", make_pdf("b"))
    read(kept)
    read(gone)
    assert len(previews()) == 4

    with django_capture_on_commit_callbacks(execute=True):
        gone.delete()

    assert len(previews()) == 2
    assert all(name.startswith(f"{kept.pk}-") for name in previews())


def test_a_file_replaced_while_it_is_read_is_left_to_the_next_reading(db: None) -> None:
    document = make_document("a.pdf", make_pdf("Les ruches"))
    HubDocument.objects.update(file_hash="0" * 40)

    assert reading.read(document) is None
    assert not DocumentReading.objects.exists()


def test_a_task_for_a_document_that_is_gone_does_nothing(db: None) -> None:
    assert read_document.enqueue(999_999).errors == []


def test_the_command_reads_what_is_unread(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    done = make_document("a.pdf", make_pdf("a"))
    first = read(done)
    make_document("b.pdf", make_pdf("b"), title="Le bilan")
    make_document("C.PDF", make_locked_pdf(), title="Le secret")
    make_document("d.csv", b"a;b")
    lost = make_document("e.pdf", make_pdf("e"), title="La perdue")
    lost.file.storage.delete(lost.file.name)

    call_command("read_documents")

    said = capsys.readouterr().out
    assert set(DocumentReading.objects.values_list("document__title", flat=True)) == {
        *("a.pdf", "Le bilan", "Le secret"),
    }
    assert "Le secret : Un mot de passe le protège" in said
    assert "La perdue : fichier introuvable" in said
    assert DocumentReading.objects.get(document=done).pk == first.pk
    call_command("read_documents", "--all")
    assert DocumentReading.objects.get(document=done).pk != first.pk


# The search


@pytest.mark.search_index
def test_a_word_of_a_slide_is_found_even_if_it_is_read_after_the_publication(
    structure: Structure, client: Client
) -> None:
    document = make_document("a.pdf", make_pdf("Les apicultrices"))
    presentation = make_presentation(structure.resources, document=document, title="Sur le toit")
    guide = make_publication(structure.resources, document=document, title="Le guide")
    draft = make_presentation(structure.resources, document=document, title="Brouillon", live=False)
    url = reverse("search") + "?q=apicultrice"
    assert "Sur le toit" not in visible_text(client.get(url))

    read(document)

    text = visible_text(client.get(url))
    assert presentation.title in text
    assert guide.title in text
    assert draft.title not in text


def test_a_very_long_text_leaves_its_place_to_the_rest_of_the_page(space: Space) -> None:
    document = make_document()
    pages = [{"number": number, "text": "mot " * 25_000} for number in range(5)]
    reading._store(document, pages, Path())
    page = make_presentation(space.page, document=document)

    assert len(document_text(document)) == 300_000
    assert "bray" in page.stemmed_text().split()


# What its editor is told


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (make_pdf("a", "b"), "pages (2) lus"),
        (make_locked_pdf(), "Un mot de passe le protège"),
        (None, "Ce fichier n’a pas encore été lu"),
    ],
)
def test_the_editor_is_told_what_was_read(
    space: Space, as_user: Any, content: bytes | None, sentence: str
) -> None:
    document = make_document("a.pdf", content or make_pdf("a"), collection=space.partner.collection)
    if content:
        read(document)
    page = make_presentation(space.page, document=document, live=False)
    client = as_user(space.writer)

    answers = [
        client.get(reverse("wagtaildocs:edit", args=[document.pk])),
        client.get(edit_url(page)),
    ]

    assert [sentence in visible_text(answer) for answer in answers] == [True, True]
