"""From a draft to its publication: the partner's reviewers, then the network."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.models import PageLogEntry, TaskState, WorkflowState

from home.models import ArticlePage
from home.structure import Structure
from hub.models import Partner, User
from partners.models import NetworkReviewTask, PartnerReviewTask, ReviewTaskState
from partners.models.review import Refused
from tests.conftest import Space
from tests.editor import PUBLISH, SAVE, SUBMIT, add_url, edit_url, send
from tests.factories import make_article, make_event, make_pole


def submitted(space: Space, client: Client, title: str = "Un récit du Bray") -> ArticlePage:
    """Write a page as the partner's writer and submit it."""
    answer = send(client, add_url(ArticlePage, space.page), SUBMIT, title=title, slug="recit")
    assert answer.status_code == 302
    return ArticlePage.objects.get(title=title)


def step(page: ArticlePage) -> str:
    """Return the name of the step at which the page waits, or an empty string."""
    page = ArticlePage.objects.get(pk=page.pk)
    return page.current_workflow_task.name if page.current_workflow_task else ""


def act(client: Client, page: ArticlePage, action: str, comment: str = "") -> Any:
    """Press a button of moderation."""
    state = page.current_workflow_task_state
    return client.post(
        reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, state.pk]),
        {"comment": comment},
        HTTP_X_REQUESTED_WITH="XMLHttpRequest",
    )


def actions(page: ArticlePage, user: User) -> list[str]:
    """Return the buttons of moderation that the editor offers to ``user``."""
    page = ArticlePage.objects.get(pk=page.pk)
    return [name for name, *_ in page.current_workflow_task.get_actions(page, user)]


PARTNER_STEP = "Relecture par le partenaire"
NETWORK_STEP = "Validation par le réseau"


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


def test_the_reviewer_mends_the_page_during_the_review(space: Space, as_user: Any) -> None:
    page = submitted(space, as_user(space.writer))

    answer = send(as_user(space.reviewer), edit_url(page), SAVE, title="Un récit relu")

    assert answer.status_code == 302
    assert ArticlePage.objects.get().latest_revision.content["title"] == "Un récit relu"
    assert step(page) == PARTNER_STEP


def test_the_reviewers_of_the_partner_get_a_mail_in_french(
    space: Space,
    other_space: Space,
    animator: User,
    as_user: Any,
    mailoutbox: list[Any],
    django_capture_on_commit_callbacks: Any,
    settings: Any,
) -> None:
    second = User.objects.create_user("autre@bray.example", "secret")
    second.groups.add(space.partner.reviewers)
    gone = User.objects.create_user("partie@bray.example", "secret", is_active=False)
    gone.groups.add(space.partner.reviewers)

    with django_capture_on_commit_callbacks(execute=True):
        page = submitted(space, as_user(space.writer))

    assert {address for mail in mailoutbox for address in mail.to} == {
        space.reviewer.email,
        second.email,
    }
    for mail in mailoutbox:
        assert "Un récit du Bray" in mail.subject
        assert "soumis" in mail.subject + mail.body
        assert "submitted" not in mail.subject + mail.body
        assert f"{settings.WAGTAILADMIN_BASE_URL}{edit_url(page)}" in mail.body


def test_who_submits_gets_no_mail_of_their_own_submission(
    space: Space,
    as_user: Any,
    mailoutbox: list[Any],
    django_capture_on_commit_callbacks: Any,
) -> None:
    second = User.objects.create_user("autre@bray.example", "secret")
    second.groups.add(space.partner.reviewers)

    with django_capture_on_commit_callbacks(execute=True):
        submitted(space, as_user(space.reviewer))

    assert {address for mail in mailoutbox for address in mail.to} == {second.email}


def test_the_network_gets_a_mail_at_its_step(
    space: Space,
    animator: User,
    as_user: Any,
    mailoutbox: list[Any],
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        page = submitted(space, as_user(space.writer))
    mailoutbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        act(as_user(space.reviewer), page, "approve")

    asked = {mail.to[0] for mail in mailoutbox if mail.subject.startswith("À relire")}
    assert asked == {animator.email}


def test_the_writer_gets_the_comment_of_a_rejection(
    space: Space,
    as_user: Any,
    mailoutbox: list[Any],
    django_capture_on_commit_callbacks: Any,
) -> None:
    page = submitted(space, as_user(space.writer))
    mailoutbox.clear()

    with django_capture_on_commit_callbacks(execute=True):
        act(as_user(space.reviewer), page, "reject", "Il manque les chiffres.")

    assert {address for mail in mailoutbox for address in mail.to} == {space.writer.email}
    assert all("Il manque les chiffres." in mail.body for mail in mailoutbox)


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


# Four eyes, at both steps


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


# No way round, but the urgent one


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


def test_an_autosave_that_carries_the_decision_decides_nothing(space: Space, as_user: Any) -> None:
    page = submitted(space, as_user(space.writer))
    decision = {"action-workflow-action": "true", "workflow-action-name": "approve"}

    answer = as_user(space.reviewer).post(edit_url(page), decision, HTTP_ACCEPT="application/json")

    assert answer.status_code == 400
    assert answer.json()["success"] is False
    assert step(page) == PARTNER_STEP
