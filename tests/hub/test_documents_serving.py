"""Who may download a document: what uses it decides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from wagtail.models import Collection, CollectionViewRestriction

from home.structure import Structure
from hub.models import HubDocument, HubPage, User
from tests.conftest import Space
from tests.factories import PDF, make_article, make_document, make_presentation

Use = Callable[[HubPage, HubDocument, bool], HubPage]


def as_file(parent: HubPage, document: HubDocument, live: bool) -> HubPage:
    return make_presentation(parent, document=document, live=live)


def in_block(parent: HubPage, document: HubDocument, live: bool) -> HubPage:
    value = {"title": "", "documents": [document]}
    return make_article(parent, body=[("documents", value)], live=live)


def in_link(parent: HubPage, document: HubDocument, live: bool) -> HubPage:
    text = f'<p><a linktype="document" id="{document.pk}">Le fichier</a></p>'
    return make_article(parent, body=[("text", text)], live=live)


def in_callout(parent: HubPage, document: HubDocument, live: bool) -> HubPage:
    text = f'<p><a linktype="document" id="{document.pk}">Le fichier</a></p>'
    return make_article(parent, body=[("callout", {"title": "", "text": text})], live=live)


USES = [as_file, in_block, in_link, in_callout]


@pytest.fixture
def document(space: Space) -> HubDocument:
    """A document in the collection of the first partner."""
    return make_document(collection=space.partner.collection)


def status(client: Client, document: HubDocument) -> int:
    return int(client.get(document.url).status_code)


def test_a_document_that_nothing_uses_is_a_404(document: HubDocument, client: Client) -> None:
    answer = client.get(document.url)

    assert answer.status_code == 404
    assert answer.content.decode() == "Ce document n'est pas publié."
    assert document.title not in answer.content.decode()


@pytest.mark.parametrize("use", USES)
def test_the_document_of_a_published_page_is_served_to_all(
    space: Space, document: HubDocument, client: Client, use: Use
) -> None:
    use(space.page, document, True)

    answer = client.get(document.url)

    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == PDF


@pytest.mark.parametrize("use", USES)
def test_the_document_of_a_draft_is_a_404(
    space: Space, document: HubDocument, client: Client, use: Use
) -> None:
    use(space.page, document, False)

    assert status(client, document) == 404


@pytest.mark.parametrize("use", USES)
def test_the_document_goes_with_its_page(
    space: Space, document: HubDocument, client: Client, use: Use
) -> None:
    page = use(space.page, document, True)
    assert status(client, document) == 200

    page.unpublish()

    assert status(client, document) == 404


def test_a_document_goes_when_the_page_no_longer_uses_it(
    space: Space, document: HubDocument, client: Client
) -> None:
    page = in_block(space.page, document, True)
    page.body = []
    page.save_revision()
    assert status(client, document) == 200

    page.save_revision().publish()

    assert status(client, document) == 404


def test_a_document_that_only_the_draft_of_a_published_page_uses_is_a_404(
    space: Space, document: HubDocument, client: Client
) -> None:
    page = make_article(space.page)
    page.body = [("documents", {"title": "", "documents": [document]})]
    page.save_revision()

    assert status(client, document) == 404


def test_the_document_of_a_private_page_is_a_404(
    space: Space, document: HubDocument, client: Client
) -> None:
    page = as_file(space.page, document, True)

    page.view_restrictions.create(restriction_type="login")

    assert status(client, document) == 404


def test_the_document_below_a_private_page_is_a_404(
    space: Space, document: HubDocument, client: Client
) -> None:
    as_file(space.page, document, True)

    space.page.view_restrictions.create(restriction_type="password", password="x")

    assert status(client, document) == 404


def test_the_document_of_one_published_and_one_draft_page_is_served(
    space: Space, document: HubDocument, client: Client
) -> None:
    as_file(space.page, document, False)
    as_file(space.page, document, True)

    assert status(client, document) == 200


def test_its_editors_read_the_document_of_a_draft_and_strangers_do_not(
    space: Space, other_space: Space, animator: User, document: HubDocument, as_user: Any
) -> None:
    as_file(space.page, document, False)
    people = [space.writer, space.reviewer, animator, other_space.writer, other_space.reviewer]

    answers = [status(as_user(user), document) for user in people]

    assert answers == [200, 200, 200, 404, 404]


def test_a_shared_document_is_read_by_all_partners_and_no_visitor(
    space: Space, other_space: Space, client: Client, as_user: Any
) -> None:
    shared = make_document(collection=Collection.objects.get(name="Commun"))

    assert status(client, shared) == 404
    assert status(as_user(space.writer), shared) == 200
    assert status(as_user(other_space.writer), shared) == 200


def test_a_private_collection_stays_private(
    space: Space, document: HubDocument, client: Client
) -> None:
    as_file(space.page, document, True)
    CollectionViewRestriction.objects.create(
        collection=space.partner.collection, restriction_type="login"
    )

    assert status(client, document) == 302


def test_the_address_of_a_document_names_its_file(document: HubDocument, client: Client) -> None:
    assert client.get(f"/documents/{document.pk}/autre.pdf").status_code == 404
    assert client.get("/documents/999999/diapos.pdf").status_code == 404


def test_head_answers_without_a_body(space: Space, document: HubDocument, client: Client) -> None:
    as_file(space.page, document, True)

    answer = client.head(document.url)

    assert answer.status_code == 200
    assert answer["Content-Length"] == str(len(PDF))
    assert answer["Content-Type"] == "application/pdf"


def test_head_of_a_draft_is_a_404(space: Space, document: HubDocument, client: Client) -> None:
    as_file(space.page, document, False)

    assert client.head(document.url).status_code == 404


def test_a_file_that_has_not_changed_is_a_304(
    space: Space, document: HubDocument, client: Client
) -> None:
    as_file(space.page, document, True)
    etag = client.get(document.url)["ETag"]

    assert client.get(document.url, HTTP_IF_NONE_MATCH=etag).status_code == 304
    assert client.get(document.url, HTTP_IF_NONE_MATCH='"autre"').status_code == 200


def test_an_unpublished_document_is_a_404_even_for_who_has_a_copy(
    space: Space, document: HubDocument, client: Client
) -> None:
    page = as_file(space.page, document, True)
    etag = client.get(document.url)["ETag"]

    page.unpublish()

    assert client.get(document.url, HTTP_IF_NONE_MATCH=etag).status_code == 404


def test_two_documents_have_two_etags(space: Space, client: Client) -> None:
    documents = [make_document("a.pdf", PDF), make_document("b.pdf", PDF + b"%")]
    for document in documents:
        as_file(space.page, document, True)

    etags = {client.get(document.url)["ETag"] for document in documents}

    assert len(etags) == 2
    assert '""' not in etags


def test_a_document_keeps_its_own_policy(
    space: Space, document: HubDocument, client: Client
) -> None:
    as_file(space.page, document, True)

    answer = client.get(document.url)

    assert answer["Content-Security-Policy"] == "default-src 'none'; media-src 'self'"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_the_file_itself_is_not_served_beside_the_view(
    structure: Structure, space: Space, document: HubDocument, client: Client
) -> None:
    cache.clear()

    assert client.get(f"/media/{document.file.name}").status_code == 404


def test_a_plain_file_claims_no_coding(space: Space, document: HubDocument, client: Client) -> None:
    as_file(space.page, document, True)

    assert "Content-Encoding" not in client.get(document.url).headers


@pytest.mark.parametrize("use", [in_link, in_callout])
def test_a_link_in_a_text_says_what_the_document_is(
    space: Space, document: HubDocument, client: Client, use: Use
) -> None:
    document.authors = 'Une "intervenante" & <co>'
    document.save()
    page = use(space.page, document, True)

    text = client.get(page.url).content.decode()

    facts = "Une &quot;intervenante&quot; &amp; &lt;co&gt;, PDF, "
    assert f'href="{document.url}" data-facts="{facts}' in text
    assert "2 pages" in text
