"""From a draft to its publication: the partner's reviewers, then the network."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import TaskState, WorkflowState

from home.models import ArticlePage
from home.structure import Structure
from hub.models import Partner, User
from partners.models import NetworkReviewTask, PartnerReviewTask, ReviewTaskState
from tests.conftest import Space
from tests.editor import SAVE, SUBMIT, add_url, edit_url, send
from tests.factories import make_article, make_pole
from tests.partners.reviews import NETWORK_STEP, PARTNER_STEP, act, actions, step, submitted


def test_a_page_goes_from_the_writer_to_the_reviewer_to_the_network(
    space: Space, animator: User, as_user: Any, client: Client
) -> None:
    page = submitted(space, as_user(space.writer))
    assert step(page) == PARTNER_STEP
    dashboard = as_user(space.reviewer).get(reverse("wagtailadmin_home")).content.decode()
    assert "Un récit du Bray" in dashboard

    act(as_user(space.reviewer), page, "approve")
    assert step(page) == NETWORK_STEP
    assert client.get(page.url).status_code == 404
    assert (
        "Un récit du Bray" in as_user(animator).get(reverse("wagtailadmin_home")).content.decode()
    )

    act(as_user(animator), page, "approve")

    assert step(page) == ""
    assert ArticlePage.objects.get().live


@pytest.mark.parametrize("inactive", [True, False])
def test_without_reviewers_a_page_goes_straight_to_the_network(
    space: Space, as_user: Any, inactive: bool
) -> None:
    if inactive:
        User.objects.filter(pk=space.reviewer.pk).update(is_active=False)
    else:
        space.reviewer.groups.clear()

    page = submitted(space, as_user(space.writer))

    assert step(page) == NETWORK_STEP
    assert set(TaskState.objects.values_list("task__name", "status")) == {
        (PARTNER_STEP, TaskState.STATUS_SKIPPED),
        ("Accord des partenaires", TaskState.STATUS_SKIPPED),
        (NETWORK_STEP, TaskState.STATUS_IN_PROGRESS),
    }


def test_the_pages_of_the_network_go_to_the_network(
    structure: Structure, space: Space, animator: User
) -> None:
    page = make_article(structure.home, live=False)

    page.get_workflow().start(page, animator)

    assert step(page) == NETWORK_STEP


def test_the_writer_is_locked_out_during_the_review_and_back_after_a_rejection(
    space: Space, as_user: Any
) -> None:
    writer = as_user(space.writer)
    page = submitted(space, writer)
    answer = send(writer, edit_url(page), SAVE, title="Changé en douce")
    assert answer.status_code == 200
    assert ArticlePage.objects.get().latest_revision.content["title"] == "Un récit du Bray"

    act(as_user(space.reviewer), page, "reject", "Il manque les chiffres.")

    page = ArticlePage.objects.get()
    assert page.current_workflow_state.status == WorkflowState.STATUS_NEEDS_CHANGES
    assert "Il manque les chiffres." in writer.get(edit_url(page)).content.decode()
    assert send(writer, edit_url(page), SAVE, title="Un récit et ses chiffres").status_code == 302


def test_a_rejected_page_is_submitted_again_and_reviewed_again(space: Space, as_user: Any) -> None:
    writer, reviewer = as_user(space.writer), as_user(space.reviewer)
    page = submitted(space, writer)
    act(reviewer, page, "reject", "Non.")
    page = ArticlePage.objects.get()

    again = {"action-restart-workflow": "action-restart-workflow"}
    answer = send(writer, edit_url(page), again, title="Un récit et ses chiffres")

    assert answer.status_code == 302
    assert step(page) == PARTNER_STEP
    act(reviewer, ArticlePage.objects.get(), "approve")
    assert step(page) == NETWORK_STEP


def test_the_writer_withdraws_a_submission(space: Space, as_user: Any) -> None:
    page = submitted(space, as_user(space.writer))

    page.current_workflow_state.cancel(user=space.writer)

    assert step(page) == ""
    assert as_user(space.writer).get(edit_url(page)).status_code == 200


def test_the_reviewer_mends_the_page_during_the_review(space: Space, as_user: Any) -> None:
    page = submitted(space, as_user(space.writer))

    answer = send(as_user(space.reviewer), edit_url(page), SAVE, title="Un récit relu")

    assert answer.status_code == 302
    assert ArticlePage.objects.get().latest_revision.content["title"] == "Un récit relu"
    assert step(page) == PARTNER_STEP


def test_a_published_page_stays_as_it_is_while_its_draft_is_reviewed(
    space: Space, as_user: Any
) -> None:
    page = make_article(space.page, title="En ligne")

    answer = send(as_user(space.writer), edit_url(page), SUBMIT, title="La suite")

    assert answer.status_code == 302
    assert step(page) == PARTNER_STEP
    assert ArticlePage.objects.get().title == "En ligne"


def test_a_page_that_names_another_partner_is_still_reviewed_by_its_section(
    space: Space, other_space: Space, as_user: Any
) -> None:
    page = make_article(space.page, live=False, partner=other_space.partner)

    page.get_workflow().start(page, space.writer)

    assert actions(page, other_space.reviewer) == []
    assert actions(page, space.reviewer) == ["reject", "approve"]
    waiting = page.current_workflow_task.get_task_states_user_can_moderate
    assert [waiting(u).count() for u in (space.reviewer, other_space.reviewer)] == [1, 0]


def test_a_page_outside_the_sections_is_reviewed_by_its_partner(
    structure: Structure, space: Space, other_space: Space, animator: User
) -> None:
    page = make_pole(structure.poles, live=False, partner=space.partner)

    page.get_workflow().start(page, animator)

    people = (space.reviewer, other_space.reviewer)
    waiting = page.current_workflow_task.get_task_states_user_can_moderate
    assert [waiting(user).count() for user in people] == [1, 0]
    assert [user in page.current_workflow_task.reviewers(page) for user in people] == [True, False]


def test_the_profile_of_a_partner_is_reviewed_by_its_reviewers(
    space: Space, other_space: Space, as_user: Any
) -> None:
    send(as_user(space.writer), edit_url(space.page), SUBMIT, title="Coop du Pays de Bray")

    task = space.page.current_workflow_task
    people = (space.reviewer, other_space.reviewer)
    assert [len(task.get_actions(space.page, user)) for user in people] == [2, 0]
    assert [task.get_task_states_user_can_moderate(u).count() for u in people] == [1, 0]


def test_the_page_of_the_task_in_the_settings_opens(
    structure: Structure, administrator: User, as_user: Any
) -> None:
    client = as_user(administrator)
    task = structure.home.get_workflow().tasks[0]

    answers = [
        client.get(reverse("wagtailadmin_workflows:edit_task", args=[task.pk])),
        client.get(reverse("wagtailadmin_workflows:index")),
        client.get(reverse("wagtailadmin_reports:workflow")),
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 200]


def test_a_draft_saved_before_its_submission_is_what_is_reviewed(
    space: Space, as_user: Any
) -> None:
    client = as_user(space.writer)
    send(client, add_url(ArticlePage, space.page), SAVE, title="Brouillon", slug="brouillon")
    page = ArticlePage.objects.get()

    send(client, edit_url(page), SUBMIT, title="Prêt")

    assert page.current_workflow_task_state.revision.content["title"] == "Prêt"


# Its term


def test_each_step_has_its_term(space: Space, as_user: Any) -> None:
    PartnerReviewTask.objects.update(days=2)
    NetworkReviewTask.objects.update(days=9)

    page = submitted(space, as_user(space.writer))
    act(as_user(space.reviewer), page, "approve")

    terms = [
        round((state.due_at - state.started_at) / dt.timedelta(days=1))
        for state in ReviewTaskState.objects.exclude(due_at=None).order_by("pk")
    ]
    assert terms == [2, 9]


# What the partner wants


def test_a_partner_that_wants_no_review_of_its_own(space: Space, as_user: Any) -> None:
    Partner.objects.filter(pk=space.partner.pk).update(own_review=False, trusted=True)

    page = submitted(space, as_user(space.writer))

    assert step(page) == NETWORK_STEP


def test_the_approval_of_a_trusted_partners_reviewer_publishes(space: Space, as_user: Any) -> None:
    Partner.objects.filter(pk=space.partner.pk).update(trusted=True)
    page = submitted(space, as_user(space.writer))
    assert step(page) == PARTNER_STEP

    act(as_user(space.reviewer), page, "approve")

    assert ArticlePage.objects.get().live
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_APPROVED


def test_a_trusted_partner_that_has_nobody_else_to_review_leaves_it_to_the_network(
    space: Space, as_user: Any
) -> None:
    Partner.objects.filter(pk=space.partner.pk).update(trusted=True)

    page = submitted(space, as_user(space.reviewer))

    assert step(page) == NETWORK_STEP
    assert not ArticlePage.objects.get().live
