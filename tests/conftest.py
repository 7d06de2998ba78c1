"""Fixtures of the whole suite: the tree, a partner with its people, another one, the network."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from wagtail.models import Site

from events.models import EventIndexPage
from home.models import HomePage
from home.structure import Structure, build_structure
from hub.models import HubPage, Partner, PartnerKind, PartnerLevel, User
from partners.models import PartnerIndexPage, PartnerPage
from partners.spaces import network_team, open_space
from poles.models import PoleIndexPage
from resources.models import ResourceIndexPage

# Playwright's event loop goes on after its tests, and Django would refuse the ORM beside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
IN_CI = os.environ.get("CI", "").lower() == "true"


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the browser's tests, in one process, with one site to serve them.

    The other processes run the rest meanwhile.
    """
    items.sort(key=lambda item: "e2e" not in item.path.parts)
    for item in items:
        if "e2e" in item.path.parts:
            item.add_marker(pytest.mark.xdist_group("browser"))


def pytest_collection_finish() -> None:
    """Spare the collector what is there for the whole session: a fifth of its time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000)


@pytest.fixture(autouse=True)
def _own_files(request: pytest.FixtureRequest, settings: Any, tmp_path: Path) -> Iterator[None]:
    """Give each test its own media folder, cache and fast passwords.

    A third of what a publication costs is the search's index: it is kept for those that search.
    """
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    backend = settings.WAGTAILSEARCH_BACKENDS["default"]
    indexed = request.node.get_closest_marker("search_index") is not None
    settings.WAGTAILSEARCH_BACKENDS = {"default": backend | {"AUTO_UPDATE": indexed}}
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Build the structure once, beside the tables: each test finds it, as a site in use does."""
    with django_db_blocker.unblock():
        build_structure()


@pytest.fixture
def structure(db: None) -> Structure:
    """The home page and the four index pages."""
    return Structure(
        home=HomePage.objects.get(),
        agenda=EventIndexPage.objects.get(),
        poles=PoleIndexPage.objects.get(),
        resources=ResourceIndexPage.objects.get(),
        partners=PartnerIndexPage.objects.get(),
    )


@pytest.fixture
def bare(structure: Structure) -> None:
    """A site before its structure: no home page, nothing below."""
    Site.objects.update(root_page=HubPage.get_first_root_node(), hostname="localhost", port=80)
    structure.home.delete()


@dataclass(frozen=True)
class Space:
    """A partner, its page and its people."""

    partner: Partner
    page: PartnerPage
    writer: User
    reviewer: User


def make_space(structure: Structure, name: str) -> Space:
    """Make a partner of ``name`` with its space, a writer and a reviewer."""
    partner = Partner.objects.create(
        name=name, kind=PartnerKind.NETWORK, level=PartnerLevel.REGIONAL
    )
    page = open_space(partner, structure.partners)
    partner.refresh_from_db()
    people = []
    for role, group in (("redaction", partner.writers), ("relecture", partner.reviewers)):
        assert group
        user = User.objects.create_user(f"{role}@{partner.slug}.example", "secret")
        user.groups.add(group)
        people.append(user)
    return Space(partner, PartnerPage.objects.get(pk=page.pk), *people)


@pytest.fixture
def space(structure: Structure) -> Space:
    """A partner with its people."""
    return make_space(structure, "Coop du Bray")


@pytest.fixture
def other_space(structure: Structure) -> Space:
    """Another partner, whose people are strangers to the first."""
    return make_space(structure, "Fabrique du Littoral")


@pytest.fixture
def animator(structure: Structure) -> User:
    """A person of the network's team."""
    user = User.objects.create_user("animation@reseau.example", "secret")
    user.groups.add(network_team())
    return user


@pytest.fixture
def administrator(db: None) -> User:
    """Who may do everything."""
    return User.objects.create_superuser("administration@reseau.example", "secret")


@pytest.fixture
def as_user() -> Any:
    """Return a function that gives the browser-like client of a user."""

    def client_of(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return client_of
