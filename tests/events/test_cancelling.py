"""An event that its organiser cancels: at once, whatever is in review."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from events.enums import EventStatus, Frequency
from events.models import EventPage
from hub.models import User
from tests.conftest import Space
from tests.editor import SUBMIT, edit_url, send
from tests.factories import make_event
from tests.transactions import commit

CANCELLED = {"status": "annule", "note": "La salle est inondée."}


def url_of(event: EventPage) -> str:
    return reverse("event_announcement", args=[event.pk])


def again(event: EventPage) -> EventPage:
    return EventPage.objects.get(pk=event.pk)


def weekly(space: Space, **fields: Any) -> EventPage:
    start = timezone.localdate() + dt.timedelta(days=7)
    return make_event(
        space.page,
        start_date=start,
        start_time=dt.time(9),
        frequency=Frequency.WEEKLY,
        repeat_count=4,
        **fields,
    )


def test_a_writer_cancels_at_once(space: Space, as_user: Any, client: Client) -> None:
    event = make_event(space.page, title="Rencontre au moulin")

    answer = as_user(space.writer).post(url_of(event), CANCELLED)

    assert answer.status_code == 302
    event = again(event)
    assert (event.status, event.status_note, event.sequence) == (
        EventStatus.CANCELLED,
        "La salle est inondée.",
        1,
    )
    assert not event.has_unpublished_changes
    assert event.live_revision.content["status"] == "annule"
    assert "La salle est inondée." in client.get(event.url).content.decode()
    entry = PageLogEntry.objects.get(action="events.announcement")
    assert (entry.user, entry.data["comment"]) == (space.writer, "La salle est inondée.")


def test_it_holds_while_the_next_version_is_in_review_and_after_its_approval(
    space: Space, animator: User, as_user: Any
) -> None:
    event = make_event(space.page, title="En ligne")
    writer = as_user(space.writer)
    assert send(writer, edit_url(event), SUBMIT, title="Secret").status_code == 302
    state = again(event).current_workflow_task_state

    writer.post(url_of(event), CANCELLED)

    event = again(event)
    assert (event.title, event.status) == ("En ligne", EventStatus.CANCELLED)
    assert (event.draft_title, event.has_unpublished_changes) == ("Secret", True)
    assert event.current_workflow_task_state == state
    state.task.specific.on_action(state, space.reviewer, "approve")
    last = event.current_workflow_task_state
    last.task.specific.on_action(last, animator, "approve")
    event = again(event)
    assert (event.title, event.status) == ("Secret", EventStatus.CANCELLED)


def test_a_publication_with_a_date_keeps_it_and_says_it_too(space: Space, as_user: Any) -> None:
    event = make_event(space.page, title="En ligne")
    event.save_revision().publish()
    event = again(event)
    later = timezone.now() + dt.timedelta(days=2)
    event.title, event.go_live_at = "Plus tard", later
    revision = event.save_revision()
    revision.publish()

    as_user(space.writer).post(url_of(event), CANCELLED)

    revision.refresh_from_db()
    assert revision.approved_go_live_at == later
    assert (revision.content["title"], revision.content["status"]) == ("Plus tard", "annule")
    assert again(event).title == "En ligne"


def test_it_is_maintained_after_all(space: Space, as_user: Any) -> None:
    event = make_event(space.page, status=EventStatus.CANCELLED, status_note="Grève.")

    as_user(space.writer).post(url_of(event), {"status": "confirme", "note": ""})

    assert (again(event).status, again(event).status_note) == (EventStatus.CONFIRMED, "")


def test_one_date_of_a_repetition(space: Space, as_user: Any) -> None:
    event = weekly(space)
    assert event.start_date
    day = event.start_date + dt.timedelta(days=7)
    client = as_user(space.writer)

    client.post(url_of(event), CANCELLED | {"date": day.isoformat()})

    cancelled = event.occurrences.filter(cancelled=True).values_list("original_date", "reason")
    assert list(cancelled) == [(day, "La salle est inondée.")]
    assert (again(event).status, again(event).sequence) == (EventStatus.CONFIRMED, 1)
    client.post(url_of(event), {"status": "confirme", "note": "", "date": day.isoformat()})
    assert not event.occurrences.filter(cancelled=True).exists()


def test_the_calendars_say_it(space: Space, as_user: Any, client: Client) -> None:
    make_event(space.page)
    event = make_event(space.page)
    feed = reverse("agenda_feed")
    before = client.get(feed).content.decode()

    as_user(space.writer).post(url_of(event), CANCELLED)
    commit()

    after = client.get(feed).content.decode()
    assert [before.count("STATUS:CANCELLED"), after.count("STATUS:CANCELLED")] == [0, 1]
    assert after.count("SEQUENCE:1") == 1


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"status": "annule", "note": " "}, "note"),
        ({"status": "annule", "note": "x" * 201}, "note"),
        ({"status": "annule", "note": "\0"}, "note"),
        ({"status": "fini", "note": "x"}, "status"),
        ({"status": "", "note": "x"}, "status"),
        ({"status": "annule", "note": "x", "date": "1999-01-01"}, "date"),
        ({"status": "annule", "note": "x", "date": "hier"}, "date"),
        ({"status": "reporte", "note": "x", "date": "first"}, "status"),
    ],
)
def test_what_cannot_be_read_is_said_beside_its_field(
    space: Space, as_user: Any, said: dict[str, str], field: str
) -> None:
    event = weekly(space)
    if said.get("date") == "first":
        said = said | {"date": event.start_date.isoformat()}

    answer = as_user(space.writer).post(url_of(event), said)

    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    assert again(event).sequence == 0


def test_strangers_cancel_nothing(space: Space, other_space: Space, as_user: Any) -> None:
    event = make_event(space.page)

    answers = [
        as_user(user).post(url_of(event), CANCELLED).status_code
        for user in (other_space.writer, other_space.reviewer)
    ]

    assert answers == [404, 404]
    assert again(event).status == EventStatus.CONFIRMED


def test_a_draft_is_not_cancelled(space: Space, as_user: Any) -> None:
    event = make_event(space.page, live=False)

    assert as_user(space.writer).post(url_of(event), CANCELLED).status_code == 404
    assert not again(event).live


@pytest.mark.parametrize("in_review", [False, True])
def test_the_editor_leads_to_it(space: Space, as_user: Any, in_review: bool) -> None:
    event = make_event(space.page)
    writer = as_user(space.writer)
    if in_review:
        send(writer, edit_url(event), SUBMIT, title="La suite")

    text = writer.get(edit_url(event)).content.decode()

    assert text.count(url_of(event)) >= 2  # at the head and at the foot
    assert "toutes les dates" not in writer.get(url_of(event)).content.decode()
