"""The feeds' addresses. Wagtail refuses dots in a page's route, hence Django views."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotFound
from django.shortcuts import get_object_or_404
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from events import feeds, ical
from events.forms import EventFilterForm
from events.models import EventIndexPage, EventPage, EventSeriesPage, with_aftermath
from hub.caching import conditional, last_change
from hub.models import NetworkSettings
from poles.models import PolePage

TYPES = {
    "ics": "text/calendar; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
}


@gzip_page
@require_safe
def agenda_feed(request: HttpRequest, kind: str) -> HttpResponse:
    """Serve the agenda, whole or filtered as its list is: ``ics`` to subscribe to, or news.

    An unknown value of a filter is a 404 with a sentence: an empty calendar would look right.
    """
    form = EventFilterForm(request.GET)
    if not form.is_valid():
        sentences = [message for messages in form.errors.values() for message in messages]
        return HttpResponseNotFound(
            "\n".join(map(str, sentences)), content_type="text/plain; charset=utf-8"
        )
    name = " – ".join([*_titles(form), NetworkSettings.for_request(request).name])
    path = f"{request.path}?{form.feed_query}".rstrip("?")
    events = EventPage.objects.in_feed().filter(form.condition()).for_calendar()
    if kind == "ics":
        body = ical.feed(with_aftermath(events.order_by("uid")), name=name, path=path)
    else:
        index = EventIndexPage.objects.live().first()
        build = feeds.atom if kind == "atom" else feeds.json_feed
        page = f"{index.url}?{form.feed_query}".rstrip("?") if index else "/"
        newest = events.order_by("-first_published_at", "pk")[: feeds.NEWEST]
        body = build(newest, name=name, path=path, page=page)
    return _feed(request, body, TYPES[kind])


@require_safe
def event_download(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Serve one event as a file for a calendar; 404 for a draft and behind a restriction."""
    event = get_object_or_404(EventPage.objects.shown().for_calendar(), translation_key=key)
    response = _feed(request, ical.download(event), TYPES["ics"])
    filename = get_valid_filename(f"{event.slug[:80]}.ics")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def _titles(form: EventFilterForm) -> list[str]:
    """Return the words of a feed's name; raise ``Http404`` for a pole or series not shown."""
    titles = [form.title]
    kinds: list[tuple[str, Any]] = [("cycle", EventSeriesPage), ("pole", PolePage)]
    for name, model in kinds:
        if number := form.cleaned_data.get(name):
            page = model.objects.shown().filter(pk=number).first()
            if page is None:
                raise Http404(_("Ce cycle ou ce pôle n'existe pas."))
            titles.append(page.title)
    return titles


def _feed(request: HttpRequest, body: bytes, content_type: str) -> HttpResponse:
    response = HttpResponse(body, content_type=content_type)
    response["Cache-Control"] = "public, max-age=300"  # seconds
    return conditional(request, response, last_change())
