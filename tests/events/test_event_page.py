"""What an editor may save, and what may be published."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.enums import EventStatus, JoinVisibility
from events.models import EventOrganiser, EventPage, RecapPage
from home.structure import Structure
from hub.models import Speaker
from tests.conftest import Space
from tests.events.editing import posted
from tests.factories import add, make_event, make_presentation, make_replay
from tests.queries import queries_of


@pytest.fixture
def add_url(structure: Structure) -> str:
    return reverse("wagtailadmin_pages:add", args=["events", "eventpage", structure.agenda.pk])


def test_a_draft_needs_a_title_only(as_user: Any, administrator: Any, add_url: str) -> None:
    response = as_user(administrator).post(add_url, posted())

    assert response.status_code == 302
    page = EventPage.objects.get()
    assert (page.title, page.live, page.start_date) == ("Une rencontre", False, None)


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({}, "start_date", "Champ requis."),
        ({"start_date": "9999-12-31"}, "start_date", "Cette date est trop lointaine."),
        ({"start_date": "0001-01-01"}, "start_date", "Cette date est trop lointaine."),
        (
            {"start_date": "2027-05-12", "end_date": "9999-12-31"},
            "start_date",
            "Cette date est trop lointaine.",
        ),
        (
            {"start_date": "2027-05-12", "end_date": "2027-05-11"},
            "end_date",
            "La fin précède le début.",
        ),
        (
            {"start_date": "2027-05-12", "start_time": "14:00", "end_time": "13:00"},
            "end_time",
            "La fin précède le début.",
        ),
        (
            {"start_date": "2027-05-12", "end_time": "13:00"},
            "start_time",
            "Une heure de fin demande une heure de début.",
        ),
        (
            {"start_date": "2027-05-12", "status": "annule"},
            "status_note",
            "Dites en un mot pourquoi l'événement est annulé ou reporté.",
        ),
        (
            {"start_date": "2011-05-12", "frequency": "semaine"},
            "start_date",
            "Une répétition sans fin a commencé il y a dix ans au plus.",
        ),
        (
            {"start_date": "2027-05-12", "frequency": "jour", "repeat_until": "2028-12-31"},
            "repeat_until",
            "Plus de 500 dates : finissez la répétition plus tôt.",
        ),
        (
            {"start_date": "2027-05-12", "mode": "sur-place"},
            "place",
            "Donnez le lieu d'un événement sur place.",
        ),
        (
            {"start_date": "2027-05-12", "latitude": "95", "longitude": "2"},
            "latitude",
            "Une latitude va de -90 à 90 degrés.",
        ),
        (
            {"start_date": "2027-05-12", "latitude": "45"},
            "longitude",
            "Un point sur la carte demande la latitude et la longitude.",
        ),
        ({"start_date": "demain"}, "start_date", "Saisissez une date valide."),
        (
            {"start_date": "2027-05-12", "join_url": "javascript:alert(1)"},
            "join_url",
            "Saisissez une URL valide.",
        ),
    ],
)
def test_a_publication_says_what_is_missing_beside_its_field(
    as_user: Any,
    administrator: Any,
    add_url: str,
    values: dict[str, str],
    field: str,
    sentence: str,
) -> None:
    response = as_user(administrator).post(
        add_url, posted(**values) | {"action-publish": "action-publish"}
    )

    assert response.status_code == 200
    assert response.context["form"].errors.get(field) == [sentence]
    assert not EventPage.objects.exists()


def test_an_incoherent_draft_is_kept(as_user: Any, administrator: Any, add_url: str) -> None:
    values = {"start_date": "2027-05-12", "end_date": "2027-05-01", "status": "annule"}

    as_user(administrator).post(add_url, posted(**values))

    assert EventPage.objects.get().end_date == dt.date(2027, 5, 1)


def test_a_publication_through_code_is_as_strict(structure: Structure) -> None:
    page = make_event(structure.agenda, live=False, status=EventStatus.CANCELLED)

    with pytest.raises(ValidationError, match="annulé ou reporté"):
        page.get_latest_revision().publish()

    assert not EventPage.objects.get(pk=page.pk).live


@pytest.mark.parametrize(
    ("visibility", "hours", "shown"),
    [
        (JoinVisibility.ALWAYS, 72, True),
        (JoinVisibility.DAY_BEFORE, 72, False),
        (JoinVisibility.DAY_BEFORE, 20, True),
        (JoinVisibility.REGISTERED, 20, False),
    ],
)
def test_who_sees_the_join_link(
    structure: Structure, visibility: str, hours: int, shown: bool
) -> None:
    start = timezone.localtime() + dt.timedelta(hours=hours)
    event = make_event(
        structure.agenda,
        start_date=start.date(),
        start_time=start.time().replace(microsecond=0),
        join_url="https://visio.example/1",
        join_visibility=visibility,
    )

    assert bool(event.shown_join_url) is shown


def test_an_event_shows_its_recap_and_its_published_resources(structure: Structure) -> None:
    event = make_event(structure.agenda, start_date=dt.date(2024, 1, 10))
    recap = add(event, RecapPage(title="Compte rendu", summary="Ce qui s'est dit."))
    slides = make_presentation(structure.resources, title="A", event=event.hubpage_ptr)
    replay = make_replay(structure.resources, title="B", event=event.hubpage_ptr)
    make_presentation(structure.resources, title="C", event=event.hubpage_ptr, live=False)

    shown = EventPage.objects.get(pk=event.pk)

    assert shown.recap == recap
    assert [page.title for page in shown.resources] == [slides.title, replay.title]


def test_an_event_has_one_recap(structure: Structure) -> None:
    event = make_event(structure.agenda)
    add(event, RecapPage(title="Compte rendu", summary="Ce qui s'est dit."))

    assert not RecapPage.can_create_at(event)


def test_a_writer_writes_events_in_their_section_only(
    as_user: Any, space: Space, other_space: Space
) -> None:
    def status(section: Any) -> int:
        url = reverse("wagtailadmin_pages:add", args=["events", "eventpage", section.pk])
        return as_user(space.writer).post(url, posted(start_date="2027-05-12")).status_code

    assert status(space.page) == 302
    assert EventPage.objects.get().partner == space.partner
    status(other_space.page)
    assert EventPage.objects.count() == 1


@pytest.mark.parametrize("zone", ["Indian/Reunion", "America/Martinique"])
def test_an_overseas_event_shows_its_hour_and_that_of_paris(
    client: Client, structure: Structure, zone: str
) -> None:
    event = make_event(
        structure.agenda,
        start_date=timezone.localdate() + dt.timedelta(days=10),
        start_time=dt.time(9),
        end_time=dt.time(11),
        time_zone=zone,
    )

    text = client.get(event.url).content.decode()

    assert "de 9\u00a0h à 11\u00a0h" in text
    assert "Paris" in text
    assert event.next_occurrence
    assert event.next_occurrence.paris_when in text


def test_a_cancelled_event_says_so_and_why(client: Client, structure: Structure) -> None:
    event = make_event(
        structure.agenda, status=EventStatus.CANCELLED, status_note="Faute de participants."
    )

    text = client.get(event.url).content.decode()

    assert "Faute de participants." in text
    assert "Annulé" in text
    assert "https://schema.org/EventCancelled" in text


def test_an_event_costs_the_same_whoever_takes_part(
    client: Client, structure: Structure, space: Space
) -> None:
    def page(number: int) -> EventPage:
        return make_event(
            structure.agenda,
            organisers=[EventOrganiser(partner=space.partner) for _ in range(number)],
            speakers=[Speaker(name=f"Intervenante {n}") for n in range(number)],
        )

    few, many = page(1), page(10)

    assert queries_of(lambda: client.get(few.url)) == queries_of(lambda: client.get(many.url))
