"""Pages submitted together are decided together: the recap, its presentations and its replay."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import TaskState, WorkflowState

from events.models import RecapPage
from hub.models import HubPage, User
from resources.models import PresentationPage, RecordingConsent, ReplayPage
from tests.conftest import Space
from tests.editor import SAVE, SUBMIT, edit_url, errors, send
from tests.events.recaps import DRAFT, past_event, submitted, whole, words
from tests.events.recaps import send as send_recap


def companions(recap: RecapPage) -> list[HubPage]:
    return [page.specific for page in recap.companions.order_by("pk")]


def live(recap: RecapPage) -> list[bool]:
    """Return whether the recap, then each of its companions, is published."""
    pages = HubPage.objects.filter(pk=recap.pk) | HubPage.objects.filter(published_with=recap)
    return [page.live for page in pages.order_by("pk")]


def act(client: Client, page: HubPage, action: str, comment: str = "", **headers: str) -> Any:
    """Press a button of moderation on the recap."""
    state = HubPage.objects.get(pk=page.pk).current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, state.pk])
    return client.post(url, {"comment": comment}, follow=True, **headers)


def locked(client: Client, page: HubPage) -> bool:
    """Whether the editor keeps the title that was sent from being saved."""
    send(client, edit_url(page), SAVE, title="Changé")
    return type(page).objects.get(pk=page.pk).get_latest_revision_as_object().title != "Changé"


def test_two_approvals_publish_all(
    space: Space, animator: User, as_user: Any, client: Client
) -> None:
    recap = submitted(space, as_user(space.writer))
    assert TaskState.objects.count() == 1

    act(as_user(space.reviewer), recap, "approve")
    assert live(recap) == [False] * 4
    act(as_user(animator), recap, "approve")

    assert live(recap) == [True] * 4
    assert {state.status for state in WorkflowState.objects.all()} == {"approved"}
    answers = [client.get(page.url).status_code for page in companions(recap)]
    assert answers == [200, 200, 200]
    event = words(client.get(recap.event.url))
    for title in ("Lire le compte rendu", "Un", "Deux", "Replay : "):
        assert title in event


def test_during_the_review_the_writer_is_locked_out_of_all(space: Space, as_user: Any) -> None:
    writer, reviewer = as_user(space.writer), as_user(space.reviewer)
    recap = submitted(space, writer)

    pages = companions(recap)

    assert [locked(writer, page) for page in (recap, *pages)] == [True] * 4
    assert f'<a href="{edit_url(recap)}">' in writer.get(edit_url(pages[0])).content.decode()
    assert [locked(reviewer, page) for page in pages] == [False] * 3


def test_a_rejection_gives_all_back_and_a_new_submission_takes_all(
    space: Space, animator: User, as_user: Any
) -> None:
    writer, reviewer = as_user(space.writer), as_user(space.reviewer)
    recap = submitted(space, writer)

    act(reviewer, recap, "reject", "Le titre.")
    one = companions(recap)[0]
    send(writer, edit_url(one), SAVE, title="Un titre corrigé")
    assert live(recap) == [False] * 4
    again = {"action-restart-workflow": "action-restart-workflow"}
    send(writer, edit_url(recap), again)
    assert locked(writer, one)
    act(reviewer, recap, "approve")
    act(as_user(animator), recap, "approve")

    assert live(recap) == [True] * 4
    assert PresentationPage.objects.get(pk=one.pk).title == "Un titre corrigé"


def test_a_withdrawn_submission_gives_all_back(space: Space, as_user: Any) -> None:
    writer = as_user(space.writer)
    recap = submitted(space, writer)

    recap.current_workflow_state.cancel(user=space.writer)

    assert [locked(writer, page) for page in companions(recap)] == [False] * 3


def test_a_companion_is_not_decided_alone(space: Space, as_user: Any) -> None:
    recap = submitted(space, as_user(space.writer))
    one = companions(recap)[0]
    recap.current_workflow_state.cancel(user=space.writer)

    send(as_user(space.writer), edit_url(one), SUBMIT, title="Seule")

    assert WorkflowState.objects.for_instance(one).count() == 0
    assert one.get_workflow() is None
    assert "action-submit" not in as_user(space.writer).get(edit_url(one)).content.decode()


def test_the_reviewer_is_shown_the_recap_once(space: Space, as_user: Any) -> None:
    recap = submitted(space, as_user(space.writer))

    waiting = TaskState.objects.reviewable_by(space.reviewer)

    assert [state.workflow_state.object_id for state in waiting] == [str(recap.pk)]


def test_strangers_see_none_of_it(space: Space, other_space: Space, as_user: Any) -> None:
    recap = submitted(space, as_user(space.writer))

    for user in (other_space.writer, other_space.reviewer):
        for page in (recap, *companions(recap)):
            assert as_user(user).get(edit_url(page)).status_code == 302


@pytest.mark.parametrize("ajax", [True, False])
def test_a_companion_that_became_incomplete_stops_all(
    space: Space, animator: User, as_user: Any, ajax: bool
) -> None:
    recap = submitted(space, as_user(space.writer))
    act(as_user(space.reviewer), recap, "approve")
    replay = companions(recap)[2]
    replay.url_elsewhere = ""
    replay.save_revision(clean=False)
    team = as_user(animator)

    headers = {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"} if ajax else {}
    answer = act(team, recap, "approve", **headers)

    if ajax:
        assert answer.json() == {"step": "success", "redirect": edit_url(recap)}
        answer = team.get(edit_url(recap))
    said = f"Rien n'a été publié. « {replay.title} » : Donnez l'adresse de la vidéo"
    assert said in words(answer)
    assert live(recap) == [False] * 4
    assert HubPage.objects.get(pk=recap.pk).current_workflow_task.name == "Validation par le réseau"


def test_a_failure_of_one_publication_publishes_nothing(
    space: Space, as_user: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    recap = submitted(space, as_user(space.writer))
    revision = recap.get_latest_revision()
    ReplayPage.objects.update(url_elsewhere="")
    replay = companions(recap)[2]
    replay.save_revision(clean=False)
    monkeypatch.setattr(RecapPage, "companion_errors", lambda self: {})  # as if it came later

    with pytest.raises(ValidationError):
        revision.publish()

    assert live(recap) == [False] * 4


def test_a_direct_publication_publishes_all(space: Space, animator: User, as_user: Any) -> None:
    recap = submitted(space, as_user(space.writer))
    act(as_user(space.reviewer), recap, "approve")

    url = reverse("urgent_publication", args=[recap.pk])
    as_user(animator).post(url, {"reason": "Le préfet vient demain."})

    assert live(recap) == [True] * 4
    published = [page.get_latest_revision() == page.live_revision for page in companions(recap)]
    assert published == [True] * 3


def test_a_scheduled_recap_keeps_all_until_its_hour(space: Space, as_user: Any) -> None:
    writer = as_user(space.writer)
    recap = submitted(space, writer)
    recap.current_workflow_state.cancel(user=space.writer)
    recap.go_live_at = timezone.now() + timezone.timedelta(hours=1)
    revision = recap.save_revision()
    revision.publish()
    assert live(recap) == [False] * 4
    assert locked(writer, companions(recap)[0])

    revision.content["go_live_at"] = None
    revision.save()
    revision.publish()

    assert live(recap) == [True] * 4


def test_a_withdrawn_recap_leaves_its_resources_and_never_brings_one_back(
    space: Space, as_user: Any
) -> None:
    recap = submitted(space, as_user(space.writer))
    recap.get_latest_revision().publish()
    RecapPage.objects.get().unpublish()
    assert live(recap) == [False, True, True, True]
    ReplayPage.objects.get().unpublish()  # a consent was withdrawn

    recap.get_latest_revision().publish()

    assert live(recap) == [True, True, True, False]


def test_once_published_a_companion_has_its_own_review(space: Space, as_user: Any) -> None:
    recap = submitted(space, as_user(space.writer))
    recap.get_latest_revision().publish()
    one = companions(recap)[0]

    send(as_user(space.writer), edit_url(one), SUBMIT, title="Corrigée")

    assert WorkflowState.objects.for_instance(one).active().count() == 1
    assert WorkflowState.objects.for_instance(recap).active().count() == 0


def test_a_deleted_recap_frees_its_companions(space: Space, as_user: Any) -> None:
    recap = submitted(space, as_user(space.writer))
    ones = companions(recap)

    RecapPage.objects.get().delete()

    pages = [HubPage.objects.get(pk=page.pk) for page in ones]
    assert [(page.published_with_id, page.has_workflow) for page in pages] == [(None, True)] * 3


def test_a_copy_is_nobodys_companion(space: Space, as_user: Any) -> None:
    one = companions(submitted(space, as_user(space.writer)))[0]

    copy = one.copy(update_attrs={"slug": "copie"}, keep_live=False)

    assert copy.published_with_id is None
    assert copy.get_latest_revision_as_object().published_with_id is None


def test_a_replay_whose_consent_has_ended_stops_all(space: Space, as_user: Any) -> None:
    writer = as_user(space.writer)
    event = past_event(space.page)
    send_recap(writer, event, DRAFT, **whole(writer, event))
    recap = RecapPage.objects.get()
    RecordingConsent.objects.create(
        replay=companions(recap)[2],
        person="Oratrice",
        given_on=timezone.localdate(),
        withdrawn_on=timezone.localdate(),
    )

    answer = send(writer, edit_url(recap), SUBMIT)

    assert "a retiré son consentement" in " ".join(errors(answer)["__all__"])
    assert live(recap) == [False] * 4
