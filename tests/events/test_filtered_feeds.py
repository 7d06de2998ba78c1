"""The feeds of a part of the agenda, and what an event leaves behind."""

from __future__ import annotations

import datetime as dt
import json
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from events.enums import AttendanceMode, EventKind, Zone
from events.models import EventSeriesPage, RecapPage
from events.subscribing import add_links
from home.structure import Structure
from hub.models import Speaker, Territory, Theme
from tests.conftest import Space
from tests.events.calendars import lint, read_by_all
from tests.factories import add, make_event, make_pole, make_presentation, make_replay
from tests.queries import queries_of

FEED = "/agenda.ics"
ATOM = "{http://www.w3.org/2005/Atom}"


def summaries(client: Client, query: str) -> set[str]:
    response = client.get(f"{FEED}?{query}")
    assert response.status_code == 200
    assert lint(response.content) == []
    return {str(e["SUMMARY"]) for e in Calendar.from_ical(response.content).walk("VEVENT")}


def test_each_filter_of_the_list_filters_the_feed(
    client: Client, structure: Structure, space: Space
) -> None:
    theme = Theme.objects.create(name="Réemploi")
    pole = make_pole(structure.poles)
    series = add(structure.agenda, EventSeriesPage(title="Cycle"))
    make_event(structure.agenda, title="Autre")
    make_event(structure.agenda, title="Thème", themes=[theme])
    make_event(structure.agenda, title="Nord", territory=Territory.objects.get(slug="nord"))
    make_event(structure.agenda, title="Partenaire", partner=space.partner)
    make_event(structure.agenda, title="Forum", kind=EventKind.FORUM)
    make_event(structure.agenda, title="En ligne", mode=AttendanceMode.ONLINE)
    make_event(structure.agenda, title="Pôle", poles=[pole])
    make_event(structure.agenda, title="Séance", series=series)

    assert summaries(client, "theme=reemploi") == {"Thème"}
    assert summaries(client, "territoire=hauts-de-france") == {"Nord"}
    assert summaries(client, f"partenaire={space.partner.slug}") == {"Partenaire"}
    assert summaries(client, "type=forum") == {"Forum"}
    assert summaries(client, "mode=en-ligne") == {"En ligne"}
    assert summaries(client, f"pole={pole.pk}") == {"Pôle"}
    assert summaries(client, f"cycle={series.pk}") == {"Séance"}
    assert summaries(client, f"cycle={series.pk}&type=forum") == set()


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("theme=zzz", "Ce thème n'existe pas."),
        ("territoire=zzz", "Ce territoire n'existe pas."),
        ("partenaire=%00", "Ce partenaire n'existe pas."),
        ("type=zzz", "Cette nature d'événement n'existe pas."),
        ("mode=zzz", "Ce mode de participation n'existe pas."),
        ("pole=abc", "Ce pôle n'existe pas."),
        ("cycle=%27", "Ce cycle n'existe pas."),
    ],
)
@pytest.mark.parametrize("path", ["/agenda.ics", "/agenda.atom", "/agenda.json"])
def test_an_unknown_value_is_a_404_with_a_sentence(
    client: Client, structure: Structure, path: str, query: str, sentence: str
) -> None:
    response = client.get(f"{path}?{query}")

    assert (response.status_code, response.content.decode()) == (404, sentence)


@pytest.mark.parametrize("query", ["pole=999999", "cycle=999999", "pole=0", f"cycle={'9' * 30}"])
def test_a_pole_or_series_that_is_none_is_a_404(
    client: Client, structure: Structure, query: str
) -> None:
    assert client.get(f"{FEED}?{query}").status_code == 404


def test_a_private_series_has_no_feed(client: Client, structure: Structure) -> None:
    series = add(structure.agenda, EventSeriesPage(title="Cycle"))
    series.view_restrictions.create(restriction_type="login")

    assert client.get(f"{FEED}?cycle={series.pk}").status_code == 404


