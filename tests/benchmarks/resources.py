"""The list of resources with all its counts, and the ZIP of many of them."""

from __future__ import annotations

import os
import resource
import time

from django.db import transaction
from django.test import Client

from resources.models import ResourceIndexPage
from tests.benchmarks.timing import say, timed
from tests.factories import make_document, make_presentation

FAVOURITES = 200
SIZE = 1024 * 1024  # bytes of each


def measure() -> None:
    """Print the times of the list, and of the ZIP's first byte and whole."""
    index, client = ResourceIndexPage.objects.get(), Client()
    for path in ("/ressources/", "/ressources/?theme=theme-3&annee=2020", "/ressources/?tri=titre"):
        timed(path, lambda path=path: client.get(path))
    with transaction.atomic():
        slides = [
            make_presentation(index, document=make_document(f"{n}.bin", os.urandom(SIZE)))
            for n in range(FAVOURITES)
        ]
    path = f"/favoris.zip?r={','.join(str(page.pk) for page in slides)}"

    def first_byte() -> None:
        response = client.get(path)
        next(iter(response.streaming_content))
        response.close()

    timed(f"/favoris.zip, first byte of {FAVOURITES} documents", first_byte)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begun = time.perf_counter()
    size = sum(len(chunk) for chunk in client.get(path).streaming_content)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    say(f"/favoris.zip, {size >> 20} MB", time.perf_counter() - begun, f"{grown >> 10:4} MB more")
