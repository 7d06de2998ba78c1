"""Counting queries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext


def queries_of(request: Callable[[], Any]) -> int:
    """Return how many queries ``request`` makes, once caches such as content types are warm."""
    request()
    with CaptureQueriesContext(connection) as queries:
        request()
    return len(queries)
