"""What the admin's lists of pages ask of the database, whatever they show."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction, Site

from events.models import EventSeriesPage, RecapPage
from home.structure import Structure
from hub.models import HubPage, User
from hub.models.tree import HubPageManager
from tests.conftest import Space, make_space
from tests.factories import (
    add,
    make_article,
    make_event,
    make_presentation,
    make_publication,
    make_replay,
)
from tests.queries import queries_of

MOST = 25  # queries
WORD = "Verger"  # in every title


def one_of_each(space: Space) -> None:
    """Make the pages whose rows differ: each type, each state, each lock."""
    section, writer = space.page, space.writer
    titled = {"title": f"{WORD} commun", "owner": writer}
    section.save_revision(user=writer).publish()
    section.save_revision(user=space.reviewer)
    if not section.workflow_in_progress:
        section.get_workflow().start(section, space.writer)
    make_article(section, live=False, **titled)
    changed = make_article(section, **titled)
    changed.title = f"{WORD} à venir"
    changed.save_revision(user=writer)

    waiting = make_article(section, live=False, **titled)
    waiting.get_workflow().start(waiting, writer)
    online = make_article(section, **titled)
    online.save_revision(user=writer)
    online.get_workflow().start(online, writer)
    passed = make_article(section, live=False, **titled)
    state = passed.get_workflow().start(passed, writer).current_task_state
    state.task.specific.on_action(state, space.reviewer, "approve")

    scheduled = make_article(section, live=False, **titled)
    scheduled.go_live_at = timezone.now() + dt.timedelta(days=3)
    scheduled.save_revision(user=writer).publish()
    locked = make_article(section, live=False, **titled)
    HubPage.objects.filter(pk=locked.pk).update(locked=True, locked_by=writer)
    private = make_article(section, **titled)
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)

    make_event(section, **titled)
    past = {**titled, "start_date": dt.date.today() - dt.timedelta(days=9)}
    make_event(section, **past)
    recap = RecapPage(title=f"{WORD} raconté", summary="On a planté.")
    recap = add(make_event(section, **past), recap, live=False)
    slides = make_presentation(section, live=False, **titled)
    HubPage.objects.filter(pk=slides.pk).update(published_with=recap)
    recap.get_workflow().start(recap, writer)
    add(section, EventSeriesPage(**titled))
    make_publication(section, **titled)
    make_replay(section, **titled)


def addresses(structure: Structure, space: Space, role: str) -> list[str]:
    """Return the lists that the person of ``role`` opens."""
    explorer, chooser = f"/admin/pages/{space.page.pk}/", f"/admin/choose-page/{space.page.pk}/"
    lists = [
        "/admin/pages/",
        explorer,
        f"{explorer}?q={WORD}",
        chooser,
        "/admin/",
        "/admin/relectures/",
    ]
    if role == "reviewer":  # whose rows and rights are the writer's, but for the reviews
        return lists
    lists += [
        f"{explorer}?q={WORD}&search_all=1",
        f"{explorer}?has_child_pages=false",
        f"{explorer}results/?q={WORD}",
        f"/admin/pages/search/?q={WORD}",
        "/admin/choose-page/",
        f"{chooser}?page_type=events.eventpage",
        "/admin/choose-page/?page_type=partners.partnerpage",
        f"/admin/choose-page/search/?q={WORD}",
        f"/admin/choose-page/search/?q={WORD}&page_type=events.eventpage",
    ]
    if role == "animator":
        lists += [f"/admin/pages/{page.pk}/" for page in (structure.home, structure.partners)]
    return lists


def costs(client: Client, lists: list[str]) -> dict[str, int]:
    """Return the queries of each list."""

    def read(address: str) -> None:
        assert client.get(address).status_code in {200, 302}, address

    return {address: queries_of(lambda address=address: read(address)) for address in lists}


@pytest.mark.search_index
def test_the_lists_cost_the_same_at_few_and_many_pages(
    structure: Structure, space: Space, animator: User, as_user: Any
) -> None:
    people = {"writer": space.writer, "reviewer": space.reviewer, "animator": animator}

    def measure() -> dict[str, dict[str, int]]:
        return {
            role: costs(as_user(user), addresses(structure, space, role))
            for role, user in people.items()
        }

    one_of_each(space)
    few = measure()
    one_of_each(space)
    for number in range(5):
        other = make_space(structure, f"{WORD} {number}")
        make_article(other.page, title=f"{WORD} d'ailleurs")
    many = measure()

    assert many == few
    over = {role: {a: n for a, n in many[role].items() if n > MOST} for role in people}
    assert over == {role: {} for role in people}


# What the rows say


def rows(client: Client, address: str) -> dict[str, str]:
    """Return what the row of each page says, by its title."""
    answer = client.get(address)
    is_modal = answer["Content-Type"] == "application/json"
    soup = BeautifulSoup(answer.json()["html"] if is_modal else answer.content, "html.parser")
    return {
        str(title.get_text(" ", strip=True)): row.get_text(" ", strip=True)
        for row in soup.select("tbody tr")
        if (title := row.select_one(".title-wrapper a"))
    }


@pytest.mark.search_index
def test_the_lists_say_what_is_planned_and_what_waits(space: Space, as_user: Any) -> None:
    make_article(space.page, live=False, title=f"{WORD} brouillon")
    waiting = make_article(space.page, title=f"{WORD} attend")
    waiting.save_revision()
    waiting.get_workflow().start(waiting, space.writer)
    planned = make_article(space.page, live=False, title=f"{WORD} prévu")
    planned.go_live_at = timezone.now() + dt.timedelta(days=3)
    planned.save_revision().publish()
    client = as_user(space.reviewer)
    states = {
        f"{WORD} brouillon": "brouillon",
        f"{WORD} attend": "en cours de modération",
        f"{WORD} prévu": "programmée",
    }

    for address in (
        f"/admin/pages/{space.page.pk}/",
        f"/admin/pages/search/?q={WORD}",
        f"/admin/choose-page/{space.page.pk}/",
        f"/admin/choose-page/search/?q={WORD}",
    ):
        found = rows(client, address)
        assert {title: state in found[title] for title, state in states.items()} == dict.fromkeys(
            states, True
        ), address


@pytest.mark.search_index
def test_the_chooser_leads_from_a_page_to_the_one_above(space: Space, as_user: Any) -> None:
    page = make_article(space.page, title=WORD)
    client = as_user(space.writer)

    found = client.get(f"/admin/choose-page/search/?q={WORD}").content.decode()
    browsed = client.get(f"/admin/choose-page/{space.page.pk}/").json()["html"]

    for html in (found, browsed):
        link = BeautifulSoup(html, "html.parser").select_one(f'a[data-id="{page.pk}"]')
        assert link
        assert link["data-parent-id"] == str(space.page.pk)
    assert f"/admin/choose-page/{space.page.pk}/" in found


def test_what_waits_is_withdrawn_from_its_editor_and_not_from_a_list(
    space: Space, other_space: Space, animator: User, as_user: Any
) -> None:
    quiet, waiting = make_article(space.page), make_article(space.page)
    waiting.save_revision()
    state = waiting.get_workflow().start(waiting, space.writer).current_task_state
    state.task.specific.on_action(state, space.reviewer, "approve")
    client = as_user(animator)

    explorer = client.get(f"/admin/pages/{space.page.pk}/").content.decode()
    editor = client.get(f"/admin/pages/{waiting.pk}/edit/").content.decode()

    assert f"/admin/pages/{quiet.pk}/unpublish/" in explorer
    assert f"/admin/pages/{waiting.pk}/unpublish/" not in explorer
    assert f"/admin/pages/{waiting.pk}/unpublish/" in editor


def test_the_explorer_filters_by_type_and_not_by_the_only_site(
    space: Space, as_user: Any, structure: Structure
) -> None:
    make_article(space.page, title="Un article")
    event = make_event(space.page, title="Une rencontre")
    client, explorer = as_user(space.writer), f"/admin/pages/{space.page.pk}/"

    assert set(rows(client, f"{explorer}?content_type={event.content_type_id}")) == {
        "Une rencontre"
    }
    assert 'name="site"' not in client.get(explorer).content.decode()
    Site.objects.create(hostname="autre.example", root_page=structure.partners)
    assert 'name="site"' in client.get(explorer).content.decode()


# What is climbed to


def test_the_lowest_page_above_several(
    structure: Structure, space: Space, other_space: Space
) -> None:
    page, sibling = make_article(space.page), make_article(space.page)
    event = make_event(structure.agenda)
    wagtails = super(HubPageManager, HubPage.objects).first_common_ancestor_of

    for given in (
        [],
        [structure.home.get_parent()],
        [structure.home],
        [page],
        [page, space.page],
        [page, sibling],
        [page, other_space.page],
        [page, event],
        [structure.home.get_parent(), event],
    ):
        for itself in (True, False):
            found = HubPage.objects.first_common_ancestor_of(given, include_self=itself)
            assert found.pk == wagtails(given, include_self=itself).pk, (given, itself)
