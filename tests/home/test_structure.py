from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Site,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from home.models import ArticlePage, HomePage
from home.structure import Structure, build_structure, is_bare
from hub.models import HubPage, Theme
from poles.models import PolePage
from resources.models import PresentationPage
from tests.conftest import Space
from tests.factories import (
    add,
    make_article,
    make_document,
    make_event,
    make_pole,
    make_presentation,
)
from tests.lists import LIST_BUDGET, queries, titles, visible_text


def counts() -> list[int]:
    models = [
        *(HubPage, Site, Group, Collection, Workflow, WorkflowTask, WorkflowPage),
        *(GroupPagePermission, GroupCollectionPermission),
    ]
    return [model.objects.count() for model in models]


def test_a_hub_has_its_first_pages_and_no_other(structure: Structure) -> None:
    pages = HubPage.objects.filter(depth__gt=1).order_by("path")

    assert [(page.specific_class.__name__, page.url, page.live) for page in pages] == [
        ("HomePage", "/", True),
        ("PoleIndexPage", "/poles/", True),
        ("EventIndexPage", "/agenda/", True),
        ("ResourceIndexPage", "/ressources/", True),
        ("PartnerIndexPage", "/partenaires/", True),
    ]


def test_building_again_changes_nothing(structure: Structure, space: Space) -> None:
    HubPage.objects.filter(pk=structure.poles.pk).update(title="Nos pôles", slug="nos-poles")
    before = counts()

    again = build_structure()

    assert counts() == before
    assert (again.home, again.agenda) == (structure.home, structure.agenda)
    assert (again.poles.title, again.poles.slug) == ("Nos pôles", "nos-poles")


def test_building_again_makes_what_was_deleted(structure: Structure) -> None:
    structure.agenda.delete()

    again = build_structure()

    assert again.agenda.live
    assert again.agenda.url == "/agenda/"


def test_the_site_is_that_of_the_base_url(bare: None, settings: Any) -> None:
    settings.BASE_URL = "https://www.exemple.fr"

    structure = build_structure()

    site = Site.objects.get()
    assert (site.hostname, site.port, site.root_page_id) == (
        "www.exemple.fr",
        443,
        structure.home.pk,
    )
    assert HubPage.objects.get(pk=structure.poles.pk).full_url == "https://www.exemple.fr/poles/"


def test_the_setup_command_may_run_twice(bare: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("setup")
    before = counts()

    call_command("setup")

    assert counts() == before
    assert "Le site est prêt." in capsys.readouterr().out


def test_a_site_is_bare_until_it_has_a_page_of_its_own(structure: Structure) -> None:
    assert is_bare()

    make_article(structure.home, live=False)

    assert not is_bare()


def test_a_site_with_a_partner_is_not_bare(space: Space) -> None:
    assert not is_bare()


def test_the_first_pages_are_in_the_menu(structure: Structure, client: Client) -> None:
    answer = client.get("/")

    text = visible_text(answer)
    for title in ("Les pôles", "Agenda", "Ressources", "Partenaires"):
        assert title in text


# The home page


def test_the_home_page_of_an_empty_hub_opens(structure: Structure, client: Client) -> None:
    assert client.get("/").status_code == 200


def test_the_home_page_shows_what_comes_and_what_is_new(
    structure: Structure, space: Space, client: Client
) -> None:
    today = dt.date.today()
    for days in (5, 1, 3, 2, 4, -3):
        make_event(
            structure.agenda, title=f"Dans {days} jours", start_date=today + dt.timedelta(days=days)
        )
    for year in (2020, 2024, 2022, 2021, 2023):
        make_presentation(
            space.page, title=f"Diapos {year}", published_on=dt.date(year, 1, 1), summary="x"
        )
    make_presentation(space.page, title="Sans date")
    make_presentation(space.page, title="Brouillon", live=False)

    answer = client.get("/")

    assert [o.event.title for o in answer.context["occurrences"]] == [
        f"Dans {days} jours" for days in (1, 2, 3, 4)
    ]
    assert titles(answer.context["resources"]) == [
        f"Diapos {year}" for year in (2024, 2023, 2022, 2021)
    ]
    assert "Brouillon" not in visible_text(answer)


def test_the_featured_page_is_shown_while_it_is_published(
    structure: Structure, client: Client
) -> None:
    article = make_article(structure.home, title="À lire d'abord", summary="Le chapô.")
    home = HomePage.objects.get()
    home.featured = HubPage.objects.get(pk=article.pk)
    home.save_revision().publish()
    assert "À lire d'abord" in visible_text(client.get("/"))

    article.unpublish()

    assert "À lire d'abord" not in visible_text(client.get("/"))


def test_a_private_featured_page_is_not_shown(structure: Structure, client: Client) -> None:
    article = make_article(structure.home, title="À lire d'abord")
    home = HomePage.objects.get()
    home.featured = HubPage.objects.get(pk=article.pk)
    home.save_revision().publish()

    article.view_restrictions.create(restriction_type="login")

    assert "À lire d'abord" not in visible_text(client.get("/"))


def test_the_home_page_costs_the_same_at_3_and_10_pages(
    structure: Structure, space: Space, client: Client
) -> None:
    document = make_document()
    theme = Theme.objects.create(name="Réemploi")

    def fill(number: int) -> None:
        for n in range(PolePage.objects.count(), number):
            make_pole(structure.poles, title=f"Pôle {n}", latitude=49, longitude=2)
            page = PresentationPage(title=f"Diapos {n}", document=document, partner=space.partner)
            page.themes = [theme]
            add(structure.resources, page)
            make_event(structure.agenda, title=f"Rencontre {n}")

    fill(4)
    few = queries(client, "/")
    fill(10)
    many = queries(client, "/")

    assert many == few
    assert many <= LIST_BUDGET


def test_the_page_of_a_partner_costs_the_same_at_3_and_10_pages(
    structure: Structure, space: Space, client: Client
) -> None:
    def fill(number: int) -> None:
        for n in range(ArticlePage.objects.count(), number):
            make_article(space.page, title=f"Article {n}")

    fill(3)
    few = queries(client, space.page.url)
    fill(10)
    many = queries(client, space.page.url)

    assert many - few <= 1  # the breadcrumbs of the pagination ask nothing more
    assert many <= LIST_BUDGET