def test_the_order_of_the_filters_and_what_is_foreign_change_nothing(
    client: Client, structure: Structure
) -> None:
    make_event(structure.agenda, kind=EventKind.FORUM)
    Theme.objects.create(name="Réemploi")

    one = client.get(f"{FEED}?theme=reemploi&type=forum&utm_source=lettre")
    other = client.get(f"{FEED}?type=forum&theme=reemploi")

    assert one.content == other.content
    assert "type=forum" in one.content.decode().replace("\r\n ", "")


def test_a_feed_is_named_after_its_filters(client: Client, structure: Structure) -> None:
    body = client.get(f"{FEED}?type=webinaire&territoire=oise").content

    assert str(Calendar.from_ical(body)["NAME"]).startswith("Agenda – Oise – webinaire – ")


def test_an_address_outlives_a_renaming(client: Client, structure: Structure, space: Space) -> None:
    series = add(structure.agenda, EventSeriesPage(title="Cycle"))
    make_event(structure.agenda, title="Séance", series=series, partner=space.partner)
    partner_query, cycle_query = f"partenaire={space.partner.slug}", f"cycle={series.pk}"

    space.partner.name = "Un autre nom"
    space.partner.save()
    series.title, series.slug = "Un autre titre", "autre"
    series.save_revision().publish()

    assert summaries(client, partner_query) == summaries(client, cycle_query) == {"Séance"}


def test_a_filtered_list_offers_its_own_feed(client: Client, structure: Structure) -> None:
    text = client.get("/agenda/?mode=en-ligne&type=webinaire&periode=passes").content.decode()

    address = "http://testserver/agenda.ics?mode=en-ligne&amp;type=webinaire"
    assert f">{address}</code>" in text
    assert 'href="webcal://testserver/agenda.ics?mode=en-ligne&amp;type=webinaire"' in text
    webcal = "webcal%3A%2F%2Ftestserver%2Fagenda.ics%3Fmode%3Den-ligne%26type%3Dwebinaire"
    assert f"https://calendar.google.com/calendar/render?cid={webcal}" in text
    assert "https://outlook.live.com/calendar/0/addfromweb?url=http%3A%2F%2Ftestserver" in text


def test_an_agenda_around_a_pole_says_so(client: Client, structure: Structure) -> None:
    pole = make_pole(structure.poles, title="Pôle du Bray")
    make_event(structure.agenda, title="Ici", poles=[pole])
    make_event(structure.agenda, title="Ailleurs")

    response = client.get(f"/agenda/?pole={pole.pk}")

    assert [o.event.title for o in response.context["occurrences"]] == ["Ici"]
    assert "Pôle du Bray" in response.content.decode()
    assert client.get("/agenda/?pole=999999").status_code == 404


