"""The register of partners in the admin, the report of who did what, and what is not done."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.admin.filters import SimpleListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, re_path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogFormatter
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.options import ModelAdmin, modeladmin_register

from hub.models import HubPage, Partner, User
from hub.register import NumberedUrls, PlainButtons, RegisterView, RelatedFilter, sees_all_partners
from partners import (
    admin_views,
    joint_hooks,  # noqa: F401  its hooks
    moderating,  # noqa: F401  its hooks
    people,
)
from partners.audit import AuditView
from partners.enums import Role
from partners.models import PartnerPage
from partners.register import never_connected, quiet, state, with_figures


class PartnerPermissionHelper(PermissionHelper):
    """The network's team sees every row; a partner's people see and open their own only."""

    def user_can_inspect_obj(self, user: User, obj: Partner) -> bool:
        if not super().user_can_inspect_obj(user, obj):
            return False
        return sees_all_partners(user) or Partner.objects.for_user(user).filter(pk=obj.pk).exists()


class StateFilter(SimpleListFilter):
    """How the space of a partner stands."""

    title = _("état")
    parameter_name = "etat"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("suspendu", _("Suspendus")),
            ("jamais-connecte", _("Jamais connectés")),
            ("sans-personne", _("Sans personne")),
            ("inactif", _("Sans activité depuis 6 mois")),
            ("publie", _("Publient eux-mêmes")),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        match self.value():
            case None:
                return queryset
            case "suspendu":
                return queryset.filter(suspended_at__isnull=False)
            case "jamais-connecte":
                return queryset.filter(never_connected())
            case "sans-personne":
                return queryset.filter(people=0)
            case "inactif":
                return queryset.filter(quiet())
            case "publie":
                return queryset.filter(trusted=True)
            case _:
                raise IncorrectLookupParameters


class PartnerRegisterView(RegisterView):
    def get_buttons_for_obj(self, obj: Partner) -> Any:
        """Return a row's buttons; a partner is deleted from its own page, knowingly."""
        return self.button_helper.get_buttons_for_obj(
            obj, exclude=["delete"], classnames_add=["button-small"]
        )

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        row = super().to_row_dict(item)  # writes nothing for a zero
        numbers = ("people_number", "live_number", "drafts_number", "documents_number")
        return row | {name: getattr(self.model_admin, name)(item) for name in numbers}


@modeladmin_register
class PartnerAdmin(ModelAdmin):
    """Partners with their people and what their spaces hold: list, filters, search, export."""

    model = Partner
    base_url_path = "partenaires"
    menu_label = _("Partenaires")
    menu_icon = "group"
    menu_order = 210
    list_display = (
        *("name", "kind_and_level", "territory"),
        *("people_number", "pages_label", "documents_number", "last_day", "state_label"),
    )
    list_filter = (StateFilter, "kind", "level", ("territory", RelatedFilter))
    list_per_page = 50
    empty_value_display = ""
    list_select_related = ("territory",)
    search_fields = ("name", "short_name", "role")
    inspect_view_enabled = True
    inspect_view_fields = (
        *("short_name", "kind", "level", "territory", "role", "website"),
        *("source", "checked_on", "own_review", "trusted"),
    )
    list_export = (
        *("name", "short_name", "slug", "kind_label", "level_label", "territory"),
        *("role", "website", "source", "checked_on", "state_label", "trusted_label"),
        *("people_number", "live_number", "drafts_number", "documents_number", "last_day"),
    )
    export_filename = "partenaires"
    index_template_name = "partners/admin/register.html"
    inspect_template_name = "partners/admin/inspect.html"
    permission_helper_class = PartnerPermissionHelper
    url_helper_class = NumberedUrls
    button_helper_class = PlainButtons
    index_view_class = PartnerRegisterView
    create_view_class = admin_views.PartnerCreateView
    delete_view_class = admin_views.PartnerDeleteView
    inspect_view_class = admin_views.PartnerInspectView
    history_view_class = admin_views.PartnerHistoryView

    def get_admin_urls_for_registration(self) -> tuple[Any, ...]:
        """Return the addresses of a register, with those of a partner's people and access."""
        urls: tuple[Any, ...] = super().get_admin_urls_for_registration()
        person = r"^partenaires/(?P<instance_pk>\d{1,18})/personnes/(?P<person>\d{1,18})/$"
        access = r"^partenaires/(?P<instance_pk>\d{1,18})/acces/$"
        return (
            *urls,
            re_path(person, self.person_view, name="partners_person"),
            re_path(access, self.access_view, name="partners_access"),
            path("partenaires/importer/", self.import_view, name="partners_import"),
            path(
                "partenaires/importer/modele.csv",
                admin_views.import_model,
                name="partners_import_model",
            ),
        )

    def person_view(self, request: HttpRequest, instance_pk: str, person: str) -> Any:
        view = admin_views.PersonView.as_view(model_admin=self, instance_pk=instance_pk)
        return view(request, person=person)

    def access_view(self, request: HttpRequest, instance_pk: str) -> Any:
        view = admin_views.AccessView.as_view(model_admin=self, instance_pk=instance_pk)
        return view(request)

    def import_view(self, request: HttpRequest) -> Any:
        return admin_views.ImportView.as_view(model_admin=self)(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Partner]:
        """Return the rows of the list and of the export; the helper above guards the addresses."""
        partners = with_figures(super().get_queryset(request))
        if sees_all_partners(request.user):
            return partners
        return partners.filter(pk__in=Partner.objects.for_user(request.user).values("pk"))

    def kind_label(self, partner: Partner) -> str:
        return str(partner.get_kind_display())

    kind_label.short_description = _("nature")  # type: ignore[attr-defined]

    def level_label(self, partner: Partner) -> str:
        return str(partner.get_level_display())

    level_label.short_description = _("échelle")  # type: ignore[attr-defined]

    def kind_and_level(self, partner: Partner) -> str:
        return f"{partner.get_kind_display()}, {partner.get_level_display()}"

    kind_and_level.short_description = _("nature et échelle")  # type: ignore[attr-defined]
    kind_and_level.admin_order_field = "kind"  # type: ignore[attr-defined]

    def people_number(self, partner: Any) -> int:
        return int(partner.people)

    people_number.short_description = _("personnes")  # type: ignore[attr-defined]
    people_number.admin_order_field = "people"  # type: ignore[attr-defined]

    def pages_label(self, partner: Any) -> str:
        """Return the pages online, and the drafts where there are."""
        if not partner.drafts:
            return str(partner.live_pages)
        return _now("%(live)d + %(drafts)d en brouillon") % {
            "live": partner.live_pages,
            "drafts": partner.drafts,
        }

    pages_label.short_description = _("pages en ligne")  # type: ignore[attr-defined]
    pages_label.admin_order_field = "live_pages"  # type: ignore[attr-defined]

    def live_number(self, partner: Any) -> int:
        return int(partner.live_pages)

    live_number.short_description = _("pages en ligne")  # type: ignore[attr-defined]

    def drafts_number(self, partner: Any) -> int:
        return int(partner.drafts)

    drafts_number.short_description = _("brouillons")  # type: ignore[attr-defined]

    def documents_number(self, partner: Any) -> int:
        return int(partner.documents)

    documents_number.short_description = _("documents")  # type: ignore[attr-defined]
    documents_number.admin_order_field = "documents"  # type: ignore[attr-defined]

    def last_day(self, partner: Any) -> dt.date | None:
        """Return the day, in Paris, of the last movement in its pages."""
        return partner.last_activity and timezone.localdate(partner.last_activity)

    last_day.short_description = _("dernière activité")  # type: ignore[attr-defined]
    last_day.admin_order_field = "last_activity"  # type: ignore[attr-defined]

    def state_label(self, partner: Any) -> str:
        return state(partner)

    state_label.short_description = _("état")  # type: ignore[attr-defined]
    state_label.admin_order_field = "suspended_at"  # type: ignore[attr-defined]

    def trusted_label(self, partner: Partner) -> str:
        return _now("oui") if partner.trusted else _now("non")

    trusted_label.short_description = _("publie elle-même")  # type: ignore[attr-defined]


