"""The directory of the poles and its map."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.images.tests.utils import get_test_image_file

from home.structure import Structure
from hub.models import HubImage, Territory, Theme
from poles.enums import Precision, Wave
from poles.models import PolePage, Recognition, map_points
from tests.conftest import Space
from tests.factories import add, make_pole
from tests.lists import LIST_BUDGET, queries, titles, visible_text


def territory(slug: str) -> Territory:
    return Territory.objects.get(slug=slug)


@pytest.fixture
def poles(structure: Structure) -> Structure:
    """Four poles of different places, themes and waves, a draft and a private one."""
    reuse = Theme.objects.create(name="Réemploi")
    food = Theme.objects.create(name="Alimentation")
    for title, place, theme, wave in [
        ("Beauvais", "oise", reuse, Wave.AMI2023),
        ("Lille", "nord", food, Wave.AAP2013),
        ("Hauts", "hauts-de-france", food, Wave.AMI2023),
        ("Brest", "finistere", reuse, Wave.AMI2021_PHASE_1),
    ]:
        pole = PolePage(title=title, summary="Il coopère.", territory=territory(place))
        pole.themes = [theme]
        pole.recognitions = [Recognition(wave=wave, year=2020)]
        add(structure.poles, pole)
    hidden = {"latitude": Decimal(48), "longitude": Decimal(2), "territory": territory("oise")}
    make_pole(structure.poles, title="Brouillon", live=False, **hidden)
    private = make_pole(structure.poles, title="Privé", **hidden)
    private.view_restrictions.create(restriction_type="login")
    return structure


def listed(client: Client, query: str = "") -> list[str]:
    answer = client.get(f"/poles/{query}")
    assert answer.status_code == 200
    return titles(answer.context["poles"])


def test_the_list_is_in_the_order_of_names_without_drafts_and_private_pages(
    poles: Structure, client: Client
) -> None:
    answer = client.get("/poles/")

    assert titles(answer.context["poles"]) == ["Beauvais", "Brest", "Hauts", "Lille"]
    text = answer.content.decode()
    assert "Brouillon" not in text
    assert "Privé" not in text


def test_the_poles_of_the_partners_are_in_the_list(
    poles: Structure, space: Space, client: Client
) -> None:
    make_pole(space.page, title="Amiens")

    assert listed(client) == ["Amiens", "Beauvais", "Brest", "Hauts", "Lille"]


def test_the_list_is_filtered(poles: Structure, client: Client) -> None:
    for query, found in [
        ("?theme=reemploi", ["Beauvais", "Brest"]),
        ("?territoire=oise", ["Beauvais"]),
        ("?territoire=hauts-de-france", ["Beauvais", "Hauts", "Lille"]),
        ("?territoire=bretagne", ["Brest"]),
        ("?territoire=corse", []),
        ("?vague=AMI2023", ["Beauvais", "Hauts"]),
        ("?vague=AMI2021-p1", ["Brest"]),
        ("?theme=reemploi&territoire=hauts-de-france&vague=AMI2023", ["Beauvais"]),
        ("?theme=&territoire=&vague=", ["Beauvais", "Brest", "Hauts", "Lille"]),
        ("?zzz=1", ["Beauvais", "Brest", "Hauts", "Lille"]),
    ]:
        assert listed(client, query) == found


def test_a_filter_that_does_not_exist_is_said_beside_its_field(
    poles: Structure, client: Client
) -> None:
    for query, sentence in [
        ("?theme=zzz", "Ce thème n'existe pas."),
        ("?theme=a%00b", "Ce thème n'existe pas."),
        ("?territoire=zzz", "Ce territoire n'existe pas."),
        ("?territoire=%00", "Ce territoire n'existe pas."),
        ("?territoire=" + "z" * 5000, "Ce territoire n'existe pas."),
        ("?vague=zzz", "Cette vague n'existe pas."),
        ("?vague=%00", "Cette vague n'existe pas."),
        ("?theme=%ED%A0%80", "Ce thème n'existe pas."),
        ("?theme='\"><script>", "Ce thème n'existe pas."),
    ]:
        answer = client.get(f"/poles/{query}")

        assert answer.status_code == 200
        assert titles(answer.context["poles"]) == ["Beauvais", "Brest", "Hauts", "Lille"]
        assert sentence in visible_text(answer)
        assert '"><script>' not in answer.content.decode()


def test_a_wrong_filter_leaves_the_others_in_force(poles: Structure, client: Client) -> None:
    assert listed(client, "?theme=zzz&territoire=oise") == ["Beauvais"]


def test_the_filters_stay_filled(poles: Structure, client: Client) -> None:
    html = client.get("/poles/?theme=reemploi&vague=AMI2023").content.decode()

    assert 'value="reemploi" selected' in html
    assert 'value="AMI2023" selected' in html


def test_a_page_of_results_that_does_not_exist_is_a_404(poles: Structure, client: Client) -> None:
    for page in ["abc", "0", "-1", "2", "999", "", "1.5", "%00", "9" * 5000]:
        assert client.get(f"/poles/?page={page}").status_code == 404


def test_the_second_page_keeps_the_filters(structure: Structure, client: Client) -> None:
    for number in range(25):
        make_pole(structure.poles, title=f"Pôle {number:02}")
    make_pole(structure.poles, title="Ailleurs", territory=territory("nord"))

    first = client.get("/poles/?territoire=oise")
    second = client.get("/poles/?territoire=oise&page=2")

    assert len(first.context["poles"]) == 24
    assert titles(second.context["poles"]) == ["Pôle 24"]
    assert "?territoire=oise&amp;page=2" in first.content.decode()


def test_an_empty_directory_says_so(structure: Structure, client: Client) -> None:
    answer = client.get("/poles/?territoire=corse")

    assert answer.status_code == 200
    assert list(answer.context["poles"]) == []


def test_a_visitor_cannot_post(poles: Structure, client: Client) -> None:
    assert client.post("/poles/").status_code in {200, 403, 405}


# The map


def point(structure: Structure, **fields: Any) -> dict[str, Any]:
    fields = {"latitude": Decimal("49.5"), "longitude": Decimal("2.25"), **fields}
    make_pole(structure.poles, title="Pôle", **fields)
    (found,) = map_points(PolePage.objects.shown().for_map())
    return found


def test_a_point_has_what_the_map_reads(structure: Structure) -> None:
    assert point(structure, city="Songeons", precision=Precision.COMMUNE) == {
        "title": "Pôle",
        "url": "/poles/pole/",
        "place": "Songeons",
        "lat": 49.5,
        "lon": 2.25,
        "approximate": False,
    }


@pytest.mark.parametrize(
    ("precision", "approximate"),
    [("adresse", False), ("commune", False), ("territoire", True), ("departement", True)],
)
def test_a_point_says_whether_it_is_approximate(
    structure: Structure, precision: str, approximate: bool
) -> None:
    assert point(structure, precision=precision)["approximate"] is approximate


def test_a_point_without_town_is_placed_by_its_territory(structure: Structure) -> None:
    assert point(structure)["place"] == "Oise"


def test_a_point_on_the_equator_and_the_meridian_is_one(structure: Structure) -> None:
    found = point(structure, latitude=Decimal(0), longitude=Decimal(0))

    assert (found["lat"], found["lon"]) == (0.0, 0.0)


def test_the_map_holds_the_poles_that_have_coordinates_and_are_shown(
    poles: Structure, client: Client
) -> None:
    make_pole(poles.poles, title="Placé", latitude=Decimal(49), longitude=Decimal(2))

    points = client.get("/poles/").context["points"]

    assert [p["title"] for p in points] == ["Placé"]


def test_the_map_follows_the_filters_and_not_the_pages(
    structure: Structure, client: Client
) -> None:
    for number in range(30):
        make_pole(
            structure.poles,
            title=f"Pôle {number:02}",
            latitude=Decimal(49),
            longitude=Decimal(2),
            territory=territory("nord" if number < 3 else "oise"),
        )

    assert len(client.get("/poles/").context["points"]) == 30
    assert len(client.get("/poles/?territoire=nord").context["points"]) == 3


def test_the_map_costs_one_query(structure: Structure) -> None:
    for number in range(5):
        make_pole(
            structure.poles,
            title=f"Pôle {number}",
            latitude=Decimal(49),
            longitude=Decimal(2),
            body=[("text", "<p>Long</p>")],
        )
    map_points(PolePage.objects.shown().for_map())  # fills the cache of the sites' roots

    with CaptureQueriesContext(connection) as captured:
        points = map_points(PolePage.objects.live().for_map())

    assert len(points) == 5
    assert len(captured) == 1


def test_a_title_cannot_close_the_data_of_the_map(structure: Structure, client: Client) -> None:
    make_pole(
        structure.poles,
        title="</script><script>alert(1)</script>",
        latitude=Decimal(49),
        longitude=Decimal(2),
    )

    assert "<script>alert(1)" not in client.get("/poles/").content.decode()


def test_the_directory_costs_the_same_at_3_and_10_poles(
    structure: Structure, space: Space, client: Client
) -> None:
    themes = [Theme.objects.create(name=f"Thème {n}") for n in range(3)]
    image = HubImage.objects.create(title="x", file=get_test_image_file(), description="Une ruche")

    def fill(number: int) -> None:
        for n in range(PolePage.objects.count(), number):
            pole = PolePage(
                title=f"Pôle {n:02}",
                summary="Il coopère.",
                territory=territory("oise"),
                latitude=Decimal(49),
                longitude=Decimal(2),
                image=image,
                partner=space.partner,
            )
            pole.themes = themes
            pole.recognitions = [Recognition(wave=Wave.AMI2023, year=2023)]
            add(structure.poles, pole)

    fill(3)
    few = queries(client, "/poles/")
    fill(10)
    many = queries(client, "/poles/")

    assert many == few
    assert many <= LIST_BUDGET
