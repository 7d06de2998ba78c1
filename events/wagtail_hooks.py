"""What the admin adds for events."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.widgets.button import Button

from events import ical
from events.models import EventPage
from events.recap_publishing import may_recap
from events.recap_views import RecapView, upload
from events.when import MAX_OCCURRENCES, french_when
from hub.models import HubPage, User
from hub.templatetags.hub_tags import french_date

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
        if change.is_valid()
        and change.instance.original_date
        and not change.cleaned_data.get("DELETE")
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
    context = {
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
    return render(request, "events/admin/dates.html", context)


@hooks.register("before_publish_page")
@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def say_dropped_changes(request: HttpRequest, page: HubPage) -> None:
    """Say, once, which moved and cancelled dates the new repetition has left behind."""
    if days := page.__dict__.pop("dropped", None):
        messages.warning(
            request,
            ngettext(
                "Une date modifiée est hors de la répétition et abandonnée : %(days)s.",
                "Des dates modifiées sont hors de la répétition et abandonnées : %(days)s.",
                len(days),
            )
            % {"days": ", ".join(french_date(day) for day in days)},
        )


@hooks.register("register_page_listing_more_buttons")
@hooks.register("register_page_header_buttons")
def recap_button(page: HubPage, user: User, **kwargs: object) -> Iterator[Button]:
    """Offer the recap of an event that has begun and has none."""
    if may_recap(page, user):
        url = reverse("event_recap", args=[page.pk])
        yield Button(_("Publier le compte rendu"), url, icon_name="doc-full-inverse", priority=5)


@hooks.register("register_admin_urls")
def event_urls() -> list[URLPattern]:
    """Give the editor of events the addresses that compute dates and publish a recap."""
    recap = "evenements/<int:event_id>/compte-rendu/"
    return [
        path("evenements/dates/", event_dates, name="event_dates"),
        path(recap, RecapView.as_view(), name="event_recap"),
        path(f"{recap}fichiers/", upload, name="event_recap_upload"),
    ]
