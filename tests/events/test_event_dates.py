"""The dates of an event: shown before they are saved, moved, cancelled, kept with their rule."""

from __future__ import annotations

import datetime as dt
from html import unescape
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from wagtail.test.utils.form_data import inline_formset

from events.enums import Frequency
from events.models import EventPage, Occurrence, OccurrenceChange
from home.structure import Structure
from tests.conftest import Space
from tests.editor import PUBLISH, SAVE, edit_url, errors, send
from tests.events.calendars import instants
from tests.events.editing import posted
from tests.factories import make_event
from tests.lists import visible_text

DAY = dt.date(2027, 5, 12)


def test_a_change_of_a_date_is_a_cancellation_or_a_move(structure: Structure) -> None:
    change = OccurrenceChange(original_date=DAY, reason="Congés")

    with pytest.raises(ValidationError, match="annulée, ou déplacée"):
        change.clean()


def test_the_occurrences_follow_the_publication(structure: Structure) -> None:
    event = make_event(
        structure.agenda,
        start_date=DAY,
        start_time=dt.time(9),
        end_time=dt.time(10),
        frequency=Frequency.WEEKLY,
        repeat_count=3,
    )
    before = list(event.occurrences.order_by("start").values_list("original_date", flat=True))
    page = event.get_latest_revision_as_object()
    page.repeat_count = 2
    page.save_revision()
    as_draft = event.occurrences.count()
    page.get_latest_revision().publish()

    assert before == [DAY, DAY + dt.timedelta(days=7), DAY + dt.timedelta(days=14)]
    assert (as_draft, event.occurrences.count()) == (3, 2)


def test_a_draft_has_no_occurrence(structure: Structure) -> None:
    make_event(structure.agenda, live=False)

    assert Occurrence.objects.count() == 0


def dates_of(client: Client, **values: Any) -> str:
    """Return the text that the editor shows of the dates in its form."""
    response = client.post("/admin/evenements/dates/", posted(**values))
    assert response.status_code == 200
    return " ".join(unescape(strip_tags(response.content.decode())).split())


def test_the_editor_shows_the_dates_before_anything_is_saved(as_user: Any, space: Space) -> None:
    text = dates_of(
        as_user(space.writer),
        start_date="2027-01-05",
        start_time="12:30",
        end_time="13:30",
        frequency="mois-jour",
        repeat_count="3",
        city="Arras",
        changes=inline_formset(
            [
                {
                    "original_date": "2027-02-02",
                    "cancelled": "",
                    "new_date": "2027-02-09",
                    "new_start_time": "",
                    "new_end_time": "",
                    "reason": "Salle prise",
                },
                {
                    "original_date": "2027-02-16",
                    "cancelled": "on",
                    "new_date": "",
                    "new_start_time": "",
                    "new_end_time": "",
                    "reason": "Congés",
                },
            ]
        ),
    )

    assert "Une rencontre – Arras" in text
    assert "3 dates, à l’heure de Paris :" in text
    assert "mardi 5 janvier 2027, de 12 h 30 à 13 h 30" in text
    assert "mardi 9 février 2027, de 12 h 30 à 13 h 30 (prévue le 2 février 2027)" in text
    assert "mardi 2 mars 2027" in text
    assert "Hors de la répétition, abandonné à la publication : 16 février 2027." in text
    assert not EventPage.objects.exists()


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"start_date": "demain"},
        {"start_date": "2027-01-05", "start_time": "25:99"},
        {"start_date": "2027-01-05", "frequency": "zzz"},
        {"start_date": "2027-01-05", "frequency": "jour"},
        {"start_date": "2027-01-05", "time_zone": "Mars/Olympus"},
        {"start_date": "2027-01-05", "status": "zzz", "latitude": "abc"},
        {"start_date": "2027-01-05", "frequency": "semaine", "repeat_count": "-4"},
        {"start_date": "9999-12-31", "frequency": "an", "repeat_count": "9"},
        {"start_date": "2027-01-05", "end_date": "2020-01-01"},
        {"title": "\x00", "start_date": "2027-01-05"},
    ],
)
def test_a_form_half_filled_or_wrong_shows_what_it_can(
    as_user: Any, space: Space, values: dict[str, str]
) -> None:
    assert dates_of(as_user(space.writer), **values)


def test_a_form_that_is_none_and_a_visitor_get_no_dates(
    client: Client, as_user: Any, space: Space
) -> None:
    assert as_user(space.writer).get("/admin/evenements/dates/").status_code == 405
    assert client.post("/admin/evenements/dates/", posted()).status_code == 302


@pytest.mark.parametrize(
    ("fields", "change", "words"),
    [
        ({}, {"new_start_time": dt.time(9)}, "mercredi 19 mai 2027, à 9 h"),
        (
            {"start_time": dt.time(9)},
            {"new_end_time": dt.time(11)},
            "mercredi 19 mai 2027, de 9 h à 11 h",
        ),
        (
            {"start_time": dt.time(9), "end_time": dt.time(10)},
            {"new_date": dt.date(2027, 5, 20)},
            "jeudi 20 mai 2027, de 9 h à 10 h",
        ),
        (
            {"start_time": dt.time(22), "end_date": DAY + dt.timedelta(days=1)},
            {"new_date": dt.date(2027, 5, 20)},
            "du jeudi 20 mai 2027 à 22 h au vendredi 21 mai 2027",
        ),
    ],
)
def test_a_moved_date_is_said_as_it_is(
    structure: Structure, fields: dict[str, Any], change: dict[str, Any], words: str
) -> None:
    event = make_event(
        structure.agenda,
        start_date=DAY,
        frequency=Frequency.WEEKLY,
        repeat_count=2,
        changes=[OccurrenceChange(original_date=dt.date(2027, 5, 19), reason="Salle", **change)],
        **fields,
    )

    assert event.occurrences.latest("start").when.replace("\u00a0", " ") == words


