"""The same file twice: the first is offered instead, where it may be seen."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from home.structure import Structure
from hub.models import HubDocument, User
from tests.conftest import Space
from tests.factories import PDF
from tests.hub.uploading import WAYS, alone, uploaded


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


def test_the_network_uploads_where_two_partners_have_the_same_file(
    structure: Structure, space: Space, other_space: Space, animator: User, as_user: Any
) -> None:
    for person in (space.writer, other_space.writer):
        assert alone(as_user(person), uploaded("a.pdf", PDF)) == ""

    words = alone(as_user(animator), uploaded("a.pdf", PDF))

    assert words.startswith("Ce fichier est déjà là")
