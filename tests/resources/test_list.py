"""The list of resources."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from wagtail.images.tests.utils import get_test_image_file

from home.structure import Structure
from hub.models import HubImage, Speaker, Territory, Theme
from resources.models import PresentationPage, PublicationPage, ResourcePage
from tests.conftest import Space
from tests.factories import add, make_document, make_presentation, make_publication, make_replay
from tests.lists import LIST_BUDGET, queries, titles, visible_text


@pytest.fixture
def resources(structure: Structure, space: Space) -> Structure:
    """Four resources, a draft and a private one."""
    theme = Theme.objects.create(name="Réemploi")
    oise = Territory.objects.get(slug="oise")
    make_presentation(space.page, title="Diapos", published_on=dt.date(2024, 1, 1))
    make_replay(structure.resources, title="Film", territory=oise)
    guide = PublicationPage(
        title="Guide", kind="guide", url_elsewhere="https://example.org/", published_year=2025
    )
    guide.themes = [theme]
    add(structure.resources, guide)
    make_publication(
        structure.resources, title="Étude", kind="etude", published_on=dt.date(2024, 1, 2)
    )
    make_publication(structure.resources, title="Brouillon", live=False)
    private = make_publication(structure.resources, title="Privé")
    private.view_restrictions.create(restriction_type="login")
    return structure


def listed(client: Client, query: str = "") -> list[str]:
    answer = client.get(f"/ressources/{query}")
    assert answer.status_code == 200
    return titles(answer.context["resources"])


def test_the_newest_come_first_and_the_undated_last(resources: Structure, client: Client) -> None:
    answer = client.get("/ressources/")

    assert titles(answer.context["resources"]) == ["Guide", "Étude", "Diapos", "Film"]
    text = visible_text(answer)
    assert "Brouillon" not in text
    assert "Privé" not in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?type=presentation", ["Diapos"]),
        ("?type=replay", ["Film"]),
        ("?type=guide", ["Guide"]),
        ("?type=loi", []),
        ("?theme=reemploi", ["Guide"]),
        ("?territoire=oise", ["Film"]),
        ("?territoire=hauts-de-france", ["Film"]),
        ("?partenaire=coop-du-bray", ["Diapos"]),
        ("?partenaire=coop-du-bray&type=replay", []),
        ("?type=", ["Guide", "Étude", "Diapos", "Film"]),
    ],
)
def test_the_list_is_filtered(
    resources: Structure, client: Client, query: str, found: list[str]
) -> None:
    assert listed(client, query) == found


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?type=zzz", "Cette nature de ressource n'existe pas."),
        ("?type=%00", "Cette nature de ressource n'existe pas."),
        ("?theme=zzz", "Ce thème n'existe pas."),
        ("?territoire=a%00b", "Ce territoire n'existe pas."),
        ("?partenaire=zzz", "Ce partenaire n'existe pas."),
        ("?partenaire=%00", "Ce partenaire n'existe pas."),
    ],
)
def test_a_filter_that_does_not_exist_is_said_beside_its_field(
    resources: Structure, client: Client, query: str, sentence: str
) -> None:
    answer = client.get(f"/ressources/{query}")

    assert answer.status_code == 200
    assert len(answer.context["resources"]) == 4
    assert sentence in visible_text(answer)


@pytest.mark.parametrize("page", ["abc", "0", "-1", "2", "999", "%00"])
def test_a_page_of_results_that_does_not_exist_is_a_404(
    resources: Structure, client: Client, page: str
) -> None:
    assert client.get(f"/ressources/?page={page}").status_code == 404


def test_a_card_shows_speakers_type_weight_and_pages(structure: Structure, client: Client) -> None:
    page = PresentationPage(title="Diapos", document=make_document())
    page.speakers = [Speaker(name="Ada Martin", organisation="Coop du Bray")]
    add(structure.resources, page)

    text = visible_text(client.get("/ressources/"))

    assert "Ada Martin, Coop du Bray" in text
    assert page.document.facts in text


def test_the_list_costs_the_same_at_3_and_60_resources(
    structure: Structure, space: Space, client: Client
) -> None:
    image = HubImage.objects.create(title="x", file=get_test_image_file(), description="Une ruche")
    theme = Theme.objects.create(name="Réemploi")
    document = make_document()

    def fill(number: int) -> None:
        for n in range(ResourcePage.objects.count(), number):
            page = PresentationPage(
                title=f"Diapos {n}", document=document, image=image, partner=space.partner
            )
            page.themes = [theme]
            page.speakers = [Speaker(name="Ada Martin")]
            add(structure.resources, page)

    fill(3)
    few = queries(client, "/ressources/")
    fill(60)
    many = queries(client, "/ressources/")

    assert many == few
    assert many <= LIST_BUDGET
