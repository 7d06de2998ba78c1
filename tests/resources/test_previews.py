"""The previews of documents: on cards, in the viewer, and to whom they are served."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from home.structure import Structure
from hub.models import HubDocument
from resources import reading
from resources.models import DocumentPage
from tests.conftest import Space
from tests.factories import make_document, make_presentation
from tests.files import make_pdf, make_slides
from tests.lists import queries, visible_text
from tests.resources.readings import read


@pytest.fixture
def document(space: Space) -> HubDocument:
    """A PDF that was read, in the collection of the first partner."""
    made = make_document("a.pdf", make_pdf("Les ruches"), collection=space.partner.collection)
    read(made)
    return made


def preview(document: HubDocument) -> str:
    return DocumentPage.objects.of(document).drawn()[0].large_url


def test_the_card_of_slides_shows_the_first_until_their_file_changes(
    structure: Structure, client: Client
) -> None:
    document = make_document("a.pdf", make_pdf("Un", "Deux"))
    make_presentation(structure.resources, document=document)
    make_presentation(structure.resources, document=make_document("b.pptx", make_slides("Un")))
    read(document)

    def covers() -> list[str]:
        cards = BeautifulSoup(client.get(structure.resources.url).content, "html.parser")
        return [str(image["src"]) for image in cards.select(".card__image img")]

    assert covers() == [f"/documents/{document.pk}/pages/{document.file_hash[:12]}/1-640.webp"]
    assert client.get(covers()[0])["Content-Type"] == "image/webp"
    HubDocument.objects.filter(pk=document.pk).update(file_hash="autre")
    assert covers() == []


def test_the_viewer_shows_each_slide_with_its_text(structure: Structure, client: Client) -> None:
    document = make_document("a.pdf", make_pdf("Les ruches <b>", ""))
    read(document)
    page = make_presentation(structure.resources, document=document)

    html = " ".join(client.get(page.url).content.decode().split())

    first, second = DocumentPage.objects.of(document).drawn()
    assert f'src="{first.large_url}"' in html
    assert f"{second.small_url} 640w, {second.large_url} 1280w" in html
    assert 'alt="Diapositive 1 : Les ruches &lt;b&gt;"' in html
    assert 'alt="Diapositive 2, sans texte"' in html
    assert html.count('width="1280"') == html.count('height="720"') == 2
    assert html.count('loading="lazy"') == 1


def test_a_presentation_that_is_not_read_shows_its_download(
    structure: Structure, client: Client
) -> None:
    page = make_presentation(structure.resources)

    answer = client.get(page.url)

    assert "data-slides" not in answer.content.decode()
    assert "Télécharger" in visible_text(answer)


def test_sixty_slides_cost_no_more_queries_than_one(structure: Structure, client: Client) -> None:
    counts = []
    for number in (1, 60):
        document = make_document(f"{number}.pdf")
        facts = [{"number": n, "text": "a"} for n in range(number)]
        found = reading._store(document, facts, Path())
        assert found is not None
        found.pages.update(large="previews/a.webp", small="previews/b.webp", width=9, height=9)
        counts.append(
            queries(client, make_presentation(structure.resources, document=document).url)
        )

    assert counts[0] == counts[1]


def test_the_previews_of_a_published_page_are_served_to_all(
    space: Space, document: HubDocument, client: Client
) -> None:
    make_presentation(space.page, document=document)

    answer = client.get(preview(document))

    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert answer.content[8:12] == b"WEBP"
    assert set(answer["Cache-Control"].split(", ")) == {"max-age=3600", "public"}
    assert answer["X-Content-Type-Options"] == "nosniff"
    again = client.get(preview(document), HTTP_IF_NONE_MATCH=answer["ETag"])
    assert (again.status_code, again.content) == (304, b"")


def test_the_previews_of_a_draft_are_for_its_editors(
    space: Space, other_space: Space, document: HubDocument, client: Client, as_user: Any
) -> None:
    make_presentation(space.page, document=document, live=False)
    people = [as_user(user) for user in (space.writer, space.reviewer, other_space.writer)]

    answers = [visitor.get(preview(document)) for visitor in [client, *people]]

    assert [answer.status_code for answer in answers] == [404, 200, 200, 404]
    assert set(answers[1]["Cache-Control"].split(", ")) == {"max-age=3600", "private"}


def test_the_previews_go_with_their_page(
    space: Space, document: HubDocument, client: Client
) -> None:
    page = make_presentation(space.page, document=document)
    etag = client.get(preview(document))["ETag"]

    page.unpublish()

    assert client.get(preview(document), HTTP_IF_NONE_MATCH=etag).status_code == 404


def test_a_preview_has_one_address(space: Space, document: HubDocument, client: Client) -> None:
    make_presentation(space.page, document=document)
    url = preview(document)
    stored = DocumentPage.objects.of(document).get().large.name
    wrong = [
        url.replace("-1280", "-99"),
        url.replace("/1-", "/2-"),
        url.replace("/1-", f"/{10**40}-"),
        url.replace(f"/{document.pk}/", "/999999/"),
        url.replace(document.file_hash[:12], "abc"),
        f"/media/{stored}",
    ]

    assert [client.get(address).status_code for address in wrong] == [404] * len(wrong)
    assert client.post(url).status_code == 405


def test_a_preview_whose_file_is_lost_is_a_404(
    space: Space, document: HubDocument, client: Client
) -> None:
    make_presentation(space.page, document=document)
    file = DocumentPage.objects.of(document).get().large
    file.storage.delete(file.name)

    assert client.get(preview(document)).status_code == 404
