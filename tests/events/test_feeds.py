"""The calendars as a subscriber's program meets them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar
from wagtail.models import Revision

from events.enums import AttendanceMode, EventStatus, Frequency, JoinVisibility
from events.models import EventPage, EventSeriesPage, OccurrenceChange
from home.structure import Structure
from hub.models import Speaker
from tests.events.calendars import instants, lint, read_by_all, starts_by_all
from tests.events.editing import republished
from tests.factories import add, make_event

FEED = "/agenda.ics"


def vevents(body: bytes) -> list[Any]:
    return list(Calendar.from_ical(body).walk("VEVENT"))


def test_all_parsers_read_every_kind_of_event(client: Client, structure: Structure) -> None:
    agenda = structure.agenda
    day = timezone.localdate() + dt.timedelta(days=20)
    made = [
        make_event(agenda, title="Journée entière", start_date=day),
        make_event(
            agenda, title="Trois jours", start_date=day, end_date=day + dt.timedelta(days=2)
        ),
        make_event(agenda, title="Heure seule", start_date=day, start_time=dt.time(17, 30)),
        make_event(
            agenda,
            title="Webinaire ; « virgules, points-virgules » \\ barres",
            summary="Une ligne\net une autre, 😀 " + "très longue " * 20,
            start_date=day,
            start_time=dt.time(14),
            end_time=dt.time(15, 30),
            mode=AttendanceMode.ONLINE,
            join_url="https://visio.example/salle?a=1&b=2",
            join_visibility=JoinVisibility.ALWAYS,
            speakers=[Speaker(name="Une intervenante", organisation="CRESS")],
        ),
        make_event(
            agenda,
            title="À Saint-Denis",
            start_date=day,
            start_time=dt.time(9),
            end_time=dt.time(11),
            time_zone="Indian/Reunion",
            latitude="-20.87892",
            longitude="55.44812",
        ),
        make_event(
            agenda,
            title="Chaque mois",
            start_date=day,
            start_time=dt.time(12),
            end_time=dt.time(13),
            frequency=Frequency.MONTHLY_WEEKDAY,
            repeat_count=4,
        ),
    ]

    body = client.get(FEED).content

    assert read_by_all(body) == sorted(str(event.uid) for event in made)
    assert lint(body) == []


def test_an_empty_agenda_is_a_calendar_too(client: Client, structure: Structure) -> None:
    body = client.get(FEED).content

    assert vevents(body) == []
    assert lint(body) == []


def test_the_feed_only_shows_what_visitors_may_see(client: Client, structure: Structure) -> None:
    shown = make_event(structure.agenda, title="Publié")
    make_event(structure.agenda, title="Brouillon", live=False)
    withdrawn = make_event(structure.agenda, title="Retiré")
    withdrawn.unpublish()
    private = make_event(structure.agenda, title="Privé")
    private.view_restrictions.create(restriction_type="login")

    assert [str(e["UID"]) for e in vevents(client.get(FEED).content)] == [shown.uid]


def test_a_draft_of_a_published_event_does_not_show(client: Client, structure: Structure) -> None:
    event = make_event(structure.agenda, title="Titre publié")
    page = event.get_latest_revision_as_object()
    page.title = "Titre du brouillon"
    page.save_revision()

    assert [str(e["SUMMARY"]) for e in vevents(client.get(FEED).content)] == ["Titre publié"]


def test_the_window_is_what_comes_and_the_past_year(client: Client, structure: Structure) -> None:
    today = timezone.localdate()
    for title, days in [("Demain", 1), ("Il y a onze mois", -330), ("Il y a treize mois", -400)]:
        make_event(structure.agenda, title=title, start_date=today + dt.timedelta(days=days))

    titles = {str(e["SUMMARY"]) for e in vevents(client.get(FEED).content)}

    assert titles == {"Demain", "Il y a onze mois"}


def test_a_cancelled_event_stays_some_weeks_then_leaves(
    client: Client, structure: Structure
) -> None:
    today = timezone.localdate()
    cancelled: dict[str, Any] = {
        "status": EventStatus.CANCELLED,
        "status_note": "Salle indisponible.",
    }
    kept = make_event(
        structure.agenda, title="Réunion", start_date=today - dt.timedelta(days=20), **cancelled
    )
    make_event(
        structure.agenda, title="Vieux", start_date=today - dt.timedelta(days=40), **cancelled
    )

    events = vevents(client.get(FEED).content)

    assert [(str(e["UID"]), str(e["SUMMARY"]), str(e["STATUS"])) for e in events] == [
        (kept.uid, "[Annulé] Réunion", "CANCELLED")
    ]
    assert "Salle indisponible." in str(events[0]["DESCRIPTION"])


@pytest.mark.parametrize(
    ("changes", "raised"),
    [
        ({"title": "Autre titre", "summary": "Autre chapô"}, 0),
        ({"start_time": dt.time(10)}, 1),
        ({"start_date": dt.date(2031, 5, 2)}, 1),
        ({"city": "Beauvais"}, 1),
        ({"status": EventStatus.CANCELLED, "status_note": "Grève."}, 1),
        ({"time_zone": "Indian/Reunion"}, 1),
    ],
)
def test_sequence_rises_with_time_place_and_status_only(
    structure: Structure, changes: dict[str, Any], raised: int
) -> None:
    event = make_event(structure.agenda, start_time=dt.time(9), end_time=dt.time(12))

    assert republished(event, **changes).sequence - event.sequence == raised


def test_an_old_revision_brings_back_neither_uid_nor_sequence(structure: Structure) -> None:
    event = make_event(structure.agenda, start_time=dt.time(9))
    first = Revision.objects.get(pk=event.save_revision().pk)
    moved = republished(event, start_time=dt.time(10))

    first.publish()

    restored = EventPage.objects.get(pk=event.pk)
    assert restored.start_time == dt.time(9)
    assert (restored.uid, restored.sequence) == (event.uid, moved.sequence + 1)


def test_a_copy_is_another_event(structure: Structure) -> None:
    event = make_event(structure.agenda, title="Original")

    copy = event.copy(update_attrs={"title": "Copie", "slug": "copie"})

    assert copy.uid and copy.uid != event.uid
    assert EventPage.objects.get(pk=copy.pk).occurrences.count() == 1


def test_the_stamp_is_that_of_the_publication(client: Client, structure: Structure) -> None:
    event = make_event(structure.agenda)

    vevent = vevents(client.get(FEED).content)[0]

    published = event.last_published_at.replace(microsecond=0)
    assert (vevent["DTSTAMP"].dt, vevent["LAST-MODIFIED"].dt) == (published, published)


def test_hours_keep_right_across_the_changes_of_clock(client: Client, structure: Structure) -> None:
    for day in (
        dt.date(2026, 10, 24),
        dt.date(2026, 10, 25),
        dt.date(2027, 3, 27),
        dt.date(2027, 3, 28),
    ):
        make_event(
            structure.agenda,
            title=f"Le {day:%d/%m}",
            start_date=day,
            start_time=dt.time(14),
            end_time=dt.time(15),
        )

    found = instants(client.get(FEED).content, dt.date(2026, 10, 1), dt.date(2027, 4, 30))

    assert [moment.hour for _title, moment in found if isinstance(moment, dt.datetime)] == [
        12,
        13,
        13,
        12,
    ]


def test_the_zone_of_paris_is_a_rule(client: Client, structure: Structure) -> None:
    make_event(structure.agenda, start_time=dt.time(9))

    text = client.get(FEED).content.decode()

    zone = text[text.index("BEGIN:VTIMEZONE") : text.index("END:VTIMEZONE")]
    assert "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3" in zone
    assert "RDATE" not in zone


def test_a_repetition_with_a_moved_and_a_cancelled_date(
    client: Client, structure: Structure
) -> None:
    event = make_event(
        structure.agenda,
        title="Rendez-vous",
        start_date=dt.date(2027, 1, 5),
        start_time=dt.time(12),
        end_time=dt.time(13),
        frequency=Frequency.MONTHLY_WEEKDAY,
        repeat_until=dt.date(2027, 4, 30),
        changes=[
            OccurrenceChange(original_date=dt.date(2027, 2, 2), cancelled=True, reason="Congés"),
            OccurrenceChange(
                original_date=dt.date(2027, 3, 2),
                new_date=dt.date(2027, 3, 9),
                reason="Salle prise",
            ),
        ],
    )

    body = client.get(FEED).content

    expected = ["2027-01-05T11:00", "2027-03-09T11:00", "2027-04-06T10:00"]
    found = instants(body, dt.date(2027, 1, 1), dt.date(2027, 12, 31))
    assert [f"{moment:%Y-%m-%dT%H:%M}" for _title, moment in found] == expected
    rows = event.occurrences.filter(cancelled=False).order_by("start")
    assert [f"{row.start.astimezone(dt.UTC):%Y-%m-%dT%H:%M}" for row in rows] == expected
    assert lint(body) == []
    master, override = vevents(body)
    assert (override["UID"], override["SEQUENCE"]) == (master["UID"], master["SEQUENCE"])
    assert "Salle prise" in str(override["DESCRIPTION"])


def test_a_join_link_is_in_the_feed_only_where_it_is_for_everyone(
    client: Client, structure: Structure
) -> None:
    for visibility in JoinVisibility.values:
        make_event(
            structure.agenda,
            title=visibility,
            mode=AttendanceMode.ONLINE,
            join_url=f"https://visio.example/{visibility}",
            join_visibility=visibility,
        )

    text = client.get(FEED).content.decode().replace("\r\n ", "")

    assert "https://visio.example/toujours" in text
    assert "https://visio.example/veille" not in text
    assert "https://visio.example/inscrits" not in text


def test_a_download_is_one_event_without_a_calendars_name(
    client: Client, structure: Structure
) -> None:
    make_event(structure.agenda)
    event = make_event(structure.agenda, title="L'Œuvre commune")

    response = client.get(f"/agenda/{event.translation_key}.ics")

    assert read_by_all(response.content) == [event.uid]
    assert lint(response.content) == []
    assert b"X-WR-CALNAME" not in response.content
    assert response["Content-Disposition"] == 'attachment; filename="loeuvre-commune.ics"'
    again = client.get(
        f"/agenda/{event.translation_key}.ics", headers={"If-None-Match": response["ETag"]}
    )
    assert again.status_code == 304


def test_the_download_of_a_draft_is_a_404(client: Client, structure: Structure) -> None:
    event = make_event(structure.agenda, live=False)

    assert client.get(f"/agenda/{event.translation_key}.ics").status_code == 404


@pytest.mark.parametrize(
    "path", ["/agenda/zzz.ics", "/agenda/00000000-0000-0000-0000-000000000000.ics"]
)
def test_an_unknown_event_is_a_404(client: Client, structure: Structure, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_uid_survives_a_change_of_host(
    client: Client, structure: Structure, settings: Any
) -> None:
    event = make_event(structure.agenda)
    settings.BASE_URL = "https://autre.example"

    assert republished(event, title="Renommé").uid == event.uid


@pytest.mark.parametrize(
    "title",
    ["Avec\x00un\x07contrôle", "Ligne\r\nDTSTART:19990101", "😀" * 60, "é" * 255, "BEGIN:VEVENT"],
)
def test_no_title_breaks_the_feed(client: Client, structure: Structure, title: str) -> None:
    event = make_event(structure.agenda, title=title, slug="titre")
    make_event(structure.agenda, title="Un autre", slug="autre")

    body = client.get(FEED).content

    assert lint(body) == []
    assert len(read_by_all(body)) == 2
    assert event.uid in read_by_all(body)


def test_a_series_gathers_its_meetings(client: Client, structure: Structure) -> None:
    series = add(structure.agenda, EventSeriesPage(title="Cycle"))
    make_event(structure.agenda, title="Une séance du cycle", series=series)
    make_event(structure.agenda, title="Hors du cycle")

    context = client.get(series.url).context

    assert [o.event.title for o in context["upcoming"]] == ["Une séance du cycle"]


# Around the nights when the clocks change in 2026, and where they never or otherwise do: the
# zone, the first day, the hour, and the instants of three days in UTC.
CLOCKS = [
    ("Europe/Paris", (2026, 3, 28), 14, ["03-28T13", "03-29T12", "03-30T12"]),
    ("Europe/Paris", (2026, 10, 24), 14, ["10-24T12", "10-25T13", "10-26T13"]),
    ("Europe/Paris", (2026, 10, 24), 1, ["10-23T23", "10-24T23", "10-26T00"]),
    ("Indian/Reunion", (2026, 3, 28), 14, ["03-28T10", "03-29T10", "03-30T10"]),
    ("America/Martinique", (2026, 10, 24), 9, ["10-24T13", "10-25T13", "10-26T13"]),
    ("America/Miquelon", (2026, 3, 7), 9, ["03-07T12", "03-08T11", "03-09T11"]),
    ("America/Miquelon", (2026, 10, 31), 9, ["10-31T11", "11-01T12", "11-02T12"]),
    ("Pacific/Noumea", (2026, 10, 24), 9, ["10-23T22", "10-24T22", "10-25T22"]),
]


@pytest.mark.parametrize("repeated", [True, False], ids=["by a rule", "one by one"])
@pytest.mark.parametrize(("zone", "first", "hour", "utc"), CLOCKS)
def test_every_parser_reads_the_right_instant_when_clocks_change(
    client: Client,
    structure: Structure,
    zone: str,
    first: tuple[int, int, int],
    hour: int,
    utc: list[str],
    repeated: bool,
) -> None:
    day = dt.date(*first)
    times: dict[str, Any] = {"start_time": dt.time(hour), "time_zone": zone}
    if repeated:
        make_event(
            structure.agenda, start_date=day, frequency=Frequency.DAILY, repeat_count=3, **times
        )
    else:
        for days in range(3):
            make_event(structure.agenda, start_date=day + dt.timedelta(days=days), **times)
    expected = [f"2026-{moment}:00:00+00:00" for moment in utc]

    body = client.get(FEED).content

    found = instants(body, day - dt.timedelta(days=2), day + dt.timedelta(days=5))
    assert [moment.isoformat() for _, moment in found] == expected
    assert lint(body) == []
    starts = starts_by_all(body)
    assert starts == dict.fromkeys(starts, expected[:1] if repeated else expected)
