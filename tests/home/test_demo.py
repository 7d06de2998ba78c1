"""The demonstration: what it loads, that it loads once, where it refuses."""

from __future__ import annotations

import datetime as dt
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.core.management import CommandError, call_command

from events.enums import AttendanceMode, EventStatus, Zone
from events.models import CalendarEntry, EventPage, EventSeriesPage, Occurrence, RecapPage
from home.demo import accounts, article, events, examples, network, poles, resources, rows
from home.management.commands import demo as command
from home.models import ArticlePage, HomePage
from home.structure import Structure
from hub.models import HubDocument, HubImage, HubPage, Partner, User
from hub.text import ascii_slug, stems
from poles.enums import Wave
from poles.models import PolePage
from resources.models import PresentationPage, ReplayPage, ResourcePage

EXAMPLES = 7
SEED_LINKS = [
    ("Replay de la rencontre du vendredi 11 février 2022", article.REPLAY),
    ("Présentation des PTCE par le Labo de l'ESS", article.LABO),
    ("Cartographie des PTCE signataires de la charte 2021", article.MAP),
    (
        "Table-ronde sur les PTCE organisée par le RTES et le Labo de l'ESS à l'occasion du forum "
        "national de l'ESS à Niort",
        article.ROUND_TABLE,
    ),
    ("Relance des PTCE", article.REVIVAL),
    ("Présentation du PTCE Emergence Beauvaisis", article.BEAUVAIS),
]


def run() -> str:
    """Run the command without its server; return what it prints."""
    out = StringIO()
    call_command("demo", "--no-serve", stdout=out)
    return out.getvalue()


def every_row() -> dict[str, list[dict[str, Any]]]:
    """Return all rows of all tables, but for the entries that each migration empties."""
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for model in apps.get_models(include_auto_created=True)
        if model is not CalendarEntry
    }


def blocks(page: ArticlePage, name: str) -> list[Any]:
    """Return the values of the blocks of type ``name`` in the page's body."""
    return [block.value for block in page.body if block.block_type == name]


def check_poles() -> None:
    assert PolePage.objects.live().count() == 83
    pole = PolePage.objects.get(slug="pole-sud-archer")
    assert [(r.wave, r.year) for r in pole.recognitions.all()] == [
        ("T2012", 2012),
        ("AAP2013", 2014),
    ]
    first_phase = PolePage.objects.get(slug="brienov")
    assert [r.wave for r in first_phase.recognitions.all()] == [Wave.AMI2021_PHASE_1]
    assert not any(wave.is_recognition for wave in first_phase.recognitions.all())
    assert PolePage.objects.get(slug="emergence-beauvaisis").members.count() == 8


def check_events() -> None:
    past = [row["slug"] for row in events.dated(rows.read("events"))]
    assert len(past) == 37
    live = EventPage.objects.live()
    assert set(live.exclude(title__startswith="Exemple").values_list("slug", flat=True)) == set(
        past
    )
    assert live.filter(title__startswith="Exemple : ").count() == EXAMPLES
    assert not EventPage.objects.filter(start_date=None).exists()
    assert set(Occurrence.objects.values_list("event", flat=True)) == set(
        live.values_list("pk", flat=True)
    )
    assert not Occurrence.objects.upcoming().exclude(event__title__startswith="Exemple").exists()
    monthly = EventPage.objects.get(slug="exemple-rendez-vous-des-poles")
    assert monthly.occurrences.count() == examples.MONTHS
    assert monthly.occurrences.exclude(reason="").count() == 1
    assert EventPage.objects.get(slug="exemple-la-reunion").time_zone == Zone.REUNION
    assert set(live.values_list("status", flat=True)) == {
        EventStatus.CONFIRMED,
        EventStatus.CANCELLED,
        EventStatus.TENTATIVE,
    }


def check_meeting() -> None:
    meeting = EventPage.objects.get(slug=events.MEETING)
    assert meeting.start_date == dt.date(2022, 2, 11)
    assert meeting.mode == AttendanceMode.ONLINE
    assert meeting.partner and meeting.partner.slug == "irev"
    assert meeting.series == EventSeriesPage.objects.get(slug="quartiers-en-transition")
    assert [s.name for s in meeting.speakers.all()] == ["Quentin LALLEMENT", "Gilles DAUGERON"]
    assert meeting.recap == RecapPage.objects.get()
    shown = {page.slug for page in meeting.resources}
    assert shown == {
        "diapo-cress-hdf-2022",
        "diapo-emergence-beauvaisis",
        "mutations-economiques-irev",
        "replay-irev-qet5",
    }


