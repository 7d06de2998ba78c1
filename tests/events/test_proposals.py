"""What people from outside propose: the form, the confirmation, the decision, the forgetting."""

from __future__ import annotations

import datetime as dt
import re
import time
from typing import Any
from unittest import mock

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.antispam import QUESTIONS, Stamp
from events.models import EventPage, Proposal
from events.proposals import PER_EMAIL
from home.structure import Structure
from hub.models import HubPage, Theme, User
from poles.models import PolePage
from tests.conftest import Space
from tests.editor import PUBLISH, edit_url, send
from tests.queries import queries_of

EVENT, POLE = "/proposer/un-evenement/", "/proposer/un-pole/"
SENDER = "passante@dehors.example"
TEXT = {
    "sender_name": "Une passante",
    "sender_email": SENDER,
    "sender_organisation": "Association du Dehors",
    "note": "Merci de relire.",
    "consent": "on",
    "trap": "",
}


def stamp(seconds: float = 60) -> str:
    """Return the stamp of a form opened so many seconds ago."""
    then = time.time() - seconds
    with mock.patch("django.core.signing.time.time", return_value=then):
        return Stamp.new().text


def answer_to(text: str) -> str:
    found = Stamp.read(text)
    return min(QUESTIONS[found.number][1]) if found else ""


def an_event(**changes: Any) -> dict[str, Any]:
    """Return a filled form."""
    day = timezone.localdate() + dt.timedelta(days=20)
    text = changes.get("stamp") or stamp()
    return {
        **TEXT,
        "title": "Rencontre des coopérateurs à Œuilly",
        "kind": "rencontre",
        "start_date": day.isoformat(),
        "start_time": "14:00",
        "end_time": "16:00",
        "time_zone": "Europe/Paris",
        "mode": "sur-place",
        "place": "La Fabrique",
        "organiser": "Le collectif",
        "description": "Premier temps.\n\nSecond temps.",
        "stamp": text,
        "answer": answer_to(text),
        **changes,
    }


def a_pole(**changes: Any) -> dict[str, Any]:
    text = stamp()
    return {
        **TEXT,
        "title": "Pôle du Dehors",
        "summary": "Un pôle qui coopère.",
        "territory": "oise",
        "city": "Beauvais",
        "lead_organisation": "La SCIC du Dehors",
        "description": "Un atelier partagé.",
        "website": "pole.example",
        "stamp": text,
        "answer": answer_to(text),
        **changes,
    }


def link_of(message: Any) -> str:
    """Return the path of the link in a mail."""
    found = re.search(r"http://localhost:8000(/proposer/confirmer/\S+)", message.body)
    assert found
    return found[1]


def proposed(client: Client, form: dict[str, Any], path: str = EVENT) -> str:
    """Propose; return the path of the link that was mailed."""
    answer = client.post(path, form)
    assert answer.status_code == 302, answer.context["form"].errors
    return link_of(mail.outbox[-1])


def confirmed(client: Client, form: dict[str, Any], path: str = EVENT) -> Proposal:
    """Propose and confirm; return the proposal."""
    assert client.post(proposed(client, form, path)).status_code == 302
    return Proposal.objects.latest("pk")


def said(answer: Any) -> dict[str, list[str]]:
    """Return the errors, which must all stand in the page, in the summary too."""
    errors = {name: list(messages) for name, messages in answer.context["form"].errors.items()}
    soup = BeautifulSoup(answer.content, "html.parser")
    summary = " ".join(soup.select_one("[role=alert]").get_text(" ").split())
    for name, messages in errors.items():
        assert all(message in summary for message in messages)
        if name != "__all__":
            beside = soup.select_one(f"#id_{name}_error")
            assert all(message in " ".join(beside.get_text().split()) for message in messages)
            assert soup.select_one(f"[role=alert] a[href='#id_{name}']")
    return errors


def value(answer: Any, name: str) -> str:
    """Return what stands in a field of the page shown."""
    field: Any = BeautifulSoup(answer.content, "html.parser").select_one(f"[name={name}]")
    text: str = field.get_text() if field.name == "textarea" else field["value"]
    return text.removeprefix("\n")


