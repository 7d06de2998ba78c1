"""The template filters of events."""

from __future__ import annotations

import json
from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe

from events.enums import AttendanceMode, EventStatus
from events.ical import page_url
from events.models import EventPage
from events.subscribing import Subscription, add_links

register = template.Library()

STATUSES = {
    EventStatus.CONFIRMED: "EventScheduled",
    EventStatus.TENTATIVE: "EventScheduled",
    EventStatus.POSTPONED: "EventPostponed",
    EventStatus.CANCELLED: "EventCancelled",
}
MODES = {
    AttendanceMode.ONLINE: "OnlineEventAttendanceMode",
    AttendanceMode.ON_SITE: "OfflineEventAttendanceMode",
    AttendanceMode.HYBRID: "MixedEventAttendanceMode",
}
# As django.utils.html.json_script: no text of an editor can end the element.
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.filter
def json_ld(event: EventPage) -> SafeString:
    """Return the data block that tells search engines of ``event``; empty without a date."""
    data = event_data(event)
    if not data:
        return mark_safe("")
    text = json.dumps(data, ensure_ascii=False).translate(ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')


def event_data(event: EventPage) -> dict[str, Any]:
    """Return ``event`` in the words of https://schema.org/Event."""
    slot = event.slot
    if slot is None:
        return {}
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": event.title,
        "url": page_url(event),
        "startDate": (slot.start_date if slot.all_day else slot.start).isoformat(),
        "eventStatus": f"https://schema.org/{STATUSES[EventStatus(event.status)]}",
    }
    if slot.all_day:
        data["endDate"] = slot.end_date.isoformat()
    elif slot.end_time:
        data["endDate"] = slot.end.isoformat()
    if event.summary:
        data["description"] = strip_tags(event.summary)
    if event.mode:
        data["eventAttendanceMode"] = f"https://schema.org/{MODES[AttendanceMode(event.mode)]}"
    if places := _places(event):
        data["location"] = places
    if organisers := [organiser.label for organiser in event.organisers.all()]:
        data["organizer"] = [{"@type": "Organization", "name": name} for name in organisers]
    if speakers := list(event.speakers.all()):
        data["performer"] = [{"@type": "Person", "name": speaker.name} for speaker in speakers]
    return data


def _places(event: EventPage) -> list[dict[str, Any]]:
    places: list[dict[str, Any]] = []
    if event.location and event.mode != AttendanceMode.ONLINE:
        place: dict[str, Any] = {
            "@type": "Place",
            "name": event.place or event.city or event.address,
            "address": event.location,
        }
        if event.latitude is not None and event.longitude is not None:
            place["geo"] = {
                "@type": "GeoCoordinates",
                "latitude": float(event.latitude),
                "longitude": float(event.longitude),
            }
        places.append(place)
    if event.mode in {AttendanceMode.ONLINE, AttendanceMode.HYBRID}:
        places.append({"@type": "VirtualLocation", "url": event.shown_join_url or page_url(event)})
    return places


@register.simple_tag(takes_context=True)
def subscription(context: Context, name: str, query: str = "", **filters: Any) -> Subscription:
    """Return the ways to follow the feed that ``query``, or ``filters`` by name, let through."""
    query = query or urlencode(filters)
    path = reverse("agenda_feed") + (f"?{query}" if query else "")
    return Subscription(context["request"].build_absolute_uri(path), name)


@register.filter
def calendar_links(event: EventPage) -> list[tuple[str, str]]:
    """Return the sites that take one event, by name and address."""
    return add_links(event)
