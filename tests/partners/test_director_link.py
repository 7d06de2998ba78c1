"""The answer of a director without an account, by a link that serves once."""

from __future__ import annotations

import re
import time
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.core.signing import TimestampSigner
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from home.models import ArticlePage
from hub.models import HubPage, JointPartner, Partner
from partners.models import JointApproval
from tests.conftest import Space
from tests.factories import make_article, make_event
from tests.lists import visible_text
from tests.partners.joint_pages import JOINT_STEP, decide, submit
from tests.partners.reviews import NETWORK_STEP, step

DIRECTOR = "direction@littoral.example"
AGREES = {"role": "Directrice", "decision": "accord"}


@pytest.fixture
def waiting(space: Space, other_space: Space) -> ArticlePage:
    """A page that waits for the agreement of a partner without a reviewer."""
    other_space.reviewer.groups.clear()
    page = make_article(
        space.page, live=False, title="Une journée à deux", summary="Le littoral et le Bray."
    )
    return sent(page, space, other_space)


def sent(page: Any, space: Space, other_space: Space) -> Any:
    """Submit ``page`` to the agreement of the partner's director."""
    JointPartner.objects.create(
        page_id=page.pk, partner=other_space.partner, must_approve=True, director_email=DIRECTOR
    )
    submit(page, space.writer)
    decide(page, space.reviewer, "approve")
    return page


def link() -> str:
    """Return the path of the link in the last mail to the director."""
    last = [message for message in mail.outbox if message.to == [DIRECTOR]][-1]
    found = re.search(r"https?://[^/\s]+(/accord/\S+/)", str(last.body))
    assert found
    return found[1]


def test_the_director_gets_the_link_by_mail(waiting: ArticlePage) -> None:
    [message] = [message for message in mail.outbox if message.to == [DIRECTOR]]

    assert message.subject == "Votre accord est demandé : Une journée à deux"
    assert "Fabrique du Littoral" in message.body
    assert "une seule fois" in message.body
    assert step(waiting) == JOINT_STEP


def test_the_link_shows_the_page_as_it_waits_and_nothing_else(
    waiting: ArticlePage, space: Space, client: Client
) -> None:
    make_article(space.page, live=False, title="Autre brouillon")
    path = link()

    answer = client.get(path)
    preview = client.get(f"{path}apercu/")

    words = visible_text(answer)
    assert "Une journée à deux" in words
    assert "Coop du Bray" in words
    assert "Fabrique du Littoral" in words
    frame = BeautifulSoup(answer.content, "html.parser").select_one("iframe")
    assert frame
    assert frame["src"] == f"{path}apercu/"
    assert "Le littoral et le Bray." in visible_text(preview)
    for shown in (answer, preview):
        assert shown.status_code == 200
        assert shown["Cache-Control"] == "no-store, private"
        assert shown["Referrer-Policy"] == "no-referrer"
        assert "noindex" in shown["X-Robots-Tag"]
        assert "Autre brouillon" not in shown.content.decode()
        assert space.writer.email not in shown.content.decode()
        assert not shown.cookies
    assert step(waiting) == JOINT_STEP  # mail filters follow links


def test_the_director_agrees_once(waiting: ArticlePage, other_space: Space) -> None:
    client = Client(enforce_csrf_checks=True)
    path = link()

    answer = client.post(path, AGREES | {"comment": "Bravo."})
    again = client.post(path, {"role": "x", "decision": "renvoi", "comment": "Non."})

    assert answer.status_code == 200
    assert "votre réponse est enregistrée" in visible_text(answer)
    assert step(waiting) == NETWORK_STEP
    approval = JointApproval.objects.get()
    assert (approval.approved, approval.by_link, approval.user) == (True, True, None)
    assert (approval.director_role, approval.comment) == ("Directrice", "Bravo.")
    for used in (again, client.get(path), client.get(f"{path}apercu/")):
        assert used.status_code == 410
        assert "Ce lien a déjà servi" in visible_text(used)
        assert "Une journée à deux" not in used.content.decode()


