"""The inbox: who sees what waits, and what is decided from it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from home.models import ArticlePage
from home.structure import Structure
from hub.models import Partner, User
from partners.models import ReviewTaskState
from tests.conftest import Space
from tests.factories import make_article
from tests.queries import queries_of

HOME = reverse("wagtailadmin_home")
INBOX = reverse("inbox")


def titles(client: Client, url: str) -> dict[str, list[str]]:
    """Return the titles of each list on a page of the admin, in their order; the empty left out."""
    soup = BeautifulSoup(client.get(url).content, "html.parser")
    found = {}
    for section in soup.select(".inbox__section") or soup.select(".inbox"):
        label = section.select_one(".inbox__heading") or section.select_one("h2")
        entries = [link.get_text(strip=True) for link in section.select(".inbox__title a")]
        if entries:
            found[label.get_text(strip=True)] = entries
    return found


def submit(space: Space, title: str, *, days_ago: float = 0) -> ArticlePage:
    """Leave a page of the writer's at the partner's step since some days."""
    page = make_article(space.page, live=False, title=title, owner=space.writer)
    page.get_workflow().start(page, space.writer)
    since = timezone.now() - dt.timedelta(days=days_ago)
    page.current_workflow_state.task_states.update(started_at=since)
    ReviewTaskState.objects.filter(pk=page.current_workflow_task_state.pk).update(
        due_at=since + dt.timedelta(days=5)
    )
    return page


def decide(client: Client, page: ArticlePage, **data: str) -> Any:
    url = reverse("inbox_decide", args=[page.current_workflow_task_state.pk])
    return client.post(url, data, follow=True)


def approve(page: ArticlePage, user: User) -> None:
    state = page.current_workflow_task_state
    state.task.specific.on_action(state, user, "approve")


# What each person sees


def test_a_writer_sees_their_drafts_what_came_back_and_what_they_wait_for(
    space: Space, other_space: Space, as_user: Any
) -> None:
    make_article(space.page, live=False, title="Un brouillon", owner=space.writer)
    make_article(space.page, live=False, title="Celui d'un autre")
    make_article(other_space.page, live=False, title="D'ailleurs", owner=other_space.writer)
    submit(space, "En attente")
    back = submit(space, "Revenu")
    decide(as_user(space.reviewer), back, reject="", comment="Il manque <b>les chiffres</b>.")

    client = as_user(space.writer)

    assert titles(client, HOME) == {
        "Renvoyé": ["Revenu"],
        "En relecture": ["En attente"],
        "Mes brouillons": ["Un brouillon"],
    }
    text = client.get(HOME).content.decode()
    assert "Il manque &lt;b&gt;les chiffres&lt;/b&gt;." in text
    assert f"Renvoyé par {space.reviewer}" in text


def test_a_reviewer_sees_what_waits_the_overdue_first_then_the_oldest(
    space: Space, other_space: Space, as_user: Any
) -> None:
    for title, days in [("Hier", 1), ("En retard", 6), ("Avant-hier", 2), ("Oubliée", 30)]:
        submit(space, title, days_ago=days)
    submit(other_space, "D'ailleurs")

    client = as_user(space.reviewer)

    waiting = ["Oubliée", "En retard", "Avant-hier", "Hier"]
    assert titles(client, HOME) == {"À relire": waiting}
    assert titles(client, INBOX) == {"À relire": waiting}
    soup = BeautifulSoup(client.get(HOME).content, "html.parser")
    assert len(soup.select(".inbox__late")) == 2


def test_who_submitted_does_not_see_it_among_what_they_decide(
    structure: Structure, animator: User, as_user: Any
) -> None:
    page = make_article(structure.home, live=False, title="La mienne")

    page.get_workflow().start(page, animator)

    assert titles(as_user(animator), HOME) == {"En relecture": ["La mienne"]}


def test_the_network_sees_its_step_and_what_waits_at_the_partners(
    space: Space, other_space: Space, animator: User, as_user: Any
) -> None:
    submit(space, "Chez le partenaire")
    approve(submit(other_space, "Au réseau"), other_space.reviewer)

    client = as_user(animator)

    assert titles(client, HOME) == {
        "À relire": ["Au réseau"],
        "Chez les partenaires": ["Chez le partenaire"],
    }


def test_the_lists_of_the_network_are_its_own(space: Space, as_user: Any) -> None:
    client = as_user(space.reviewer)

    answers = [
        client.get(f"{INBOX}?liste={key}").status_code
        for key in ("publie-sans-relecture", "chez-les-partenaires", "'\0", "renvoye")
    ]

    assert answers == [404, 404, 404, 200]
    assert as_user(space.writer).get(f"{INBOX}?liste=a-relire").status_code == 404


def test_the_counts_of_each_partner_filter_the_list(
    space: Space, other_space: Space, animator: User, as_user: Any
) -> None:
    for title in ("Une", "Deux"):
        approve(submit(space, title), space.reviewer)
    approve(submit(other_space, "Trois"), other_space.reviewer)
    ReviewTaskState.objects.filter(
        workflow_state__object_id=str(ArticlePage.objects.get(title="Trois").pk)
    ).update(due_at=timezone.now() - dt.timedelta(days=1))
    client = as_user(animator)

    counts = client.get(INBOX).context["counts"]
    url = f"{INBOX}?liste=a-relire&partenaire={space.partner.slug}"

    assert [(row.partner, row.waiting, row.overdue) for row in counts] == [
        (other_space.partner, 1, 1),
        (space.partner, 2, 0),
    ]
    assert titles(client, url) == {"À relire": ["Une", "Deux"]}
    assert client.get(f"{INBOX}?partenaire=inconnu").status_code == 404


def test_a_long_list_has_pages(space: Space, as_user: Any) -> None:
    for number in range(21):
        submit(space, f"Page {number}")
    client = as_user(space.reviewer)

    assert len(titles(client, INBOX)["À relire"]) == 20
    assert len(titles(client, f"{INBOX}?page=2")["À relire"]) == 1
    assert client.get(f"{INBOX}?page=3").status_code == 404
    assert len(titles(client, HOME)["À relire"]) == 5


# What is decided from the list


def test_a_page_is_approved_from_the_list(space: Space, animator: User, as_user: Any) -> None:
    page = submit(space, "À approuver")

    answer = decide(as_user(space.reviewer), page, approve="", next=HOME)
    answer_of_network = decide(as_user(animator), ArticlePage.objects.get(), approve="")

    assert answer.redirect_chain == [(HOME, 302)]
    said = BeautifulSoup(answer.content, "html.parser").select_one(".messages").get_text()
    assert "« À approuver » est approuvée. L'étape suivante : Validation par le réseau." in said
    assert answer_of_network.redirect_chain == [(INBOX, 302)]
    said = BeautifulSoup(answer_of_network.content, "html.parser").select_one(".messages")
    assert "« À approuver » est approuvée. Elle est en ligne." in said.get_text()
    assert ArticlePage.objects.get().live


@pytest.mark.parametrize("url", [HOME, INBOX])
def test_the_forms_of_the_list_carry_what_the_server_asks_of_them(space: Space, url: str) -> None:
    submit(space, "À approuver")
    client = Client(enforce_csrf_checks=True)
    client.force_login(space.reviewer)

    forms = BeautifulSoup(client.get(url).content, "html.parser").select(".inbox__entry form")

    assert len(forms) == 2
    for form in forms:
        data = {field["name"]: field["value"] for field in form.select("input[type=hidden]")}
        answer = client.post(form["action"], data | {"reject": ""})
        assert answer.status_code == 200
        assert "Dites ce qu&#x27;il faut changer" in answer.content.decode()


def test_the_home_leads_who_writes_to_their_section(
    space: Space, other_space: Space, animator: User, as_user: Any
) -> None:
    def sections(user: User) -> list[str]:
        soup = BeautifulSoup(as_user(user).get(HOME).content, "html.parser")
        return [link["href"] for link in soup.select(".inbox a[href$='/add_subpage/']")]

    url = reverse("wagtailadmin_pages:add_subpage", args=[space.page.pk])
    assert sections(space.writer) == sections(space.reviewer) == [url]
    assert sections(animator) == []


def test_what_has_just_come_waits_since_no_number(space: Space, as_user: Any) -> None:
    submit(space, "Tout juste")
    submit(space, "Hier", days_ago=1)

    soup = BeautifulSoup(as_user(space.reviewer).get(HOME).content, "html.parser")

    older, newest = [facts.get_text() for facts in soup.select(".inbox__facts")]
    assert "à l’instant" in newest
    assert "depuis 1\xa0jour" in older


@pytest.mark.parametrize("comment", ["", "  ", "\0", "x" * 2001])
def test_a_page_sent_back_without_a_word_is_asked_for_one(
    space: Space, as_user: Any, comment: str
) -> None:
    page = submit(space, "À renvoyer")

    answer = decide(as_user(space.reviewer), page, reject="", comment=comment, next=HOME)

    assert answer.redirect_chain == []
    assert answer.context["form"].errors["comment"]
    assert f'value="{HOME}"' in answer.content.decode()
    assert ArticlePage.objects.get().workflow_in_progress


def test_an_address_outside_the_site_is_not_followed(space: Space, as_user: Any) -> None:
    page = submit(space, "À approuver")

    answer = decide(as_user(space.reviewer), page, approve="", next="https://ailleurs.example/")

    assert answer.redirect_chain == [(INBOX, 302)]


def test_an_incomplete_page_stays_and_it_is_said_why(space: Space, as_user: Any) -> None:
    page = submit(space, "Incomplète")
    page.title = ""
    page.save_revision(clean=False)

    answer = decide(as_user(space.reviewer), page, approve="")

    assert "Rien n&#x27;a été publié." in answer.content.decode()
    assert ArticlePage.objects.get().workflow_in_progress


def test_strangers_decide_nothing(space: Space, other_space: Space, as_user: Any) -> None:
    page = submit(space, "Secret")

    answers = [
        decide(as_user(user), page, approve="").status_code
        for user in (space.writer, other_space.writer, other_space.reviewer)
    ]

    assert answers == [404, 404, 404]
    assert ArticlePage.objects.get().workflow_in_progress


# What the network sees afterwards


def test_what_a_trusted_partner_published_is_seen_afterwards(
    space: Space, animator: User, as_user: Any
) -> None:
    Partner.objects.filter(pk=space.partner.pk).update(trusted=True)
    page = submit(space, "Publiée d'elle-même")
    approve(page, space.reviewer)
    client = as_user(animator)
    before = titles(client, HOME)
    state = ReviewTaskState.objects.get(status="skipped", task__name="Validation par le réseau")
    url = reverse("inbox_seen", args=[state.pk])

    refused = as_user(space.reviewer).post(url).status_code
    client.post(url)

    assert refused == 404
    assert before == {"Publié sans relecture du réseau": ["Publiée d'elle-même"]}
    assert titles(client, HOME) == {}
    state.refresh_from_db()
    assert state.finished_by == animator
    assert PageLogEntry.objects.get(action="partners.seen").user == animator


def test_what_the_network_published_is_not_to_be_seen(
    space: Space, animator: User, as_user: Any
) -> None:
    page = submit(space, "Approuvée")
    approve(page, space.reviewer)
    approve(ArticlePage.objects.get(), animator)

    assert titles(as_user(animator), HOME) == {}


# Its cost


@pytest.mark.parametrize("role", ["writer", "reviewer", "animator"])
def test_the_lists_cost_the_same_whatever_the_number_of_pages(
    space: Space, animator: User, as_user: Any, role: str
) -> None:
    client = as_user(animator if role == "animator" else getattr(space, role))

    def fill(count: int) -> list[int]:
        for number in range(count):
            make_article(space.page, live=False, owner=space.writer)
            submit(space, f"Attend {number}")
            approve(submit(space, f"Au réseau {number}"), space.reviewer)
            back = submit(space, f"Renvoyée {number}").current_workflow_task_state
            back.task.specific.on_action(back, space.reviewer, "reject", comment="Non.")
        keys = [tab.key for tab in client.get(INBOX).context["tabs"]]
        urls = [HOME, *[f"{INBOX}?liste={key}" for key in keys]]
        return [queries_of(lambda url=url: client.get(url)) for url in urls]

    few = fill(1)
    assert fill(3) == few
    assert max(few) <= 25