def test_an_event_becomes_a_draft_that_waits_for_the_network(
    structure: Structure, animator: User, client: Client
) -> None:
    theme = Theme.objects.create(name="Réemploi")

    confirmed(client, an_event(themes=[theme.slug], registration_url="https://exemple.fr/i"))

    page = EventPage.objects.get()
    assert (page.live, page.get_parent().pk) == (False, structure.agenda.pk)
    assert (page.title, page.slug) == (
        "Rencontre des coopérateurs à Œuilly",
        "rencontre-des-cooperateurs-a-oeuilly",
    )
    assert page.when.endswith(", de 14\u00a0h à 16\u00a0h")
    draft = page.get_latest_revision_as_object()
    assert [theme.name for theme in draft.themes.all()] == ["Réemploi"]
    assert [organiser.label for organiser in draft.organisers.all()] == ["Le collectif"]
    assert str(draft.body[0].value) == "<p>Premier temps.</p>\n\n<p>Second temps.</p>"
    assert page.current_workflow_task.name == "Validation par le réseau"
    assert page.current_workflow_state.requested_by is None
    assert Proposal.objects.get().page_id == page.pk


def test_the_least_that_is_proposed_can_be_published(structure: Structure, client: Client) -> None:
    confirmed(client, an_event(start_time="", end_time="", mode="", place="", description=""))

    page = EventPage.objects.get()
    assert len(page.body) == 0
    assert page.get_latest_revision_as_object().is_complete()
    page.get_latest_revision().publish()
    assert EventPage.objects.get().live


def test_a_pole_becomes_a_draft_of_the_directory(structure: Structure, client: Client) -> None:
    confirmed(client, a_pole(), POLE)

    page = PolePage.objects.get()
    assert (page.live, page.get_parent().pk) == (False, structure.poles.pk)
    assert (page.city, page.lead_organisation) == ("Beauvais", "La SCIC du Dehors")
    assert page.website == "https://pole.example"
    assert page.territory.slug == "oise"
    assert page.current_workflow_task.name == "Validation par le réseau"


def test_nothing_happens_before_the_confirmation(structure: Structure, client: Client) -> None:
    link = proposed(client, an_event())
    shown = client.get(link)  # as a program that reads mails would

    assert "Rencontre des coopérateurs" in shown.content.decode()
    assert "no-cache" in shown["Cache-Control"]
    assert not EventPage.objects.exists()
    assert [message.to for message in mail.outbox] == [[SENDER]]
    assert Proposal.objects.get().confirmed_at is None


def test_the_mail_to_confirm_repeats_nothing_that_was_typed(
    structure: Structure, client: Client
) -> None:
    proposed(client, an_event(title="Achetez ceci", sender_name="Bcc: x", note="Achetez"))

    [message] = mail.outbox
    whole = f"{message.subject} {message.body} {message.alternatives}"
    assert message.subject == "Confirmez votre proposition"
    assert not any(word in whole for word in ("Achetez", "Bcc", "Dehors"))


def test_the_team_gets_one_mail_without_what_the_sender_gave(
    structure: Structure, animator: User, space: Space, client: Client
) -> None:
    link = proposed(client, an_event(title="Un\r\nBcc: titre"))
    mail.outbox.clear()

    client.post(link)

    [message] = mail.outbox
    assert message.subject == "À relire : Un Bcc: titre"
    assert message.to == [animator.email]
    assert not any(text in message.body for text in (SENDER, "Une passante", "Merci de relire."))
    assert f"http://localhost:8000{edit_url(EventPage.objects.get())}" in message.body


def test_the_link_serves_once(structure: Structure, client: Client) -> None:
    link = proposed(client, an_event())

    answers = [client.post(link, follow=True) for _ in range(2)]

    assert EventPage.objects.count() == 1
    assert ["est confirmée" in answer.content.decode() for answer in answers] == [True, True]
    assert client.get("/proposer/confirmer/nimporte/").status_code == 404


def test_a_link_that_is_too_old_gives_another(structure: Structure, client: Client) -> None:
    old = proposed(client, an_event())
    Proposal.objects.update(token_expires_at=timezone.now() - dt.timedelta(seconds=1))
    assert "Ce lien a expiré" in client.get(old).content.decode()

    client.post(old)

    new = link_of(mail.outbox[-1])
    assert not EventPage.objects.exists()
    assert client.get(old).status_code == 404
    client.post(new)
    assert EventPage.objects.count() == 1


def test_the_tokens_are_not_in_the_database(structure: Structure, client: Client) -> None:
    token = proposed(client, an_event()).split("/")[-2]

    assert token not in str(Proposal.objects.values())


