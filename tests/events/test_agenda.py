"""The list of events."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from events.enums import AttendanceMode, EventKind
from events.models import Occurrence
from home.structure import Structure
from hub.models import Speaker, Territory, Theme
from tests.conftest import Space
from tests.factories import make_event
from tests.lists import visible_text
from tests.queries import queries_of
from tests.transactions import commit


def titles(response: Any) -> list[str]:
    return [occurrence.event.title for occurrence in response.context["occurrences"]]


def test_what_comes_is_first_and_what_is_over_apart(client: Client, structure: Structure) -> None:
    today = timezone.localdate()
    for title, days in [("Dans un mois", 30), ("Demain", 1), ("Hier", -1), ("L'an passé", -365)]:
        make_event(structure.agenda, title=title, start_date=today + dt.timedelta(days=days))

    assert titles(client.get("/agenda/")) == ["Demain", "Dans un mois"]
    assert titles(client.get("/agenda/?periode=passes")) == ["Hier", "L'an passé"]


def test_an_event_of_today_is_still_to_come_and_not_past(
    client: Client, structure: Structure
) -> None:
    make_event(structure.agenda, title="Aujourd'hui", start_date=timezone.localdate())
    make_event(
        structure.agenda,
        title="Commencé hier",
        start_date=timezone.localdate() - dt.timedelta(days=1),
        end_date=timezone.localdate(),
    )

    assert sorted(titles(client.get("/agenda/"))) == ["Aujourd'hui", "Commencé hier"]
    assert titles(client.get("/agenda/?periode=passes")) == []


def test_upcoming_and_past_are_complementary(structure: Structure) -> None:
    event = make_event(structure.agenda, start_time=dt.time(9), end_time=dt.time(10))
    end = event.occurrences.get().end

    for at in (end - dt.timedelta(seconds=1), end, end + dt.timedelta(seconds=1)):
        both = Occurrence.objects.upcoming(at).count() + Occurrence.objects.past(at).count()
        assert both == 1


def test_each_filter_and_all_together(client: Client, structure: Structure, space: Space) -> None:
    theme = Theme.objects.create(name="Réemploi")
    oise = Territory.objects.get(slug="oise")
    right: dict[str, Any] = {
        "kind": EventKind.WEBINAR,
        "mode": AttendanceMode.ONLINE,
        "territory": oise,
        "partner": space.partner,
        "themes": [theme],
    }
    make_event(structure.agenda, title="Le bon", **right)
    for name, value in [
        ("kind", EventKind.FORUM),
        ("mode", ""),
        ("territory", Territory.objects.get(slug="nord")),
        ("partner", None),
        ("themes", []),
    ]:
        make_event(structure.agenda, title=f"Autre {name}", **(right | {name: value}))
    filters = {
        "type": "webinaire",
        "mode": "en-ligne",
        "territoire": "oise",
        "partenaire": space.partner.slug,
        "theme": "reemploi",
    }

    for name, value in filters.items():
        field = {
            "type": "kind",
            "territoire": "territory",
            "partenaire": "partner",
            "theme": "themes",
        }
        expected = {"Le bon"} | {
            f"Autre {other}"
            for other in ("kind", "mode", "territory", "partner", "themes")
            if other != field.get(name, name)
        }
        assert set(titles(client.get("/agenda/", {name: value}))) == expected
    assert titles(client.get("/agenda/", filters)) == ["Le bon"]


def test_a_region_takes_in_its_departements(client: Client, structure: Structure) -> None:
    for slug in ("oise", "hauts-de-france", "morbihan"):
        make_event(structure.agenda, title=slug, territory=Territory.objects.get(slug=slug))

    found = titles(client.get("/agenda/?territoire=hauts-de-france"))

    assert sorted(found) == ["hauts-de-france", "oise"]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("theme=zzz", "Ce thème n'existe pas."),
        ("theme=%00", "Ce thème n'existe pas."),
        ("territoire=zzz", "Ce territoire n'existe pas."),
        ("partenaire='", "Ce partenaire n'existe pas."),
        ("type=zzz", "Cette nature d'événement n'existe pas."),
        ("mode=zzz", "Ce mode de participation n'existe pas."),
    ],
)
def test_an_unknown_value_is_said_beside_its_field(
    client: Client, structure: Structure, query: str, sentence: str
) -> None:
    make_event(structure.agenda, title="Reste montré")

    response = client.get(f"/agenda/?{query}")

    assert response.status_code == 200
    assert sentence in response.content.decode().replace("&#x27;", "'")
    assert titles(response) == ["Reste montré"]


@pytest.mark.parametrize("number", ["abc", "0", "-1", "999", "1.5", "%00", "9" * 400])
def test_a_page_that_is_none_is_a_404(client: Client, structure: Structure, number: str) -> None:
    make_event(structure.agenda)

    assert client.get(f"/agenda/?page={number}").status_code == 404


def test_a_list_of_many_pages_keeps_its_filters(client: Client, structure: Structure) -> None:
    for _ in range(21):
        make_event(structure.agenda, kind=EventKind.WEBINAR)

    response = client.get("/agenda/?type=webinaire&page=2")

    assert len(titles(response)) == 1
    assert "type=webinaire" in response.content.decode()


def test_drafts_and_private_events_are_not_listed(client: Client, structure: Structure) -> None:
    make_event(structure.agenda, live=False)
    private = make_event(structure.agenda)
    private.view_restrictions.create(restriction_type="login")
    withdrawn = make_event(structure.agenda)
    withdrawn.unpublish()

    assert titles(client.get("/agenda/")) == []


def test_the_agenda_costs_the_same_at_three_and_ten_events(
    client: Client, structure: Structure, space: Space
) -> None:
    theme = Theme.objects.create(name="Réemploi")

    def make(number: int) -> None:
        for _ in range(number):
            make_event(
                structure.agenda,
                partner=space.partner,
                themes=[theme],
                speakers=[Speaker(name="Qui parle")],
                territory=Territory.objects.get(slug="oise"),
            )

    make(3)
    at_three = queries_of(lambda: client.get("/agenda/"))
    make(7)

    assert queries_of(lambda: client.get("/agenda/")) == at_three <= 12


def test_the_numbers_beside_the_choices_are_kept_until_something_changes(
    client: Client, structure: Structure
) -> None:
    make_event(structure.agenda, kind=EventKind.WEBINAR)
    commit()
    first = client.get("/agenda/")
    make_event(structure.agenda, kind=EventKind.WEBINAR)  # others do not see it yet
    changing = client.get("/agenda/")
    commit()
    changed = client.get("/agenda/")
    assert [
        "webinaire (1)" in first.text,
        "webinaire (2)" in changing.text,
        "webinaire (2)" in changed.text,
    ] == [True] * 3
    with CaptureQueriesContext(connection) as queries:
        assert "webinaire (2)" in client.get("/agenda/").text
    assert not [query for query in queries.captured_queries if "COUNT(" in query["sql"]]


def days(response: Any) -> dict[str, list[str]]:
    """Return the titles of each day of a month's table that has some."""
    return {
        day.date.isoformat(): [occurrence.event.title for occurrence in day.occurrences]
        for week in response.context["weeks"]
        for day in week
        if day.occurrences
    }


