"""What Wagtail's views are asked beside their addresses: another page's task, a forged parent."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.urls import path, reverse
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import TaskState

from hub.guards import guard
from hub.models import HubDocument, HubImage, HubPage, User
from tests.conftest import Space
from tests.factories import make_article, make_document, make_event

SECRET = "Zibeline"


def submitted(space: Space, by: User) -> HubPage:
    page = make_article(space.page, live=False, title=f"{SECRET} de {space.partner.slug}")
    page.get_workflow().start(page, by)
    return HubPage.objects.get(pk=page.pk)


@pytest.mark.parametrize("action", ["approve", "reject"])
def test_a_reviewer_acts_on_no_page_in_the_name_of_another(
    space: Space, other_space: Space, as_user: Any, action: str
) -> None:
    own = submitted(space, space.writer)
    theirs = submitted(other_space, other_space.writer)
    state = theirs.current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[own.pk, action, state.pk])

    answer = as_user(space.reviewer).post(url, {"comment": "Vu"})

    assert answer["Location"] == reverse("wagtailadmin_home")
    state.refresh_from_db()
    assert state.status == TaskState.STATUS_IN_PROGRESS


def test_a_reviewer_does_not_approve_their_own_page_in_the_name_of_another(
    space: Space, as_user: Any
) -> None:
    other = User.objects.create_user("autre@bray.example", "secret")
    other.groups.add(space.partner.reviewers)
    own, colleagues = submitted(space, space.reviewer), submitted(space, space.writer)
    state = own.current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[colleagues.pk, "approve", state.pk])

    as_user(space.reviewer).post(url)

    state.refresh_from_db()
    assert state.status == TaskState.STATUS_IN_PROGRESS


def test_a_reviewer_acts_on_the_page_that_waits(space: Space, as_user: Any) -> None:
    page = submitted(space, space.writer)
    state = page.current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])

    as_user(space.reviewer).post(url)

    state.refresh_from_db()
    assert state.status == TaskState.STATUS_APPROVED


@pytest.mark.parametrize("view", ["copy", "move"])
def test_a_page_sent_to_a_draft_of_others_does_not_name_it(
    space: Space, other_space: Space, as_user: Any, view: str
) -> None:
    own = make_article(space.page, live=False, title="Le nôtre")
    theirs = make_event(other_space.page, live=False, title=SECRET)
    data = {"new_title": "Copie", "new_slug": "copie", "new_parent_page": theirs.pk}

    answer = as_user(space.writer).post(
        reverse(f"wagtailadmin_pages:{view}", args=[own.pk]), data, follow=True
    )

    assert SECRET not in answer.content.decode()
    assert not theirs.get_children().exists()


@pytest.mark.parametrize("given", ["", "abc", "9" * 30, None])
def test_a_copy_sent_nowhere_is_no_error_of_the_server(
    space: Space, as_user: Any, given: str | None
) -> None:
    own = make_article(space.page, live=False)
    data = {} if given is None else {"new_parent_page": given}

    answer = as_user(space.writer).post(reverse("wagtailadmin_pages:copy", args=[own.pk]), data)

    assert answer["Location"] == reverse("wagtailadmin_home")


def test_pages_moved_together_to_a_draft_of_others_do_not_name_it(
    space: Space, other_space: Space, as_user: Any
) -> None:
    own = make_article(space.page, live=False)
    theirs = make_event(other_space.page, live=False, title=SECRET)
    url = reverse("wagtail_bulk_action", args=["hub", "hubpage", "move"])

    answer = as_user(space.writer).post(f"{url}?id={own.pk}", {"chooser": theirs.pk}, follow=True)

    assert SECRET not in answer.content.decode()
    own.refresh_from_db()
    assert own.get_parent().pk == space.page.pk


@pytest.mark.parametrize("given", ["abc", "9" * 30, "\x00"])
def test_the_page_chooser_is_given_what_is_no_number(
    space: Space, as_user: Any, given: str
) -> None:
    url = reverse("wagtailadmin_choose_page_chosen_multiple")

    answer = as_user(space.writer).get(url, {"id": given})

    assert answer["Location"] == reverse("wagtailadmin_home")


def test_a_published_page_is_chosen_by_the_title_that_all_may_read(
    space: Space, other_space: Space, as_user: Any
) -> None:
    page = make_article(other_space.page, title="Récit publié")
    page.title = SECRET
    page.save_revision()

    answer = as_user(space.writer).get(
        reverse("wagtailadmin_choose_page_chosen_multiple"), {"id": page.pk}
    )

    assert answer.json()["result"][0]["adminTitle"] == "Récit publié"
    assert SECRET not in answer.content.decode()


@pytest.mark.parametrize("kind", ["document", "image"])
def test_a_file_does_not_go_into_the_collection_of_another(
    space: Space, other_space: Space, as_user: Any, kind: str
) -> None:
    own, forged = space.partner.collection, other_space.partner.collection
    made: HubDocument | HubImage
    if kind == "document":
        made = make_document(collection=own)
        url = reverse("wagtaildocs:edit", args=[made.pk])
    else:
        made = HubImage.objects.create(title="i", file=get_test_image_file(), collection=own)
        url = reverse("wagtailimages:edit", args=[made.pk])

    answer = as_user(space.writer).post(url, {"title": "Autre", "collection": forged.pk})

    made.refresh_from_db()
    assert made.collection == own
    assert "Fabrique du Littoral" not in answer.content.decode()


def test_a_guarded_address_that_wagtail_no_longer_has_stops_the_site() -> None:
    with pytest.raises(ImproperlyConfigured, match="workflow_action"):
        guard([path("", lambda request: HttpResponse(), name="wagtailadmin_home")])