def test_a_double_click_proposes_once_and_a_corrected_form_again(
    structure: Structure, client: Client
) -> None:
    form = an_event()

    answers = [client.post(EVENT, form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert (Proposal.objects.count(), len(mail.outbox)) == (1, 1)

    client.post(EVENT, form | {"title": "Titre corrigé"})
    assert (Proposal.objects.count(), len(mail.outbox)) == (2, 2)


def test_a_theme_that_is_gone_is_left_out_of_the_draft(
    structure: Structure, client: Client
) -> None:
    theme = Theme.objects.create(name="Réemploi")
    link = proposed(client, an_event(themes=[theme.slug]))
    theme.delete()

    assert client.post(link).status_code == 302

    assert EventPage.objects.get().get_latest_revision_as_object().themes.count() == 0


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


# Who sees what


def test_nothing_shows_before_the_decision(structure: Structure, client: Client) -> None:
    confirmed(client, an_event(title="Rencontre secrète"))
    page = EventPage.objects.get()

    paths = ["/agenda/", "/agenda.ics", "/agenda.atom", "/agenda.json", "/sitemap.xml", "/"]
    paths.append("/recherche/?q=secrete")
    texts = [client.get(path).content.decode() for path in paths]

    assert not any("secrète" in text or page.slug in text for text in texts)
    assert client.get(page.url).status_code == 404


def test_the_sender_is_shown_to_the_team_on_the_editor_and_nowhere_in_the_page(
    structure: Structure, animator: User, as_user: Any, client: Client
) -> None:
    confirmed(client, an_event())
    page = EventPage.objects.get()

    editor = as_user(animator).get(edit_url(page)).content.decode()

    assert all(text in editor for text in (SENDER, "Une passante", "Merci de relire."))
    contents = [str(revision.content) for revision in page.revisions.all()]
    stored = str(HubPage.objects.filter(pk=page.pk).values()) + str(contents)
    assert not any(text in stored for text in (SENDER, "passante", "relire"))


def test_partners_people_see_neither_the_draft_nor_its_sender(
    structure: Structure, space: Space, animator: User, as_user: Any, client: Client
) -> None:
    proposal = confirmed(client, an_event(title="Rencontre secrète"))
    page = EventPage.objects.get()
    paths = [
        edit_url(page),
        reverse("propositions_modeladmin_index"),
        reverse("propositions_modeladmin_inspect", args=[proposal.pk]),
        reverse("propositions_modeladmin_delete", args=[proposal.pk]),
        reverse("propositions_modeladmin_history", args=[proposal.pk]),
        reverse("proposal_refuse", args=[proposal.pk]),
        reverse("wagtailadmin_home"),
        reverse("wagtailadmin_reports:workflow"),
        reverse("wagtailadmin_reports:site_history"),
    ]

    for user in (space.writer, space.reviewer):
        for path in paths:
            answer = as_user(user).get(path, follow=True)
            text = answer.content.decode()
            assert SENDER not in text, path
            assert "secrète" not in text, path
        as_user(user).post(reverse("proposal_refuse", args=[proposal.pk]), {"reason": "x"})
        as_user(user).post(reverse("propositions_modeladmin_delete", args=[proposal.pk]))

    assert Proposal.objects.waiting().get() == proposal


def test_a_draft_moved_to_a_partner_does_not_tell_its_writers_who_proposed_it(
    structure: Structure, space: Space, animator: User, as_user: Any, client: Client
) -> None:
    confirmed(client, an_event())
    page = EventPage.objects.get()
    page.current_workflow_state.cancel(user=animator)
    page.move(space.page, pos="last-child")

    editor = as_user(space.writer).get(edit_url(page))

    assert editor.status_code == 200
    assert SENDER not in editor.content.decode()
    assert "Refuser la proposition" not in editor.content.decode()
    usage = as_user(space.writer).get(reverse("wagtailadmin_pages:usage", args=[page.pk]))
    assert "Proposition" not in usage.content.decode()


def test_the_register_costs_the_same_for_one_and_for_nine(
    structure: Structure, animator: User, as_user: Any, client: Client
) -> None:
    register = as_user(animator)
    address = reverse("propositions_modeladmin_index")
    confirmed(client, an_event())
    first = register.get(address).content.decode()
    assert all(text in first for text in ("Rencontre des coopérateurs", SENDER, "à décider"))
    one = queries_of(lambda: register.get(address))
    for number in range(8):
        client.defaults["REMOTE_ADDR"] = f"192.0.2.{number}"
        confirmed(client, an_event(sender_email=f"a{number}@dehors.example"))

    assert queries_of(lambda: register.get(address)) == one
    assert "export=" not in first


def test_the_form_costs_the_same_whatever_the_themes(structure: Structure, client: Client) -> None:
    Theme.objects.create(name="Réemploi")
    one = queries_of(lambda: client.get(EVENT))
    for number in range(30):
        Theme.objects.create(name=f"Thème {number}")

    assert queries_of(lambda: client.get(EVENT)) == one <= 12


# The decision


def test_a_publication_tells_the_sender_the_address(
    structure: Structure, animator: User, as_user: Any, client: Client
) -> None:
    proposal = confirmed(client, an_event())
    page = EventPage.objects.get()
    mail.outbox.clear()

    state = page.current_workflow_task_state
    as_user(animator).post(
        reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk]),
        HTTP_X_REQUESTED_WITH="XMLHttpRequest",
    )

    page.refresh_from_db()
    proposal.refresh_from_db()
    assert page.live
    assert proposal.state_label == "publiée"
    [message] = [m for m in mail.outbox if m.to == [SENDER]]
    assert f"http://localhost:8000{page.url}" in message.body
    assert "Rencontre des coopérateurs" in client.get("/agenda/").content.decode()
    mail.outbox.clear()
    page.save_revision().publish()
    assert mail.outbox == []


