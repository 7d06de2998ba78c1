"""Events as the entries of a feed of news."""

from __future__ import annotations

from typing import TYPE_CHECKING

from events import ical
from hub.feeds import Entry
from hub.text import without_controls

if TYPE_CHECKING:
    from events.models import EventPage


def entry(event: EventPage) -> Entry:
    """Return ``event`` as a feed shows it."""
    return Entry(
        key=f"urn:uuid:{event.translation_key}",
        url=ical.page_url(event),
        title=ical.summary(event),
        content=content(event),
        published=event.first_published_at,
        updated=event.last_published_at,
        categories=[str(event.get_kind_display())],
    )


def content(event: EventPage) -> str:
    """Return when and where the event takes place, and its summary."""
    zone = f" ({event.get_time_zone_display()})" if event.is_overseas else ""
    note = event.status_note if event.is_troubled else ""
    lines = [event.when + zone, ical.location(event), note]
    return without_controls("\n".join(line for line in [*lines, event.summary] if line))