def check_resources() -> None:
    listed = [row["slug"] for row in rows.read("resources") if row["slug"] not in resources.OURS]
    assert set(ResourcePage.objects.live().values_list("slug", flat=True)) == set(listed)
    assert ReplayPage.objects.get(slug="replay-niort").event is None
    assert PresentationPage.objects.exclude(document=None).count() == 2
    assert {(d.title, d.authors, d.page_count) for d in HubDocument.objects.all()} == {
        (
            "Le cas des Pôles Territoriaux de Coopération Economique",
            "Quentin LALLEMENT, CRESS-HDF",
            9,
        ),
        ("Présentation du PTCE Emergence Beauvaisis", "Gilles DAUGERON", 7),
    }
    for document in HubDocument.objects.all():
        assert document.facts.startswith("PDF, ")
        assert document.facts.endswith(f" Ko, {document.page_count} pages")
        assert document.file_hash
        assert document.file_size < 300 * 1024
    for picture in HubImage.objects.all():
        assert (picture.width, picture.height) == (1600, 900)
        assert picture.description
        assert picture.file_size < 150 * 1024


def check_article() -> None:
    page = ArticlePage.objects.get(slug="les-poles-territoriaux-de-cooperation-economique")
    assert page.live
    assert (page.published_on, page.updated_on) == (dt.date(2022, 2, 17), dt.date(2022, 9, 9))
    assert page.source == article.SOURCE
    [quotation] = blocks(page, "quote")
    assert quotation["text"] == article.ARTICLE_9
    assert quotation["source_url"] == article.LAW
    [figures] = blocks(page, "figures")
    assert [figure["number"] for figure in figures["figures"]] == ["70 %", "9", "11"]
    assert all(figure["source"] and figure["source_url"] for figure in figures["figures"])
    [links] = blocks(page, "links")
    assert [(link["title"], link.href) for link in links["links"]] == SEED_LINKS
    assert {link["action"] for link in links["links"]} == {"Accès"}
    shown = [document for block in blocks(page, "documents") for document in block["documents"]]
    assert shown == list(HubDocument.objects.order_by("pk"))
    [video] = blocks(page, "video")
    assert video["url"] == article.REPLAY
    [contact] = blocks(page, "contact")
    assert (contact["name"], contact["email"]) == ("Chargé de mission Appui aux territoires", "")
    assert HomePage.objects.get().featured_id == page.pk
    undated = ArticlePage.objects.get(slug="rencontres-sans-date")
    assert str(undated.body).count("<li") == 4


def check_people(client: Any) -> None:
    emails = [email for _name, email in accounts.table()]
    assert set(User.objects.values_list("email", flat=True)) == set(emails)
    for email in emails:
        assert User.objects.get(email=email).check_password(accounts.PASSWORD)
    assert User.objects.filter(is_superuser=True).get().email == accounts.ADMINISTRATION
    assert not Partner.objects.filter(writers=None).exists()
    drafts = EventPage.objects.filter(live=False)
    waiting = {page.owner.email: page.current_workflow_task.name for page in drafts}
    assert waiting == {
        "redaction.irev@example.org": "Relecture par le partenaire",
        "redaction.cress-hdf@example.org": "Validation par le réseau",
    }


@pytest.mark.django_db
def test_loads_everything_once(client: Any, settings: Any) -> None:
    settings.DEBUG = True
    first = run()
    for line in ("Pôles : 83/83", "Événements : 37/37", "Partenaires : 30/30", accounts.PASSWORD):
        assert line in first
    check_poles()
    check_events()
    check_meeting()
    check_resources()
    check_article()
    check_people(client)
    found = HubPage.objects.search(stems("quartiers de Beauvais"), operator="and")
    assert PolePage.objects.get(slug="emergence-beauvaisis").pk in {page.pk for page in found}
    assert mail.outbox == []
    assert HubPage.find_problems() == ([], [], [], [], [])
    for page in HubPage.objects.live().specific():
        page.full_clean()
        for name in ("body", "programme"):
            if stream := getattr(page, name, None):
                stream.stream_block.clean(stream)

    client.logout()  # its session is in the tables
    before = every_row()
    second = run()

    assert "rien n'a été changé" in second
    assert every_row() == before


@pytest.mark.django_db
def test_refuses_known_passwords_in_production(settings: Any) -> None:
    settings.DEBUG = False

    with pytest.raises(CommandError, match="DEBUG=0"):
        run()

    assert not User.objects.exists()


