"""HTTP caching: which state of the content an answer is of, and conditional answers."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date

from hub.models.generation import Generation

View = Callable[..., HttpResponse]
REMEMBERED = 24 * 3600  # seconds


def content_changed() -> None:
    """Say that something that visitors see has changed: the generation advances at the commit.

    At the commit and not before, so that two writers never wait for each other there.
    """
    if not _change_is_pending():
        transaction.on_commit(Generation.advance)


def _change_is_pending() -> bool:
    """Whether this very transaction has changed something that others do not see yet."""
    return any(call == Generation.advance for _, call, *_ in connection.run_on_commit)


def remembered(name: str, seconds: int, make: Callable[[], Any]) -> Any:
    """Return what ``make`` has made of this state of the content, not longer than ``seconds`` ago.

    It is made anew where the content has changed since, or changes in this very transaction. One
    query.
    """
    if _change_is_pending():
        return make()
    key = f"{name}:{Generation.current().number}"
    found = cache.get(key)
    if found is None:
        found = make()
        cache.set(key, found, seconds)
    return found


def conditional(view: View) -> View:
    """Give the answers of ``view`` their validators, or a 304 or 412 in their place (RFC 9110 §13).

    The ETag is strong: the hash of the final bytes. It is remembered with the generation of the
    content and the day in Paris, when events leave the feeds' windows: a question whose answer is
    304 costs one query. A change of this very second gives no Last-Modified, whose unit is the
    second: another may follow in it (§8.8.2.2).
    """

    @functools.wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # The generation is read first: what is then shown is of that one or of a later one.
        pending = _change_is_pending()
        generation = Generation.current()
        midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        seconds = int(max(generation.changed_at, midnight).timestamp())
        now = int(timezone.now().timestamp())
        modified = seconds if seconds < now and not pending else None
        key = _key(generation, midnight.date(), request)
        if not pending and (known := cache.get(key)):
            response = HttpResponse(headers=known)
            early = get_conditional_response(request, known["ETag"], modified, response)
            if early is not None and early is not response:
                return early
        response = view(request, *args, **kwargs)
        if response.status_code != 200:
            return response
        etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        response["ETag"] = etag
        if modified is not None:
            response["Last-Modified"] = http_date(modified)
        patch_vary_headers(response, ["Accept-Encoding"])
        if not pending:
            names = ("ETag", "Last-Modified", "Cache-Control", "Vary")
            headers = {name: response[name] for name in names if name in response}
            cache.set(key, headers, REMEMBERED)
        return get_conditional_response(request, etag, modified, response) or response

    return answer


def _key(generation: Generation, day: dt.date, request: HttpRequest) -> str:
    address = hashlib.sha256(request.get_full_path().encode()).hexdigest()
    return f"validators:{generation.number}:{day}:{address}"
