from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from home.models import ArticlePage
from home.structure import Structure
from hub.models import User
from tests.editor import PUBLISH, edit_url, errors, send
from tests.factories import make_article, make_document
from tests.lists import visible_text

PUBLISHED = dt.datetime(2026, 3, 1, 23, 30, tzinfo=dt.UTC)  # the 2nd in Paris
UPDATED = dt.datetime(2026, 4, 5, 12, 0, tzinfo=dt.UTC)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "published", "updated"),
    [
        ({}, dt.date(2026, 3, 2), dt.date(2026, 4, 5)),
        ({"updated_on": dt.date(2026, 5, 1)}, dt.date(2026, 3, 2), dt.date(2026, 5, 1)),
        ({"published_on": dt.date(2023, 6, 1)}, dt.date(2023, 6, 1), None),
        (
            {"published_on": dt.date(2023, 6, 1), "updated_on": dt.date(2024, 1, 2)},
            dt.date(2023, 6, 1),
            dt.date(2024, 1, 2),
        ),
    ],
)
def test_the_dates_shown_are_those_typed_or_those_of_the_site(
    fields: dict[str, Any], published: dt.date, updated: dt.date | None
) -> None:
    article = ArticlePage(first_published_at=PUBLISHED, last_published_at=UPDATED, **fields)

    assert (article.shown_published, article.shown_updated) == (published, updated)


@pytest.mark.django_db
def test_a_draft_has_no_date() -> None:
    assert (ArticlePage().shown_published, ArticlePage().shown_updated) == (None, None)


def test_an_article_is_sorted_by_the_date_shown(structure: Structure) -> None:
    article = make_article(structure.home, published_on=dt.date(2023, 6, 1))

    assert article.listing_date == dt.datetime(2023, 5, 31, 22, 0, tzinfo=dt.UTC)


def test_an_update_before_the_publication_is_refused(
    structure: Structure, animator: User, as_user: Any
) -> None:
    article = make_article(structure.home)

    answer = send(
        as_user(animator),
        edit_url(article),
        PUBLISH,
        published_on="2024-01-02",
        updated_on="2024-01-01",
    )

    assert errors(answer) == {"updated_on": ["La mise à jour précède la publication."]}


@pytest.mark.parametrize("day", [dt.date(1, 1, 1), dt.date(9999, 12, 31)])
def test_a_date_that_no_calendar_holds_is_refused(structure: Structure, day: dt.date) -> None:
    with pytest.raises(ValidationError, match="Cette date est trop lointaine"):
        make_article(structure.home, published_on=day)


def test_the_page_of_an_article_shows_all_it_says(structure: Structure, client: Client) -> None:
    document = make_document("bilan.pdf", title="Le bilan", authors="Zoé Petit")
    article = make_article(
        structure.home,
        title="Un récit",
        summary="Le chapô.",
        published_on=dt.date(2023, 6, 1),
        updated_on=dt.date(2024, 1, 2),
        source="https://www.example.org/page",
        body=[
            ("text", "<p>Des <b>ruches</b></p>"),
            ("heading", {"text": "La suite"}),
            ("quote", {"text": "Coopérer.", "author": "Une voix", "source_url": ""}),
            ("callout", {"title": "À savoir", "text": "<p>Ouvert</p>"}),
            ("figures", {"figures": [{"number": "70 %", "label": "des pôles"}]}),
            ("video", {"url": "https://www.youtube.com/watch?v=1", "title": "Le film"}),
            ("documents", {"title": "Fichiers", "documents": [document]}),
            ("links", {"title": "Liens", "links": [{"title": "Ici", "url": "https://x.fr/"}]}),
            ("contact", {"name": "L'équipe", "email": "equipe@bray.example"}),
        ],
    )

    text = visible_text(client.get(article.url))

    for words in [
        *("Un récit", "Le chapô.", "1er juin 2023", "2 janvier 2024", "Des ruches", "La suite"),
        *("Coopérer.", "Une voix", "À savoir", "Ouvert", "70 %", "des pôles", "Le film"),
        *("youtube.com", "Le bilan", "Zoé Petit", document.facts, "Ici", "equipe@bray.example"),
    ]:
        assert words in text, words
