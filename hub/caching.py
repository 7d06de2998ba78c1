"""HTTP caching: what changed last, and conditional answers."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from wagtail.models import ModelLogEntry, PageLogEntry


def last_change() -> dt.datetime:
    """Return a moment since which nothing that a feed shows has changed.

    It is the newest entry of Wagtail's audit log, which knows deletions and withdrawals too, or
    the last midnight in Paris, when events leave the feeds' windows. Two queries.
    """
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    newest = [
        log.objects.aggregate(newest=Max("timestamp"))["newest"]
        for log in (PageLogEntry, ModelLogEntry)
    ]
    return max([midnight, *[moment for moment in newest if moment]])


def conditional(
    request: HttpRequest, response: HttpResponse, last_modified: dt.datetime
) -> HttpResponse:
    """Return ``response`` with its validators, or a 304 or 412 in its place (RFC 9110 §13).

    The ETag is strong: the hash of the final bytes. A change of this very second gives no
    Last-Modified, whose unit is the second: another may follow in it (§8.8.2.2).
    """
    etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response["ETag"] = etag
    seconds = int(last_modified.timestamp())
    settled = seconds < int(timezone.now().timestamp())
    if settled:
        response["Last-Modified"] = http_date(seconds)
    answer = get_conditional_response(
        request, etag=etag, last_modified=seconds if settled else None, response=response
    )
    return answer or response
