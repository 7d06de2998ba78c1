"""What the benchmarks print."""

from __future__ import annotations

import gc
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

RUNS = 9


def timed(name: str, request: Callable[[], Any], most_ms: float = 0, most_queries: int = 0) -> None:
    """Print the median and the best of some runs, warm, and the number of queries.

    Beside them, whether the median and the queries are within their bounds, where they have any.
    """
    request()
    times = []
    for _ in range(RUNS):
        gc.collect()  # the test client's responses hold themselves: no server keeps the last ones
        begun = time.perf_counter()
        request()
        times.append(time.perf_counter() - begun)
    with CaptureQueriesContext(connection) as queries:
        request()
    best = f"   best {min(times) * 1000:6.1f} ms"
    median = statistics.median(times)
    said = [_bound(median * 1000, most_ms, "ms"), _bound(len(queries), most_queries, "queries")]
    say(name, median, f"{best}{len(queries):4} queries   {', '.join(filter(None, said))}".rstrip())


def once(name: str, action: Callable[[], Any], most_ms: float = 0) -> Any:
    """Print the time of what cannot be done twice; return what it returns."""
    begun = time.perf_counter()
    done = action()
    seconds = time.perf_counter() - begun
    say(name, seconds, f"   {_bound(seconds * 1000, most_ms, 'ms')}".rstrip())
    return done


def peak(name: str, most_mb: float = 0) -> None:
    """Print the most memory that this process has held."""
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    said = _bound(memory, most_mb, "MB")
    sys.stdout.write(f"{f'peak memory {name}':65}{memory:8.0f} MB   {said}".rstrip() + "\n")


def _bound(found: float, most: float, unit: str) -> str:
    return f"{'within' if found <= most else 'OVER'} {most:g} {unit}" if most else ""


def say(name: str, seconds: float, more: str = "") -> None:
    load = os.getloadavg()[0]
    sys.stdout.write(f"{name:65}{seconds * 1000:8.1f} ms{more}   (load {load:.1f})\n")
    sys.stdout.flush()
