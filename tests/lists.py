"""What the tests of all list pages share."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup
from django.test import Client

from tests.queries import queries_of

LIST_BUDGET = 12  # queries that a public list may cost


def queries(client: Client, url: str) -> int:
    """Return how many queries a visit costs once the caches are warm."""
    assert client.get(url).status_code == 200
    return queries_of(lambda: client.get(url))


def titles(items: Any) -> list[str]:
    """Return the titles of a list's pages, in order."""
    return [item.title for item in items]


def visible_text(answer: Any) -> str:
    """Return the words that a visitor reads."""
    return " ".join(BeautifulSoup(answer.content, "html.parser").get_text(" ").split())