def test_the_director_sends_the_page_back(
    waiting: ArticlePage,
    space: Space,
    client: Client,
    mailoutbox: list[Any],
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(
            link(), {"role": "Président", "decision": "renvoi", "comment": "Notre logo manque."}
        )

    assert answer.status_code == 200
    assert step(waiting) == ""
    state = ArticlePage.objects.get().current_workflow_state
    assert state.status == "needs_changes"
    back = [mail for mail in mailoutbox if space.writer.email in mail.to]
    assert "Fabrique du Littoral : Notre logo manque." in back[-1].body


def test_the_history_says_that_it_came_by_the_link_and_not_to_whom(
    waiting: ArticlePage, animator: Any, client: Client, as_user: Any
) -> None:
    client.post(link(), AGREES)

    history = as_user(animator).get(reverse("wagtailadmin_pages:history", args=[waiting.pk]))

    assert (
        "Accord donné par Fabrique du Littoral par un lien adressé à sa direction"
        in visible_text(history)
    )
    assert DIRECTOR not in history.content.decode()
    assert DIRECTOR not in str(list(PageLogEntry.objects.values_list("data", flat=True)))
    assert PageLogEntry.objects.get(action="partners.joint_agreed").user is None


@pytest.mark.parametrize(
    ("sent_form", "sentence"),
    [
        ({}, "Dites à quel titre vous répondez."),
        ({"role": "Directrice"}, "Dites si vous approuvez la page"),
        ({"role": "Directrice", "decision": "peut-être"}, "Choisissez l'une des deux réponses."),
        ({"role": "Directrice", "decision": "renvoi", "comment": " "}, "Dites ce qu'il faut"),
        ({"role": "a\0b", "decision": "accord"}, "nul"),
        (AGREES | {"comment": "x" * 2001}, "2000"),
        (AGREES | {"role": "x" * 121}, "120"),
    ],
)
def test_what_is_wrong_is_said_and_decides_nothing(
    waiting: ArticlePage, client: Client, sent_form: dict[str, str], sentence: str
) -> None:
    answer = client.post(link(), sent_form)

    assert answer.status_code == 200
    assert sentence in visible_text(answer)
    assert step(waiting) == JOINT_STEP


def test_an_incomplete_page_is_sent_back_and_not_agreed_to(
    space: Space, other_space: Space, client: Client
) -> None:
    event = sent(make_event(space.page, live=False), space, other_space)
    event = type(event).objects.get(pk=event.pk)
    event.start_date = None
    event.save_revision(clean=False)

    answer = client.post(link(), AGREES)

    assert "Il manque quelque chose à cette page" in visible_text(answer)
    assert step(event) == JOINT_STEP


def test_a_forged_link_is_not_found(waiting: ArticlePage, client: Client) -> None:
    path = link()
    token = path.split("/")[2]
    nonce = JointApproval.objects.get().nonce
    forged = [
        f"{token[:-1]}{'A' if token[-1] != 'A' else 'B'}",
        nonce,
        "x",
        "%00",
        TimestampSigner(salt="another").sign(nonce),
    ]

    answers = [client.get(f"/accord/{one}/").status_code for one in forged]

    assert answers == [404] * len(forged)
    assert client.post(f"/accord/{forged[0]}/", AGREES).status_code == 404
    assert step(waiting) == JOINT_STEP


def test_a_link_expires(waiting: ArticlePage, client: Client, monkeypatch: Any) -> None:
    path = link()
    day = 24 * 3600

    def answer_after(days: float) -> Any:
        then = time.time() + days * day
        monkeypatch.setattr("django.core.signing.time", SimpleNamespace(time=lambda: then))
        return client.get(path)

    assert answer_after(13.9).status_code == 200
    late = answer_after(14.1)

    assert late.status_code == 410
    assert "Ce lien a expiré" in visible_text(late)
    assert client.post(path, AGREES).status_code == 410
    assert step(waiting) == JOINT_STEP


def withdraw(page: ArticlePage, space: Space) -> None:
    page.current_workflow_state.cancel(user=space.writer)


def remove(page: ArticlePage, space: Space) -> None:
    JointApproval.objects.all().delete()


def suspend(page: ArticlePage, space: Space) -> None:
    Partner.objects.filter(slug="fabrique-du-littoral").update(suspended_at=timezone.now())


def publish(page: ArticlePage, space: Space) -> None:
    page.get_latest_revision().publish()


def delete(page: ArticlePage, space: Space) -> None:
    page.delete()


@pytest.mark.parametrize("change", [withdraw, remove, suspend, publish, delete])
def test_a_page_that_does_not_wait_any_more_is_not_shown(
    waiting: ArticlePage, space: Space, client: Client, change: Any
) -> None:
    path = link()
    change(ArticlePage.objects.get(), space)

    for answer in (client.get(path), client.get(f"{path}apercu/"), client.post(path, AGREES)):
        assert answer.status_code == 410
        assert "Une journée à deux" not in answer.content.decode()


def test_a_new_submission_makes_a_new_link_and_the_old_one_dies(
    waiting: ArticlePage, space: Space, client: Client
) -> None:
    old = link()
    client.post(old, {"role": "Directrice", "decision": "renvoi", "comment": "À revoir."})

    HubPage.objects.get(pk=waiting.pk).current_workflow_state.resume(user=space.writer)

    new = link()
    assert new != old
    assert client.get(old).status_code == 410
    assert client.post(new, AGREES).status_code == 200
    assert step(waiting) == NETWORK_STEP


def test_a_reviewer_who_answers_first_closes_the_directors_link(
    space: Space, other_space: Space, client: Client
) -> None:
    page = sent(make_article(space.page, live=False), space, other_space)
    path = link()

    decide(page, other_space.reviewer, "approve")

    assert client.post(path, AGREES).status_code == 410
    assert step(page) == NETWORK_STEP


def test_a_trusted_partners_page_is_published_by_the_last_agreement(
    waiting: ArticlePage, space: Space, client: Client
) -> None:
    Partner.objects.filter(pk=space.partner.pk).update(trusted=True)

    client.post(link(), AGREES)

    published = ArticlePage.objects.get()
    assert published.live
    assert [partner.name for partner in published.with_partners] == ["Fabrique du Littoral"]


def test_other_methods_are_refused(waiting: ArticlePage, client: Client) -> None:
    path = link()

    assert client.put(path).status_code == 405
    assert client.head(path).status_code == 200
    assert client.post(f"{path}apercu/").status_code == 405
