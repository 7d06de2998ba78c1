"""The answer that carries a document's file: whole, in part, or not again (RFC 9110)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.files.storage import Storage
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, http_date
from wagtail.documents.models import document_served
from wagtail.permissions import policy_registry

from hub.models import HubDocument, User

CHUNK = 64 * 1024  # bytes of a file in memory at once, for each download
X_ACCEL_PREFIX = "/_media/"  # the internal location of nginx, as README.md writes it
SIGNED_FOR = 5 * 60  # seconds that the address of a file on S3 works
SIGNED_FOR_FILM = 4 * 3600  # a browser goes back to the signed address at each seek
SENT = {200, 206, 302}  # the statuses that bring the bytes

_BYTES = re.compile(r"\s*bytes\s*=\s*(\d{0,999})\s*-\s*(\d{0,999})\s*", re.ASCII | re.IGNORECASE)


def requested(header: str | None, size: int) -> range | None:
    """Return the bytes that a Range ``header`` asks of a file of ``size`` bytes (RFC 9110 §14.1.2).

    Empty where they lie beyond its end, which is a 416 (§15.5.17). ``None`` stands for the whole
    file: no header, another unit, a malformed one, or several ranges, which a server may ignore
    (§14.2).
    """
    match = _BYTES.fullmatch(header or "")
    if not match or not any(match.groups()):
        return None
    first, last = match.groups()
    if not first:
        return range(max(size - int(last), 0), size) if size else None
    if last and int(last) < int(first):
        return None
    return range(min(int(first), size), min(int(last) + 1, size) if last else size)


def is_reader_of_drafts(user: User | AnonymousUser, document: HubDocument) -> bool:
    """Whether ``user`` reads ``document`` in the admin, published or not."""
    policy = policy_registry.get_by_type(HubDocument)
    return user.is_authenticated and bool(
        policy.user_has_permission_for_instance(user, "choose", document)
    )


def respond(request: HttpRequest, document: HubDocument) -> HttpResponseBase:
    """Return the answer to ``request``, whose right to read ``document`` has been checked.

    The file is sent by nginx with ``SENDFILE=nginx``, by S3 from a signed address where the files
    are there, else by this process. Raises ``FileNotFoundError`` where a local file is missing.
    A GET that brings bytes sends Wagtail's signal ``document_served`` with ``part``, the range of
    them; what a receiver raises is logged and does not reach the reader.
    """
    if settings.WAGTAILDOCS_SERVE_METHOD == "redirect":
        response, part = _redirect(request, document)
    else:
        response, part = _file(request, document)
    if response.status_code == 302:
        response["Cache-Control"] = "private, no-store"  # the address is for this reader, and dies
    elif request.user.is_authenticated or document.collection.get_view_restrictions():
        response["Cache-Control"] = "private, no-cache"
    else:
        response["Cache-Control"] = "public, no-cache"  # asked again each time: it may be withdrawn
    if request.method == "GET" and response.status_code in SENT:
        document_served.send_robust(
            sender=HubDocument, instance=document, request=request, part=part
        )
    return response


def _file(request: HttpRequest, document: HubDocument) -> tuple[HttpResponseBase, range]:
    """Return the answer with the file, or a 304, 412 or 416, and the bytes that it brings."""
    storage, name = document.file.storage, document.file.name
    size = storage.size(name)
    whole = range(size)
    headers = {
        "Content-Type": document.content_type,
        "Content-Disposition": _disposition(document),
        "Content-Security-Policy": "default-src 'none'; media-src 'self'",
        "X-Content-Type-Options": "nosniff",
    }
    if settings.SENDFILE == "nginx":  # which has its own validators and answers to ranges
        headers["X-Accel-Redirect"] = X_ACCEL_PREFIX + quote(name)
        return HttpResponse(headers=headers), _part_sent_elsewhere(request, size)

    etag = f'"{document.file_hash}"'
    modified = storage.get_modified_time(name)
    headers |= {"Accept-Ranges": "bytes", "ETag": etag, "Content-Length": str(size)}
    if timezone.now() - modified >= dt.timedelta(seconds=1):  # else it is a weak one, §8.8.2.2
        headers["Last-Modified"] = http_date(modified.timestamp())
    empty = HttpResponse(headers=headers)
    early = get_conditional_response(
        request, etag=etag, last_modified=int(modified.timestamp()), response=empty
    )
    if early and early is not empty:
        return early, range(0)
    if request.method == "HEAD":  # a Range has no meaning for it, §14.2
        return empty, range(0)

    part = None
    if request.headers.get("If-Range", etag) in (etag, headers.get("Last-Modified")):  # §13.1.5
        part = requested(request.headers.get("Range"), size)
    if part is None:
        return StreamingHttpResponse(_chunks(storage, name, whole), headers=headers), whole
    if not part:
        error = HttpResponse(status=416, content_type="text/plain")
        error["Content-Range"] = f"bytes */{size}"
        return error, part
    headers |= {
        "Content-Length": str(len(part)),
        "Content-Range": f"bytes {part.start}-{part.stop - 1}/{size}",
    }
    return StreamingHttpResponse(_chunks(storage, name, part), status=206, headers=headers), part


def _chunks(storage: Storage, name: str, part: range) -> Iterator[bytes]:
    """Yield the bytes ``part`` of the file, ``CHUNK`` at a time.

    The database's connection is given back first: a download may last an hour.
    """
    if not connection.in_atomic_block:
        connection.close()
    with storage.open(name, "rb") as file:
        file.seek(part.start)
        left = len(part)
        while left and (chunk := file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk


def _redirect(request: HttpRequest, document: HubDocument) -> tuple[HttpResponseBase, range]:
    """Return a redirect to an address that S3 signed for this method and a short time.

    S3 answers to conditions and ranges itself.
    """
    url = document.file.storage.url(  # the arguments are S3Storage's
        document.file.name,
        parameters={
            "ResponseContentType": document.content_type,
            "ResponseContentDisposition": _disposition(document),
        },
        expire=SIGNED_FOR_FILM if document.is_film else SIGNED_FOR,
        http_method=request.method,
    )
    return HttpResponseRedirect(url), _part_sent_elsewhere(request, document.file_size or 0)


def _part_sent_elsewhere(request: HttpRequest, size: int) -> range:
    """Return the bytes that nginx or S3 will send; none where they will find nothing new."""
    if "If-None-Match" in request.headers or "If-Modified-Since" in request.headers:
        return range(0)
    part = requested(request.headers.get("Range"), size)
    return range(size) if part is None else part


def _disposition(document: HubDocument) -> str:
    """Return the Content-Disposition (RFC 6266): a browser shows what it can, saves the rest."""
    shown = document.is_film or document.content_type in {"application/pdf", "text/vtt"}
    return content_disposition_header(not shown, document.filename) or "inline"
