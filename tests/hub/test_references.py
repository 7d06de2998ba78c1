"""A form that brings the number of what its user may not choose is refused, without naming it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection
from wagtail.test.utils.form_data import rich_text, streamfield

from home.models import ArticlePage
from hub.models import HubDocument, HubImage, HubPage
from hub.references import Reference, refuse_strangers, text_without
from resources.models import PresentationPage, RecordingConsent
from tests.conftest import Space
from tests.editor import PUBLISH, SAVE, SUBMIT, add_url, edit_url, errors, send
from tests.factories import make_article, make_document, make_pole, make_presentation, make_replay

SECRET = "Zibeline"
DOCUMENT = "Vous n'avez pas accès à ce document."
IMAGE = "Vous n'avez pas accès à cette image."
PAGE = "Vous n'avez pas accès à cette page."


@pytest.fixture
def document(other_space: Space) -> HubDocument:
    """A document of the other partner."""
    return make_document("zibeline.pdf", title=SECRET, collection=other_space.partner.collection)


@pytest.fixture
def image(other_space: Space) -> HubImage:
    """An image of the other partner."""
    return HubImage.objects.create(
        title=SECRET,
        file=get_test_image_file("zibeline.png"),
        collection=other_space.partner.collection,
    )


@pytest.fixture
def draft(other_space: Space) -> ArticlePage:
    """A draft of the other partner."""
    return make_article(other_space.page, live=False, title=SECRET)


@pytest.fixture
def article(space: Space) -> ArticlePage:
    return make_article(space.page, live=False, title="Un récit")


def body(*blocks: tuple[str, Any]) -> dict[str, Any]:
    """Return what the editor posts for a body of these blocks."""
    posted: dict[str, Any] = {}

    def add(prefix: str, value: Any) -> None:
        if isinstance(value, dict):
            for key, part in value.items():
                add(f"{prefix}-{key}", part)
        else:
            posted[prefix] = str(value)

    add("body", streamfield(list(blocks)))
    return posted


def documents(document: HubDocument) -> dict[str, Any]:
    item = {"value": str(document.pk), "id": "", "deleted": "", "order": "0"}
    listed = {"count": "1", "0": {"value": str(document.pk), **item}}
    return body(("documents", {"title": "", "documents": listed}))


def link(page: HubPage) -> dict[str, Any]:
    fields = {"title": "Ici", "page": str(page.pk), "url": "", "action": "Accès"}
    item = {"value": fields, "id": "", "deleted": "", "order": "0"}
    return body(("links", {"title": "", "links": {"count": "1", "0": item}}))


def text(html: str) -> dict[str, Any]:
    return body(("text", rich_text(html, features=["link", "document-link", "image"])))


def refused(answer: HttpResponse, field: str, sentence: str) -> bool:
    """Whether the editor is shown again with this sentence, and without the secret."""
    assert answer.status_code == 200, answer
    assert SECRET.lower() not in answer.content.decode().lower()
    said = answer.context["form"].errors  # a script draws the body's
    return {name: list(messages) for name, messages in said.items()} == {field: [sentence]}


@pytest.mark.parametrize("action", [SAVE, SUBMIT])
def test_a_forged_document_in_a_field_is_refused(
    space: Space, writer: Client, document: HubDocument, action: dict[str, str]
) -> None:
    page = make_presentation(space.page, live=False)

    answer = send(writer, edit_url(page), action, document=str(document.pk))

    assert refused(answer, "document", DOCUMENT)
    assert page.get_latest_revision_as_object().document == page.document


def test_a_forged_document_is_refused_as_a_page_is_created(
    space: Space, writer: Client, document: HubDocument
) -> None:
    url = add_url(PresentationPage, space.page)

    answer = send(writer, url, SAVE, title="T", slug="t", document=str(document.pk))

    assert refused(answer, "document", DOCUMENT)
    assert not PresentationPage.objects.exists()


def test_a_forged_image_in_a_field_is_refused(
    writer: Client, article: ArticlePage, image: HubImage
) -> None:
    answer = send(writer, edit_url(article), SAVE, image=str(image.pk))

    assert refused(answer, "image", IMAGE)


def test_a_forged_page_in_a_field_is_refused(
    space: Space, other_space: Space, writer: Client, draft: ArticlePage
) -> None:
    page = make_presentation(space.page, live=False)

    answer = send(writer, edit_url(page), SAVE, event=str(draft.pk))

    assert answer.status_code == 200
    assert set(errors(answer)) == {"event"}
    assert SECRET not in answer.content.decode()


def test_a_forged_document_in_a_block_is_refused(
    writer: Client, article: ArticlePage, document: HubDocument
) -> None:
    answer = send(writer, edit_url(article), SAVE, **documents(document))

    assert refused(answer, "body", DOCUMENT)
    assert not article.get_latest_revision_as_object().body


def test_a_forged_page_in_a_block_is_refused(
    writer: Client, article: ArticlePage, draft: ArticlePage
) -> None:
    answer = send(writer, edit_url(article), SAVE, **link(draft))

    assert refused(answer, "body", PAGE)


@pytest.mark.parametrize("kind", ["page", "document"])
def test_a_forged_number_in_a_rich_text_is_refused(
    writer: Client, article: ArticlePage, draft: ArticlePage, document: HubDocument, kind: str
) -> None:
    html, sentence = {
        "page": (f'<p><a linktype="page" id="{draft.pk}">Ici</a></p>', PAGE),
        "document": (f'<p><a linktype="document" id="{document.pk}">Ici</a></p>', DOCUMENT),
    }[kind]

    answer = send(writer, edit_url(article), SAVE, **text(html))

    assert refused(answer, "body", sentence)


def test_a_text_shown_again_keeps_all_but_what_is_refused(
    document: HubDocument, image: HubImage, draft: ArticlePage
) -> None:
    refused_ones = {Reference(type(o), o.pk) for o in (document, image)}
    html = (
        f'<p>Un <a linktype="document" id="{document.pk}">fichier</a>, '
        f'<a id="{draft.pk}" linktype="page">une page</a>.</p>'
        f'<embed alt="a" embedtype="image" format="left" id="{image.pk}"/>'
    )

    left = text_without(html, refused_ones)

    assert left == f'<p>Un fichier, <a id="{draft.pk}" linktype="page">une page</a>.</p>'


def test_a_forged_number_beside_another_error_is_not_named(
    writer: Client, article: ArticlePage, document: HubDocument
) -> None:
    changes = documents(document) | {"title": ""}

    answer = send(writer, edit_url(article), SAVE, **changes)

    assert set(answer.context["form"].errors) == {"title", "body"}
    assert SECRET.lower() not in answer.content.decode().lower()


def test_what_was_written_beside_a_forged_number_is_kept_in_the_form(
    writer: Client, article: ArticlePage, document: HubDocument
) -> None:
    changes = documents(document) | {"title": "Un récit récrit", "body-0-value-title": "À lire"}

    answer = send(writer, edit_url(article), SAVE, **changes)

    form = answer.context["form"]
    assert form["title"].value() == "Un récit récrit"
    assert form["body"].value()[0].value["title"] == "À lire"


def test_autosave_refuses_a_forged_number_in_words_of_the_form(
    writer: Client, article: ArticlePage, document: HubDocument
) -> None:
    before = article.latest_revision_id
    opened = send(writer, edit_url(article), SAVE, **documents(document))
    assert opened.status_code == 200

    answer = writer.post(
        edit_url(article),
        {"title": "T", "slug": "t", **documents(document), **NO_COMMENTS},
        HTTP_ACCEPT="application/json",
    )

    assert answer.status_code == 400
    assert SECRET.lower() not in answer.content.decode().lower()
    article.refresh_from_db()
    assert article.latest_revision_id == before


NO_COMMENTS = {
    f"comments-{name}": "0"
    for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")
}


def test_the_preview_shows_no_forged_number(
    writer: Client, article: ArticlePage, document: HubDocument
) -> None:
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[article.pk])
    data = {"title": "T", "slug": "t", "summary": "", **documents(document), **NO_COMMENTS}

    posted = json.loads(writer.post(url, data).content)
    shown = writer.get(url).content.decode().lower()

    assert posted["is_valid"] is False
    assert SECRET.lower() not in shown


def test_what_the_page_already_referred_to_stays(
    space: Space, other_space: Space, writer: Client, document: HubDocument
) -> None:
    page = make_presentation(space.page, live=False, document=document)

    answer = send(writer, edit_url(page), SAVE, title="Un autre titre")

    assert answer.status_code == 302
    page.refresh_from_db()
    assert page.get_latest_revision_as_object().title == "Un autre titre"


def test_ones_own_and_the_shared_and_the_published_are_chosen(
    space: Space, other_space: Space, writer: Client, article: ArticlePage
) -> None:
    shared = make_document("commun.pdf", collection=Collection.objects.get(name="Commun"))
    published = make_article(other_space.page)
    own = make_article(space.page, live=False)

    answers = [
        send(writer, edit_url(article), SAVE, **changes)
        for changes in (documents(shared), link(published), link(own))
    ]

    assert [answer.status_code for answer in answers] == [302, 302, 302]


def test_the_network_chooses_everything(
    article: ArticlePage, document: HubDocument, animator: Any, as_user: Any
) -> None:
    answer = send(as_user(animator), edit_url(article), PUBLISH, **documents(document))

    assert answer.status_code == 302
    saved = ArticlePage.objects.get(pk=article.pk)
    assert list(saved.body[0].value["documents"]) == [document]


@pytest.mark.parametrize("given", ["abc", "0", "-1", "9" * 40, "²", "é'\"", "\x00"])
def test_what_is_no_number_is_no_error_of_the_server(
    space: Space, writer: Client, given: str
) -> None:
    page = make_presentation(space.page, live=False)

    answer = send(writer, edit_url(page), SAVE, document=given)

    assert answer.status_code == 200
    assert set(errors(answer)) == {"document"}


def test_the_poles_that_a_page_may_name_are_the_published_and_ones_own(
    space: Space, other_space: Space, writer: Client
) -> None:
    make_pole(other_space.page, live=False, title="Zibeline, pôle en projet")
    published = make_pole(other_space.page, title="Pôle publié")
    own = make_pole(space.page, live=False, title="Le nôtre, en projet")

    opened = writer.get(add_url(PresentationPage, space.page))

    assert SECRET not in opened.content.decode()
    assert set(opened.context["form"].fields["poles"].queryset) == {published, own}


def test_a_forged_pole_is_refused_and_one_that_was_named_stays(
    space: Space, other_space: Space, writer: Client
) -> None:
    pole = make_pole(other_space.page, live=False, title=SECRET)
    page = make_presentation(space.page, live=False)
    named = make_presentation(space.page, live=False)
    named.poles = [pole]
    named.save_revision()

    forged = send(writer, edit_url(page), SAVE, poles=[str(pole.pk)])
    kept = send(writer, edit_url(named), SAVE, poles=[str(pole.pk)])

    assert set(errors(forged)) == {"poles"}
    assert SECRET not in forged.content.decode()
    assert kept.status_code == 302


@pytest.mark.parametrize("field", ["proof", "replay"])
def test_the_form_of_a_consent_names_nothing_of_others(
    space: Space, other_space: Space, writer: Client, document: HubDocument, field: str
) -> None:
    replay = make_replay(space.page, live=False)
    theirs = make_replay(other_space.page, live=False, title=SECRET)
    data = {"replay": replay.pk, "person": "Une personne", "given_on": "2026-01-05", "purpose": "."}

    answer = writer.post(
        reverse("consentements_modeladmin_create"),
        data | {field: {"proof": document, "replay": theirs}[field].pk},
    )

    assert answer.status_code == 200
    assert SECRET.lower() not in answer.content.decode().lower()
    assert not RecordingConsent.objects.exists()


def test_the_check_costs_as_many_queries_for_two_as_for_twelve(
    space: Space, article: ArticlePage
) -> None:
    form_class = ArticlePage.get_edit_handler().get_form_class()

    def cost(number: int) -> int:
        chosen = [make_document(collection=space.partner.collection) for _ in range(number)]
        html = "".join(f'<a linktype="document" id="{document.pk}">x</a>' for document in chosen)
        form = form_class(text(f"<p>{html}</p>"), instance=article, for_user=space.writer)
        form._errors, form.cleaned_data = {}, {}
        with CaptureQueriesContext(connection) as queries:
            refuse_strangers(form, space.writer)
        return len(queries)

    cost(1)
    assert cost(12) == cost(2)
