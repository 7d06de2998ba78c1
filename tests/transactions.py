"""The commit of a test's transaction, which never comes by itself."""

from __future__ import annotations

from django.db import connection


def commit() -> None:
    """Run what waits for the commit, as if what was written until now were committed."""
    calls, connection.run_on_commit = connection.run_on_commit, []
    for _, call, *_ in calls:
        call()
