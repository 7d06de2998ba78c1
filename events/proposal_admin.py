"""The register of proposals in the admin, and the form that refuses one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.models import WorkflowState
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import InspectView

from events.models import Proposal
from events.proposals import refuse
from hub.models import HubPage, User
from hub.register import NumberedUrls, PlainButtons, RegisterView, sees_all_partners
from hub.text import without_marks
from partners.admin_views import PartnerHistoryView


class ProposalPermissionHelper(PermissionHelper):
    """The network's team reads and deletes; a page is what it edits. Nobody else sees a row."""

    def user_can_list(self, user: User) -> bool:
        return sees_all_partners(user)

    def user_can_create(self, user: User) -> bool:
        return False

    def user_can_inspect_obj(self, user: User, obj: Proposal) -> bool:
        return sees_all_partners(user)

    def user_can_edit_obj(self, user: User, obj: Proposal) -> bool:
        return False

    def user_can_delete_obj(self, user: User, obj: Proposal) -> bool:
        return sees_all_partners(user)


class ProposalButtonHelper(PlainButtons):
    def get_buttons_for_obj(self, obj: Proposal, *args: Any, **kwargs: Any) -> list[Any]:
        buttons: list[Any] = super().get_buttons_for_obj(obj, *args, **kwargs)
        if obj.is_waiting:
            address = reverse("proposal_refuse", args=[obj.pk])
            label = _("Refuser")
            classname = self.finalise_classname(
                ["button-secondary", *(kwargs.get("classnames_add") or [])]
            )
            buttons.insert(
                1, {"url": address, "label": label, "classname": classname, "title": label}
            )
        return buttons


class ProposalInspectView(InspectView):
    """A row, whose labels are French for what is no field of the table too."""

    labels = {"title": _("titre"), "state_label": _("état")}

    def get_field_label(self, field_name: str, field: Any = None) -> Any:
        return self.labels.get(field_name) or super().get_field_label(field_name, field)


class ProposalAdmin(ModelAdmin):
    """The proposals: list, search and inspection; no export, these are personal data."""

    model = Proposal
    base_url_path = "propositions"
    menu_label = _("Propositions")
    menu_icon = "mail"
    menu_order = 205
    list_display = ("linked_title", "kind", "state_label", "sender", "created_at")
    list_filter = ("kind", "outcome")
    list_per_page = 50
    list_select_related = ("page",)
    empty_value_display = ""
    search_fields = ("sender_name", "sender_email", "sender_organisation", "page__title")
    inspect_view_enabled = True
    inspect_view_fields = (
        *("title", "kind", "state_label", "page", "sender_name", "sender_email"),
        *("sender_organisation", "note", "created_at", "confirmed_at", "decided_at"),
    )
    permission_helper_class = ProposalPermissionHelper
    url_helper_class = NumberedUrls
    button_helper_class = ProposalButtonHelper
    index_view_class = RegisterView
    inspect_view_class = ProposalInspectView
    history_view_class = PartnerHistoryView

    def get_queryset(self, request: HttpRequest) -> QuerySet[Proposal]:
        """Return the rows of the list; the helper above guards the addresses."""
        proposals: QuerySet[Proposal] = super().get_queryset(request)
        return proposals if sees_all_partners(request.user) else proposals.none()

    def linked_title(self, proposal: Proposal) -> str:
        title = proposal.title or str(proposal)
        if proposal.page_id is None:
            return title
        url = reverse("wagtailadmin_pages:edit", args=[proposal.page_id])
        return format_html('<a href="{}">{}</a>', url, title)

    linked_title.short_description = _("proposition")  # type: ignore[attr-defined]

    def state_label(self, proposal: Proposal) -> str:
        return proposal.state_label

    state_label.short_description = _("état")  # type: ignore[attr-defined]

    def sender(self, proposal: Proposal) -> str:
        parts = (proposal.sender_name, proposal.sender_organisation, proposal.sender_email)
        return ", ".join(part for part in parts if part)

    sender.short_description = _("de la part de")  # type: ignore[attr-defined]


class RefusalForm(forms.Form):
    """Why a proposal is refused."""

    reason = forms.CharField(
        label=_("La raison, que la personne recevra"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def clean_reason(self) -> str:
        return without_marks(self.cleaned_data["reason"])


def refuse_proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the reason, then refuse; for the network's team."""
    if not sees_all_partners(request.user):
        raise PermissionDenied
    proposal = get_object_or_404(Proposal.objects.select_related("page"), pk=pk)
    register = reverse("propositions_modeladmin_index")
    if not proposal.is_waiting:
        messages.warning(request, _("Cette proposition n'est plus à décider."))
        return redirect(register)
    posted = request.POST if request.method == "POST" else None
    form = RefusalForm(posted, initial={"reason": comment_of(proposal.page)})
    if form.is_valid():
        assert isinstance(request.user, User)
        if refuse(pk, form.cleaned_data["reason"], request.user):
            messages.success(request, _("Proposition refusée : son auteur le saura par courriel."))
        return redirect(register)
    context = {"form": form, "proposal": proposal, "register": register}
    return render(request, "events/admin/refuse.html", context)


def comment_of(page: HubPage | None) -> str:
    """Return the words with which the page was sent back, if it was: a first reason."""
    state = page.current_workflow_state if page else None
    if state is None or state.status != WorkflowState.STATUS_NEEDS_CHANGES:
        return ""
    return str(state.current_task_state.comment)
