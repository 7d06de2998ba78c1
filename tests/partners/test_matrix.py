"""Every address of the site, as each role, with the objects of one partner and of another.

The addresses come from the URL resolver, the verdicts from ``verdicts``, the objects
from ``world``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import get_messages
from django.db import connection, transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import URLResolver, get_resolver, reverse
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.users.models import UserProfile

from events.models import EventIndexPage
from home.models import HomePage
from home.structure import Structure
from hub.models import Session, User
from partners.models import PartnerIndexPage
from partners.spaces import network_team
from poles.models import PoleIndexPage
from resources.models import ResourceIndexPage
from tests.partners.roles import (
    ADMINISTRATOR,
    NAMES,
    NETWORK,
    REVIEWER,
    ROLES,
    STRANGE_REVIEWER,
    STRANGER,
    STRANGERS,
    TEAM,
    VISITOR,
    WRITER,
    Verdict,
)
from tests.partners.verdicts import BULK_VERDICTS, VERDICTS
from tests.partners.world import (
    SENDER,
    Holding,
    make_holding,
    make_invitation,
    make_proposals,
    make_published,
    make_reviewed,
    make_shared,
)

pytestmark = pytest.mark.django_db

LOGIN, HOME = "/admin/login/", "/admin/"
WRITE = re.compile(r'(?:INSERT|REPLACE|UPDATE|DELETE)[^"]*"(\w+)"')
# What any answer may write: that somebody was here, and what the next page tells them.
KEPT = {Session._meta.db_table}


class Browser(Client):
    """A client of one person, at half the cost of Django's.

    It keeps neither cookies nor what each template was given, and it brings the person with what
    never changes here, their profile and their permissions, for ``person_of``.
    """

    def __init__(self, person: User | AnonymousUser) -> None:
        own_page = {"sec-fetch-site": "same-origin"}
        super().__init__(headers=own_page, raise_request_exception=False)
        self.person = person
        if isinstance(person, User):
            self.force_login(person)
            UserProfile.get_for_user(person)
            person.get_all_permissions()

    def request(self, **request: Any) -> Any:
        return self.handler(self._base_environ(**request) | {"person": self.person})


def person_of(request: HttpRequest) -> User | AnonymousUser:
    """Return whose request it is; a preview makes one of its own, and the database says whose."""
    person = request.META.get("person")
    return copy(person) if person else get_user(request)


@dataclass
class World:
    """Two partners, the objects of the first, and a client for each role."""

    mine: Holding
    theirs: Holding
    objects: dict[str, Any]
    clients: dict[str, Browser]
    savepoint: str = ""  # to which what a request wrote is undone

    def fill(self, name: str) -> Any:
        """Return what stands for a word of a verdict: an object's number, or the word itself."""
        found = self.objects.get(name, name)
        if hasattr(found, "seek"):  # a file, which was sent before
            found.seek(0)
        return found.pk if isinstance(found, Model) else found

    def secrets(self, role: str) -> list[str]:
        """Return the words that ``role`` must read nowhere."""
        if role in NETWORK:
            return []
        if role == VISITOR:
            return [SENDER, *self.mine.secrets, *self.theirs.secrets]
        return [SENDER, *(self.mine if role in STRANGERS else self.theirs).secrets]


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """Make the world once for all addresses: each request of them is rolled back."""
    fast = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    media = tmp_path_factory.mktemp("media")
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=media, PASSWORD_HASHERS=fast),
        transaction.atomic(),
    ):
        made = _make_world()
        made.objects["media"] = str(media)
        yield made
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _at_home(
    db: None, settings: Any, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """Find the files of the world, where each test has its own folder for them, and its people."""
    if "world" in request.fixturenames:
        world = request.getfixturevalue("world")
        world.savepoint = transaction.savepoint()
        settings.MEDIA_ROOT = Path(world.objects["media"])
        monkeypatch.setattr("hub.accounts.middleware.get_user", person_of)


def _make_world() -> World:
    structure = Structure(
        home=HomePage.objects.get(),
        agenda=EventIndexPage.objects.get(),
        poles=PoleIndexPage.objects.get(),
        resources=ResourceIndexPage.objects.get(),
        partners=PartnerIndexPage.objects.get(),
    )
    mine = make_holding(structure, "Coop du Bray", "Zibeline")
    theirs = make_holding(structure, "Fabrique du Littoral", "Quetzal")
    animator = User.objects.create_user("animation@reseau.example", "secret")
    animator.groups.add(network_team())
    people = {
        VISITOR: AnonymousUser(),
        WRITER: mine.space.writer,
        REVIEWER: mine.space.reviewer,
        STRANGER: theirs.space.writer,
        STRANGE_REVIEWER: theirs.space.reviewer,
        TEAM: animator,
        ADMINISTRATOR: User.objects.create_superuser("administration@reseau.example", "secret"),
    }
    mine.objects |= make_published(mine) | make_reviewed(mine, theirs.space)
    mine.objects |= make_invitation(mine.space)
    objects = mine.objects | make_shared() | make_proposals()
    clients = {
        role: Browser(User.objects.get(pk=person.pk) if person.pk else person)
        for role, person in people.items()
    }
    return World(mine, theirs, objects, clients)


# The addresses


def walk(patterns: list[Any], route: str = "", namespace: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the name of each address, or its route where it has none, and its arguments."""
    for pattern in patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from walk(pattern.url_patterns, here, inner)
        else:
            name = f"{namespace}{pattern.name}" if pattern.name else here
            yield name, frozenset(pattern.pattern.regex.groupindex)


def addresses() -> set[tuple[str, frozenset[str]]]:
    """Return every address of the resolver, its arguments gathered from what stands above it."""
    return set(walk(get_resolver().url_patterns))


def lines(name: str) -> list[Verdict]:
    found = VERDICTS.get(name, [])
    return found if isinstance(found, list) else [found]


def arguments(name: str, line: Verdict, wanted: frozenset[str]) -> dict[str, str]:
    return {argument: line.objects.get(argument, NAMES.get(argument, "")) for argument in wanted}


def test_every_address_has_a_verdict() -> None:
    names = {name for name, _arguments in addresses() if name != "wagtail_bulk_action"}

    assert names - set(VERDICTS) == set(), "give them a line in tests/partners/verdicts.py"
    assert set(VERDICTS) - names == set(), "no such address"


def test_every_verdict_fills_its_address() -> None:
    for name, wanted in addresses():
        if name == "wagtail_bulk_action" or any(line.path for line in lines(name)):
            continue
        full = [line for line in lines(name) if set(line.objects) <= wanted]
        assert any(all(arguments(name, line, wanted).values()) for line in full), (name, wanted)


def test_every_action_on_several_rows_has_a_verdict() -> None:
    bulk_action_registry._scan_for_bulk_actions()

    actions = {
        (app, model, action)
        for app, models in bulk_action_registry.actions.items()
        for model, found in models.items()
        for action in found
    }

    assert actions == set(BULK_VERDICTS)


# The walk


def roles_of(line: Verdict, world: World, filled: list[str]) -> list[str]:
    """Return the roles that differ: without an object, one partner's people are as another's."""
    if any(name in world.mine.objects for name in filled):
        return ROLES
    return [role for role in ROLES if role not in {STRANGER, STRANGE_REVIEWER}]


def cells(world: World, name: str) -> Iterator[tuple[str, Verdict, str, dict[str, Any]]]:
    """Yield each role with each line of ``name``, its address and its query.

    The network has no own objects and no others': of lines that differ in nothing else, it is
    asked one.
    """
    asked = set()
    for line, url, query, filled in urls_of(world, name):
        words = [word for word in filled if word not in world.objects]
        for role in roles_of(line, world, filled):
            cell = (role, role in line.answers, line.post is None, *line.get, *words)
            if role not in NETWORK or cell not in asked:
                yield role, line, url, query
            asked.add(cell)


def ask(world: World, role: str, method: str, url: str, data: Any = None) -> HttpResponse:
    """Send a request as ``role``; undo what it wrote, and note in which tables."""
    with writes() as tables:
        answer: HttpResponse = getattr(world.clients[role], method)(url, data)
        answer.seen = words_of(answer)
    if tables or answer.status_code >= 500:
        transaction.savepoint_rollback(world.savepoint)
    answer.written = tables - KEPT
    return answer


@contextmanager
def writes() -> Iterator[set[str]]:
    """Gather the names of the tables that are written to meanwhile."""
    tables: set[str] = set()

    def note(execute: Any, sql: str, *arguments: Any) -> Any:
        if found := WRITE.match(sql):
            tables.add(found[1])
        return execute(sql, *arguments)

    with connection.execute_wrapper(note):
        yield tables


def words_of(answer: HttpResponse) -> str:
    """Return all that a browser receives: body, headers and the messages of the next page."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    request = getattr(answer, "wsgi_request", None)
    said = [str(message) for message in get_messages(request)] if request else []
    return " ".join([body.decode(errors="replace"), str(answer.headers), *said]).lower()


def refused(answer: HttpResponse) -> bool:
    """Whether the answer is: log in, go home, not allowed, not here."""
    if answer.status_code in {301, 302}:
        return answer["Location"].startswith(LOGIN) or answer["Location"] == HOME
    return answer.status_code in {403, 404, 410}


def opened(answer: HttpResponse) -> bool:
    return answer.status_code < 400 and not refused(answer)


def urls_of(world: World, name: str) -> Iterator[tuple[Verdict, str, dict[str, Any], list[str]]]:
    """Yield each line of ``name`` with its address, its query and the objects in them."""
    wanted_by_name = sorted((wanted for found, wanted in addresses() if found == name), key=len)
    for line in lines(name):
        query = {key: world.fill(value) for key, value in line.get.items()}
        if line.path:
            yield line, world.fill(line.path), query, [line.path, *line.get.values()]
            continue
        wanted = next(
            w
            for w in wanted_by_name
            if set(line.objects) <= w and all(arguments(name, line, w).values())
        )
        names = arguments(name, line, wanted)
        url = reverse(name, kwargs={key: world.fill(value) for key, value in names.items()})
        yield line, url, query, [*names.values(), *line.get.values()]


@pytest.mark.parametrize("name", sorted(VERDICTS))
def test_an_address_answers_those_it_is_for(world: World, name: str) -> None:
    failures = [wrong for cell in cells(world, name) for wrong in judge(world, *cell)]
    assert not failures, "\n".join(["", *failures])


def judge(world: World, role: str, line: Verdict, url: str, query: dict[str, Any]) -> list[str]:
    """Return what is wrong in the answers that ``role`` gets.

    Who reviews may all that who writes may: what is refused to both on GET, and to the former on
    POST, is not posted once more by the latter.
    """
    may = role in line.answers
    cell = f"{role} [{line}] {url}"
    wrong: list[str] = []
    requests = [("get", query)] if line.post is None else []
    if line.post is not None or not (may or role in {WRITER, STRANGER}):
        requests.append(("post", {k: world.fill(v) for k, v in (line.post or {}).items()}))
    for method, data in requests:
        answer = ask(world, role, method, url, data)
        status = f"{method} {cell}: {answer.status_code}"
        if may and not opened(answer):
            wrong.append(f"{status}, expected an answer")
        if not may and not (refused(answer) or answer.status_code in {400, 405}):
            wrong.append(f"{status}, expected a refusal")
        if not may and answer.written:
            wrong.append(f"{status}, wrote to {sorted(answer.written)}")
        if answer.status_code >= 500:
            wrong.append(f"{status}, an error of the server")
        wrong += [f"{status} shows {word}" for word in world.secrets(role) if word in answer.seen]
    return wrong


@pytest.mark.parametrize("key", sorted(BULK_VERDICTS), ids="-".join)
def test_an_action_on_several_rows_names_ones_own_alone(
    world: World, key: tuple[str, str, str]
) -> None:
    url = reverse("wagtail_bulk_action", args=key)
    failures: list[str] = []
    for line in BULK_VERDICTS[key]:
        row = world.objects[line.get["id"]]
        query = f"?id={row.pk}"
        for role in roles_of(line, world, list(line.get.values())):
            shown = ask(world, role, "get", url + query)
            offered = str(row).lower() in shown.seen
            if offered != (role in line.answers):
                failures.append(f"{role} {line}: {shown.status_code}, offered: {offered}")
            failures += [
                f"{role} {line} shows {word}" for word in world.secrets(role) if word in shown.seen
            ]
            if role not in line.answers:
                done = ask(world, role, "post", url + query)
                failures += [
                    f"{role} {line} shows {w}" for w in world.secrets(role) if w in done.seen
                ]
                if done.written:
                    failures.append(f"{role} {line} wrote to {sorted(done.written)}")
    assert not failures, "\n".join(["", *failures])


def test_the_matrix_has_its_cells(world: World) -> None:
    found = sum(len(list(cells(world, name))) for name in VERDICTS) + sum(
        len(roles_of(line, world, list(line.get.values())))
        for several in BULK_VERDICTS.values()
        for line in several
    )

    assert found >= 1800
