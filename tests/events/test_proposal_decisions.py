"""Proposals that are confirmed: who sees them, their decision, their forgetting."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.models import EventPage, Proposal
from home.structure import Structure
from hub.models import HubPage, User
from tests.conftest import Space
from tests.editor import edit_url, send
from tests.events.proposals import SENDER, an_event, confirmed, proposed
from tests.queries import queries_of

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
