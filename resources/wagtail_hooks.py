"""The registers of readings and of consents in the admin, and the files that a consent keeps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from dateutil.relativedelta import relativedelta
from django.contrib.admin.filters import SimpleListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.permissions import page_permission_policy
from wagtail_modeladmin.helpers import PageButtonHelper, PagePermissionHelper, PermissionHelper
from wagtail_modeladmin.options import ModelAdmin, modeladmin_register
from wagtail_modeladmin.views import CreateView, EditView

from hub.models import HubDocument, Partner, User
from hub.register import NumberedUrls, PlainButtons, RegisterView, RelatedFilter, sees_all_partners
from partners.admin_views import PartnerHistoryView
from resources.consents import END_CONSENT, enforce, kept_documents
from resources.figures import chart, year_before
from resources.models import DailyCount, RecordingConsent, ReplayPage, ResourcePage

WHOLE = "tout"


class PeriodFilter(SimpleListFilter):
    """The days, in Paris, of which the counts are summed in each row; twelve months by default."""

    title = _("période")
    parameter_name = "periode"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        years = DailyCount.objects.dates("day", "year", order="DESC")
        return [
            ("30-jours", _("30 derniers jours")),
            *((str(first.year), str(first.year)) for first in years),
            (WHOLE, _("Depuis le début")),
        ]

    def choices(self, changelist: Any) -> Iterator[Any]:
        default, *others = super().choices(changelist)
        yield {**default, "display": _("12 derniers mois")}
        yield from others

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[ResourcePage]:
        """Return the rows with the sums ``downloads`` and ``plays``."""
        counts = DailyCount.objects.filter(self.days(), resource=OuterRef("pk")).order_by()
        sums = counts.values("resource")
        return queryset.annotate(
            downloads=Coalesce(Subquery(sums.annotate(n=Sum("downloads")).values("n")), 0),
            plays=Coalesce(Subquery(sums.annotate(n=Sum("plays")).values("n")), 0),
        )

    def days(self) -> Q:
        """Return the condition on ``DailyCount``; raise where the address asks something else."""
        period = self.value()
        today = timezone.localdate()
        if period is None:
            return Q(day__gte=year_before(today))
        if period not in {name for name, _label in self.lookup_choices}:
            raise IncorrectLookupParameters
        if period == WHOLE:
            return Q()
        if period == "30-jours":
            return Q(day__gt=today - relativedelta(days=30))
        return Q(day__range=(dt.date(int(period), 1, 1), dt.date(int(period), 12, 31)))


class CountsPermissionHelper(PagePermissionHelper):
    """The network's team and the partners' people read; nobody changes a count."""

    def user_can_list(self, user: User) -> bool:
        return user.has_perm("hub.view_partner")

    def user_can_create(self, user: User) -> bool:
        return False


class NoButtons(PageButtonHelper):
    """A row is for reading; its title leads to the editor."""

    def get_buttons_for_obj(self, obj: ResourcePage, *args: Any, **kwargs: Any) -> list[Any]:
        return []


class CountsView(RegisterView):
    """The rows, and above them their sum, its chart and the sum of each partner."""

    page_title = _("Fréquentation")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        today = timezone.localdate()
        listed = DailyCount.objects.filter(resource__in=self.queryset.order_by().values("pk"))
        period = next(spec for spec in self.filter_specs if isinstance(spec, PeriodFilter))
        partners = (
            listed.filter(period.days())
            .values("resource__partner__name")
            .annotate(downloads_sum=Sum("downloads"), plays_sum=Sum("plays"))
            .order_by("-downloads_sum", "-plays_sum", "resource__partner__name")
        )
        totals = list(partners)
        return context | {
            "chart": chart(listed.filter(day__gte=year_before(today)).by_month(), today),
            "partners": totals,
            "downloads": sum(total["downloads_sum"] for total in totals),
            "plays": sum(total["plays_sum"] for total in totals),
        }

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        row = super().to_row_dict(item)  # writes nothing for a zero
        return row | {"downloads": item.downloads, "plays": item.plays}


@modeladmin_register
class CountsAdmin(ModelAdmin):
    """Downloads and plays of each resource over a period: list, chart and exports."""

    model = ResourcePage
    base_url_path = "frequentation"
    menu_label = _("Fréquentation")
    menu_icon = "view"
    menu_order = 230
    list_display = ("linked_title", "kind_name", "partner", "downloads", "plays")
    list_filter = (PeriodFilter, "kind", ("partner", RelatedFilter))
    list_per_page = 50
    list_select_related = ("partner",)
    empty_value_display = ""
    ordering = ("-downloads", "-plays", "title")
    search_fields = ("title",)
    list_export = ("title", "kind_name", "partner", "address", "downloads", "plays")
    export_filename = "frequentation"
    index_template_name = "resources/admin/register.html"
    permission_helper_class = CountsPermissionHelper
    button_helper_class = NoButtons
    index_view_class = CountsView

    def get_admin_urls_for_registration(self) -> tuple[URLPattern, ...]:
        """Return the list's address alone: pages have their own for the rest."""
        urls: tuple[URLPattern, ...] = super().get_admin_urls_for_registration()
        return urls[:1]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ResourcePage]:
        """Return what is or was to be read, of all partners or of one's own."""
        counted = Exists(DailyCount.objects.filter(resource=OuterRef("pk")))
        resources = ResourcePage.objects.defer_streamfields().filter(Q(live=True) | counted)
        if sees_all_partners(request.user):
            return resources
        return resources.filter(partner__in=Partner.objects.for_user(request.user).values("pk"))

    def linked_title(self, resource: ResourcePage) -> str:
        url = reverse("wagtailadmin_pages:edit", args=[resource.pk])
        return format_html('<a href="{}">{}</a>', url, resource.title)

    linked_title.short_description = _("titre")  # type: ignore[attr-defined]
    linked_title.admin_order_field = "title"  # type: ignore[attr-defined]

    def kind_name(self, resource: ResourcePage) -> str:
        return str(resource.get_kind_display())

    kind_name.short_description = _("nature")  # type: ignore[attr-defined]
    kind_name.admin_order_field = "kind"  # type: ignore[attr-defined]

    def address(self, resource: ResourcePage) -> str:
        return str(resource.full_url or "")

    address.short_description = _("adresse")  # type: ignore[attr-defined]

    def downloads(self, resource: Any) -> int:
        return int(resource.downloads)

    downloads.short_description = _("téléchargements")  # type: ignore[attr-defined]
    downloads.admin_order_field = "downloads"  # type: ignore[attr-defined]

    def plays(self, resource: Any) -> int:
        return int(resource.plays)

    plays.short_description = _("lectures")  # type: ignore[attr-defined]
    plays.admin_order_field = "plays"  # type: ignore[attr-defined]


