"""Speed and memory, measured: ``make bench``. Nothing here fails on a slow machine."""

from __future__ import annotations

import datetime as dt
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

EVENTS = int(os.environ.get("BENCH_EVENTS", "1000"))
RUNS = 7


def main() -> None:
    """Fill a database of its own and print the time and the queries of each request."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "hub.settings", "DEBUG": "0"}
        os.environ |= {"SECRET_KEY": "bench", "ALLOWED_HOSTS": "testserver"}
        os.environ |= {"BASE_URL": "http://testserver"}
        import django

        django.setup()
        measure()


def measure() -> None:
    from django.core.management import call_command
    from django.db import transaction
    from django.test import Client

    from home.structure import build_structure
    from tests.factories import make_event, make_pole, make_publication

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    structure = build_structure()
    begun = time.perf_counter()
    with transaction.atomic():
        for number in range(EVENTS):
            day = dt.date.today() + dt.timedelta(days=number % 300)
            make_event(
                structure.agenda, start_date=day, start_time=dt.time(9), summary="Chapô. " * 20
            )
        for _ in range(EVENTS // 10):
            make_pole(structure.poles, latitude="49.4", longitude="2.1")
            make_publication(structure.resources)
    say(f"publish {EVENTS} events, a tenth of poles and resources", time.perf_counter() - begun)
    client = Client()
    for path in (
        "/",
        "/agenda/",
        "/poles/",
        "/ressources/",
        "/recherche/?q=rencontre",
        "/agenda.ics",
    ):
        timed(path, lambda path=path: client.get(path))
    etag = client.get("/agenda.ics")["ETag"]
    timed("/agenda.ics, 304", lambda: client.get("/agenda.ics", headers={"If-None-Match": etag}))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"{'peak memory':55}{peak:8.0f} MB\n")


def timed(name: str, request: Callable[[], Any]) -> None:
    """Print the median of some runs, warm, and the number of queries."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    request()
    times = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        request()
        times.append(time.perf_counter() - begun)
    with CaptureQueriesContext(connection) as queries:
        request()
    say(name, statistics.median(times), f"{len(queries):4} queries")


def say(name: str, seconds: float, more: str = "") -> None:
    sys.stdout.write(f"{name:55}{seconds * 1000:8.1f} ms{more}\n")


if __name__ == "__main__":
    main()
