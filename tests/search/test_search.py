"""The search of the whole site, the same on SQLite and PostgreSQL."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from wagtail.images.tests.utils import get_test_image_file
from wagtail.search.models import IndexEntry

from home.models import ArticlePage
from home.structure import Structure
from hub.models import HubImage, HubPage, Partner, Speaker, Territory, Theme
from resources.models import PresentationPage
from tests.conftest import Space
from tests.factories import (
    add,
    make_article,
    make_document,
    make_event,
    make_pole,
    make_publication,
    make_replay,
)
from tests.lists import LIST_BUDGET, queries, titles, visible_text
from tests.transactions import commit

pytestmark = pytest.mark.search_index


def search(client: Client, q: str, **more: str) -> Any:
    answer = client.get("/recherche/?" + urlencode({"q": q, **more}))
    assert answer.status_code == 200, q
    return answer


def found(client: Client, q: str, **more: str) -> set[str]:
    """Return the titles found."""
    results = search(client, q, **more).context["results"]
    return set() if results is None else set(titles(results))


@pytest.fixture
def articles(structure: Structure) -> Structure:
    """Three articles that look alike, a draft and a private one that match them all."""
    for title in ("Pôles territoriaux de coopération", "À l'œuvre", "Les ruches du toit"):
        make_article(structure.home, title=title)
    everything = "Brouillon pôle coopération œuvre ruche"
    make_article(structure.home, title=everything, live=False)
    private = make_article(structure.home, title=everything.replace("Brouillon", "Privé"))
    private.view_restrictions.create(restriction_type="login")
    make_article(private, title=everything.replace("Brouillon", "Caché"))
    return structure


def test_words_are_found_whatever_their_accents_and_endings(
    articles: Structure, client: Client
) -> None:
    for query, title in [
        ("pole cooperation", "Pôles territoriaux de coopération"),
        ("pôle coopération", "Pôles territoriaux de coopération"),
        ("PÔLE TERRITORIAL", "Pôles territoriaux de coopération"),
        ("territorial", "Pôles territoriaux de coopération"),
        ("oeuvre", "À l'œuvre"),
        ("œuvres", "À l'œuvre"),
        ("l'oeuvre", "À l'œuvre"),
        ("ruche", "Les ruches du toit"),
        ('"ruches"', "Les ruches du toit"),
        ("ruche\x00", "Les ruches du toit"),
        ("  ruche   toit ", "Les ruches du toit"),
    ]:
        assert found(client, query) == {title}


def test_all_the_words_must_match(articles: Structure, client: Client) -> None:
    assert found(client, "ruche coopération") == set()


def test_no_query_is_an_error(articles: Structure, client: Client) -> None:
    for query in [
        *('"', '""', "'", "\\", "%", "_", "*", "( OR", "NEAR(", "a:b", "^", "-", "--", "{x}"),
        *("\x00", "   ", "\t\n", "!?…", "« »", "🐝", "é" * 10_000, "ruche " * 2000, "<b>", "&"),
        *("AND", "OR", "NOT", "NEAR", "ruche AND", "ruche*", "ruche:*", "!ruche", "a & b | c"),
        *("<" * 100 + "a" + ">" * 100, "中文", "العربية", "\ud7ff\ue000", "e\u0301cole", "null"),
    ]:
        assert search(client, query).status_code == 200


def test_a_query_without_words_finds_nothing_and_asks_for_some(
    articles: Structure, client: Client
) -> None:
    for query in ["", "   ", '"', "!?…", "\x00", "« »"]:
        answer = search(client, query)

        assert answer.context["results"] is None
        assert answer.context["facets"] == []


def test_without_a_query_the_page_opens(articles: Structure, client: Client) -> None:
    assert client.get("/recherche/").status_code == 200


def test_a_query_is_shown_escaped_and_without_control_characters(
    articles: Structure, client: Client
) -> None:
    answer = search(client, "<script>alert(1)</script>\x00")

    assert "<script>alert(1)" not in answer.content.decode()
    assert answer.context["query"] == "<script>alert(1)</script>"


def test_drafts_and_private_pages_are_never_found(articles: Structure, client: Client) -> None:
    answer = search(client, "ruche")

    text = visible_text(answer)
    assert {word in text for word in ("Brouillon", "Privé", "Caché")} == {False}
    assert answer.context["facets"][0]["count"] == 1


def test_a_withdrawn_page_is_not_found(articles: Structure, client: Client) -> None:
    ArticlePage.objects.get(title="Les ruches du toit").unpublish()

    assert found(client, "ruche") == set()


def test_the_draft_of_a_published_page_is_not_searched(articles: Structure, client: Client) -> None:
    page = ArticlePage.objects.get(title="Les ruches du toit")
    page.title = "Les fours"
    page.save_revision()

    assert found(client, "four") == set()
    assert found(client, "ruche") == {"Les ruches du toit"}


def test_a_change_that_is_published_is_found(articles: Structure, client: Client) -> None:
    page = ArticlePage.objects.get(title="Les ruches du toit")
    page.title = "Les fours"
    page.save_revision().publish()

    assert found(client, "four") == {"Les fours"}
    assert found(client, "ruche") == set()


def test_the_home_page_is_not_listed(structure: Structure, client: Client) -> None:
    make_article(structure.home, title="L'agenda des ressources")

    answer = search(client, "territoriaux")

    assert answer.context["facets"] == []
    assert found(client, "territoriaux") == set()
    assert structure.home.live


def test_all_that_a_page_says_is_searched(
    structure: Structure, space: Space, client: Client
) -> None:
    page = PresentationPage(
        title="Diapos",
        document=make_document(),
        summary="Le maraîchage",
        territory=Territory.objects.get(slug="finistere"),
        body=[
            ("text", "<p>Des <b>tomates</b></p>"),
            ("quote", {"text": "Un navet", "author": "Zoé", "source_url": ""}),
            ("figures", {"figures": [{"number": "12", "label": "betteraves"}]}),
            ("links", {"title": "", "links": [{"title": "Le panais", "url": "https://x.fr/"}]}),
        ],
    )
    page.themes = [Theme.objects.create(name="Alimentation")]
    page.speakers = [Speaker(name="Ada Martin", role="jardinière", organisation="Semis")]
    add(space.page, page)

    for word in [
        *("maraîchage", "finistère", "tomate", "navet", "betterave", "panais", "alimentation"),
        *("ada", "jardinière", "semis", "bray"),
    ]:
        assert "Diapos" in found(client, word), word


def test_the_documents_of_a_body_are_searched_and_the_words_of_the_template_are_not(
    structure: Structure, client: Client
) -> None:
    document = make_document("x.pdf", title="Le bilan", authors="Zoé Petit")
    make_article(
        structure.home,
        title="Article",
        body=[("documents", {"title": "Fichiers", "documents": [document]})],
    )

    assert [found(client, word) for word in ("bilan", "zoé", "fichier")] == [{"Article"}] * 3
    assert found(client, "octet") == set()


def test_the_names_of_html_are_not_searched(structure: Structure, client: Client) -> None:
    make_article(
        structure.home,
        title="Article",
        body=[("text", '<p class="intro"><a href="https://x.fr/cabane">Lien</a></p>')],
    )

    assert found(client, "lien") == {"Article"}
    for word in ("class", "intro", "href", "cabane"):
        assert found(client, word) == set(), word


# Facets


@pytest.fixture
def types(structure: Structure) -> Structure:
    """Pages of several types that all speak of bees."""
    for number in range(3):
        make_article(structure.home, title=f"Ruche {number}")
    make_pole(structure.poles, title="Pôle des ruches")
    make_event(structure.agenda, title="La visite des ruches")
    make_publication(structure.resources, title="Guide des ruches")
    make_replay(structure.resources, title="Film des ruches")
    make_article(structure.home, title="Sans rapport")
    return structure


def test_each_type_is_counted(types: Structure, client: Client) -> None:
    answer = search(client, "ruche")

    facets = [(f["name"], f["count"]) for f in answer.context["facets"]]
    assert facets[0] == ("articlepage", 3)
    assert set(facets) == {
        ("articlepage", 3),
        ("polepage", 1),
        ("eventpage", 1),
        ("publicationpage", 1),
        ("replaypage", 1),
    }
    assert answer.context["total"] == 7
    assert answer.context["facets"][0]["label"] == "Articles"
    assert answer.context["results"].paginator.count == 7


def test_one_type_is_chosen_and_the_counts_stay(types: Structure, client: Client) -> None:
    answer = search(client, "ruche", type="polepage")

    assert titles(answer.context["results"]) == ["Pôle des ruches"]
    assert answer.context["total"] == 7
    assert len(answer.context["facets"]) == 5


def test_a_type_that_did_not_match_gives_no_result(types: Structure, client: Client) -> None:
    assert found(client, "rapport", type="polepage") == set()


def test_a_type_or_a_page_of_results_that_does_not_exist_is_a_404(
    types: Structure, client: Client
) -> None:
    for query in ["?q=ruche&type=zzz", "?q=ruche&page=abc", "?q=ruche&page=2"]:
        assert client.get(f"/recherche/{query}").status_code == 404


def test_an_odd_type_is_no_error(types: Structure, client: Client) -> None:
    for kind in ["%00", "a" * 5000, "%27", "polepage%00", "user", "homepage"]:
        assert client.get(f"/recherche/?q=ruche&type={kind}").status_code in {200, 404}


def test_a_query_that_finds_nothing_is_no_error(types: Structure, client: Client) -> None:
    answer = search(client, "zzzzz")

    assert list(answer.context["results"]) == []
    assert answer.context["facets"] == []


def test_the_second_page_holds_the_rest(structure: Structure, client: Client) -> None:
    for number in range(23):
        make_article(structure.home, title=f"Ruche {number}")

    first, second = search(client, "ruche"), search(client, "ruche", page="2")

    seen = titles(first.context["results"]) + titles(second.context["results"])
    assert len(first.context["results"]) == 20
    assert len(set(seen)) == 23
    assert "q=ruche&amp;page=2" in first.content.decode()


def test_a_search_cannot_be_posted(structure: Structure, client: Client) -> None:
    assert client.post("/recherche/", {"q": "ruche"}).status_code == 405


def test_a_head_is_answered(structure: Structure, client: Client) -> None:
    assert client.head("/recherche/?q=ruche").status_code == 200


def test_the_search_costs_the_same_at_3_and_10_results(
    structure: Structure, space: Space, client: Client
) -> None:
    image = HubImage.objects.create(title="x", file=get_test_image_file(), description="Une ruche")
    theme = Theme.objects.create(name="Abeilles")

    def fill(number: int) -> None:
        for n in range(HubPage.objects.type(ArticlePage).count(), number):
            page = ArticlePage(
                title=f"Ruche {n}",
                image=image,
                partner=space.partner,
                territory=Territory.objects.get(slug="oise"),
            )
            page.themes = [theme]
            add(structure.home, page)

    fill(3)
    few = queries(client, "/recherche/?q=ruche")
    fill(10)
    many = queries(client, "/recherche/?q=ruche")

    assert many == few
    assert many <= LIST_BUDGET


def test_the_themes_of_the_last_publication_are_searched(
    structure: Structure, client: Client
) -> None:
    page = make_article(structure.home, title="Article")
    page.themes = [Theme.objects.create(name="Alimentation")]
    page.save_revision().publish()

    assert found(client, "alimentation") == {"Article"}


@pytest.mark.parametrize("model", [Theme, Partner])
def test_a_new_name_is_searched_and_the_old_one_is_not(
    structure: Structure, client: Client, model: type[Theme | Partner]
) -> None:
    named = model(name="Alimentation")
    named.save()
    partner = named if isinstance(named, Partner) else None
    pages = [
        make_article(structure.home, title="Article", partner=partner),
        make_event(structure.agenda, title="Rencontre", partner=partner),
    ]
    for page in pages:
        page.themes = [named] if isinstance(named, Theme) else []
        page.save_revision().publish()
    draft = pages[0].get_latest_revision_as_object()
    draft.title = "Article repris"
    draft.save_revision()
    entries = IndexEntry.objects.count()

    named.name = "Maraîchage"
    named.save()
    commit()

    assert IndexEntry.objects.count() == entries  # another entry would never be brought up to date
    assert found(client, "maraichage") == {"Article", "Rencontre"}
    assert found(client, "alimentation") == set()
    assert found(client, "repris") == set()


def test_a_theme_that_is_deleted_is_not_searched_any_more(
    structure: Structure, client: Client
) -> None:
    theme = Theme.objects.create(name="Alimentation")
    page = make_article(structure.home, title="Article")
    page.themes = [theme]
    page.save_revision().publish()

    theme.delete()
    commit()

    assert found(client, "alimentation") == set()
    assert found(client, "article") == {"Article"}