def test_a_refusal_sends_its_reason_and_deletes_the_draft(
    structure: Structure, animator: User, as_user: Any, client: Client
) -> None:
    proposal = confirmed(client, an_event())
    refusal = reverse("proposal_refuse", args=[proposal.pk])
    team = as_user(animator)
    mail.outbox.clear()
    empty = team.post(refusal, {"reason": " "})
    assert "Champ requis." in empty.content.decode()

    team.post(refusal, {"reason": "Ce n'est pas <b>un pôle</b>."})

    proposal.refresh_from_db()
    assert (proposal.state_label, proposal.page) == ("refusée", None)
    assert not EventPage.objects.exists()
    [message] = mail.outbox
    assert message.to == [SENDER]
    assert "Ce n'est pas <b>un pôle</b>." in message.body
    again = team.post(refusal, {"reason": "Encore."}, follow=True)
    assert "n&#x27;est plus à décider" in again.content.decode()
    assert len(mail.outbox) == 1


def test_what_is_unconfirmed_cannot_be_refused(
    structure: Structure, animator: User, as_user: Any, client: Client
) -> None:
    proposed(client, an_event())
    proposal = Proposal.objects.get()
    mail.outbox.clear()

    as_user(animator).post(reverse("proposal_refuse", args=[proposal.pk]), {"reason": "Non."})

    proposal.refresh_from_db()
    assert (proposal.outcome, mail.outbox) == ("", [])


def test_to_delete_the_draft_or_to_send_it_back_leads_to_the_refusal(
    structure: Structure, animator: User, as_user: Any, client: Client
) -> None:
    proposal = confirmed(client, an_event())
    page = EventPage.objects.get()
    refusal = reverse("proposal_refuse", args=[proposal.pk])
    team = as_user(animator)

    deleting = team.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
    assert (deleting.status_code, deleting["Location"]) == (302, refusal)

    reject = {
        "action-workflow-action": "true",
        "workflow-action-name": "reject",
        "workflow-action-extra-data": '{"comment": "Hors du sujet."}',
    }
    back = send(team, edit_url(page), reject)
    assert (back.status_code, back["Location"]) == (302, refusal)
    assert "Hors du sujet." in team.get(refusal).content.decode()
    assert EventPage.objects.count() == 1


# The forgetting


def test_the_personal_data_goes_after_the_delay_and_the_page_stays(
    structure: Structure, animator: User, client: Client
) -> None:
    proposal = confirmed(client, an_event())
    EventPage.objects.get().get_latest_revision().publish()
    decided = timezone.now() - dt.timedelta(days=29)
    Proposal.objects.update(decided_at=decided)
    call_command("maintain")
    proposal.refresh_from_db()
    assert proposal.sender_email == SENDER

    Proposal.objects.update(decided_at=decided - dt.timedelta(days=2))
    call_command("maintain")

    [row] = Proposal.objects.values()
    kept = {name for name, held in row.items() if held}
    assert kept == {
        *("id", "kind", "token_expires_at", "created_at", "confirmed_at", "decided_at"),
        *("outcome", "page_id"),
    }
    assert EventPage.objects.get().live


def test_what_nobody_confirms_goes_after_a_week(structure: Structure, client: Client) -> None:
    proposed(client, an_event(title="Jamais confirmée"))
    waiting = confirmed(client, an_event(title="Confirmée", sender_email="b@dehors.example"))
    Proposal.objects.update(created_at=timezone.now() - dt.timedelta(days=6))
    call_command("maintain")
    assert Proposal.objects.count() == 2

    Proposal.objects.update(created_at=timezone.now() - dt.timedelta(days=8))
    call_command("maintain")

    assert Proposal.objects.get() == waiting


def test_the_lists_lead_to_the_forms(structure: Structure, client: Client) -> None:
    assert f'href="{EVENT}"' in client.get("/agenda/").content.decode()
    assert f'href="{POLE}"' in client.get("/poles/").content.decode()
