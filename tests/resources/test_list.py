"""The list of resources."""

from __future__ import annotations

import datetime as dt

import pytest
from bs4 import BeautifulSoup
from django.http import QueryDict
from django.test import Client
from wagtail.images.tests.utils import get_test_image_file

from events.models import EventPage
from home.structure import Structure
from hub.models import HubImage, Speaker, Territory, Theme
from resources.models import PresentationPage, PublicationPage, ResourcePage
from tests.conftest import Space
from tests.factories import (
    add,
    make_document,
    make_event,
    make_presentation,
    make_publication,
    make_replay,
)
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


def test_the_list_is_filtered(resources: Structure, client: Client) -> None:
    for query, found in [
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
    ]:
        assert listed(client, query) == found


def test_a_filter_that_does_not_exist_is_said_beside_its_field(
    resources: Structure, client: Client
) -> None:
    for query, sentence in [
        ("?type=zzz", "Cette nature de ressource n'existe pas."),
        ("?type=%00", "Cette nature de ressource n'existe pas."),
        ("?theme=zzz", "Ce thème n'existe pas."),
        ("?territoire=a%00b", "Ce territoire n'existe pas."),
        ("?partenaire=zzz", "Ce partenaire n'existe pas."),
        ("?partenaire=%00", "Ce partenaire n'existe pas."),
    ]:
        answer = client.get(f"/ressources/{query}")

        assert answer.status_code == 200
        assert len(answer.context["resources"]) == 4
        assert sentence in visible_text(answer)


def test_a_page_of_results_that_does_not_exist_is_a_404(
    resources: Structure, client: Client
) -> None:
    for page in ["abc", "0", "-1", "2", "999", "%00"]:
        assert client.get(f"/ressources/?page={page}").status_code == 404


def test_a_card_shows_speakers_type_weight_and_pages(structure: Structure, client: Client) -> None:
    page = PresentationPage(title="Diapos", document=make_document())
    page.speakers = [Speaker(name="Ada Martin", organisation="Coop du Bray")]
    add(structure.resources, page)

    text = visible_text(client.get("/ressources/"))

    assert "Ada Martin, Coop du Bray" in text
    assert page.document.facts in text


