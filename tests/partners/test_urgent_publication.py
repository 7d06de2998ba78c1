"""No way round the review, but the urgent one: the network's, with its reason."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from wagtail.models import PageLogEntry, WorkflowState

from home.models import ArticlePage
from hub.models import User
from tests.conftest import Space
from tests.editor import PUBLISH, edit_url, send
from tests.factories import make_article, make_event
from tests.partners.reviews import NETWORK_STEP, act, step, submitted


def test_the_network_publishes_at_once_with_a_reason(
    space: Space, animator: User, as_user: Any
) -> None:
    page = submitted(space, as_user(space.writer))
    url = reverse("urgent_publication", args=[page.pk])
    client = as_user(animator)
    empty = client.post(url, {"reason": " "})

    answer = client.post(url, {"reason": "Le préfet vient demain."})

    assert "Dites pourquoi" in empty.content.decode()
    assert answer.status_code == 302
    page = ArticlePage.objects.get()
    assert page.live
    assert step(page) == ""
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_CANCELLED
    entry = PageLogEntry.objects.get(action="partners.urgent_publication")
    assert (entry.user, entry.data["comment"]) == (animator, "Le préfet vient demain.")
    history = client.get(reverse("wagtailadmin_pages:history", args=[page.pk])).content.decode()
    assert "Le préfet vient demain." in history


def test_the_network_publishes_a_draft_at_once(space: Space, animator: User, as_user: Any) -> None:
    page = make_article(space.page, live=False)
    editor = as_user(animator).get(edit_url(page)).content.decode()

    as_user(animator).post(reverse("urgent_publication", args=[page.pk]), {"reason": "Vite."})

    assert reverse("urgent_publication", args=[page.pk]) in editor
    assert ArticlePage.objects.get().live


def test_a_partners_people_publish_nothing_in_urgency(
    space: Space, other_space: Space, as_user: Any
) -> None:
    page = submitted(space, as_user(space.writer))
    url = reverse("urgent_publication", args=[page.pk])

    answers = [
        as_user(user).post(url, {"reason": "Moi."}).status_code
        for user in (space.writer, space.reviewer, other_space.reviewer)
    ]

    assert answers == [404, 404, 404]
    assert not ArticlePage.objects.get().live
    assert url not in as_user(space.reviewer).get(edit_url(page)).content.decode()


def test_an_incomplete_page_is_not_published_in_urgency(
    space: Space, animator: User, as_user: Any
) -> None:
    page = make_event(space.page, live=False)
    page.start_date = None
    page.save_revision(clean=False)

    answer = as_user(animator).post(
        reverse("urgent_publication", args=[page.pk]), {"reason": "Vite."}, follow=True
    )

    assert "Il manque quelque chose" in answer.content.decode()
    assert not type(page).objects.get().live


def test_a_page_that_waits_is_not_published_round_its_review(
    space: Space, animator: User, as_user: Any
) -> None:
    page = submitted(space, as_user(space.writer))
    act(as_user(space.reviewer), page, "approve")
    client = as_user(animator)
    bulk = reverse("wagtail_bulk_action", args=["hub", "hubpage", "publish"]) + f"?id={page.pk}"

    editor = client.get(edit_url(page)).content.decode()
    send(client, edit_url(page), PUBLISH, title="En douce")
    client.post(bulk)

    assert "action-publish" not in editor
    assert not ArticlePage.objects.get().live
    assert step(page) == NETWORK_STEP
