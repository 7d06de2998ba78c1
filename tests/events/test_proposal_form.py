"""The forms of proposals: what is wrong beside its field, robots, so many a day."""

from __future__ import annotations

import datetime as dt
from typing import Any
from unittest import mock

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.test import Client
from django.utils import timezone

from events.antispam import QUESTIONS, Stamp
from events.models import EventPage, Proposal
from events.proposals import PER_EMAIL
from home.structure import Structure
from hub.models import Theme, User
from tests.editor import PUBLISH, edit_url, send
from tests.events.proposals import (
    EVENT,
    POLE,
    SENDER,
    a_pole,
    an_event,
    confirmed,
    proposed,
    said,
    stamp,
    value,
)
from tests.queries import queries_of


def test_the_lists_lead_to_the_forms(structure: Structure, client: Client) -> None:
    assert f'href="{EVENT}"' in client.get("/agenda/").content.decode()
    assert f'href="{POLE}"' in client.get("/poles/").content.decode()


def test_the_form_costs_the_same_whatever_the_themes(structure: Structure, client: Client) -> None:
    Theme.objects.create(name="Réemploi")
    one = queries_of(lambda: client.get(EVENT))
    for number in range(30):
        Theme.objects.create(name=f"Thème {number}")

    assert queries_of(lambda: client.get(EVENT)) == one <= 12


# What is typed


def test_what_misses_is_said_beside_its_field_and_nothing_is_lost(
    structure: Structure, client: Client
) -> None:
    answer = client.post(
        EVENT,
        an_event(title="", start_date="", place="", answer="non", consent="", note="Gardez-moi"),
    )

    assert answer.status_code == 200
    assert said(answer) == {
        "title": ["Champ requis."],
        "start_date": ["Champ requis."],
        "place": ["Donnez le lieu d'un événement sur place."],
        "answer": ["Ce n'est pas la réponse attendue."],
        "consent": ["Sans cet accord, l'équipe ne peut pas vous répondre."],
    }
    kept = [value(answer, name) for name in ("organiser", "note", "sender_email")]
    assert kept == ["Le collectif", "Gardez-moi", SENDER]
    assert not Proposal.objects.exists()


def test_a_pole_needs_what_its_editor_asks_for(structure: Structure, client: Client) -> None:
    answer = client.post(POLE, a_pole(summary="", territory=""))

    assert said(answer) == {
        "summary": ["Dites en deux phrases ce que fait le pôle."],
        "territory": ["Choisissez la région ou le département du pôle."],
    }


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"start_date": "9999-12-31"}, "start_date"),
        ({"start_date": "10000-01-01"}, "start_date"),
        ({"start_date": "0001-01-01"}, "start_date"),
        ({"start_date": "2026-02-30"}, "start_date"),
        ({"end_date": "2020-01-01"}, "end_date"),
        ({"end_time": "13:00"}, "end_time"),
        ({"start_time": ""}, "start_time"),
        ({"start_time": "25:61"}, "start_time"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"kind": "bal"}, "kind"),
        ({"registration_url": "javascript:alert(1)"}, "registration_url"),
        ({"registration_url": "ftp://exemple.fr/"}, "registration_url"),
        ({"join_url": "data:text/html,x"}, "join_url"),
        ({"title": "x" * 256}, "title"),
        ({"description": "x" * 5001}, "description"),
        ({"sender_email": "a" * 250 + "@exemple.fr"}, "sender_email"),
        ({"sender_email": "a@exemple.fr\r\nBcc: b@exemple.fr"}, "sender_email"),
        ({"themes": ["99999999999999999999"]}, "themes"),
        ({"themes": ["x'; --"]}, "themes"),
        ({"territory": "²"}, "territory"),
    ],
)
def test_a_wrong_value_is_told_beside_its_field(
    structure: Structure, client: Client, changes: dict[str, Any], field: str
) -> None:
    answer = client.post(EVENT, an_event(**changes))

    assert answer.status_code == 200
    assert set(said(answer)) == {field}


def test_strange_text_is_kept_as_text(
    structure: Structure, animator: User, as_user: Any, client: Client
) -> None:
    html = "<script>alert(1)</script>"
    confirmed(
        client,
        an_event(
            title=f"\x00 Fête 🎉 \u202e{html} « l'été »",
            description=f"{html}\n\n<b>Gras</b> & \x00 co",
            organiser=html,
            note=html,
            sender_name=f"{html}\r\nBcc: x",
        ),
    )

    page = EventPage.objects.get()
    assert page.title == f"Fête 🎉 {html} « l'été »"
    assert "<b>" not in str(page.body[0].value)
    assert "&lt;b&gt;Gras&lt;/b&gt; &amp;  co" in str(page.body[0].value)
    editor = as_user(animator).get(edit_url(page)).content.decode()
    assert html not in editor
    assert Proposal.objects.get().sender_name == f"{html} Bcc: x"
    send(as_user(animator), edit_url(page), PUBLISH, **{"body-count": "0"})
    assert html not in client.get(EventPage.objects.get().url).content.decode()


