"""Citations, read by parsers of others; licences."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import rispy
from bs4 import BeautifulSoup
from django.test import Client
from pybtex.database import parse_string

from home.structure import Structure
from hub.models import Speaker
from resources import citations
from resources.citations import Citation
from resources.enums import Licence, ResourceKind
from resources.models import PublicationPage
from tests.factories import add, make_presentation, make_publication

TODAY = dt.date(2026, 11, 23)


def make(**fields: Any) -> Citation:
    given = {
        "number": 7,
        "kind": ResourceKind.PRESENTATION,
        "kind_label": "Présentation",
        "title": "Le cas des pôles",
        "authors": ("Quentin LALLEMENT",),
        "publisher": "CRESS Hauts-de-France",
        "day": dt.date(2022, 2, 11),
        "year": 2022,
        "language": "fr",
        "licence": "CC-BY-4.0",
        "summary": "Un chapô.",
        "address": "https://www.exemple.fr/ressources/cas/",
    }
    return Citation(**(given | fields))


def bib(cited: Citation) -> Any:
    entries = parse_string(citations.bibtex(cited, TODAY), "bibtex").entries
    assert len(entries) == 1
    return next(iter(entries.values()))


def ris(cited: Citation) -> dict[str, Any]:
    entries = rispy.loads(citations.ris(cited, TODAY))
    assert len(entries) == 1
    return dict(entries[0])


def test_the_text_is_a_french_reference() -> None:
    assert citations.text(make(), TODAY) == (
        "LALLEMENT, Quentin. Le cas des pôles [présentation en ligne]. "
        "CRESS Hauts-de-France, 11 février 2022. "
        "Disponible à l'adresse : https://www.exemple.fr/ressources/cas/. "
        "[Consulté le 23 novembre 2026]"
    )
    bare = make(authors=(), publisher="", day=None, year=None)
    assert citations.text(bare, TODAY).startswith(
        "Le cas des pôles [présentation en ligne]. sans date. "
    )


def test_bibtex_is_read_by_another() -> None:
    entry = bib(make())

    assert entry.key == "lallement2022r7"
    assert [str(person) for person in entry.persons["author"]] == ["LALLEMENT, Quentin"]
    assert dict(entry.fields) == {
        "title": "{Le cas des pôles}",
        "howpublished": "Présentation",
        "publisher": "CRESS Hauts-de-France",
        "year": "2022",
        "date": "2022-02-11",
        "langid": "french",
        "url": "https://www.exemple.fr/ressources/cas/",
        "urldate": "2026-11-23",
        "note": "CC-BY-4.0",
    }


@pytest.mark.parametrize(
    ("title", "escaped"),
    [
        ("50 % & 3 $ #1 a_b", r"50 \% \& 3 \$ \#1 a\_b"),
        ("une { accolade", r"une \textbraceleft{} accolade"),
        ("\\input{x}", r"\textbackslash{}input\textbraceleft{}x\textbraceright{}"),
        ('un "mot", @misc{', r'un "mot", @misc\textbraceleft{}'),
        ("a~b^c 😀 Œ", r"a\textasciitilde{}b\textasciicircum{}c 😀 Œ"),
    ],
)
def test_special_characters_do_not_break_bibtex(title: str, escaped: str) -> None:
    assert bib(make(title=title)).fields["title"] == f"{{{escaped}}}"


def test_names_that_bibtex_would_cut_stay_whole() -> None:
    people = bib(make(authors=("Terre and Mer", "Coop, du Bray", "Bo Roux"))).persons["author"]
    alone = bib(make(authors=())).persons["author"]

    assert [str(person) for person in people] == [
        "{Terre and Mer}",
        "{Coop, du Bray}",
        "Roux, Bo",
    ]
    assert [str(person) for person in alone] == ["{CRESS Hauts-de-France}"]


def test_an_address_with_braces_keeps_bibtex_whole() -> None:
    entry = bib(make(address="https://example.org/a}{b\\c?d=é%20&e#f"))

    assert entry.fields["url"] == "https://example.org/a%7D%7Bb%5Cc?d=%C3%A9%20&e#f"


def test_ris_is_read_by_another() -> None:
    entry = ris(make(authors=("Quentin LALLEMENT", "Gilles Daugeron")))

    assert entry["type_of_reference"] == "SLIDE"
    assert entry["authors"] == ["LALLEMENT, Quentin", "Gilles Daugeron"]
    assert (entry["title"], entry["publisher"]) == ("Le cas des pôles", "CRESS Hauts-de-France")
    assert (entry["year"], entry["date"]) == ("2022", "2022/02/11/")
    assert entry["urls"] == ["https://www.exemple.fr/ressources/cas/"]
    assert citations.ris(make(), TODAY).endswith("\r\nER  - \r\n")


@pytest.mark.parametrize("kind", ResourceKind)
def test_every_kind_has_a_type_that_parsers_know(kind: ResourceKind) -> None:
    assert ris(make(kind=kind))["type_of_reference"] in rispy.TYPE_OF_REFERENCE_MAPPING


@pytest.mark.parametrize(
    ("name", "inverted"),
    [
        ("Quentin LALLEMENT", "LALLEMENT, Quentin"),
        ("Quentin DE PARMENTIER-LALLEMENT", "DE PARMENTIER-LALLEMENT, Quentin"),
        ("Ada Martin", "Ada Martin"),
        ("CRESS Hauts-de-France", "CRESS Hauts-de-France"),
        ("IREV", "IREV"),
        ("LALLEMENT, Quentin", "LALLEMENT, Quentin"),
    ],
)
def test_only_a_family_name_in_capitals_is_put_first(name: str, inverted: str) -> None:
    assert ris(make(authors=(name,)))["authors"] == [inverted]


def test_a_resource_is_cited_by_its_page_or_by_where_it_is(
    structure: Structure, client: Client, settings: Any
) -> None:
    settings.BASE_URL = "https://www.exemple.fr"
    slides = make_presentation(structure.resources, title="Diapos\x07 du\tmatin")
    guide = PublicationPage(
        title="Guide", kind="guide", url_elsewhere="https://example.org/g", published_year=2024
    )
    guide.speakers = [Speaker(name="Ada MARTIN")]
    guide = add(structure.resources, guide)

    here = ris_of(client, slides.pk)
    elsewhere = ris_of(client, guide.pk)

    assert (here["title"], here["urls"]) == (
        "Diapos du matin",
        [f"https://www.exemple.fr{slides.url}"],
    )
    assert elsewhere["urls"] == ["https://example.org/g"]
    assert (elsewhere["year"], elsewhere["authors"]) == ("2024", ["MARTIN, Ada"])


def ris_of(client: Client, number: int) -> dict[str, Any]:
    answer = client.get(f"/ressources/{number}.ris")
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith('attachment; filename="')
    return dict(rispy.loads(answer.content.decode())[0])


def test_a_page_offers_its_citation(structure: Structure, client: Client) -> None:
    page = make_publication(structure.resources, title="Le guide")

    soup = BeautifulSoup(client.get(page.url).content, "html.parser")
    answer = client.get(f"/ressources/{page.pk}.bib")

    assert soup.select_one("#citation").text.startswith("Le guide [guide en ligne]")
    links = [link["href"] for link in soup.select("details.cite a")]
    assert links == [f"/ressources/{page.pk}.bib", f"/ressources/{page.pk}.ris"]
    assert parse_string(answer.content.decode(), "bibtex").entries


def test_what_visitors_do_not_see_is_not_cited(structure: Structure, client: Client) -> None:
    draft = make_publication(structure.resources, live=False)
    private = make_publication(structure.resources)
    private.view_restrictions.create(restriction_type="login")

    for number in (draft.pk, private.pk, structure.home.pk, 999999):
        assert client.get(f"/ressources/{number}.bib").status_code == 404


@pytest.mark.parametrize("kind", ["bib", "ris"])
def test_a_number_that_no_database_holds_is_not_cited(
    structure: Structure, client: Client, kind: str
) -> None:
    assert client.get(f"/ressources/{'9' * 30}.{kind}").status_code == 404


@pytest.mark.parametrize("licence", Licence)
def test_each_licence_leads_to_its_text(
    structure: Structure, client: Client, licence: Licence
) -> None:
    page = make_publication(structure.resources, licence=licence)

    links = BeautifulSoup(client.get(page.url).content, "html.parser").select("a[rel=license]")

    found = [(link["href"], link.text) for link in links]
    if licence == Licence.RESERVED:
        assert found == []
    else:
        assert found == [(licence.text_url, f"{licence.label} ({licence.value})")]


def test_the_texts_of_creative_commons_are_those_of_their_terms() -> None:
    assert Licence.CC_BY_NC_SA.text_url == (
        "https://creativecommons.org/licenses/by-nc-sa/4.0/legalcode.fr"
    )
    assert len({licence.text_url for licence in Licence}) == len(Licence)


def test_the_year_follows_the_day(structure: Structure) -> None:
    page = make_publication(
        structure.resources, published_on=dt.date(2022, 12, 31), published_year=1999
    )

    assert page.published_year == 2022
