"""Who decides of a page in review: four eyes, one decision, a reason for what is sent back."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import TaskState

from home.models import ArticlePage
from home.structure import Structure
from hub.models import User
from partners.models.review import Refused
from tests.conftest import Space
from tests.editor import SAVE, SUBMIT, edit_url, send
from tests.factories import make_article, make_event
from tests.partners.reviews import (
    NETWORK_STEP,
    PARTNER_STEP,
    act,
    actions,
    decided_in_editor,
    step,
    submitted,
)


def test_nobody_approves_their_own_page(space: Space, as_user: Any) -> None:
    page = submitted(space, as_user(space.reviewer))
    assert step(page) == NETWORK_STEP  # nobody else reviews for this partner

    act(as_user(space.reviewer), page, "approve")

    assert step(page) == NETWORK_STEP
    assert not ArticlePage.objects.get().live


def test_a_reviewer_leaves_their_own_page_to_the_other_reviewers(
    space: Space, as_user: Any
) -> None:
    other = User.objects.create_user("autre@bray.example", "secret")
    other.groups.add(space.partner.reviewers)
    page = submitted(space, as_user(space.reviewer))
    assert step(page) == PARTNER_STEP

    act(as_user(space.reviewer), page, "approve")
    dashboards = [
        as_user(user).get(reverse("wagtailadmin_home")).context["request"].user
        for user in (other, space.reviewer)
    ]

    assert dashboards == [other, space.reviewer]
    assert (actions(page, space.reviewer), actions(page, other)) == ([], ["reject", "approve"])
    assert step(page) == PARTNER_STEP
    waiting = page.current_workflow_task.get_task_states_user_can_moderate
    assert [state.pk for state in waiting(other)] == [page.current_workflow_task_state.pk]
    assert list(waiting(space.reviewer)) == []


@pytest.mark.parametrize("action", ["approve", "reject"])
def test_strangers_and_writers_do_not_decide(
    space: Space, other_space: Space, as_user: Any, action: str
) -> None:
    page = submitted(space, as_user(space.writer))

    for user in (space.writer, other_space.writer, other_space.reviewer):
        answer = act(as_user(user), page, action, "x")
        assert "Un récit du Bray" not in answer.content.decode() or user == space.writer
        assert actions(page, user) == []

    assert step(page) == PARTNER_STEP


def test_a_stranger_reviewer_neither_opens_nor_sees_the_page(
    space: Space, other_space: Space, as_user: Any
) -> None:
    page = submitted(space, as_user(space.writer))
    client = as_user(other_space.reviewer)

    texts = [
        client.get(reverse("wagtailadmin_home")).content.decode(),
        client.get(reverse("wagtailadmin_reports:workflow"), follow=True).content.decode(),
        client.get(reverse("wagtailadmin_reports:workflow_tasks"), follow=True).content.decode(),
    ]

    assert client.get(edit_url(page)).status_code == 302
    assert not any("Un récit du Bray" in text for text in texts)


def second_reviewer(space: Space) -> User:
    other = User.objects.create_user("autre@bray.example", "secret")
    other.groups.add(space.partner.reviewers)
    return other


@pytest.mark.parametrize("who", ["animator", "administrator"])
def test_who_submits_does_not_approve_at_the_networks_step(
    structure: Structure, as_user: Any, request: pytest.FixtureRequest, who: str
) -> None:
    user = request.getfixturevalue(who)
    page = make_article(structure.home, live=False)
    page.get_workflow().start(page, user)

    act(as_user(user), page, "approve")

    assert step(page) == NETWORK_STEP
    assert actions(page, user) == []
    assert send(as_user(user), edit_url(page), SAVE, title="Changé").status_code == 200
    assert list(TaskState.objects.reviewable_by(user)) == []


def test_who_submits_again_answers_for_it(space: Space, as_user: Any) -> None:
    other = second_reviewer(space)
    page = submitted(space, as_user(space.writer))
    act(as_user(other), page, "reject", "Non.")
    page = ArticlePage.objects.get()

    answer = send(as_user(other), edit_url(page), SUBMIT, title="Mieux")

    assert answer.status_code == 302
    assert step(page) == PARTNER_STEP
    assert (actions(page, other), actions(page, space.reviewer)) == ([], ["reject", "approve"])


def test_a_reviewer_does_not_approve_anothers_page_by_its_number(
    space: Space, other_space: Space, as_user: Any
) -> None:
    own = make_article(space.page, live=False)
    own.get_workflow().start(own, space.writer)
    theirs = make_article(other_space.page, live=False)
    theirs.get_workflow().start(theirs, other_space.writer)
    state = theirs.current_workflow_task_state

    for action in ("approve", "reject"):
        as_user(space.reviewer).post(
            reverse("wagtailadmin_pages:workflow_action", args=[own.pk, action, state.pk]),
            {"comment": "x"},
        )

    assert [step(own), step(theirs)] == [PARTNER_STEP, PARTNER_STEP]


def test_two_decisions_at_once_are_one(space: Space) -> None:
    page = make_article(space.page, live=False)
    page.get_workflow().start(page, space.writer)
    task = page.current_workflow_task
    states = [page.current_workflow_task_state, page.current_workflow_task_state]
    task.on_action(states[0], space.reviewer, "approve")

    with pytest.raises(Refused, match="n'attend plus"):
        task.on_action(states[1], space.reviewer, "reject", comment="x")

    assert step(page) == NETWORK_STEP


def test_an_autosave_that_carries_the_decision_decides_nothing(space: Space, as_user: Any) -> None:
    page = submitted(space, as_user(space.writer))
    decision = {"action-workflow-action": "true", "workflow-action-name": "approve"}

    answer = as_user(space.reviewer).post(edit_url(page), decision, HTTP_ACCEPT="application/json")

    assert answer.status_code == 400
    assert answer.json()["success"] is False
    assert step(page) == PARTNER_STEP


# What is sent back bears its reason


def test_a_page_sent_back_without_a_word_stays(space: Space, as_user: Any) -> None:
    page = submitted(space, as_user(space.writer))
    client = as_user(space.reviewer)

    shown = act(client, page, "reject", "   ")
    forged = send(
        client,
        edit_url(page),
        {"action-workflow-action": "true", "workflow-action-name": "reject"},
        **{"workflow-action-extra-data": '{"comment": ""}'},
    )

    assert "Dites ce qu&#x27;il faut changer" in shown.json()["html"]
    assert forged.status_code == 302
    assert step(page) == PARTNER_STEP


@pytest.mark.parametrize("comment", ["\0", "x" * 2001])
def test_a_comment_that_cannot_be_kept_is_refused(space: Space, as_user: Any, comment: str) -> None:
    page = submitted(space, as_user(space.writer))

    act(as_user(space.reviewer), page, "reject", comment)

    assert step(page) == PARTNER_STEP


def test_an_incomplete_page_is_not_approved(space: Space, animator: User) -> None:
    page = make_event(space.page, live=False)
    page.get_workflow().start(page, space.writer)
    page.start_date = None
    page.save_revision(clean=False)

    with pytest.raises(ValidationError, match="date de début"):
        page.current_workflow_task.on_action(
            page.current_workflow_task_state, space.reviewer, "approve"
        )


@pytest.mark.parametrize(
    ("action", "comment", "said"),
    [
        ("approve", "", "est approuvée. L'étape suivante : Validation par le réseau."),
        ("reject", "Il manque la date.", "est renvoyée."),
    ],
)
def test_the_editor_says_what_a_decision_does(
    space: Space, as_user: Any, action: str, comment: str, said: str
) -> None:
    page = submitted(space, as_user(space.writer))

    answer = decided_in_editor(as_user(space.reviewer), page, action, comment)

    assert f"« Un récit du Bray » {said}" in answer


def test_the_editor_says_that_an_approval_publishes(
    space: Space, animator: User, as_user: Any
) -> None:
    page = submitted(space, as_user(space.writer))
    act(as_user(space.reviewer), page, "approve")

    answer = decided_in_editor(as_user(animator), page, "approve")

    assert "« Un récit du Bray » est approuvée. Elle est en ligne." in answer
