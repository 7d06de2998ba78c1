"""Closing the access of a partner's people, and opening it again."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission, TaskState

from home.models import ArticlePage
from hub.models import HubPage, Partner, User
from partners.models import PartnerReviewTask
from partners.repairs import faults
from partners.rights import NONE, due, in_force
from partners.spaces import groups_of, open_space, resume, shared_collection, suspend
from tests.conftest import Space
from tests.editor import SUBMIT, add_url, edit_url, send
from tests.factories import make_article, make_document
from tests.lists import visible_text


def access(partner: Partner) -> str:
    return reverse("partners_access", args=[partner.pk])


def closed(answer: Any) -> bool:
    return answer.status_code in {403, 404} or (
        answer.status_code == 302 and "/login/" in answer["Location"]
    )


@pytest.mark.parametrize("person", ["writer", "reviewer"])
def test_an_open_session_is_refused_at_its_next_request(
    space: Space, animator: User, as_user: Any, person: str
) -> None:
    draft = make_article(space.page, live=False, title="Brouillon du Bray")
    document = make_document(title="Secret", collection=space.partner.collection)
    client = as_user(getattr(space, person))
    urls = [
        edit_url(draft),
        add_url(ArticlePage, space.page),
        reverse("wagtailadmin_home"),
        reverse("wagtailadmin_pages:preview_on_edit", args=[draft.pk]),
        reverse("wagtailadmin_pages:view_draft", args=[draft.pk]),
        reverse("wagtailadmin_explore", args=[space.page.pk]),
        reverse("wagtaildocs_chooser:choose"),
        reverse("wagtaildocs:edit", args=[document.pk]),
        reverse("wagtailadmin_api:pages:listing"),
        "/admin/partenaires/",
        document.url,
    ]
    before = [client.get(url).status_code for url in urls]

    as_user(animator).post(access(space.partner), {"action": "suspend"})

    answers = [client.get(url) for url in urls]
    assert set(before) <= {200, 302}
    assert all(closed(answer) for answer in answers), [
        (url, a.status_code) for url, a in zip(urls, answers, strict=True) if not closed(a)
    ]
    assert not any("Brouillon du Bray" in answer.content.decode() for answer in answers)


def test_the_pages_of_a_suspended_partner_stay_online(space: Space, client: Client) -> None:
    article = make_article(space.page, title="Un récit du Bray")
    groups = HubPage.objects.count(), User.objects.count()

    suspend(space.partner)

    assert client.get(article.url).status_code == 200
    assert client.get(space.page.url).status_code == 200
    assert (HubPage.objects.count(), User.objects.count()) == groups


def test_a_person_of_another_partner_keeps_the_other_space_only(
    space: Space, other_space: Space, as_user: Any
) -> None:
    assert other_space.partner.writers
    space.writer.groups.add(other_space.partner.writers)
    mine, other = make_article(space.page, live=False), make_article(other_space.page, live=False)
    mine.owner = other.owner = space.writer
    mine.save()
    client = as_user(space.writer)

    suspend(space.partner)

    assert client.get(edit_url(other)).status_code == 200
    assert client.get(edit_url(mine)).status_code == 302
    listed = client.get("/admin/partenaires/")
    assert [p.name for p in listed.context["view"].queryset] == ["Fabrique du Littoral"]


def test_opening_the_access_again_restores_the_same_rights(
    space: Space, animator: User, as_user: Any
) -> None:
    client = as_user(animator)
    before = in_force(group.pk for group in groups_of(space.partner))

    client.post(access(space.partner), {"action": "suspend"})
    during = in_force(group.pk for group in groups_of(space.partner))
    client.post(access(space.partner), {"action": "resume"})

    assert set(during.values()) == {NONE}
    assert in_force(group.pk for group in groups_of(space.partner)) == before
    assert as_user(space.writer).get(reverse("wagtailadmin_home")).status_code == 200


def test_the_page_asks_before_it_closes_and_says_what_it_did(
    space: Space, animator: User, as_user: Any
) -> None:
    client = as_user(animator)

    asked = client.get(access(space.partner))
    space.partner.refresh_from_db()
    before = space.partner.suspended_at
    done = client.post(access(space.partner), {"action": "suspend"}, follow=True)
    twice = client.post(access(space.partner), {"action": "suspend"}, follow=True)
    nothing = client.post(access(space.partner), {"action": "zzz"}, follow=True)

    space.partner.refresh_from_db()
    assert "Ses pages restent en ligne" in visible_text(asked)
    assert (before, bool(space.partner.suspended_at)) == (None, True)
    assert "L'accès est suspendu" in visible_text(done)
    assert (twice.status_code, nothing.status_code) == (200, 200)
    assert "suspendu" in visible_text(client.get("/admin/partenaires/"))


@pytest.mark.parametrize("person", ["writer", "reviewer"])
def test_a_partners_people_close_no_access(
    space: Space, other_space: Space, as_user: Any, person: str
) -> None:
    client = as_user(getattr(space, person))

    for partner in (space.partner, other_space.partner):
        assert client.get(access(partner)).status_code == 302
        client.post(access(partner), {"action": "suspend"})

    assert not Partner.objects.exclude(suspended_at=None).exists()


def test_the_reviewers_of_a_suspended_partner_do_not_review(space: Space, as_user: Any) -> None:
    article = make_article(space.page, live=False)
    task = PartnerReviewTask.objects.get()
    before = list(task.reviewers(article))

    suspend(space.partner)

    assert before == [space.reviewer]
    assert list(task.reviewers(article)) == []


def test_what_waits_for_the_reviewers_passes_to_the_network(
    space: Space, animator: User, as_user: Any
) -> None:
    article = make_article(space.page, live=False)
    send(as_user(space.writer), edit_url(article), SUBMIT)

    suspend(space.partner)

    state = ArticlePage.objects.get(pk=article.pk).current_workflow_state
    assert state.current_task_state.task.name == "Validation par le réseau"
    assert not ArticlePage.objects.get(pk=article.pk).live
    task = PartnerReviewTask.objects.get()
    assert not task.get_task_states_user_can_moderate(space.reviewer).exists()
    assert not TaskState.objects.filter(task=task, status="in_progress").exists()


def test_opening_the_space_of_a_suspended_partner_gives_nothing(
    space: Space, structure: Any
) -> None:
    suspend(space.partner)

    open_space(space.partner, structure.partners)

    assert set(in_force(g.pk for g in groups_of(space.partner)).values()) == {NONE}
    assert faults() == []


def test_a_right_given_meanwhile_is_found(space: Space) -> None:
    suspend(space.partner)
    resume(space.partner)
    rights = due(space.partner, shared_collection())
    suspend(space.partner)
    numbers = GroupPagePermission.objects.count()

    assert faults() == []
    assert rights.pages == {
        (space.page.pk, "hub.add_hubpage"),
        (space.page.pk, "hub.change_hubpage"),
    }
    assert GroupPagePermission.objects.count() == numbers
