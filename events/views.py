"""The feeds' addresses. Wagtail refuses dots in a page's route, hence Django views."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from events import feeds, ical
from events.forms import EventFilterForm
from events.models import EventIndexPage, EventPage, EventSeriesPage, serialised
from hub.caching import conditional
from hub.feeds import NEWEST, answer, atom, json_feed, refusal
from hub.models import NetworkSettings
from poles.models import PolePage

TYPES = {
    "ics": "text/calendar; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
}


@gzip_page
@require_safe
@conditional
def agenda_feed(request: HttpRequest, kind: str) -> HttpResponse:
    """Serve the agenda, whole or filtered as its list is: ``ics`` to subscribe to, or news.

    An unknown value of a filter is a 404 with a sentence: an empty calendar would look right.
    """
    form = EventFilterForm(request.GET)
    if not form.is_valid():
        return refusal(form)
    name = " – ".join([*_titles(form), NetworkSettings.for_request(request).name])
    path = f"{request.path}?{form.feed_query}".rstrip("?")
    events = EventPage.objects.in_feed().filter(form.page_filter())
    if kind == "ics":
        body = ical.feed(serialised(events), name=name, path=path)
    else:
        index = EventIndexPage.objects.live().first()
        build = atom if kind == "atom" else json_feed
        page = f"{index.url}?{form.feed_query}".rstrip("?") if index else "/"
        newest = events.for_calendar().order_by("-first_published_at", "pk")[:NEWEST]
        body = build(map(feeds.entry, newest), name=name, path=path, page=page)
    return answer(body, TYPES[kind])


@require_safe
@conditional
def event_download(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Serve one event as a file for a calendar; 404 for a draft and behind a restriction."""
    event = get_object_or_404(EventPage.objects.shown().for_calendar(), translation_key=key)
    response = answer(ical.download(event), TYPES["ics"])
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
