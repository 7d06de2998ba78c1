"""What the admin adds for events."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.admin import messages

from events.models import EventPage
from events.preview import in_calendars
from hub.models import HubPage
from hub.templatetags.hub_tags import french_date


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
    return render(request, "events/admin/dates.html", in_calendars(event))


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


@hooks.register("register_admin_urls")
def event_urls() -> list[URLPattern]:
    """Give the editor of events the address that computes dates."""
    return [path("evenements/dates/", event_dates, name="event_dates")]
