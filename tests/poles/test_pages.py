"""A pole's page: what it needs to be published, and what it shows."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from home.structure import Structure
from hub.models import Territory, User
from poles.enums import MemberKind, Stage, Wave
from poles.models import Member, PolePage, Recognition
from tests.conftest import Space
from tests.editor import PUBLISH, SAVE, add_url, edit_url, errors, send
from tests.factories import add, make_pole
from tests.lists import visible_text


def complete(**fields: Any) -> PolePage:
    """Return a pole of the Oise in memory."""
    fields = {"title": "Pôle", "summary": "Il coopère.", **fields}
    fields.setdefault("territory", Territory.objects.get(slug="oise"))
    return PolePage(**fields)


def test_a_complete_pole_misses_nothing(db: None) -> None:
    assert complete().publication_errors() == {}
    assert complete(insee_code="2A004", latitude=0, longitude=0).publication_errors() == {}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"summary": ""}, {"summary": "Dites en deux phrases ce que fait le pôle."}),
        ({"territory": None}, {"territory": "Choisissez la région ou le département du pôle."}),
        (
            {"latitude": Decimal("49.4")},
            {"longitude": "Un point sur la carte demande la latitude et la longitude."},
        ),
        (
            {"longitude": Decimal("2.1")},
            {"latitude": "Un point sur la carte demande la latitude et la longitude."},
        ),
        (
            {"latitude": Decimal(0)},
            {"longitude": "Un point sur la carte demande la latitude et la longitude."},
        ),
        ({"insee_code": "6005"}, {"insee_code": "Un code INSEE de commune a cinq signes."}),
    ],
)
def test_an_incomplete_pole_says_what_misses(
    db: None, fields: dict[str, Any], expected: dict[str, str]
) -> None:
    assert complete(**fields).publication_errors() == expected


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("latitude", "91", "Une latitude va de -90 à 90 degrés."),
        ("latitude", "-90.00001", "Une latitude va de -90 à 90 degrés."),
        ("longitude", "180.5", "Une longitude va de -180 à 180 degrés."),
        ("longitude", "-181", "Une longitude va de -180 à 180 degrés."),
    ],
)
@pytest.mark.parametrize("action", [PUBLISH, SAVE])
def test_a_point_outside_the_world_is_refused_beside_its_field(
    structure: Structure,
    animator: User,
    as_user: Any,
    action: dict[str, str],
    name: str,
    value: str,
    sentence: str,
) -> None:
    pole = make_pole(structure.poles, latitude=Decimal("49.4"), longitude=Decimal("2.1"))

    answer = send(as_user(animator), edit_url(pole), action, **{name: value})

    assert errors(answer) == {name: [sentence]}
    assert PolePage.objects.get().get_latest_revision_as_object().latitude == Decimal("49.4")


def test_code_cannot_publish_a_point_outside_the_world(structure: Structure) -> None:
    with pytest.raises(ValidationError, match="Une latitude va de -90 à 90 degrés"):
        make_pole(structure.poles, latitude=Decimal(91), longitude=Decimal(2))


def test_a_point_is_typed_in_degrees(structure: Structure, animator: User, as_user: Any) -> None:
    pole = make_pole(structure.poles)

    answer = send(as_user(animator), edit_url(pole), PUBLISH, latitude="49.4362", longitude="-2.0")

    assert answer.status_code == 302, errors(answer)
    pole.refresh_from_db()
    assert (pole.latitude, pole.longitude) == (Decimal("49.43620"), Decimal("-2.00000"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("latitude", "1234567"),
        ("created_year", "99999"),
        ("created_year", "-1"),
        ("insee_code", "600577"),
        ("website", "javascript:alert(1)"),
        ("contact_email", "personne"),
        ("summary", "x" * 401),
        ("checked_on", "hier"),
    ],
)
def test_a_draft_with_an_impossible_value_is_refused_without_an_error(
    structure: Structure, animator: User, as_user: Any, name: str, value: str
) -> None:
    pole = make_pole(structure.poles)

    answer = send(as_user(animator), edit_url(pole), SAVE, **{name: value})

    assert answer.status_code == 200
    assert list(errors(answer)) == [name]


def test_a_pole_is_written_with_its_waves_and_members(
    space: Space, as_user: Any, animator: User
) -> None:
    formsets = {
        "recognitions-TOTAL_FORMS": "1",
        "recognitions-0-wave": "AMI2023",
        "recognitions-0-year": "2023",
        "recognitions-0-ORDER": "1",
        "recognitions-0-DELETE": "",
        "members-TOTAL_FORMS": "1",
        "members-0-name": "La Ressourcerie",
        "members-0-kind": "ess",
        "members-0-ORDER": "1",
        "members-0-DELETE": "",
    }

    answer = send(
        as_user(space.writer),
        add_url(PolePage, space.page),
        SAVE,
        title="Pôle du Bray",
        slug="pole-du-bray",
        **formsets,
    )

    assert answer.status_code == 302, errors(answer)
    pole = PolePage.objects.get().get_latest_revision_as_object()
    assert [(r.wave, r.year) for r in pole.recognitions.all()] == [("AMI2023", 2023)]
    assert [(m.name, m.kind) for m in pole.members.all()] == [("La Ressourcerie", "ess")]


def test_a_pole_is_recognised_since_its_first_recognition(structure: Structure) -> None:
    def make(*waves: tuple[str, int | None]) -> PolePage:
        recognitions = [Recognition(wave=wave, year=year) for wave, year in waves]
        return make_pole(structure.poles, recognitions=recognitions)

    twice = make((Wave.AMI2023, 2023), (Wave.AAP2013, 2014), (Wave.AMI2021_PHASE_1, 2011))
    first_phase = make((Wave.AMI2021_PHASE_1, 2021))
    undated = make((Wave.AMI2025, None))

    years = dict(PolePage.objects.with_recognition().values_list("pk", "recognised_in"))

    assert years == {twice.pk: 2014, first_phase.pk: None, undated.pk: None}


def test_the_search_reads_the_members_the_place_and_the_other_name(structure: Structure) -> None:
    pole = complete(
        also_known_as="Ruche", city="Beauvais", lead_organisation="Scic Terre", legal_form="SCIC"
    )
    pole.members = [Member(name="La Ressourcerie")]
    pole = add(structure.poles, pole)

    words = set(pole.stemmed_text().split())

    assert {"ruch", "beauvais", "scic", "ressourcer", "ois"} <= words


def test_the_page_of_a_pole_shows_its_facts(structure: Structure, client: Client) -> None:
    pole = complete(
        title="Pôle du Bray",
        also_known_as="La Ruche",
        city="Songeons",
        latitude=Decimal("49.55"),
        longitude=Decimal("1.85"),
        stage=Stage.ESTABLISHED,
        created_year=2015,
        lead_organisation="Scic Terre",
        legal_form="SCIC",
        website="https://bray.example/",
        contact_email="contact@bray.example",
        source="https://example.org/annuaire",
        checked_on=dt.date(2026, 6, 1),
        body=[("text", "<p>Des ruches.</p>")],
    )
    pole.recognitions = [Recognition(wave=Wave.AMI2023, year=2023)]
    pole.members = [Member(name="La Ressourcerie", kind=MemberKind.SOCIAL_ENTERPRISE)]
    pole = add(structure.poles, pole)

    answer = client.get(pole.url)

    text = visible_text(answer)
    for fact in [
        *("Pôle du Bray", "La Ruche", "Songeons", "Oise", "confirmé", "2015", "Scic Terre"),
        *("SCIC", "contact@bray.example", "1er juin 2026", "Des ruches.", "2023"),
        *("La Ressourcerie", "économie sociale et solidaire"),
    ]:
        assert fact.lower() in text.lower(), fact
    html = answer.content.decode()
    assert 'href="https://bray.example/"' in html
    assert 'href="https://example.org/annuaire"' in html


def test_the_page_of_a_bare_pole_shows_no_empty_fact(structure: Structure, client: Client) -> None:
    answer = client.get(make_pole(structure.poles).url)

    assert answer.status_code == 200
    assert "None" not in visible_text(answer)


def test_a_pole_stands_in_the_directory_or_in_a_partners_section(space: Space) -> None:
    assert {model.__name__ for model in PolePage.clean_parent_page_models()} == {
        "PoleIndexPage",
        "PartnerPage",
    }
    assert PolePage.clean_subpage_models() == []
