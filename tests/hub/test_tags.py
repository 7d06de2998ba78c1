from __future__ import annotations

import datetime as dt

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from home.structure import Structure
from hub.templatetags.hub_tags import french_date, main_menu


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (dt.date(2023, 6, 1), "1er juin 2023"),
        (dt.date(2023, 8, 21), "21 août 2023"),
        (dt.datetime(2023, 5, 31, 22, 30, tzinfo=dt.UTC), "1er juin 2023"),
        (None, ""),
        ("", ""),
    ],
)
def test_a_date_is_written_in_french_and_in_paris(day: dt.date | None, text: str) -> None:
    assert french_date(day) == text


def test_a_date_that_misses_in_a_template_is_empty() -> None:
    assert Template("[{{ rien|french_date }}]").render(Context()) == "[]"


def test_the_menu_names_published_and_public_sections_only(structure: Structure) -> None:
    request = RequestFactory().get("/", headers={"host": "localhost"})
    structure.poles.view_restrictions.create(restriction_type="login")
    structure.resources.unpublish()

    titles = [page.title for page in main_menu(Context({"request": request}))]

    assert titles == ["Agenda", "Partenaires"]
