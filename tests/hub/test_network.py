from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count
from django.urls import reverse

from hub.models import Partner, PartnerKind, PartnerLevel, Territory, TerritoryLevel, Theme, User
from tests.conftest import Space


def test_france_has_18_regions_and_101_departements(db: None) -> None:
    counts = Territory.objects.values_list("level").annotate(Count("pk")).order_by("level")

    assert dict(counts) == {TerritoryLevel.REGION: 18, TerritoryLevel.DEPARTEMENT: 101}


def test_corsica_has_its_two_codes(db: None) -> None:
    corsica = Territory.objects.get(level=TerritoryLevel.REGION, name="Corse")

    assert corsica.code == "94"
    assert set(corsica.departements.values_list("code", "name")) == {
        ("2A", "Corse-du-Sud"),
        ("2B", "Haute-Corse"),
    }


def test_each_overseas_region_has_one_departement_of_the_same_name(db: None) -> None:
    overseas = Territory.objects.filter(level=TerritoryLevel.DEPARTEMENT, code__startswith="97")

    assert {(d.code, d.name, d.region.name, d.region.code) for d in overseas} == {
        ("971", "Guadeloupe", "Guadeloupe", "01"),
        ("972", "Martinique", "Martinique", "02"),
        ("973", "Guyane", "Guyane", "03"),
        ("974", "La Réunion", "La Réunion", "04"),
        ("976", "Mayotte", "Mayotte", "06"),
    }


def test_every_departement_has_a_region_and_no_region_has_one(db: None) -> None:
    assert not Territory.objects.filter(level=TerritoryLevel.DEPARTEMENT, region=None).exists()
    assert not Territory.objects.filter(level=TerritoryLevel.REGION).exclude(region=None).exists()
    assert not Territory.objects.filter(departements__level=TerritoryLevel.REGION).exists()


def test_the_slugs_of_territories_are_unique_ascii_and_filled(db: None) -> None:
    slugs = list(Territory.objects.values_list("slug", flat=True))

    assert len(set(slugs)) == len(slugs) == 119
    assert all(slug.isascii() and slug for slug in slugs)
    assert {"oise", "la-reunion", "la-reunion-974", "cote-dor", "ile-de-france"} <= set(slugs)


def test_the_departements_of_a_region_are_those_of_insee(db: None) -> None:
    region = Territory.objects.get(slug="hauts-de-france")

    assert set(region.departements.values_list("code", flat=True)) == {"02", "59", "60", "62", "80"}


def test_a_theme_gets_its_slug_from_its_name_and_keeps_it(db: None) -> None:
    theme = Theme.objects.create(name="Main-d'œuvre")
    theme.name = "Emploi"
    theme.save()

    assert theme.slug == "main-doeuvre"


@pytest.mark.parametrize("name", ["œ" * 150, "日本" * 75, "« ! »", "😀"])
def test_any_name_gives_an_address(db: None, name: str) -> None:
    first, twin = Theme.objects.create(name=name), Theme.objects.create(name=name[:-1] + "?")

    assert first.slug and first.slug != twin.slug
    assert {len(theme.slug) <= 160 for theme in (first, twin)} == {True}


def test_a_partner_gets_its_slug_from_its_name(db: None) -> None:
    partner = Partner.objects.create(
        name="Les Œuvriers", kind=PartnerKind.OTHER, level=PartnerLevel.LOCAL
    )

    assert partner.slug == "les-oeuvriers"


@pytest.mark.parametrize(
    ("name", "short", "label"),
    [
        ("Fédération des pôles", "", "Fédération des pôles"),
        ("Fédération des pôles", "FDP", "FDP"),
        ("Fédération des pôles", "Fédé", "Fédé"),
    ],
)
def test_a_partners_label_is_its_short_name_where_it_has_one(
    name: str, short: str, label: str
) -> None:
    assert Partner(name=name, short_name=short).label == label


def test_a_person_belongs_to_the_partners_whose_groups_hold_them(
    space: Space, other_space: Space, animator: User
) -> None:
    of = Partner.objects.for_user

    assert list(of(space.writer)) == list(of(space.reviewer)) == [space.partner]
    assert list(of(other_space.writer)) == [other_space.partner]
    assert list(of(animator)) == []


def test_a_person_in_both_groups_belongs_to_the_partner_once(space: Space) -> None:
    assert space.partner.reviewers
    space.writer.groups.add(space.partner.reviewers)

    assert list(Partner.objects.for_user(space.writer)) == [space.partner]


def test_a_visitor_belongs_to_no_partner(space: Space) -> None:
    Partner.objects.create(name="Sans espace", kind=PartnerKind.OTHER, level=PartnerLevel.LOCAL)

    assert list(Partner.objects.for_user(AnonymousUser())) == []


@pytest.mark.search_index
def test_a_theme_is_found_by_the_beginning_of_its_name(animator: User, as_user: Any) -> None:
    Theme.objects.create(name="Réemploi", slug="reemploi")
    Theme.objects.create(name="Alimentation", slug="alimentation")

    answer = as_user(animator).get(reverse("wagtailsnippets_hub_theme:list"), {"q": "réem"})

    shown = answer.content.decode()
    assert "Réemploi" in shown
    assert "Alimentation" not in shown