def test_the_atom_feed_holds_the_events(client: Client, structure: Structure) -> None:
    event = make_event(
        structure.agenda, title="L'Œuvre <b>commune</b> & \x07 nous", slug="oeuvre", city="Arras"
    )
    make_event(structure.agenda, live=False)

    response = client.get("/agenda.atom")

    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(response.content)
    entries = feed.findall(f"{ATOM}entry")
    assert [e.findtext(f"{ATOM}title") for e in entries] == [event.title]
    assert [e.findtext(f"{ATOM}id") for e in entries] == [f"urn:uuid:{event.translation_key}"]
    assert "Arras" in (entries[0].findtext(f"{ATOM}summary") or "")
    again = client.get("/agenda.atom", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


def test_the_news_say_whose_hour_it_is(client: Client, structure: Structure) -> None:
    hours = {"start_time": dt.time(9), "end_time": dt.time(11)}
    make_event(structure.agenda, time_zone=Zone.REUNION, **hours)
    make_event(structure.agenda, **hours)

    here, overseas = json.loads(client.get("/agenda.json").content)["items"]

    assert overseas["content_text"].splitlines()[0].endswith("de 9\u00a0h à 11\u00a0h (La Réunion)")
    assert here["content_text"].splitlines()[0].endswith("de 9\u00a0h à 11\u00a0h")


def test_the_json_feed_holds_the_events(client: Client, structure: Structure) -> None:
    event = make_event(structure.agenda, title='Un "titre"')

    response = client.get("/agenda.json?type=rencontre")

    assert response["Content-Type"] == "application/feed+json; charset=utf-8"
    feed = json.loads(response.content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"].endswith("/agenda.json?type=rencontre")
    assert feed["home_page_url"].endswith("/agenda/?type=rencontre")
    assert [item["title"] for item in feed["items"]] == [event.title]


def test_a_compressed_feed_is_the_same_and_answers_304(
    client: Client, structure: Structure
) -> None:
    for _ in range(3):
        make_event(structure.agenda)
    plain = client.get(FEED)
    header = {"Accept-Encoding": "gzip"}

    packed = client.get(FEED, headers=header)

    assert packed["Content-Encoding"] == "gzip"
    assert len(packed.content) < len(plain.content)
    again = client.get(FEED, headers={**header, "If-None-Match": packed["ETag"]})
    assert again.status_code == 304


def test_after_the_event_the_calendar_gains_its_recap_and_its_files(
    client: Client, structure: Structure
) -> None:
    event = make_event(
        structure.agenda,
        start_date=timezone.localdate() - dt.timedelta(days=3),
        start_time=dt.time(9),
    )
    before = client.get(FEED)
    parent = event.hubpage_ptr
    slides = make_presentation(structure.resources, event=parent)
    make_replay(structure.resources, event=parent, url_elsewhere="https://video.example/w/9")
    make_replay(
        structure.resources,
        event=parent,
        url_elsewhere="https://video.example/brouillon",
        live=False,
    )
    recap = add(event, RecapPage(title="Compte rendu", summary="Ce qui s'est dit."))

    after = client.get(FEED)

    assert after["ETag"] != before["ETag"]
    assert read_by_all(after.content) == read_by_all(before.content) == [event.uid]
    vevent = Calendar.from_ical(after.content).walk("VEVENT")[0]
    attached = [str(url) for url in vevent["ATTACH"]]
    assert attached == [
        f"http://localhost:8000{slides.document.url}",
        "https://video.example/w/9",
    ]
    assert f"http://localhost:8000{recap.url}" in str(vevent["DESCRIPTION"])
    assert vevent["DTSTAMP"].dt == recap.last_published_at.replace(microsecond=0)


def test_the_feed_costs_the_same_whatever_the_events_left(
    client: Client, structure: Structure
) -> None:
    def make(number: int) -> None:
        for _ in range(number):
            event = make_event(
                structure.agenda,
                start_date=timezone.localdate() - dt.timedelta(days=3),
                speakers=[Speaker(name="Qui parle")],
            )
            make_presentation(structure.resources, event=event.hubpage_ptr)
            add(event, RecapPage(title="Compte rendu", summary="Ce qui s'est dit."))

    make(1)
    at_one = queries_of(lambda: client.get(FEED))
    make(9)

    assert queries_of(lambda: client.get(FEED)) == at_one <= 12


def test_an_event_is_added_to_the_calendars_of_others(structure: Structure) -> None:
    event = make_event(
        structure.agenda,
        title="Café & coopération",
        start_date=dt.date(2026, 7, 1),
        start_time=dt.time(14),
        end_time=dt.time(15, 30),
        city="Arras",
    )

    found = dict(add_links(event))

    assert list(found) == ["Google", "Outlook", "Yahoo"]
    assert "dates=20260701T120000Z%2F20260701T133000Z" in found["Google"]
    assert "text=Caf%C3%A9+%26+coop%C3%A9ration" in found["Google"]
    assert "startdt=2026-07-01T12%3A00%3A00Z" in found["Outlook"]
    assert "st=20260701T120000Z&et=20260701T133000Z" in found["Yahoo"]
    assert all("Arras" in address for address in found.values())


def test_a_whole_day_is_added_as_one(structure: Structure) -> None:
    event = make_event(
        structure.agenda, start_date=dt.date(2026, 7, 1), end_date=dt.date(2026, 7, 2)
    )

    found = dict(add_links(event))

    assert "dates=20260701%2F20260703" in found["Google"]
    assert "allday=true" in found["Outlook"]
    assert "dur=allday" in found["Yahoo"]