class ConsentPermissionHelper(PermissionHelper):
    """Who may edit a replay reads and keeps its consents; the team alone changes a withdrawn one.

    The rights follow the pages': no group holds a right over the model, which would open the labels
    of every partner's consents in the site's history.
    """

    def user_can_list(self, user: User) -> bool:
        return bool(page_permission_policy.user_has_permission(user, "change"))

    def user_can_create(self, user: User) -> bool:
        return self.user_can_list(user)

    def user_can_inspect_obj(self, user: User, obj: RecordingConsent) -> bool:
        if getattr(obj, "listed_for", None) == user.pk:  # a row of the list, which holds no other
            return True
        return RecordingConsent.objects.for_user(user).filter(pk=obj.pk).exists()

    def user_can_edit_obj(self, user: User, obj: RecordingConsent) -> bool:
        if obj.withdrawn_on and not sees_all_partners(user):
            return False
        return self.user_can_inspect_obj(user, obj)

    def user_can_delete_obj(self, user: User, obj: RecordingConsent) -> bool:
        return sees_all_partners(user) and self.user_can_inspect_obj(user, obj)


class EndsAtOnce:
    """A form of a consent whose end takes the replay off as it is saved."""

    @transaction.atomic
    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        consent = form.instance
        if consent.has_ended:
            enforce(consent, self.request.user)  # type: ignore[attr-defined]
        return response


class ConsentCreateView(EndsAtOnce, CreateView):
    def get_instance(self) -> RecordingConsent:
        """Begin with the replay from whose editor the user comes."""
        consent: RecordingConsent = super().get_instance()
        asked = self.request.GET.get("replay", "")
        if consent.replay_id is None and asked.isdecimal() and len(asked) < 19:
            consent.replay = ReplayPage.objects.filter(
                pk__in=page_permission_policy.instances_user_has_permission_for(
                    self.request.user, "change"
                ).values("pk"),
                pk=asked,
            ).first()
        return consent


class ConsentEditView(EndsAtOnce, EditView):
    pass


@modeladmin_register
class ConsentAdmin(ModelAdmin):
    """The consents: list, search and inspection; no export, these are personal data."""

    model = RecordingConsent
    base_url_path = "consentements"
    menu_label = _("Consentements")
    menu_icon = "lock"
    menu_order = 230
    list_display = ("person", "replay", "given_on", "until", "state_label")
    list_per_page = 50
    list_select_related = ("replay",)
    empty_value_display = ""
    search_fields = ("person", "replay__title")
    inspect_view_enabled = True
    inspect_view_fields = (
        *("replay", "person", "purpose", "given_on", "until", "proof", "withdrawn_on"),
    )
    permission_helper_class = ConsentPermissionHelper
    url_helper_class = NumberedUrls
    button_helper_class = PlainButtons
    index_view_class = RegisterView
    create_view_class = ConsentCreateView
    edit_view_class = ConsentEditView
    history_view_class = PartnerHistoryView

    def get_queryset(self, request: HttpRequest) -> QuerySet[RecordingConsent]:
        """Return the rows of the list; the helper above guards the addresses."""
        consents = super().get_queryset(request).for_user(request.user)
        return consents.annotate(listed_for=Value(request.user.pk))

    def state_label(self, consent: RecordingConsent) -> str:
        return consent.state_label

    state_label.short_description = _("état")  # type: ignore[attr-defined]


@hooks.register("register_log_actions")
def consent_actions(actions: Any) -> None:
    """Give the audit log the words for a replay that a consent's end took off."""
    actions.register_action(
        END_CONSENT,
        _("Retirer faute de consentement"),
        _("Replay retiré : le consentement d'une personne a pris fin"),
    )


@hooks.register("before_serve_document", order=40)
def only_what_was_agreed_to(document: HubDocument, request: HttpRequest) -> HttpResponse | None:
    """Keep the proofs of consents, and the recordings whose consent has ended, to their editors.

    Whatever page shows them or links to them; those who may read the consent see the file.
    """
    if document.pk not in kept_documents([document.pk]):
        return None
    consents = RecordingConsent.objects.filter(Q(proof=document) | Q(replay__document=document))
    if request.user.is_authenticated and consents.for_user(request.user).exists():
        return None
    return HttpResponseNotFound(
        _("Ce document n'est pas publié."), content_type="text/plain; charset=utf-8"
    )