def test_a_month_shows_its_dates_on_their_days(client: Client, structure: Structure) -> None:
    agenda = structure.agenda
    make_event(agenda, title="Avant", start_date=dt.date(2026, 8, 30))
    make_event(agenda, title="Veille", start_date=dt.date(2026, 8, 31))
    make_event(
        agenda, title="Deux jours", start_date=dt.date(2026, 9, 30), end_date=dt.date(2026, 10, 1)
    )
    make_event(agenda, title="Soir", start_date=dt.date(2026, 9, 2), start_time=dt.time(23, 30))

    response = client.get("/agenda/?mois=2026-09")

    assert days(response) == {
        "2026-08-31": ["Veille"],
        "2026-09-02": ["Soir"],
        "2026-09-30": ["Deux jours"],
        "2026-10-01": ["Deux jours"],
    }
    text = response.content.decode()
    assert "23 h 30 Soir" in visible_text(response)
    assert "mois=2026-08" in text
    assert "mois=2026-10" in text


def test_a_month_keeps_the_filters(client: Client, structure: Structure) -> None:
    make_event(
        structure.agenda, title="Forum", start_date=dt.date(2026, 9, 2), kind=EventKind.FORUM
    )
    make_event(structure.agenda, title="Autre", start_date=dt.date(2026, 9, 2))

    response = client.get("/agenda/?mois=2026-09&type=forum")

    assert days(response) == {"2026-09-02": ["Forum"]}
    assert "?mois=2026-10&amp;type=forum" in response.content.decode()


@pytest.mark.parametrize(
    "month", ["2026-13", "2026-00", "abc", "26-01", "2026-1", "%00", "9999-01"]
)
def test_a_month_that_is_none_is_said(client: Client, structure: Structure, month: str) -> None:
    response = client.get(f"/agenda/?mois={month}")

    assert response.status_code == 200
    assert "Ce mois n'existe pas." in response.content.decode().replace("&#x27;", "'")


@pytest.mark.parametrize("month", ["1900-01", "2199-12", "2024-02", "2026-12"])
def test_any_month_may_be_shown(client: Client, structure: Structure, month: str) -> None:
    assert client.get(f"/agenda/?mois={month}").status_code == 200


def test_dates_between_two_days(client: Client, structure: Structure) -> None:
    for day in (1, 5, 9):
        make_event(structure.agenda, title=f"Le {day}", start_date=dt.date(2026, 9, day))

    assert titles(client.get("/agenda/?du=2026-09-05&au=2026-09-09")) == ["Le 5", "Le 9"]
    assert titles(client.get("/agenda/?du=2026-09-06")) == ["Le 9"]
    assert titles(client.get("/agenda/?au=2026-09-01")) == ["Le 1"]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("du=demain", "Saisissez une date valide."),
        ("du=2026-09-05&au=2026-09-04", "La fin précède le début."),
        ("au=%00", "Saisissez une date valide."),
    ],
)
def test_a_wrong_day_is_said_beside_its_field(
    client: Client, structure: Structure, query: str, sentence: str
) -> None:
    assert sentence in client.get(f"/agenda/?{query}").content.decode()


def test_a_month_costs_the_same_at_three_and_ten_events(
    client: Client, structure: Structure, space: Space
) -> None:
    def make(number: int) -> None:
        for day in range(number):
            make_event(
                structure.agenda,
                partner=space.partner,
                start_date=dt.date(2026, 9, day % 30 + 1),
            )

    make(3)
    at_three = queries_of(lambda: client.get("/agenda/?mois=2026-09"))
    make(7)

    assert queries_of(lambda: client.get("/agenda/?mois=2026-09")) == at_three <= 12
