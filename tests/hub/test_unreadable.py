"""What no page of the admin sends: it is refused, and is no error of the server."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from wagtail.models import ReferenceIndex, Revision

from home.models import ArticlePage
from hub.middleware import is_unreadable
from hub.models import HubDocument, HubPage, User
from tests.conftest import Space
from tests.editor import FORM, add_url, edit_url
from tests.factories import make_article, make_document, make_presentation

WRONG = ["abc", "", "😀", "9" * 30, "a\x00b", "-1"]


@pytest.fixture
def used(space: Space) -> HubDocument:
    """A document of the partner that a page shows."""
    document = make_document(collection=space.partner.collection)
    document.uploaded_by_user = space.writer
    document.save()
    make_presentation(space.page, document=document)
    return document


@pytest.fixture
def writing(space: Space, as_user: Any) -> Client:
    return as_user(space.writer)


def test_a_document_in_use_is_not_deleted_after_an_upload(
    used: HubDocument, writing: Client
) -> None:
    answer = writing.post(
        reverse("wagtaildocs:delete_multiple", args=[used.pk]),
        headers={"x-requested-with": "XMLHttpRequest"},
    )

    assert answer.status_code == 400
    assert answer.json()["error_message"].startswith("Rien n'a été supprimé")
    assert HubDocument.objects.filter(pk=used.pk).exists()


@pytest.mark.parametrize("known", [True, False])
def test_several_documents_of_which_one_is_in_use_are_kept(
    used: HubDocument, space: Space, writing: Client, known: bool
) -> None:
    if not known:  # Wagtail asks its index, which may be late
        ReferenceIndex.objects.all().delete()
    other = make_document("autre.pdf", collection=space.partner.collection)
    HubDocument.objects.update(uploaded_by_user=space.writer)
    url = reverse("wagtail_bulk_action", args=["hub", "hubdocument", "delete"])
    back = reverse("wagtaildocs:index")

    answer = writing.post(f"{url}?id={used.pk}&id={other.pk}&next={back}", follow=True)

    said = "Désolé, vous n'avez pas" if known else "Rien n'a été supprimé"
    [message] = answer.context["messages"]
    assert unescape(str(message)).startswith(said)
    assert HubDocument.objects.count() == 2


@pytest.mark.parametrize(
    "data",
    [{}, {"programme-count": "0"}, {"programme-count": "abc", "body-count": "0"}],
)
def test_the_dates_of_a_form_without_its_fields(writing: Client, data: dict[str, str]) -> None:
    assert writing.post(reverse("event_dates"), data).status_code == 400


@pytest.mark.parametrize("given", WRONG)
@pytest.mark.parametrize(
    ("block", "field"),
    [("image", "image"), ("documents", "documents-0-value"), ("links", "links-0-value-page")],
)
def test_a_chooser_in_a_text_that_brings_no_number(
    space: Space, writing: Client, block: str, field: str, given: str
) -> None:
    data = {
        "title": "Récit",
        "body-count": "1",
        "body-0-type": block,
        "body-0-order": "0",
        "body-0-deleted": "",
        "body-0-id": "",
        "body-0-value-title": "",
        f"body-0-value-{block}-count": "1",
        f"body-0-value-{block}-0-order": "0",
        f"body-0-value-{block}-0-deleted": "",
        f"body-0-value-{block}-0-value-label": "",
        f"body-0-value-{block}-0-value-url": "",
        f"body-0-value-{block}-0-value-document": "",
        f"body-0-value-{block}-0-id": "",
        "body-0-value-alt_text": "",
        "body-0-value-caption": "",
        f"body-0-value-{field}": given,
    }

    answer = writing.post(add_url(ArticlePage, space.page), data)

    assert answer.status_code in {200, 400}
    assert not ArticlePage.objects.exists()


@pytest.mark.parametrize("said", ["{", "", "[]", "3", '{"user": 1}', "😀"])
def test_a_decision_whose_data_cannot_be_read_changes_nothing(
    space: Space, as_user: Any, said: str
) -> None:
    page = make_article(space.page, live=False, title="Avant")
    page.get_workflow().start(page, space.writer)
    data = {"title": "Après", "body-count": "0", "workflow-action-extra-data": said}

    answer = as_user(space.reviewer).post(
        edit_url(page),
        data | {"action-workflow-action": "true", "workflow-action-name": "approve"},
    )

    assert answer.status_code == 400
    assert Revision.objects.filter(object_id=str(page.pk)).count() == 1


@pytest.mark.parametrize("given", ["zzz", "9" * 30, "-1"])
@pytest.mark.parametrize("action", ["inspect", "edit", "delete", "history"])
@pytest.mark.parametrize("register", ["partenaires", "consentements", "propositions"])
def test_a_row_whose_number_is_none(
    administrator: User, as_user: Any, register: str, action: str, given: str
) -> None:
    answer = as_user(administrator).get(f"/admin/{register}/{action}/{given}/")

    assert answer.status_code == 404


@pytest.mark.parametrize("given", ["abc", "", "😀", "%00", "9" * 30])
@pytest.mark.parametrize(
    ("name", "arguments", "query"),
    [
        ("wagtaildocs_chooser:chosen_multiple", [], "id"),
        ("wagtailimages_chooser:chosen_multiple", [], "id"),
        ("wagtailsnippetchoosers_hub_theme:chosen_multiple", [], "id"),
        ("wagtailadmin_api:documents:find", [], "id"),
        ("wagtailadmin_tag_autocomplete", [], "term"),
        ("wagtail_bulk_action", ["hub", "hubpage", "publish"], "id"),
        ("wagtail_bulk_action", ["hub", "hubpage", "publish"], "id=all&childOf"),
        ("wagtail_bulk_action", ["hub", "hubdocument", "add_tags"], "id=all&childOf"),
        ("wagtailadmin_login", [], "next"),
    ],
)
def test_a_query_that_brings_no_number(
    writing: Client, name: str, arguments: list[str], query: str, given: str
) -> None:
    answer = writing.get(f"{reverse(name, args=arguments)}?{query}={given}")

    assert answer.status_code < 500


@pytest.mark.parametrize("given", ["abc", "😀", "9" * 30])
@pytest.mark.parametrize("chooser", ["wagtaildocs_chooser", "wagtailimages_chooser"])
def test_a_file_chosen_by_no_number(writing: Client, chooser: str, given: str) -> None:
    assert writing.get(reverse(f"{chooser}:chosen", args=[given])).status_code in {400, 404}


def test_an_external_link_without_its_address(writing: Client) -> None:
    answer = writing.post(reverse("wagtailadmin_choose_page_external_link"))

    assert answer["Location"] == reverse("wagtailadmin_home")


def test_a_theme_is_not_made_in_its_chooser(administrator: User, as_user: Any) -> None:
    url = reverse("wagtailsnippetchoosers_hub_theme:create")

    assert as_user(administrator).post(url)["Location"] == reverse("wagtailadmin_home")


def test_a_page_goes_back_to_no_revision_of_another(space: Space, writing: Client) -> None:
    own, other = make_article(space.page), make_article(space.page)

    for revision in (other.save_revision().pk, 0):
        url = reverse("wagtailadmin_pages:revisions_revert", args=[own.pk, revision])
        assert writing.get(url).status_code == 404


def test_a_section_is_deleted_with_the_pages_chosen_in_it(
    space: Space, administrator: User, as_user: Any
) -> None:
    page = make_article(space.page)
    url = reverse("wagtail_bulk_action", args=["hub", "hubpage", "delete"])

    answer = as_user(administrator).post(f"{url}?id={page.pk}&id={space.page.pk}")

    assert answer.status_code == 302
    assert not HubPage.objects.filter(pk__in=[page.pk, space.page.pk]).exists()


def test_an_editor_sent_without_a_field(space: Space, writing: Client) -> None:
    page = make_article(space.page, live=False)

    assert writing.post(edit_url(page), "", FORM).status_code == 400


def test_an_error_of_our_own_is_not_taken_for_a_wrong_request(rf: RequestFactory) -> None:
    request: Any = rf.get("/admin/", {"q": "mot"})
    request.resolver_match = None

    assert not is_unreadable(request, ValueError("not enough values to unpack"))
    assert not is_unreadable(request, KeyError("mot"))
    assert is_unreadable(request, ValueError("invalid literal for int(): 'mot'"))
