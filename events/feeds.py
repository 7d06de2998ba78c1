"""Feeds of events for readers of news: Atom (RFC 4287) and JSON Feed 1.1 (jsonfeed.org)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed

from events import ical
from hub.text import without_controls

if TYPE_CHECKING:
    from events.models import EventPage

NEWEST = 50  # the events that a feed of news holds


def atom(events: Iterable[EventPage], *, name: str, path: str, page: str) -> bytes:
    """Return the Atom feed of ``events``; ``path`` is its own address and ``page`` the list's."""
    feed = Atom1Feed(
        title=without_controls(name),
        link=urljoin(settings.BASE_URL, page),
        description=None,
        language="fr",
        feed_url=urljoin(settings.BASE_URL, path),
        feed_guid=urljoin(settings.BASE_URL, path),
    )
    for event in events:
        feed.add_item(
            title=ical.summary(event),
            link=ical.page_url(event),
            description=content(event),
            unique_id=f"urn:uuid:{event.translation_key}",
            pubdate=event.first_published_at,
            updateddate=event.last_published_at,
            categories=[str(event.get_kind_display())],
        )
    return feed.writeString("utf-8").encode()


def json_feed(events: Iterable[EventPage], *, name: str, path: str, page: str) -> bytes:
    """Return the JSON Feed of ``events``, as ``atom`` does."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": without_controls(name),
        "language": "fr",
        "home_page_url": urljoin(settings.BASE_URL, page),
        "feed_url": urljoin(settings.BASE_URL, path),
        "items": [
            {
                "id": f"urn:uuid:{event.translation_key}",
                "url": ical.page_url(event),
                "title": ical.summary(event),
                "content_text": content(event),
                "date_published": event.first_published_at.isoformat(timespec="seconds"),
                "date_modified": event.last_published_at.isoformat(timespec="seconds"),
                "tags": [str(event.get_kind_display())],
            }
            for event in events
            if event.first_published_at and event.last_published_at
        ],
    }
    return json.dumps(feed, ensure_ascii=False).encode()


def content(event: EventPage) -> str:
    """Return when and where the event takes place, and its summary."""
    lines = [event.when, ical.location(event), event.status_note if event.is_troubled else ""]
    return without_controls("\n".join(line for line in [*lines, event.summary] if line))
