"""Every address of the site, as each role, with the objects of one partner and of another.

The addresses come from the URL resolver, the verdicts from ``verdicts``, the objects
from ``world``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.messages import get_messages
from django.db import transaction
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import URLResolver, get_resolver, reverse
from wagtail.admin.views.bulk_action.registry import bulk_action_registry

from events.models import EventIndexPage
from home.models import HomePage
from home.structure import Structure
from hub.models import User
from partners.models import PartnerIndexPage
from partners.spaces import network_team
from poles.models import PoleIndexPage
from resources.models import ResourceIndexPage
from tests.partners.verdicts import (
    ADMINISTRATOR,
    BULK_VERDICTS,
    NAMES,
    REVIEWER,
    ROLES,
    STRANGE_REVIEWER,
    STRANGER,
    STRANGERS,
    TEAM,
    VERDICTS,
    VISITOR,
    WRITER,
    Verdict,
)
from tests.partners.world import Holding, fingerprint, make_holding, make_shared

pytestmark = pytest.mark.django_db

LOGIN, HOME = "/admin/login/", "/admin/"


@dataclass
class World:
    """Two partners, the objects of the first, and a client for each role."""

    mine: Holding
    theirs: Holding
    objects: dict[str, Any]
    clients: dict[str, Client]
    cookies: dict[str, str]

    def fill(self, name: str) -> Any:
        """Return what stands for a word of a verdict: an object's number, or the word itself."""
        found = self.objects.get(name, name)
        return found.pk if isinstance(found, Model) else found

    def secrets(self, role: str) -> list[str]:
        """Return the words that ``role`` must read nowhere."""
        if role == VISITOR:
            return self.mine.secrets + self.theirs.secrets
        if role in STRANGERS:
            return self.mine.secrets
        return self.theirs.secrets if role in {WRITER, REVIEWER} else []


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
def _files(settings: Any, request: pytest.FixtureRequest) -> None:
    """Find the files of the world, where each test has its own folder for them."""
    if "world" in request.fixturenames:
        settings.MEDIA_ROOT = Path(request.getfixturevalue("world").objects["media"])


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
        WRITER: mine.space.writer,
        REVIEWER: mine.space.reviewer,
        STRANGER: theirs.space.writer,
        STRANGE_REVIEWER: theirs.space.reviewer,
        TEAM: animator,
        ADMINISTRATOR: User.objects.create_superuser("administration@reseau.example", "secret"),
    }
    clients = {role: Client(raise_request_exception=False) for role in ROLES}
    for role, user in people.items():
        clients[role].force_login(user)
    session = django_settings.SESSION_COOKIE_NAME
    cookies = {role: clients[role].cookies[session].value for role in people}
    return World(mine, theirs, mine.objects | make_shared(), clients, cookies)


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


def ask(world: World, role: str, method: str, url: str, data: Any = None) -> HttpResponse:
    """Send a request as ``role``, without what an earlier one left in its cookies."""
    client = world.clients[role]
    client.cookies = SimpleCookie()
    if role in world.cookies:
        client.cookies[django_settings.SESSION_COOKIE_NAME] = world.cookies[role]
    with transaction.atomic():
        answer: HttpResponse = getattr(client, method)(url, data)
        answer.seen = words_of(answer)
        transaction.set_rollback(True)
    return answer


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
    failures: list[str] = []
    before = fingerprint()
    for line, url, query, filled in urls_of(world, name):
        for role in roles_of(line, world, filled):
            failures += judge(world, role, line, url, query)
    if fingerprint() != before:
        failures.append("something changed")
    assert not failures, "\n".join(["", *failures])


def judge(world: World, role: str, line: Verdict, url: str, query: dict[str, Any]) -> list[str]:
    """Return what is wrong in the answers that ``role`` gets."""
    may = role in line.answers
    cell = f"{role} [{line}] {url}"
    wrong: list[str] = []
    requests = [("get", query)] if line.post is None else []
    if line.post is not None or not may:
        requests.append(("post", {k: world.fill(v) for k, v in (line.post or {}).items()}))
    for method, data in requests:
        answer = ask(world, role, method, url, data)
        status = f"{method} {cell}: {answer.status_code}"
        if may and not opened(answer):
            wrong.append(f"{status}, expected an answer")
        if not may and not (refused(answer) or answer.status_code in {400, 405}):
            wrong.append(f"{status}, expected a refusal")
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
    before = fingerprint()
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
    if fingerprint() != before:
        failures.append("something changed")
    assert not failures, "\n".join(["", *failures])


def test_the_matrix_has_its_cells(world: World) -> None:
    cells = sum(
        len(roles_of(line, world, filled))
        for name in sorted(VERDICTS)
        for line, _url, _query, filled in urls_of(world, name)
    ) + sum(
        len(roles_of(line, world, list(line.get.values())))
        for found in BULK_VERDICTS.values()
        for line in found
    )

    assert cells >= 1000
