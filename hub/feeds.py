"""Feeds for readers of news: Atom (RFC 4287) and JSON Feed 1.1 (jsonfeed.org)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.forms import Form
from django.http import HttpResponse, HttpResponseNotFound
from django.utils.feedgenerator import Atom1Feed, Enclosure

from hub.text import without_controls

NEWEST = 50  # the entries that a feed of news holds


@dataclass(frozen=True)
class Attachment:
    """A file that an entry brings: its absolute address, its weight in bytes and its type."""

    url: str
    size: int
    content_type: str


@dataclass(frozen=True)
class Entry:
    """A page in a feed; ``url`` is absolute and ``content`` plain text."""

    key: str  # a URI that never changes
    url: str
    title: str
    content: str
    published: dt.datetime | None
    updated: dt.datetime | None
    categories: list[str]
    attachment: Attachment | None = None


def atom(entries: Iterable[Entry], *, name: str, path: str, page: str) -> bytes:
    """Return the Atom feed of ``entries``; ``path`` is its own address and ``page`` the list's."""
    feed = Atom1Feed(
        title=without_controls(name),
        link=urljoin(settings.BASE_URL, page),
        description=None,
        language="fr",
        feed_url=urljoin(settings.BASE_URL, path),
        feed_guid=urljoin(settings.BASE_URL, path),
    )
    for entry in entries:
        file = entry.attachment
        feed.add_item(
            title=without_controls(entry.title),
            link=entry.url,
            description=without_controls(entry.content),
            unique_id=entry.key,
            pubdate=entry.published,
            updateddate=entry.updated,
            categories=entry.categories,
            enclosures=[Enclosure(file.url, str(file.size), file.content_type)] if file else [],
        )
    return feed.writeString("utf-8").encode()


def json_feed(entries: Iterable[Entry], *, name: str, path: str, page: str) -> bytes:
    """Return the JSON Feed of ``entries``, as ``atom`` does."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": without_controls(name),
        "language": "fr",
        "home_page_url": urljoin(settings.BASE_URL, page),
        "feed_url": urljoin(settings.BASE_URL, path),
        "items": [_json_item(entry) for entry in entries if entry.published and entry.updated],
    }
    return json.dumps(feed, ensure_ascii=False).encode()


def _json_item(entry: Entry) -> dict[str, Any]:
    assert entry.published
    assert entry.updated
    item: dict[str, Any] = {
        "id": entry.key,
        "url": entry.url,
        "title": without_controls(entry.title),
        "content_text": without_controls(entry.content),
        "date_published": entry.published.isoformat(timespec="seconds"),
        "date_modified": entry.updated.isoformat(timespec="seconds"),
        "tags": entry.categories,
    }
    if file := entry.attachment:
        item["attachments"] = [
            {"url": file.url, "mime_type": file.content_type, "size_in_bytes": file.size}
        ]
    return item


def answer(body: bytes, content_type: str) -> HttpResponse:
    """Return a feed; those who read it need not ask again before some minutes."""
    response = HttpResponse(body, content_type=content_type)
    response["Cache-Control"] = "public, max-age=300"  # seconds
    return response


def refusal(form: Form) -> HttpResponse:
    """Return a 404 with the sentences of a form of filters: an empty feed would look right."""
    sentences = [str(message) for messages in form.errors.values() for message in messages]
    return HttpResponseNotFound("\n".join(sentences), content_type="text/plain; charset=utf-8")
