"""The periodic command."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from events.enums import Frequency
from events.models import CalendarEntry, EventPage, Occurrence
from events.when import HORIZON
from home.structure import Structure
from hub.models import Generation
from tests.factories import make_event, make_replay
from tests.transactions import commit


def endless(structure: Structure) -> EventPage:
    return make_event(
        structure.agenda,
        start_date=timezone.localdate(),
        start_time=dt.time(9),
        frequency=Frequency.WEEKLY,
    )


def test_an_endless_event_gains_the_dates_that_the_horizon_has_come_to(
    structure: Structure,
) -> None:
    event = endless(structure)
    whole = list(event.occurrences.order_by("start").values_list("original_date", flat=True))
    half_a_year_ago = timezone.now() + HORIZON - dt.timedelta(days=180)
    event.occurrences.filter(start__gt=half_a_year_ago).delete()

    call_command("maintain")

    after = event.occurrences.order_by("start").values_list("original_date", flat=True)
    assert list(after) == whole
    assert whole[-1] > timezone.localdate() + HORIZON - dt.timedelta(days=8)


def test_it_changes_nothing_where_nothing_waits(structure: Structure) -> None:
    event = endless(structure)
    call_command("maintain")
    commit()
    rows = set(event.occurrences.values_list("pk", flat=True))
    number = Generation.current().number

    call_command("maintain")
    commit()

    assert set(event.occurrences.values_list("pk", flat=True)) == rows
    assert Generation.current().number == number


def test_it_publishes_what_is_programmed_and_prepares_the_calendars(structure: Structure) -> None:
    event = make_event(structure.agenda, live=False)
    event.go_live_at = timezone.now() + dt.timedelta(minutes=1)
    event.save_revision().publish()
    # The minutes pass.
    revision = event.revisions.latest("pk")
    past = timezone.now() - dt.timedelta(minutes=1)
    revision.content["go_live_at"] = past.isoformat()
    revision.approved_go_live_at = past
    revision.save()

    call_command("maintain")

    assert EventPage.objects.get(pk=event.pk).live
    assert bytes(CalendarEntry.objects.get(event=event).text).startswith(b"BEGIN:VEVENT")


def test_a_consent_that_has_ended_takes_its_replay_off(structure: Structure) -> None:
    replay = make_replay(structure.resources)
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    replay.consents.create(person="Une intervenante", given_on=yesterday, until=yesterday)

    call_command("maintain")

    replay.refresh_from_db()
    assert not replay.live


def test_a_task_that_fails_stops_no_other_and_is_told(
    structure: Structure, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = endless(structure)
    Occurrence.objects.filter(start__gt=timezone.now() + dt.timedelta(days=30)).delete()
    monkeypatch.setattr("home.management.commands.maintain.call_command", None)

    with pytest.raises(CommandError, match="publish_scheduled"):
        call_command("maintain")

    assert event.occurrences.count() > 100
