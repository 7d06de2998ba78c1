"""What the admin adds for events."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.widgets import Button
from wagtail.log_actions import LogFormatter
from wagtail_modeladmin.options import modeladmin_register

from events.admin_forms import AnnouncementForm
from events.cancelling import ANNOUNCEMENT, announce, may_announce
from events.enums import EventStatus
from events.models import EventPage, Proposal
from events.preview import in_calendars
from events.proposal_admin import ProposalAdmin, refuse_proposal
from events.recap_publishing import may_recap
from events.recap_views import RecapView, upload
from hub.models import HubPage, User
from hub.register import sees_all_partners
from hub.templatetags.hub_tags import french_date

CANCELLABLE_DATES = 60

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
    return render(request, "events/admin/dates.html", in_calendars(event))


def event_announcement(request: HttpRequest, page_id: int) -> HttpResponse:
    """Cancel, postpone or maintain a published event, or one date of it, at once."""
    event = get_object_or_404(EventPage, pk=page_id)
    assert isinstance(request.user, User)  # the admin lets nobody else in
    if not may_announce(request.user, event):
        raise Http404
    form = AnnouncementForm(
        request.POST or None,
        dates=_dates_to_come(event),
        initial={"status": event.status, "note": event.status_note},
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        status = EventStatus(said["status"])
        announce(event, request.user, status, said["note"], said.get("date"))
        messages.success(request, _("C'est dit : la page et les calendriers sont à jour."))
        return redirect("wagtailadmin_explore", event.get_parent().pk)
    return render(request, "events/admin/announcement.html", {"form": form, "event": event})


def _dates_to_come(event: EventPage) -> list[tuple[str, str]]:
    """Return the dates of a repetition that may be cancelled, in words; none for one that happens
    once."""
    if not event.frequency:
        return []
    return [
        (
            occurrence.original_date.isoformat(),
            _("%(when)s (annulée)") % {"when": occurrence.when}
            if occurrence.cancelled
            else occurrence.when,
        )
        for occurrence in event.occurrences.upcoming().select_related("event")[:CANCELLABLE_DATES]
    ]


ANNOUNCE = gettext_lazy("Annuler ou reporter…")


class AnnouncementItem(ActionMenuItem):
    """The link to it in the editor, for its writers too while the page is in review."""

    label = ANNOUNCE
    name = "action-announce"
    icon_name = "calendar-alt"

    def is_shown(self, context: dict[str, Any]) -> bool:
        page = context.get("page")
        return isinstance(page, EventPage) and may_announce(context["request"].user, page)

    def get_url(self, context: dict[str, Any]) -> str:
        return reverse("event_announcement", args=[context["page"].pk])


@hooks.register("register_page_action_menu_item")
def announcement_item() -> ActionMenuItem:
    return AnnouncementItem(order=10002)  # after « Page verrouillée »


@hooks.register("register_page_header_buttons")
def announcement_button(
    page: HubPage, user: User, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    """Offer it at the head of the page in the admin."""
    if isinstance(page, EventPage) and may_announce(user, page):
        url = reverse("event_announcement", args=[page.pk])
        yield Button(ANNOUNCE, url, icon_name="calendar-alt", priority=12)


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """Say in the page's history what was announced of it."""

    @actions.register_action(ANNOUNCEMENT)
    class AnnouncementFormatter(LogFormatter):
        label = gettext_lazy("Annuler, reporter ou maintenir")

        def format_message(self, log_entry: Any) -> str:
            status = dict(AnnouncementForm.STATUSES)[log_entry.data["status"]]
            if date := log_entry.data["date"]:
                return str(_("Date du %(date)s : %(status)s") % {"date": date, "status": status})
            return str(_("Annoncé : %(status)s") % {"status": status})

        def format_comment(self, log_entry: Any) -> str:
            return str(log_entry.data["comment"])


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
        yield Button(
            gettext_lazy("Publier le compte rendu"), url, icon_name="doc-full-inverse", priority=5
        )


@hooks.register("register_admin_urls")
def event_urls() -> list[URLPattern]:
    """Give the admin the addresses of events: dates, status, recap, and a proposal's refusal."""
    recap = "evenements/<int:event_id>/compte-rendu/"
    return [
        path(recap, RecapView.as_view(), name="event_recap"),
        path(f"{recap}fichiers/", upload, name="event_recap_upload"),
        path("evenements/dates/", event_dates, name="event_dates"),
        path("evenements/<int:page_id>/statut/", event_announcement, name="event_announcement"),
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
