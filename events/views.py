"""The calendars' addresses. Wagtail refuses dots in a page's route, hence Django views."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events import ical
from events.models import EventPage
from hub.caching import conditional, last_change
from hub.models import NetworkSettings

CALENDAR_TYPE = "text/calendar; charset=utf-8"


@require_safe
def agenda_feed(request: HttpRequest) -> HttpResponse:
    """Serve the agenda as a calendar to subscribe to (RFC 5545, RFC 7986)."""
    network = NetworkSettings.for_request(request)
    body = ical.feed(
        EventPage.objects.in_feed().for_calendar().order_by("uid"),
        name=_("Agenda – %(network)s") % {"network": network.name},
        path=request.path,
    )
    return _calendar(request, body)


@require_safe
def event_download(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Serve one event as a file for a calendar; 404 for a draft and behind a restriction."""
    event = get_object_or_404(EventPage.objects.shown().for_calendar(), translation_key=key)
    response = _calendar(request, ical.download(event))
    filename = get_valid_filename(f"{event.slug[:80]}.ics")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def _calendar(request: HttpRequest, body: bytes) -> HttpResponse:
    response = HttpResponse(body, content_type=CALENDAR_TYPE)
    response["Cache-Control"] = "public, max-age=300"  # seconds
    return conditional(request, response, last_change())
