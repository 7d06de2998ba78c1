from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.images.tests.utils import get_test_image_file

from home.structure import Structure
from hub.models import HubDocument, HubImage, User
from tests.factories import PDF, make_document


def test_the_pages_of_a_pdf_are_counted(db: None) -> None:
    assert make_document("diapos.pdf").page_count == 2
    assert make_document("DIAPOS.PDF").page_count == 2


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("casse.pdf", b"%PDF-1.4\nrien"),
        ("vide.pdf", b""),
        ("page.pdf", b"<html><script>alert(1)</script></html>"),
        ("diapos.pptx", PDF),
        ("sans-extension", PDF),
    ],
)
def test_a_file_whose_pages_cannot_be_counted_is_kept(db: None, name: str, content: bytes) -> None:
    document = make_document(name, content)

    assert document.page_count is None
    with document.open_file() as file:
        assert file.read() == content


def test_a_document_made_in_code_has_its_size_and_hash(db: None) -> None:
    document = HubDocument.objects.get(pk=make_document().pk)

    assert document.file_size == len(PDF)
    assert document.file_hash == hashlib.sha1(PDF).hexdigest()


def test_the_file_is_whole_after_its_pages_were_read(db: None) -> None:
    with make_document().open_file() as file:
        assert file.read() == PDF


def test_a_new_file_changes_the_facts(db: None) -> None:
    document = make_document("diapos.pdf")

    document.file = ContentFile(b"%PDF-1.4\nrien", name="autre.pdf")
    document.save()

    assert (document.file_size, document.page_count) == (13, None)
    assert document.file_hash == hashlib.sha1(b"%PDF-1.4\nrien").hexdigest()


@pytest.mark.parametrize(
    ("name", "size", "pages", "facts"),
    [
        ("diapos.pdf", 452_311, 12, "PDF, 441,7 Ko, 12 pages"),
        ("diapos.pdf", 452_311, 1, "PDF, 441,7 Ko, 1 page"),
        ("diapos.pdf", 452_311, None, "PDF, 441,7 Ko"),
        ("diapos.pptx", 2_000_000, None, "PPTX, 1,91 Mo"),
        ("diapos.pdf", None, None, "PDF"),
        ("diapos", 12, None, "12 octets"),
    ],
)
def test_the_facts_of_a_document_are_its_type_weight_and_pages(
    db: None, name: str, size: int | None, pages: int | None, facts: str
) -> None:
    document = HubDocument(file=name, file_size=size, page_count=pages)

    assert document.facts == facts


def test_a_document_uploaded_in_the_admin_has_its_facts(
    structure: Structure, animator: User, as_user: Any
) -> None:
    answer = as_user(animator).post(
        reverse("wagtaildocs:add"),
        {
            "title": "Diapositives",
            "authors": "Ada Martin, Coop du Bray",
            "file": SimpleUploadedFile("diapos.pdf", PDF, content_type="application/pdf"),
        },
    )

    document = HubDocument.objects.get()
    assert answer.status_code == 302
    assert (document.authors, document.page_count) == ("Ada Martin, Coop du Bray", 2)
    assert document.facts == f"PDF, {len(PDF)} octets, 2 pages"


def test_several_documents_are_uploaded_at_once(
    structure: Structure, animator: User, as_user: Any
) -> None:
    answer = as_user(animator).post(
        reverse("wagtaildocs:add_multiple"),
        {"title": "Lot", "files[]": SimpleUploadedFile("lot.pdf", PDF, "application/pdf")},
        HTTP_X_REQUESTED_WITH="XMLHttpRequest",
    )

    assert answer.json()["success"] is True, answer.json()
    assert HubDocument.objects.get().page_count == 2


def test_a_file_replaced_in_the_admin_changes_the_facts(
    structure: Structure, animator: User, as_user: Any
) -> None:
    document = make_document()

    answer = as_user(animator).post(
        reverse("wagtaildocs:edit", args=[document.pk]),
        {
            "title": "Diapositives",
            "authors": "",
            "file": SimpleUploadedFile("n.csv", b"a;b;", "text/csv"),
        },
    )

    document.refresh_from_db()
    assert answer.status_code == 302
    assert document.facts == "CSV, 4 octets"


@pytest.mark.parametrize("name", ["page.html", "dessin.svg", "programme.exe", "macro.docm"])
def test_the_admin_refuses_other_types_of_documents(
    structure: Structure, animator: User, as_user: Any, name: str
) -> None:
    answer = as_user(animator).post(
        reverse("wagtaildocs:add"), {"title": "X", "file": SimpleUploadedFile(name, b"<svg/>")}
    )

    assert answer.status_code == 200
    assert answer.context["form"].errors.keys() == {"file"}
    assert not HubDocument.objects.exists()


def test_the_alternative_text_of_an_image_is_its_description_and_never_its_file(
    db: None,
) -> None:
    file = get_test_image_file("IMG_2041.png")
    described = HubImage.objects.create(title="IMG_2041", file=file, description="Un atelier")
    silent = HubImage.objects.create(title="IMG_2041", file=get_test_image_file("IMG_2041.png"))

    assert described.default_alt_text == "Un atelier"
    assert silent.default_alt_text == ""
    assert 'alt="Un atelier"' in described.get_rendition("width-100").img_tag()
    assert 'alt=""' in silent.get_rendition("width-100").img_tag()


def test_the_form_of_an_image_asks_for_its_alternative_text(
    structure: Structure, animator: User, as_user: Any
) -> None:
    answer = as_user(animator).get(reverse("wagtailimages:add"))

    text = answer.content.decode()
    assert "Texte alternatif" in text
    assert "Ce que l&#x27;image montre, pour qui ne la voit pas" in text
