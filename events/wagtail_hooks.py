"""What the admin adds for events."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST
from wagtail import hooks

from events import ical
from events.models import EventPage
from events.when import MAX_OCCURRENCES, french_when

SHOWN_DATES = 12


@require_POST
def event_dates(request: HttpRequest) -> HttpResponse:
    """Show what calendars would show of the event in the posted form; nothing is saved."""
    form_class = EventPage.get_edit_handler().get_form_class()
    form = form_class(request.POST, instance=EventPage(), for_user=request.user)
    form.defer_required_fields()
    form.is_valid()  # what cannot be read is left out; the editor's own form says why
    event = form.instance
    event.changes = [
        change.instance
        for change in form.formsets["changes"].forms
        if change.is_valid() and not change.cleaned_data.get("DELETE")
    ]
    rows = [
        {
            "when": french_when(slot),
            "planned": original,
            "moved": slot.start_date != original,
            "cancelled": bool(change and change.cancelled),
        }
        for original, slot, change in event.dates()
    ]
    days = {row["planned"] for row in rows}
    changes = [change.original_date for change in event.changes.all() if change.original_date]
    context = {
        "dates": rows[:SHOWN_DATES],
        "count": min(len(rows), MAX_OCCURRENCES),
        "over": len(rows) > MAX_OCCURRENCES,
        "more": len(rows) - SHOWN_DATES if len(rows) > SHOWN_DATES else 0,
        "dropped": sorted(day for day in changes if day not in days) if rows else [],
        "summary": ical.summary(event) if event.status else event.title,
        "location": ical.location(event),
        "join": ical.join_url(event),
        "zone": event.get_time_zone_display(),
    }
    return render(request, "events/admin/dates.html", context)


@hooks.register("register_admin_urls")
def event_urls() -> list[URLPattern]:
    """Give the editor of events the address that computes dates."""
    return [path("evenements/dates/", event_dates, name="event_dates")]
