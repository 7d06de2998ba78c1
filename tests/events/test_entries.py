"""The stored entries of the feeds: after any change the next request says what is true."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction, Site

from events import ical
from events.models import (
    CalendarEntry,
    EventOrganiser,
    EventPage,
    EventSeriesPage,
    RecapPage,
    entry,
)
from home.structure import Structure
from hub.models import HubDocument, HubPage, Partner, Theme
from partners.models import PartnerPage
from resources.models import PresentationPage
from tests.factories import PDF, add, make_event, make_presentation

FEED = "/agenda.ics"


@dataclass
class World:
    """An event with all that its entry says, and another event."""

    structure: Structure
    event: EventPage
    other: EventPage
    series: EventSeriesPage
    recap: RecapPage
    slides: PresentationPage
    theme: Theme
    organiser: Partner


@pytest.fixture
def world(structure: Structure) -> World:
    theme = Theme.objects.create(name="Alimentation", slug="alimentation-essai")
    organiser = Partner.objects.create(name="Une coopérative", slug="une-cooperative")
    series = add(structure.agenda, EventSeriesPage(title="Les rendez-vous"))
    event = make_event(
        structure.agenda,
        title="Rencontre d'essai",
        slug="rencontre-d-essai",
        series=series,
        themes=[theme],
        organisers=[EventOrganiser(partner=organiser)],
    )
    slides = make_presentation(structure.resources, event=event)
    recap = add(event, RecapPage(title="Compte rendu", summary="Ce qui fut dit."))
    other = make_event(structure.agenda, title="Autre rencontre")
    return World(structure, event, other, series, recap, slides, theme, organiser)


def text_of(body: bytes) -> str:
    return body.decode().replace("\r\n ", "").replace("\\,", ",")


def fresh() -> str:
    """Return the feed with every entry written again."""
    CalendarEntry.objects.forget()
    return text_of(Client().get(FEED).content)


def publish(draft: HubPage, **changes: object) -> None:
    latest = draft.get_latest_revision_as_object()
    for name, value in changes.items():
        setattr(latest, name, value)
    latest.save_revision().publish()


def rename(world: World, model: type, name: str) -> None:
    row = model.objects.get(name=name)
    row.name = "Autre nom"
    row.save()


def restrict(target: HubPage) -> None:
    PageViewRestriction.objects.create(page=target, restriction_type="login")


def reslug(target: HubPage) -> None:
    target = type(target).objects.get(pk=target.pk)
    target.slug = "autre-adresse"
    target.save()


def replace_file(world: World) -> None:
    document = HubDocument.objects.get(pk=world.slides.document.pk)
    document.file = ContentFile(PDF, name="autre-fichier.pdf")
    document.save()


def move_to_partner(world: World) -> None:
    page = add(
        world.structure.partners,
        PartnerPage(title="Maison", slug="maison", partner=world.organiser),
    )
    world.event.move(page, pos="last-child")


# What is done, what the feed says no more and what it says then.
CHANGES: dict[str, tuple[Callable[[World], object], str, str]] = {
    "event renamed": (
        lambda w: publish(w.event, title="Nouveau titre"),
        "SUMMARY:Rencontre d'essai",
        "SUMMARY:Nouveau titre",
    ),
    "event withdrawn": (lambda w: w.event.unpublish(), "SUMMARY:Rencontre d'essai", ""),
    "event deleted": (lambda w: w.event.delete(), "SUMMARY:Rencontre d'essai", ""),
    "event restricted": (lambda w: restrict(w.event), "SUMMARY:Rencontre d'essai", ""),
    "event's address changed": (
        lambda w: reslug(w.event),
        "/rencontre-d-essai/",
        "/autre-adresse/",
    ),
    "event moved": (move_to_partner, "/agenda/rencontre-d-essai/", "/maison/rencontre-d-essai/"),
    "agenda's address changed": (
        lambda w: reslug(w.structure.agenda),
        "/agenda/rencontre-d-essai/",
        "/autre-adresse/rencontre-d-essai/",
    ),
    "theme renamed": (lambda w: rename(w, Theme, "Alimentation"), "Alimentation", "Autre nom"),
    "theme deleted": (lambda w: w.theme.delete(), "Alimentation", ""),
    "organiser renamed": (
        lambda w: rename(w, Partner, "Une coopérative"),
        "Une coopérative",
        "Autre nom",
    ),
    "organiser deleted": (lambda w: w.organiser.delete(), "Une coopérative", ""),
    "series renamed": (
        lambda w: publish(w.series, title="Les ateliers"),
        "Cycle : Les rendez-vous",
        "Cycle : Les ateliers",
    ),
    "series withdrawn": (lambda w: w.series.unpublish(), "Les rendez-vous", ""),
    "series deleted": (lambda w: w.series.delete(), "Les rendez-vous", ""),
    "series restricted": (lambda w: restrict(w.series), "Les rendez-vous", ""),
    "recap withdrawn": (lambda w: w.recap.unpublish(), "Compte rendu", ""),
    "recap deleted": (lambda w: w.recap.delete(), "Compte rendu", ""),
    "recap restricted": (lambda w: restrict(w.recap), "Compte rendu", ""),
    "recap's address changed": (lambda w: reslug(w.recap), "/compte-rendu/", "/autre-adresse/"),
    "slides withdrawn": (lambda w: w.slides.unpublish(), "ATTACH", ""),
    "slides deleted": (lambda w: w.slides.delete(), "ATTACH", ""),
    "slides restricted": (lambda w: restrict(w.slides), "ATTACH", ""),
    "the rubric of the slides restricted": (
        lambda w: restrict(w.structure.resources),
        "ATTACH",
        "",
    ),
    "slides of no event": (lambda w: publish(w.slides, event=None), "ATTACH", ""),
    "file replaced": (replace_file, "diapos-", "autre-fichier.pdf"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_nothing_is_stale(client: Client, world: World, name: str) -> None:
    change, before, after = CHANGES[name]
    stored = text_of(client.get(FEED).content)

    change(world)
    shown = text_of(client.get(FEED).content)

    assert before in stored and before not in shown
    assert after in shown
    assert shown == fresh()


def test_slides_that_change_events_leave_one_and_join_the_other(
    client: Client, world: World
) -> None:
    client.get(FEED)

    publish(world.slides, event=HubPage.objects.get(pk=world.other.pk))
    shown = text_of(client.get(FEED).content)

    assert shown == fresh()
    assert [part.count("ATTACH") for part in shown.split("SUMMARY:")[1:]] in ([0, 1], [1, 0])
    assert "ATTACH" in shown.split("SUMMARY:Autre rencontre")[1]


def test_a_restriction_that_ends_shows_again(client: Client, world: World) -> None:
    restrict(world.slides)
    client.get(FEED)

    PageViewRestriction.objects.get().delete()

    assert "ATTACH" in text_of(client.get(FEED).content)


def test_a_new_resource_and_a_new_recap_join_the_entry(client: Client, world: World) -> None:
    client.get(FEED)

    make_presentation(world.structure.resources, event=world.other)
    add(world.other, RecapPage(title="Autre compte rendu", summary="Et ceci."))
    shown = text_of(client.get(FEED).content)

    assert shown.count("ATTACH") == 2
    assert "/autre-compte-rendu/" in shown
    assert shown == fresh()


def test_another_site_root_or_base_url_or_version_writes_all_again(
    client: Client, world: World, settings: object
) -> None:
    client.get(FEED)
    settings.BASE_URL = "https://ailleurs.example"
    elsewhere = text_of(client.get(FEED).content)
    site = Site.objects.get()
    site.root_page = world.structure.agenda
    site.save()
    at_the_root = text_of(client.get(FEED).content)
    CalendarEntry.objects.update(text=b"of an older version\r\n")
    call_command("migrate", verbosity=0)

    assert "https://ailleurs.example/agenda/rencontre-d-essai/" in elsewhere
    assert "https://ailleurs.example/rencontre-d-essai/" in at_the_root
    assert "of an older version" not in text_of(client.get(FEED).content)


def test_what_nothing_has_changed_is_one_query_of_stored_bytes(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.get(FEED).content
    monkeypatch.setattr(ical, "components_of", None)

    with CaptureQueriesContext(connection) as queries:
        again = client.get(FEED).content

    assert again == first
    assert len([q for q in queries if "calendarentry" in q["sql"].lower()]) == 1


def test_a_draft_leaves_the_entry_alone(client: Client, world: World) -> None:
    client.get(FEED)
    versions = list(CalendarEntry.objects.values_list("version"))
    draft = world.event.get_latest_revision_as_object()
    draft.title = "Brouillon"

    draft.save_revision()

    assert list(CalendarEntry.objects.values_list("version")) == versions


def test_what_changes_while_it_is_read_is_not_stored(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = entry.with_aftermath

    def overtaken(events: object) -> object:
        found = read(events)
        publish(world.event, title="Publié entre-temps")
        return found

    monkeypatch.setattr(entry, "with_aftermath", overtaken)
    client.get(FEED)
    monkeypatch.undo()

    assert "SUMMARY:Publié entre-temps" in text_of(client.get(FEED).content)


def test_what_is_deleted_while_it_is_read_leaves_the_feed(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = entry.with_aftermath
    gone = world.other
    CalendarEntry.objects.filter(event=gone).delete()

    def overtaken(events: QuerySet[EventPage]) -> object:
        gone.delete()
        return read(events.all())

    monkeypatch.setattr(entry, "with_aftermath", overtaken)
    response = client.get(FEED)

    assert response.status_code == 200
    assert "SUMMARY:Autre rencontre" not in text_of(response.content)
    assert "SUMMARY:Rencontre d'essai" in text_of(response.content)


def test_the_download_and_the_feed_say_the_same(client: Client, world: World) -> None:
    feed = client.get(FEED).content

    file = client.get(f"/agenda/{world.event.translation_key}.ics").content

    vevent = file[file.index(b"BEGIN:VEVENT") : file.index(b"END:VCALENDAR")]
    assert vevent in feed