def test_refuses_a_site_with_other_content(structure: Structure, settings: Any) -> None:
    settings.DEBUG = True
    structure.home.add_child(instance=ArticlePage(title="Le travail de quelqu'un", live=False))

    with pytest.raises(CommandError, match="DATA_DIR"):
        run()

    assert not User.objects.exists()
    assert not PolePage.objects.exists()


@pytest.mark.django_db
def test_serves_at_the_address_it_tells(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.DEBUG = True
    calls: list[tuple[Any, ...]] = []
    monkeypatch.setattr(command, "call_command", lambda *args, **options: calls.append(args))
    monkeypatch.setattr(command, "is_loaded", lambda: True)
    out = StringIO()

    call_command("demo", "0.0.0.0:8123", stdout=out)

    assert calls == [("migrate",), ("runserver", "0.0.0.0:8123")]
    assert "http://localhost:8123/agenda.ics" in out.getvalue()


@pytest.mark.parametrize(
    ("addrport", "address"),
    [
        ("127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("8001", "http://127.0.0.1:8001"),
        ("0:8001", "http://localhost:8001"),
        ("[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_site_address(addrport: str, address: str) -> None:
    assert command.site_address(addrport) == address


def test_every_word_of_the_data_is_known() -> None:
    themes = {
        slug
        for name in ("poles", "events", "resources")
        for row in rows.read(name)
        for slug in rows.parts(row["themes"])
    }

    assert themes <= set(network.THEMES)
    assert {row["kind"] for row in rows.read("events")} == set(events.KINDS)
    assert {row["kind"] for row in rows.read("resources")} - {"présentation", "replay"} == set(
        resources.KINDS
    )
    assert {row["kind"] for row in rows.read("partners")} == set(network.KINDS)


@pytest.mark.parametrize("name", ["poles", "events", "resources", "partners"])
def test_data_names_no_mailbox(name: str) -> None:
    cells = [cell for row in rows.read(name) for cell in row.values()]

    assert not [cell for cell in cells if "@" in cell or "mailto:" in cell]


def test_slugs_of_the_data_are_ascii_and_unique() -> None:
    for name in ("poles", "events", "resources", "partners"):
        slugs = [row["slug"] for row in rows.read(name)]
        assert slugs == [ascii_slug(slug) for slug in slugs]
        assert len(slugs) == len(set(slugs))


def test_address_encodes_only_what_is_not_ascii() -> None:
    assert rows.address("https://a.example/dédiés") == "https://a.example/d%C3%A9di%C3%A9s"
    assert rows.address("https://a.example/x%20y?p=1,2#z") == "https://a.example/x%20y?p=1,2#z"


def test_partial_dates_are_no_days() -> None:
    assert rows.day("2022-02-17") == dt.date(2022, 2, 17)
    assert rows.day("2022-02") is None
    assert rows.day("") is None


def test_a_meeting_has_its_own_page_as_source_rather_than_a_site() -> None:
    row = {"source": "https://a.example/", "registration_or_page_url": "https://b.example/page"}

    assert events.source(row) == "https://b.example/page"
    assert (
        events.source(row | {"source": "https://a.example/?p=5118"}) == "https://a.example/?p=5118"
    )
    assert events.source(row | {"registration_or_page_url": ""}) == "https://a.example/"


def test_a_pole_without_description_says_only_where_it_is() -> None:
    row = {"description_fr": "", "region": "Île-de-France", "department": ""}

    assert poles.summary(row) == "Pôle de la région Île-de-France."
    assert (
        poles.summary(row | {"department": "Essonne"})
        == "Pôle de la région Île-de-France (Essonne)."
    )


@pytest.mark.parametrize(
    ("today", "first"),
    [
        (dt.date(2026, 1, 31), dt.date(2026, 2, 3)),
        (dt.date(2026, 8, 4), dt.date(2026, 9, 1)),
        (dt.date(2026, 12, 1), dt.date(2027, 1, 5)),
    ],
)
def test_first_tuesday_after(today: dt.date, first: dt.date) -> None:
    assert examples.first_tuesday_after(today) == first


@pytest.mark.parametrize(
    ("today", "days", "expected"),
    [
        (dt.date(2026, 11, 23), 10, dt.date(2026, 12, 3)),
        (dt.date(2026, 11, 23), 32, dt.date(2026, 12, 28)),  # Christmas, then a week-end
    ],
)
def test_examples_stand_on_working_days(today: dt.date, days: int, expected: dt.date) -> None:
    assert examples.working_day(today, days) == expected
