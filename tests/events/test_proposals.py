"""What becomes of what people from outside propose: the confirmation, the draft, the mails."""

from __future__ import annotations

import datetime as dt

from django.core import mail
from django.test import Client
from django.utils import timezone

from events.models import EventPage, Proposal
from home.structure import Structure
from hub.models import Theme, User
from poles.models import PolePage
from tests.conftest import Space
from tests.editor import edit_url
from tests.events.proposals import (
    EVENT,
    POLE,
    SENDER,
    a_pole,
    an_event,
    confirmed,
    link_of,
    proposed,
)


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