def test_a_body_that_is_too_large_is_a_clear_400(structure: Structure, client: Client) -> None:
    body = b"title=" + b"x" * 10_000_000

    answer = client.post(EVENT, body, content_type="application/x-www-form-urlencoded")

    assert answer.status_code == 400
    assert "Demande incomprise" in answer.content.decode()


def test_a_post_from_elsewhere_is_refused_in_french(structure: Structure) -> None:
    answer = Client(enforce_csrf_checks=True).post(EVENT, an_event())

    assert answer.status_code == 403
    assert "votre texte y est encore" in answer.content.decode()


# Robots


@pytest.mark.parametrize("path", [EVENT, POLE])
def test_the_form_is_private_and_its_trap_hidden_from_people(
    structure: Structure, client: Client, path: str
) -> None:
    answer = client.get(path)

    assert "private" in answer["Cache-Control"]
    soup = BeautifulSoup(answer.content, "html.parser")
    trap: Any = soup.select_one("[name=trap]")
    assert (trap["tabindex"], trap["autocomplete"]) == ("-1", "off")
    assert trap.find_parent(attrs={"aria-hidden": "true"})
    labels = {label["for"] for label in soup.select("main form label[for]")}
    asked = [f["id"] for f in soup.select("main form :is(input, select, textarea)[id]")]
    assert {name for name in asked if name != "id_stamp"} == labels


@pytest.mark.parametrize(
    "changes", [{"stamp": stamp(1)}, {"trap": "https://achetez.example"}], ids=["fast", "trapped"]
)
def test_who_acts_like_a_robot_is_asked_again_with_all_that_was_typed(
    structure: Structure, client: Client, changes: dict[str, str]
) -> None:
    if "stamp" in changes:
        changes = {"stamp": stamp(1)}  # now
    form = an_event(**changes)
    answer = client.post(EVENT, form)

    assert list(said(answer)) == ["__all__"]
    assert value(answer, "title") == form["title"]
    assert value(answer, "stamp") == form["stamp"]  # which grows older
    assert not Proposal.objects.exists()


@pytest.mark.parametrize("kind", ["old", "forged", "absent"])
def test_a_stale_stamp_is_renewed_with_another_question(
    structure: Structure, client: Client, kind: str
) -> None:
    text = {"old": stamp(25 * 3600), "forged": stamp()[:-2] + "xx", "absent": ""}[kind]
    form = an_event() | {"stamp": text, "answer": "5"}

    answer = client.post(EVENT, form)

    assert "__all__" in said(answer)
    assert value(answer, "title") == form["title"]
    renewed = value(answer, "stamp")
    assert Stamp.read(renewed)
    assert renewed != text
    assert not Proposal.objects.exists()


@pytest.mark.parametrize("number", range(len(QUESTIONS)))
def test_the_questions_take_their_answers_however_they_are_written(number: int) -> None:
    for answer in QUESTIONS[number][1]:
        asked = Stamp("", "", number, dt.timedelta())
        assert asked.is_answered_by(f" « {answer.upper()} ». ")
        assert not asked.is_answered_by(f"{answer}x")
        assert not asked.is_answered_by("")


def test_an_address_proposes_ten_times_a_day(
    structure: Structure, client: Client, settings: Any
) -> None:
    settings.TRUSTED_PROXIES = 1
    for number in range(10):
        proposed(client, an_event(sender_email=f"a{number}@dehors.example"))

    refused = client.post(EVENT, an_event(sender_email="b@dehors.example"))
    elsewhere = client.post(
        EVENT, an_event(sender_email="c@dehors.example"), HTTP_X_FORWARDED_FOR="x, 192.0.2.7"
    )

    assert (refused.status_code, elsewhere.status_code) == (429, 302)
    assert 0 < int(refused["Retry-After"]) <= 25 * 3600
    assert value(refused, "title") == "Rencontre des coopérateurs à Œuilly"
    assert "Trop de propositions" in said(refused)["__all__"][0]
    assert not Proposal.objects.filter(sender_email="b@dehors.example").exists()


def test_an_email_receives_five_links_a_day(structure: Structure, client: Client) -> None:
    for number in range(PER_EMAIL):
        proposed(client, an_event(title=f"Rencontre {number}"))

    answer = client.post(EVENT, an_event(sender_email=SENDER.upper()))

    assert answer.status_code == 429
    assert len(mail.outbox) == PER_EMAIL
    Proposal.objects.update(created_at=timezone.now() - dt.timedelta(days=1))
    assert client.post(EVENT, an_event()).status_code == 302


def test_the_site_takes_so_many_a_day(
    structure: Structure, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("events.proposals.PER_SITE", 1)
    form = an_event()
    proposed(client, form)

    answer = client.post(EVENT, an_event(sender_email="autre@dehors.example"))

    assert answer.status_code == 429
    assert client.post(EVENT, form).status_code == 302  # a double click is told nothing else


def test_no_address_is_kept(structure: Structure, client: Client) -> None:
    cache = "events.antispam.cache"
    with mock.patch(f"{cache}.add") as add, mock.patch(f"{cache}.incr") as n:
        n.return_value = 1
        client.post(EVENT, an_event(), REMOTE_ADDR="192.0.2.99")

    assert add.called
    assert "192.0.2.99" not in str(add.call_args) + str(list(Proposal.objects.values()))
