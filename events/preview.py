"""What calendars will show of an event, for its editor, saved or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from events import ical
from events.when import MAX_OCCURRENCES, french_when

if TYPE_CHECKING:
    from events.models import EventPage

SHOWN_DATES = 12


def in_calendars(event: EventPage) -> dict[str, Any]:
    """Return the summary, place, link and first dates of ``event``, and the changes it drops."""
    rows = [
        {
            "when": french_when(slot),
            "planned": original,
            "moved": slot.start_date != original,
            "cancelled": bool(change and change.cancelled),
        }
        for original, slot, change in event.dates()
    ]
    return {
        "endless": event.is_endless,
        "dates": rows[:SHOWN_DATES],
        "count": min(len(rows), MAX_OCCURRENCES),
        "over": len(rows) > MAX_OCCURRENCES,
        "more": max(len(rows) - SHOWN_DATES, 0),
        "dropped": event.drop_changes() if rows else [],
        "summary": ical.summary(event) if event.status else event.title,
        "location": ical.location(event),
        "join": ical.join_url(event),
        "zone": event.get_time_zone_display(),
    }
