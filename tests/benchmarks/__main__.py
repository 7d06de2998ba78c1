"""Speed and memory, measured: ``make bench``, or ``python -m tests.benchmarks PART…`` for some.

Nothing here fails on a slow machine.

The pages are made in a process of their own, so that the memory measured is the requests'.
``BENCH_EVENTS`` and ``BENCH_RESOURCES`` say how many.
"""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import tempfile
import time

EVENTS = int(os.environ.get("BENCH_EVENTS", "10000"))
RESOURCES = int(os.environ.get("BENCH_RESOURCES", "5000"))


PARTS = ["agenda", "lists", "resources", "documents", "downloads", "spaces", "partners"]


def main() -> None:
    """Fill a database of its own, then print the time and the queries of each request."""
    if sys.argv[1:] == ["fill"]:
        fill()
        return
    asked = sys.argv[1:] or PARTS
    if strange := set(asked) - set(PARTS):
        raise SystemExit(f"{', '.join(sorted(strange))}: no part of {', '.join(PARTS)}.")
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "hub.settings", "DEBUG": "0"}
        os.environ |= {"SECRET_KEY": "bench", "ALLOWED_HOSTS": "testserver"}
        os.environ |= {"REQUIRE_TWO_FACTOR": "0"}  # else the team is led to its settings
        os.environ |= {"BASE_URL": "http://testserver", "DEFAULT_FROM_EMAIL": "bench@example.org"}
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-m", "tests.benchmarks", "fill"], check=True)
        import django

        django.setup()
        from tests.benchmarks.timing import peak, say

        say(f"fill with {EVENTS} events, {RESOURCES} resources", time.perf_counter() - begun)
        for name in PARTS:
            if name in asked:
                importlib.import_module(f"tests.benchmarks.{name}").measure()
                peak(f"after {name}")


def fill() -> None:
    """Make the pages that are measured."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from home.structure import build_structure
    from tests.benchmarks import many, partners

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    structure = build_structure()
    network = many.make_network()
    many.make_events(structure.agenda, EVENTS, network)
    many.make_resources(structure.resources, RESOURCES, network)
    partners.fill(network)
    if connection.vendor == "postgresql":  # which does it by itself, some time after so many rows
        connection.cursor().execute("ANALYZE")


if __name__ == "__main__":
    main()
