"""The other pages that a visitor meets first."""

from __future__ import annotations

from django.test import Client

from tests.benchmarks.timing import timed


def measure() -> None:
    """Print the times of the home page and of a search."""
    client = Client()
    for path in ("/", "/recherche/?q=rencontre"):
        timed(path, lambda path=path: client.get(path))