class WithRole(LogFormatter):
    """Says the role, and never whom: the partners' people read their own history."""

    def format_message(self, log_entry: Any) -> str:
        role = log_entry.data.get("role", "")
        return f"{self.message} ({dict(Role.choices).get(role, role)})"


class Invited(WithRole):
    label = _("Inviter une personne")
    message = _("Personne invitée")


class RoleChanged(WithRole):
    label = _("Changer un rôle")
    message = _("Rôle changé")


@hooks.register("register_log_actions")
def people_actions(actions: Any) -> None:
    """Give the audit log the words for what is done with a partner's people and its access."""
    for action, label, message in (
        (people.JOIN, _("Rejoindre un partenaire"), _("Mot de passe choisi")),
        (people.REMOVE, _("Retirer une personne"), _("Personne retirée du partenaire")),
        (admin_views.SUSPEND, _("Suspendre l'accès"), _("Accès suspendu")),
        (admin_views.RESUME, _("Rouvrir l'accès"), _("Accès rouvert")),
    ):
        actions.register_action(action, label, message)
    actions.register_action(people.INVITE)(Invited)
    actions.register_action(people.CHANGE_ROLE)(RoleChanged)


class AuditMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return sees_all_partners(request.user)


@hooks.register("register_reports_menu_item")
def audit_menu_item() -> MenuItem:
    """Put the report of who did what among the reports."""
    return AuditMenuItem(
        AuditView.page_title,
        reverse("partners_audit"),
        name="partners-audit",
        icon_name=AuditView.header_icon,
        order=990,
    )


@hooks.register("register_admin_urls")
def audit_urls() -> list[URLPattern]:
    """Give the report its address."""
    results = AuditView.as_view(results_only=True)
    return [
        path("reports/qui-a-fait-quoi/", AuditView.as_view(), name="partners_audit"),
        path("reports/qui-a-fait-quoi/results/", results, name="partners_audit_results"),
    ]


@hooks.register("before_copy_page")
def one_page_per_partner(request: HttpRequest, page: HubPage) -> HttpResponse | None:
    """Refuse to copy a partner's page: an organisation has one."""
    if not issubclass(page.specific_class, PartnerPage):
        return None
    messages.error(request, _("La page d'un partenaire ne se copie pas : il n'en a qu'une."))
    return redirect("wagtailadmin_explore", page.get_parent().pk)
