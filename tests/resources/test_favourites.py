"""Favourites: what an address carries, the page that shows it, the ZIP of its files."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import CollectionViewRestriction

from home.structure import Structure
from hub.models import Speaker
from resources.favourites import MOST, Selection
from resources.models import PresentationPage, ResourcePage
from tests.conftest import Space
from tests.factories import PDF, add, make_document, make_presentation, make_publication
from tests.lists import visible_text
from tests.queries import queries_of


def numbers(*pages: ResourcePage) -> str:
    return ",".join(str(page.pk) for page in pages)


def titles(answer: Any) -> list[str]:
    return [line.resource.title for line, _without in answer.context["lines"]]


def unzipped(answer: Any) -> dict[str, bytes]:
    body = b"".join(answer.streaming_content)
    assert len(body) == int(answer["Content-Length"])
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Selection()),
        ("12,45", Selection((12, 45))),
        ("45,12,45", Selection((45, 12))),
        (" 12 ,, 45,", Selection((12, 45))),
        ("12,abc,-3,1.5,٣,9999999999,a\x00,'", Selection((12,), refused=7)),
        ("007", Selection((7,))),
    ],
)
def test_an_address_is_read_whatever_stands_in_it(text: str, expected: Selection) -> None:
    assert Selection.read(text) == expected


def test_a_selection_has_a_bound() -> None:
    full = Selection.read(",".join(map(str, range(1, MOST + 11))))

    assert (len(full.numbers), full.beyond) == (MOST, 10)
    assert full.plus(9999) == str(full)


def test_adding_and_taking_away_keep_the_order() -> None:
    chosen = Selection((30, 10, 20))

    assert (chosen.plus(5), chosen.plus(10)) == ("30,10,20,5", "30,10,20")
    assert (chosen.minus(10), chosen.minus(99)) == ("30,20", "30,10,20")


def test_the_page_shows_what_its_address_names_in_its_order(
    structure: Structure, client: Client
) -> None:
    one, two, _other = (make_presentation(structure.resources) for _ in range(3))

    answer = client.get(f"/favoris/?r={two.pk},{one.pk}")

    assert titles(answer) == [two.title, one.title]
    assert answer["X-Robots-Tag"] == "noindex"
    assert not answer.cookies


def test_what_a_visitor_may_not_see_is_not_named(structure: Structure, client: Client) -> None:
    shown = make_presentation(structure.resources, title="Visible")
    draft = make_presentation(structure.resources, title="Brouillon", live=False)
    private = make_presentation(structure.resources, title="Privé")
    private.view_restrictions.create(restriction_type="login")

    answer = client.get(f"/favoris/?r={numbers(draft, shown, private)},{structure.home.pk},zzz")

    text = visible_text(answer)
    assert titles(answer) == ["Visible"]
    assert "Brouillon" not in text
    assert "Privé" not in text
    assert "3 ressources de cette liste ne sont plus en ligne." in text
    assert "1 valeur qui n’est pas un numéro de ressource." in text


@pytest.mark.parametrize("query", ["", "?r=", "?r=%00", "?r='", "?r=" + "1," * 5000, "?r=😀"])
def test_no_address_breaks_the_page(structure: Structure, client: Client, query: str) -> None:
    assert client.get(f"/favoris/{query}").status_code == 200
    assert client.get(f"/favoris.zip{query}").status_code == 404


def test_without_scripts_the_links_carry_the_choice_from_page_to_page(
    structure: Structure, client: Client
) -> None:
    one = make_presentation(structure.resources, title="Première")
    two = make_presentation(structure.resources, title="Seconde")

    def follow(url: str, selector: str) -> str:
        soup = BeautifulSoup(client.get(url).content, "html.parser")
        return str(soup.select(selector)[0]["href"])

    favourites = follow(one.url, f"main [data-favourite='{one.pk}']")
    assert favourites == f"/favoris/?r={one.pk}"
    library = follow(favourites, "main .more")
    assert library == f"/ressources/?r={one.pk}"
    card = next(
        link["href"]
        for link in BeautifulSoup(client.get(library).content, "html.parser").select(".card__link")
        if link.text == "Seconde"
    )
    both = follow(card, f"main [data-favourite='{two.pk}']")
    assert both == f"/favoris/?r={one.pk},{two.pk}"
    assert follow(both, f"[data-favourite-remove='{one.pk}']") == f"?r={two.pk}"
    assert follow(both, ".favourites-link") == both


def test_the_zip_holds_the_files_and_their_contents(structure: Structure, client: Client) -> None:
    slides = PresentationPage(
        title="Été & <co> / « Œuvre »",
        document=make_document("x.PDF"),
        licence="CC-BY-4.0",
        published_year=2022,
    )
    slides.speakers = [Speaker(name="Ada Martin", organisation="Coop du Bray")]
    slides = add(structure.resources, slides)
    guide = make_publication(structure.resources, url_elsewhere="https://example.org/?a=1&b=2")

    answer = client.get(f"/favoris.zip?r={numbers(slides, guide)}")

    files = unzipped(answer)
    assert list(files) == ["sommaire.html", "01-ete-co-oeuvre.pdf"]
    assert files["01-ete-co-oeuvre.pdf"] == PDF
    contents = BeautifulSoup(files["sommaire.html"], "html.parser")
    links = {link["href"] for link in contents.select("a")}
    assert {
        "01-ete-co-oeuvre.pdf",
        "https://example.org/?a=1&b=2",
        "https://creativecommons.org/licenses/by/4.0/legalcode.fr",
        slides.page_address,
    } <= links
    text = " ".join(contents.get_text(" ").split())
    for fact in ("Été & <co> / « Œuvre »", "Ada Martin, Coop du Bray", "CC-BY-4.0", guide.title):
        assert fact in text, fact
    assert answer["Content-Type"] == "application/zip"
    assert answer["X-Robots-Tag"] == "noindex"


def test_two_files_of_one_name_are_two_files(structure: Structure, client: Client) -> None:
    pages = [make_presentation(structure.resources, title="Diapos") for _ in range(2)]

    files = unzipped(client.get(f"/favoris.zip?r={numbers(*pages)}"))

    assert list(files) == ["sommaire.html", "01-diapos.pdf", "02-diapos.pdf"]


def test_the_zip_holds_only_what_a_stranger_may_download(
    structure: Structure, space: Space, other_space: Space, client: Client
) -> None:
    closed = make_document(collection=space.partner.collection)
    in_closed = make_presentation(structure.resources, title="Réservé", document=closed)
    CollectionViewRestriction.objects.create(
        collection=space.partner.collection, restriction_type="login"
    )
    draft = make_presentation(other_space.page, live=False)
    lost = make_presentation(structure.resources, title="Perdu")
    lost.document.file.storage.delete(lost.document.file.name)
    shown = make_presentation(structure.resources, title="Libre")

    answer = client.get(f"/favoris.zip?r={numbers(in_closed, draft, lost, shown)}")

    files = unzipped(answer)
    assert list(files) == ["sommaire.html", "03-libre.pdf"]
    contents = files["sommaire.html"].decode()
    assert "Réservé" in contents
    assert draft.title not in contents
    page = client.get(f"/favoris/?r={numbers(in_closed, shown)}").content.decode()
    assert closed.url not in page
    assert shown.document.url in page


def test_a_zip_of_nothing_shown_is_a_404(structure: Structure, client: Client) -> None:
    draft = make_presentation(structure.resources, live=False)

    assert client.get(f"/favoris.zip?r={draft.pk}").status_code == 404
    assert client.post("/favoris.zip").status_code == 405


def test_favourites_cost_the_same_at_3_and_10_resources(
    structure: Structure, space: Space, client: Client
) -> None:
    pages = []
    for number in range(10):
        page = PresentationPage(title=f"Diapos {number}", document=make_document(f"{number}.pdf"))
        page.speakers = [Speaker(name="Ada Martin")]
        pages.append(add(space.page, page))

    def cost(path: str, count: int) -> int:
        return queries_of(lambda: client.get(f"{path}?r={numbers(*pages[:count])}"))

    assert cost("/favoris/", 3) == cost("/favoris/", 10) <= 15
    assert cost("/favoris.zip", 3) == cost("/favoris.zip", 10) <= 12
