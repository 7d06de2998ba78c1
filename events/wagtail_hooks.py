"""What the admin adds for events."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.admin import messages
from wagtail_modeladmin.options import modeladmin_register

from events import ical
from events.models import EventPage, Proposal
from events.proposal_admin import ProposalAdmin, refuse_proposal
from events.when import MAX_OCCURRENCES, french_when
from hub.models import HubPage
from hub.register import sees_all_partners
from hub.templatetags.hub_tags import french_date

SHOWN_DATES = 12

modeladmin_register(ProposalAdmin)


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


@hooks.register("register_admin_urls")
def event_urls() -> list[URLPattern]:
    """Give the admin the addresses that compute dates and refuse a proposal."""
    return [
        path("evenements/dates/", event_dates, name="event_dates"),
        path("proposition/<int:pk>/refuser/", refuse_proposal, name="proposal_refuse"),
    ]


@hooks.register("before_delete_page")
def refuse_rather_than_delete(request: HttpRequest, page: HubPage) -> HttpResponse | None:
    """Lead the team that deletes a proposed draft to the form that tells its sender why."""
    return _to_refusal(request, page)


@hooks.register("after_edit_page")
def refuse_what_is_sent_back(request: HttpRequest, page: HubPage) -> HttpResponse | None:
    """Lead the team that sends a proposed draft back to that form: nobody of the site awaits it."""
    if request.POST.get("workflow-action-name") != "reject":
        return None
    return _to_refusal(request, page)


def _to_refusal(request: HttpRequest, page: HubPage) -> HttpResponse | None:
    if not sees_all_partners(request.user):
        return None
    proposal = Proposal.objects.waiting().filter(page=page.pk).first()
    return redirect("proposal_refuse", proposal.pk) if proposal else None
