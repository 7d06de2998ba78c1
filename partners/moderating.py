"""Moderation in the admin: the urgent publication, and no way round a review that goes on."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.action_menu import ActionMenuItem, PublishMenuItem
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.account import NotificationsSettingsPanel
from wagtail.admin.views.home import (
    LockedPagesPanel,
    RecentEditsPanel,
    UserObjectsInWorkflowModerationPanel,
    WorkflowObjectsToModeratePanel,
)
from wagtail.log_actions import LogFormatter
from wagtail.models import TaskState, WorkflowState

from hub.models import HubPage, User
from partners import views
from partners.forms import UrgencyForm
from partners.inbox import SEEN
from partners.panels import CommentsForm, InboxPanel, MessagesPanel
from partners.urgency import URGENT_PUBLICATION, may_publish_urgently, publish_urgently

WAITS = gettext_lazy(
    "« %(title)s » attend sa relecture : approuvez-la, ou publiez-la en urgence en disant pourquoi."
)


def urgent_publication(request: HttpRequest, page_id: int) -> HttpResponse:
    """Ask the reason, then publish."""
    page = get_object_or_404(HubPage, pk=page_id)
    assert isinstance(request.user, User)  # the admin lets nobody else in
    if not may_publish_urgently(request.user, page):
        raise Http404
    form = UrgencyForm(request.POST or None)
    draft = page.get_latest_revision_as_object()
    if not draft.is_complete():
        messages.error(request, _("Il manque quelque chose à cette page pour la publier."))
        return redirect("wagtailadmin_pages:edit", page.pk)
    if request.method == "POST" and form.is_valid():
        publish_urgently(page.specific, request.user, form.cleaned_data["reason"])
        if draft.go_live_at and draft.go_live_at > timezone.now():
            said = _("« %(title)s » paraîtra à sa date.")
        else:
            said = _("« %(title)s » est publiée.")
        messages.success(request, said % {"title": draft.title})
        return redirect("wagtailadmin_pages:edit", page.pk)
    return render(request, "partners/admin/urgent.html", {"form": form, "page": draft})


class UrgentPublicationItem(ActionMenuItem):
    """The link to it in the editor, on what waits or was never published."""

    label = gettext_lazy("Publier en urgence…")
    name = "action-urgent"
    icon_name = "warning"

    def is_shown(self, context: dict[str, Any]) -> bool:
        page = context.get("page")
        if context["view"] != "edit" or page is None:
            return False
        if page.live and not page.workflow_in_progress:
            return False
        return may_publish_urgently(context["request"].user, page)

    def get_url(self, context: dict[str, Any]) -> str:
        return reverse("urgent_publication", args=[context["page"].pk])


@hooks.register("register_page_action_menu_item")
def urgent_item() -> ActionMenuItem:
    return UrgentPublicationItem(order=10001)  # after « Page verrouillée »


@hooks.register("construct_page_action_menu")
def no_plain_publication(
    menu_items: list[ActionMenuItem], request: HttpRequest, context: dict[str, Any]
) -> None:
    """Take « Publier » from the menu of a page that waits: its approval publishes it."""
    page = context.get("page")
    if page and page.pk and page.workflow_in_progress:
        menu_items[:] = [item for item in menu_items if not isinstance(item, PublishMenuItem)]


@hooks.register("before_publish_page")
def waits_for_its_review(request: HttpRequest, page: HubPage) -> HttpResponse | None:
    """Keep as a draft what is published round its review, and say the two ways that exist."""
    if not page.workflow_in_progress:
        return None
    messages.error(request, WAITS % {"title": page.title})
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("after_edit_page")
def what_follows_a_decision(request: HttpRequest, page: HubPage) -> None:
    """Say in the editor what a decision does, as the inbox does: Wagtail says « mise à jour »."""
    if "action-workflow-action" not in request.POST:
        return
    reviews = WorkflowState.objects.for_instance(page)
    mine = TaskState.objects.filter(workflow_state__in=reviews, finished_by=request.user.pk)
    if state := mine.order_by("finished_at", "pk").last():
        sent_back = state.status == TaskState.STATUS_REJECTED
        title = page.get_admin_display_title()
        messages.success(request, views.decided(state, title, sent_back=sent_back))


@hooks.register("before_bulk_action")
def several_wait_for_their_review(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    """Publish several pages at once only if none waits."""
    if action_type != "publish" or action.model is not HubPage:
        return None
    pages = list(objects)
    if action.get_execution_context().get("include_descendants"):
        for page in objects:
            pages += page.get_descendants().not_live()
    for page in pages:
        if page.workflow_in_progress:
            messages.error(request, WAITS % {"title": page.get_admin_display_title()})
            return redirect(action.next_url)
    return None


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """Say in the page's history why it did not wait."""

    @actions.register_action(URGENT_PUBLICATION)
    class UrgentPublicationFormatter(LogFormatter):
        label = gettext_lazy("Publication en urgence")
        message = gettext_lazy("Publiée en urgence par le réseau")

        def format_comment(self, log_entry: Any) -> str:
            return str(log_entry.data.get("comment", ""))

    actions.register_action(
        SEEN, gettext_lazy("Vu après coup"), gettext_lazy("Vue par le réseau après sa publication")
    )


STOCK_PANELS = (
    *(WorkflowObjectsToModeratePanel, UserObjectsInWorkflowModerationPanel),
    *(RecentEditsPanel, LockedPagesPanel),
)


@hooks.register("construct_homepage_panels")
def inbox_on_home(request: HttpRequest, panels: list[Any]) -> None:
    """Show the inbox in the place of Wagtail's lists."""
    panels[:] = [panel for panel in panels if not isinstance(panel, STOCK_PANELS)]
    panels.append(InboxPanel())


@hooks.register("construct_homepage_summary_items", order=1000)
def no_counts_of_the_site(request: HttpRequest, summary_items: list[Any]) -> None:
    """Leave out how many pages and files the site has: nobody waits for it, and it costs."""
    summary_items.clear()


@hooks.register("register_account_settings_panel")
def messages_in_account(request: HttpRequest, user: User, profile: Any) -> MessagesPanel:
    return MessagesPanel(request, user, profile)


# Wagtail gives no hook that takes its own switches away: they would command nothing.
NotificationsSettingsPanel.form_class = CommentsForm


@hooks.register("register_admin_menu_item")
def inbox_item() -> MenuItem:
    return MenuItem(
        gettext_lazy("Relectures"),
        reverse_lazy("inbox"),
        name="inbox",
        icon_name="clipboard-list",
        order=90,
    )


@hooks.register("register_admin_urls")
def moderation_urls() -> list[URLPattern]:
    return [
        path("relectures/", views.inbox_page, name="inbox"),
        path("relectures/<int:state_id>/decider/", views.decide, name="inbox_decide"),
        path("relectures/<int:state_id>/vu/", views.seen, name="inbox_seen"),
        path("urgence/<int:page_id>/", urgent_publication, name="urgent_publication"),
    ]
