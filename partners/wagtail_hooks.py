"""The register of partners in the admin, and what is not done with their pages."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.options import ModelAdmin, modeladmin_register
from wagtail_modeladmin.views import CreateView, HistoryView

from hub.models import HubPage, Partner, User
from hub.register import RegisterView, RelatedFilter, sees_all_partners
from partners import joint_hooks, moderating  # noqa: F401  their hooks
from partners.models import PartnerIndexPage, PartnerPage
from partners.spaces import open_space


class PartnerPermissionHelper(PermissionHelper):
    """The network's team sees every row; a partner's people see and open their own only."""

    def user_can_inspect_obj(self, user: User, obj: Partner) -> bool:
        if not super().user_can_inspect_obj(user, obj):
            return False
        return sees_all_partners(user) or Partner.objects.for_user(user).filter(pk=obj.pk).exists()


class PartnerCreateView(CreateView):
    """A new partner has its space at once: page, collection, groups and rights."""

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        if index := PartnerIndexPage.objects.first():
            open_space(self.instance, index)
        return response


class PartnerHistoryView(HistoryView):
    """The history of a row; Wagtail's own asks for no right."""

    def check_action_permitted(self, user: User) -> bool:
        return bool(self.permission_helper.user_can_inspect_obj(user, self.instance))


@modeladmin_register
class PartnerAdmin(ModelAdmin):
    """Partners: list, filters, search, inspection and export."""

    model = Partner
    base_url_path = "partenaires"
    menu_label = _("Partenaires")
    menu_icon = "group"
    menu_order = 210
    list_display = ("name", "kind", "level", "territory", "website")
    list_filter = ("kind", "level", ("territory", RelatedFilter))
    list_per_page = 50
    empty_value_display = ""
    list_select_related = ("territory",)
    search_fields = ("name", "short_name", "role")
    inspect_view_enabled = True
    inspect_view_fields = (
        *("name", "short_name", "kind", "level", "territory", "role", "website"),
        *("source", "checked_on", "writers", "reviewers", "collection"),
    )
    list_export = (
        *("name", "short_name", "slug", "kind_label", "level_label", "territory"),
        *("role", "website", "source", "checked_on"),
    )
    export_filename = "partenaires"
    permission_helper_class = PartnerPermissionHelper
    index_view_class = RegisterView
    create_view_class = PartnerCreateView
    history_view_class = PartnerHistoryView

    def get_queryset(self, request: HttpRequest) -> QuerySet[Partner]:
        """Return the rows of the list and of the export; the helper above guards the addresses."""
        partners = super().get_queryset(request)
        if sees_all_partners(request.user):
            return partners
        return partners.filter(pk__in=Partner.objects.for_user(request.user).values("pk"))

    def kind_label(self, partner: Partner) -> str:
        return str(partner.get_kind_display())

    kind_label.short_description = _("nature")  # type: ignore[attr-defined]

    def level_label(self, partner: Partner) -> str:
        return str(partner.get_level_display())

    level_label.short_description = _("échelle")  # type: ignore[attr-defined]


@hooks.register("before_copy_page")
def one_page_per_partner(request: HttpRequest, page: HubPage) -> HttpResponse | None:
    """Refuse to copy a partner's page: an organisation has one."""
    if not issubclass(page.specific_class, PartnerPage):
        return None
    messages.error(request, _("La page d'un partenaire ne se copie pas : il n'en a qu'une."))
    return redirect("wagtailadmin_explore", page.get_parent().pk)