@pytest.mark.parametrize("query", ["", "?tri=titre", "?theme=reemploi&tri=anciennes"])
def test_the_list_costs_the_same_at_3_and_10_resources(
    structure: Structure, space: Space, client: Client, query: str
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
    few = queries(client, f"/ressources/{query}")
    fill(10)
    many = queries(client, f"/ressources/{query}")

    assert many == few
    assert many <= LIST_BUDGET


def choices(client: Client, name: str, query: str = "") -> dict[str, str]:
    """Return the values of a filter's menu and what stands beside them."""
    soup = BeautifulSoup(client.get(f"/ressources/{query}").content, "html.parser")
    return {o["value"]: o.text for o in soup.select(f"select[name={name}] option")}


@pytest.fixture
def counted(resources: Structure) -> Structure:
    """The four resources, and two more of the same day that share a theme and an event."""
    event = make_event(resources.agenda, title="Le forum")
    theme = Theme.objects.get(name="Réemploi")
    nord = Territory.objects.get(slug="nord")
    for language in ("fr", "en"):
        make_publication(
            resources.resources,
            title=f"Élan {language}",
            kind="etude",
            language=language,
            event=event,
            territory=nord,
            themes=[theme],
            published_on=dt.date(2024, 5, 1),
        )
    return resources


def test_each_choice_says_how_many_it_leaves(counted: Structure, client: Client) -> None:
    event = EventPage.objects.get()

    assert choices(client, "type") == {
        "": "Toutes les ressources",
        "presentation": "présentation (1)",
        "replay": "replay (1)",
        "guide": "guide (1)",
        "etude": "étude ou enquête (3)",
    }
    assert choices(client, "theme") == {"": "Tous les thèmes", "reemploi": "Réemploi (3)"}
    assert choices(client, "territoire") == {
        "": "Toute la France",
        "hauts-de-france": "Hauts-de-France (3)",
        "nord": "Nord (2)",
        "oise": "Oise (1)",
    }
    assert choices(client, "partenaire") == {
        "": "Tous les partenaires",
        "coop-du-bray": "Coop du Bray (1)",
    }
    assert choices(client, "annee") == {
        "": "Toutes les années",
        "2025": "2025 (1)",
        "2024": "2024 (4)",
    }
    assert choices(client, "langue") == {
        "": "Toutes les langues",
        "fr": "français (5)",
        "en": "anglais (1)",
    }
    assert choices(client, "rencontre") == {
        "": "Toutes les rencontres",
        str(event.pk): "Le forum (2)",
    }


def test_a_count_takes_all_the_other_filters(counted: Structure, client: Client) -> None:
    query = "?type=etude&annee=2024&langue=en"

    assert choices(client, "langue", query) == {
        "": "Toutes les langues",
        "fr": "français (2)",
        "en": "anglais (1)",
    }
    assert choices(client, "type", query) == {
        "": "Toutes les ressources",
        "etude": "étude ou enquête (1)",
    }
    assert choices(client, "theme", query) == {"": "Tous les thèmes", "reemploi": "Réemploi (1)"}


def test_each_choice_leaves_as_many_as_it_says(counted: Structure, client: Client) -> None:
    for name in ["type", "theme", "territoire", "partenaire", "annee", "langue"]:
        found = choices(client, name, "?langue=fr")
        for value, label in found.items():
            answer = client.get("/ressources/", {"langue": "fr", name: value})
            if value:
                assert label.endswith(f"({answer.context['resources'].paginator.count})"), label


def test_a_choice_without_any_stays_while_it_is_set(counted: Structure, client: Client) -> None:
    assert choices(client, "type", "?type=loi")["loi"] == "texte de loi (0)"


def test_an_event_that_visitors_do_not_see_is_no_choice(
    structure: Structure, client: Client
) -> None:
    hidden = make_event(structure.agenda, title="Secret")
    hidden.view_restrictions.create(restriction_type="login")
    make_publication(structure.resources, event=hidden)

    assert choices(client, "rencontre") == {"": "Toutes les rencontres"}
    assert "Secret" not in visible_text(client.get("/ressources/"))
    answer = client.get(f"/ressources/?rencontre={hidden.pk}")
    assert "Cette rencontre n'existe pas." in visible_text(answer)


def test_the_list_is_sorted(counted: Structure, client: Client) -> None:
    for query, found in [
        ("?annee=2024", ["Élan en", "Élan fr", "Étude", "Diapos"]),
        ("?annee=2024&langue=en", ["Élan en"]),
        ("?annee=2024&tri=anciennes", ["Diapos", "Étude", "Élan en", "Élan fr"]),
        ("?annee=2024&tri=titre", ["Diapos", "Élan en", "Élan fr", "Étude"]),
        ("?tri=titre", ["Diapos", "Élan en", "Élan fr", "Étude", "Film", "Guide"]),
    ]:
        assert listed(client, query) == found


def test_a_value_that_is_none_is_said(counted: Structure, client: Client) -> None:
    for query, sentence in [
        ("?annee=abc", "Cette année n'existe pas."),
        ("?annee=99999999999999999999", "Cette année n'existe pas."),
        ("?langue=%00", "Cette langue n'existe pas."),
        ("?rencontre=%27", "Cette rencontre n'existe pas."),
        ("?tri=zzz", "Cet ordre n'existe pas."),
    ]:
        answer = client.get(f"/ressources/{query}")

        assert answer.context["resources"].paginator.count == 6
        assert sentence in visible_text(answer)


def test_the_order_and_the_favourites_outlive_a_page_of_results(
    structure: Structure, client: Client
) -> None:
    for number in range(21):
        make_publication(structure.resources, title=f"Guide {number:02}")

    answer = client.get("/ressources/?tri=titre&r=7&page=2")

    assert titles(answer.context["resources"]) == ["Guide 20"]
    soup = BeautifulSoup(answer.content, "html.parser")
    previous = QueryDict(str(soup.select("a[rel=prev]")[0]["href"]).removeprefix("?"))
    assert previous.dict() == {"page": "1", "tri": "titre", "r": "7"}