def test_the_preview_of_an_impossible_date_is_no_error(
    as_user: Any, administrator: Any, structure: Structure
) -> None:
    client = as_user(administrator)
    url = reverse(
        "wagtailadmin_pages:preview_on_add", args=["events", "eventpage", structure.agenda.pk]
    )

    for day in ("9999-12-31", "0001-01-01", ""):
        assert client.post(url, posted(start_date=day)).json()["is_valid"]
        assert client.get(f"{url}?mode=").status_code == 200
        assert client.get(f"{url}?mode=calendriers").status_code == 200


def test_the_preview_shows_the_page_and_what_calendars_will_show(
    as_user: Any, space: Space
) -> None:
    client = as_user(space.writer)
    url = reverse("wagtailadmin_pages:preview_on_add", args=["events", "eventpage", space.page.pk])
    form = posted(
        start_date="2027-01-05",
        start_time="12:30",
        status="provisoire",
        mode="en-ligne",
        join_url="https://example.org/salle",
        join_visibility="toujours",
    )

    assert client.post(url, form).json()["is_valid"]
    text = visible_text(client.get(f"{url}?mode=calendriers"))

    assert "[Provisoire] Une rencontre – https://example.org/salle" in text
    assert "lien de connexion dans les calendriers" in text
    assert "1 date, à l’heure de Paris : mardi 5 janvier 2027, à 12 h 30" in text


def weekly_with_two_changes(structure: Structure) -> EventPage:
    """Return Wednesdays of May 2027, one moved and one cancelled."""
    return make_event(
        structure.agenda,
        start_date=DAY,
        start_time=dt.time(9),
        frequency=Frequency.WEEKLY,
        repeat_count=6,
        changes=[
            OccurrenceChange(
                original_date=dt.date(2027, 5, 19), new_date=dt.date(2027, 5, 20), reason="Salle"
            ),
            OccurrenceChange(original_date=dt.date(2027, 5, 26), cancelled=True, reason="Congés"),
        ],
    )


def test_an_edited_rule_keeps_the_changes_that_still_exist_and_says_which_are_dropped(
    as_user: Any, administrator: Any, structure: Structure
) -> None:
    event = weekly_with_two_changes(structure)
    client = as_user(administrator)

    kept_box = {"changes-1-cancelled": "on"}  # which the test's reader of forms leaves out
    answer = send(client, edit_url(event), PUBLISH, frequency="quinzaine", **kept_box)
    assert answer.status_code == 302, errors(answer)
    said = [str(message).strip() for message in client.get("/admin/").context["messages"]]

    event = EventPage.objects.get()
    kept = [change.original_date for change in event.changes.all()]
    latest = event.get_latest_revision_as_object()
    assert kept == [dt.date(2027, 5, 26)]
    assert [change.original_date for change in latest.changes.all()] == kept
    assert [s for s in said if "abandonnée" in s] == [
        "Une date modifiée est hors de la répétition et abandonnée : 19 mai 2027."
    ]
    assert event.occurrences.get(original_date=dt.date(2027, 5, 26)).cancelled


def test_a_draft_keeps_the_changes_of_the_rule_that_it_leaves(
    as_user: Any, administrator: Any, structure: Structure
) -> None:
    event = weekly_with_two_changes(structure)

    send(as_user(administrator), edit_url(event), SAVE, frequency="quinzaine")

    assert EventPage.objects.get().get_latest_revision_as_object().changes.count() == 2


def test_an_endless_event_has_dates_for_two_years_and_a_rule_without_end(
    client: Client, structure: Structure
) -> None:
    today = timezone.localdate()
    event = make_event(
        structure.agenda, start_date=today, start_time=dt.time(9), frequency=Frequency.WEEKLY
    )

    body = client.get("/agenda.ics").content
    assert event.occurrences.count() == 105
    assert b"RRULE:FREQ=WEEKLY\r\n" in body
    year = (today + dt.timedelta(days=1500), today + dt.timedelta(days=1507))
    assert len(instants(body, *year)) == 1


def test_a_change_beyond_the_horizon_is_kept(structure: Structure) -> None:
    today = timezone.localdate()
    far = today + dt.timedelta(weeks=200)
    event = make_event(
        structure.agenda,
        start_date=today,
        frequency=Frequency.WEEKLY,
        changes=[OccurrenceChange(original_date=far, cancelled=True, reason="Congés")],
    )

    assert event.drop_changes() == []
    assert event.occurrences.latest("start").original_date == far


def test_an_event_that_does_not_repeat_has_its_one_date(
    client: Client, structure: Structure
) -> None:
    event = make_event(
        structure.agenda,
        start_date=DAY,
        changes=[OccurrenceChange(original_date=DAY, cancelled=True, reason="Congés")],
    )

    assert not event.occurrences.get().cancelled
    assert event.drop_changes() == [DAY]
