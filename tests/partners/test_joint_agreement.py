"""The agreement of the partners that a page is made with, before the network's."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry, TaskState, WorkflowTask

from home.models import ArticlePage
from home.structure import Structure
from hub.models import HubPage, Partner, User
from partners.models import JointApproval
from partners.models.joint import AGREE
from partners.models.review import Refused
from partners.spaces import moderation
from tests.conftest import Space, make_space
from tests.editor import SAVE, SUBMIT, edit_url, send
from tests.factories import make_article
from tests.lists import visible_text
from tests.partners.joint_pages import JOINT_STEP, decide, join, submit, waiting_for_agreement
from tests.partners.reviews import NETWORK_STEP, step


def test_the_step_stands_before_the_networks_even_on_a_site_in_use(structure: Structure) -> None:
    WorkflowTask.objects.filter(task__name=JOINT_STEP).delete()

    workflow = moderation(structure.home)
    again = moderation(structure.home)

    names = ["Relecture par le partenaire", JOINT_STEP, NETWORK_STEP]
    assert [task.name for task in workflow.tasks] == names
    assert [task.name for task in again.tasks] == names


def test_a_page_waits_for_each_partner_that_must_agree(
    space: Space, other_space: Space, third_space: Space, animator: User
) -> None:
    page = make_article(space.page, live=False)
    join(page, make_space_that_watches(space), may_edit=True)
    for partner in (other_space, third_space):
        join(page, partner, must_approve=True)
    submit(page, space.writer)
    decide(page, space.reviewer, "approve")
    assert step(page) == JOINT_STEP

    decide(page, other_space.reviewer, "approve", "Avec plaisir.")
    assert step(page) == JOINT_STEP
    with pytest.raises(Refused):
        decide(page, other_space.reviewer, "approve")
    decide(page, third_space.reviewer, "approve")

    assert step(page) == NETWORK_STEP
    answers = JointApproval.objects.order_by("answered_at").values_list(
        "partner__name", "approved", "comment", "user", "by_link"
    )
    assert list(answers) == [
        ("Fabrique du Littoral", True, "Avec plaisir.", other_space.reviewer.pk, False),
        ("Atelier du Vexin", True, "", third_space.reviewer.pk, False),
    ]
    decide(page, animator, "approve")
    assert ArticlePage.objects.get(pk=page.pk).live


def make_space_that_watches(space: Space) -> Space:
    """Return a partner that is named and has nothing to approve."""
    return make_space(Structure(*[space.page] * 4, partners=space.page.get_parent()), "Témoin")


def test_without_a_partner_that_must_agree_the_step_is_skipped(
    space: Space, other_space: Space
) -> None:
    page = make_article(space.page, live=False)
    join(page, other_space, may_edit=True)

    submit(page, space.writer)
    decide(page, space.reviewer, "approve")

    assert step(page) == NETWORK_STEP


def test_those_who_may_answer_are_the_reviewers_of_who_is_waited_for(
    space: Space,
    other_space: Space,
    third_space: Space,
    animator: User,
    administrator: User,
    as_user: Any,
) -> None:
    page = waiting_for_agreement(space, other_space)
    url = reverse("joint_answer", args=[page.pk])
    people = [
        *(space.writer, space.reviewer, other_space.writer, third_space.reviewer),
        *(animator, administrator),
    ]

    for user in people:
        answer = as_user(user).post(url, {"decision": "accord"})
        assert answer.status_code == 404
        assert "Une journée à deux" not in answer.content.decode()
        with pytest.raises(Refused):
            decide(page, user, "approve")
        assert list(TaskState.objects.reviewable_by(user)) == []

    assert step(page) == JOINT_STEP
    state = HubPage.objects.get(pk=page.pk).current_workflow_task_state
    assert [s.pk for s in TaskState.objects.reviewable_by(other_space.reviewer)] == [state.pk]


def test_a_reviewer_answers_on_the_screen_that_the_editor_leads_to(
    space: Space, other_space: Space, as_user: Any
) -> None:
    page = waiting_for_agreement(space, other_space)
    client = as_user(other_space.reviewer)
    url = reverse("joint_answer", args=[page.pk])

    editor = client.get(edit_url(page))
    task = HubPage.objects.get(pk=page.pk).current_workflow_task
    preview = client.get(reverse("wagtailadmin_pages:workflow_preview", args=[page.pk, task.pk]))
    empty = client.post(url, {})
    silent = client.post(url, {"decision": "renvoi", "comment": " "})
    nul = client.post(url, {"decision": "accord", "comment": "a\0b"})
    answer = client.post(url, {"decision": "accord"})

    assert url in editor.content.decode()
    assert "Une journée à deux" in visible_text(preview)
    assert "Dites si vous approuvez la page ou si vous la renvoyez." in visible_text(empty)
    assert "Dites ce qu'il faut changer" in visible_text(silent)
    assert nul.status_code == 200
    assert answer.status_code == 302
    assert step(page) == NETWORK_STEP
    panel = as_user(space.writer).get(edit_url(page))
    assert "accord donné le" in visible_text(panel)


def test_who_submitted_withdraws_the_page_and_its_partners_do_not(
    space: Space, other_space: Space
) -> None:
    page = waiting_for_agreement(space, other_space)
    state = HubPage.objects.get(pk=page.pk).current_workflow_state

    people = [space.writer, other_space.reviewer]

    assert [state.user_can_cancel(user) for user in people] == [True, False]


def test_nobody_changes_the_page_while_its_partners_read_it(
    space: Space, other_space: Space, administrator: User, as_user: Any
) -> None:
    page = waiting_for_agreement(space, other_space, may_edit=True)

    for user in (space.reviewer, other_space.writer, other_space.reviewer, administrator):
        send(as_user(user), edit_url(page), SAVE, title="Changé en douce")

    content = ArticlePage.objects.get(pk=page.pk).latest_revision.content
    assert content["title"] == "Une journée à deux"


def test_one_that_sends_the_page_back_does_it_for_all(
    space: Space, other_space: Space, third_space: Space, mailoutbox: list[Any]
) -> None:
    page = waiting_for_agreement(space, other_space, third_space)
    decide(page, third_space.reviewer, "approve")

    decide(page, other_space.reviewer, "reject", "Notre logo manque.")

    assert step(page) == ""
    with pytest.raises(Refused):
        decide_on_last(page, third_space.reviewer)
    page = ArticlePage.objects.get(pk=page.pk)
    assert page.current_workflow_state.status == "needs_changes"
    last = page.current_workflow_task_state or page.current_workflow_state.current_task_state
    assert last.comment == "Fabrique du Littoral : Notre logo manque."


def decide_on_last(page: HubPage, user: User) -> None:
    state = HubPage.objects.get(pk=page.pk).current_workflow_state.current_task_state
    state.task.specific.on_action(state, user, AGREE)


@pytest.mark.parametrize("by_network", [True, False])
def test_a_page_submitted_again_asks_all_again(
    space: Space, other_space: Space, animator: User, as_user: Any, by_network: bool
) -> None:
    page = waiting_for_agreement(space, other_space)
    if by_network:
        decide(page, other_space.reviewer, "approve")
        decide(page, animator, "reject", "Trop long.")
    else:
        decide(page, other_space.reviewer, "reject", "Trop long.")

    answer = send(as_user(space.writer), edit_url(page), SUBMIT, title="Plus court")

    assert answer.status_code == 302
    assert step(page) == JOINT_STEP
    decide(page, other_space.reviewer, "approve")
    assert step(page) == NETWORK_STEP
    state = HubPage.objects.get(pk=page.pk).current_workflow_state
    assert state.requested_by == space.writer
    decide(page, animator, "approve")
    assert ArticlePage.objects.get(pk=page.pk).title == "Plus court"


def test_a_partner_with_nobody_to_answer_is_not_waited_for_and_the_history_says_so(
    space: Space, other_space: Space
) -> None:
    page = make_article(space.page, live=False)
    join(page, other_space, must_approve=True, may_edit=True)

    submit(page, other_space.reviewer)  # the only one who could agree has submitted it
    decide(page, space.reviewer, "approve")

    assert step(page) == NETWORK_STEP
    entry = PageLogEntry.objects.get(action="partners.joint_nobody")
    assert "Fabrique du Littoral" in str(entry.message)


def test_a_suspended_partner_is_not_waited_for(space: Space, other_space: Space) -> None:
    page = make_article(space.page, live=False)
    join(page, other_space, must_approve=True)
    Partner.objects.filter(pk=other_space.partner.pk).update(suspended_at=timezone.now())

    submit(page, space.writer)
    decide(page, space.reviewer, "approve")

    assert step(page) == NETWORK_STEP


def test_the_reviewers_who_are_waited_for_get_a_mail(
    space: Space,
    other_space: Space,
    mailoutbox: list[Any],
    django_capture_on_commit_callbacks: Any,
) -> None:
    page = make_article(space.page, live=False)
    join(page, other_space, must_approve=True)
    submit(page, space.writer)
    mailoutbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        decide(page, space.reviewer, "approve")

    told = {address for mail in mailoutbox for address in mail.to}
    assert told == {other_space.reviewer.email, space.writer.email}


def test_the_pages_history_says_who_agreed(
    space: Space, other_space: Space, animator: User, as_user: Any
) -> None:
    page = waiting_for_agreement(space, other_space)
    decide(page, other_space.reviewer, "approve")

    history = as_user(animator).get(reverse("wagtailadmin_pages:history", args=[page.pk]))

    assert "Accord donné par Fabrique du Littoral" in visible_text(history)
    entry = PageLogEntry.objects.get(action="partners.joint_agreed")
    assert entry.user == other_space.reviewer


def test_what_waits_has_its_term(space: Space, other_space: Space) -> None:
    page = waiting_for_agreement(space, other_space)

    state = HubPage.objects.get(pk=page.pk).current_workflow_task_state.specific

    assert state.due_at - state.started_at >= dt.timedelta(days=4)
