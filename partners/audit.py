"""Who did what: Wagtail's audit log, partner by partner, for those who keep the registers."""

from __future__ import annotations

import datetime as dt
from typing import Any

import django_filters  # type: ignore[import-untyped]
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import IntegerField, Q, QuerySet, Value
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import ContentTypeFilter
from wagtail.admin.views.reports.audit_logging import LogEntriesView, SiteHistoryReportFilterSet
from wagtail.coreutils import get_content_type_label
from wagtail.log_actions import registry
from wagtail.models import PageLogEntry

from hub.models import HubPage, Partner, User
from hub.register import FrenchExport, sees_all_partners
from partners.people import people_of


def of_partner(entries: Any, partner: Partner) -> Any:
    """Return the entries about what ``partner`` owns, and those of what its people do."""
    by_its_people = Q(user__in=people_of(partner).order_by().values("pk"))
    if entries.model is not PageLogEntry:
        about_it = Q(content_type__app_label="hub", content_type__model="partner")
        return entries.filter(by_its_people | (about_it & Q(object_id=str(partner.pk))))
    pages = Q(page__in=HubPage.objects.filter(partner=partner).values("pk"))
    if partner.page:
        section = HubPage.objects.descendant_of(partner.page, inclusive=True)
        pages |= Q(page__in=section.values("pk"))
    return entries.filter(by_its_people | pages)


def _logged(column: str) -> set[Any]:
    """Return the values of a ``column`` of all the logs."""
    found: set[Any] = set()
    for log in registry.get_log_entry_models():
        found |= set(log.objects.order_by().values_list(column, flat=True).distinct())
    return found


class AuditFilterSet(SiteHistoryReportFilterSet):
    """The filters are Wagtail's, and the partner's; they offer what the logs hold."""

    partner = django_filters.ModelChoiceFilter(
        label=_("Partenaire"), queryset=Partner.objects.all(), method="filter_partner"
    )
    object_type = ContentTypeFilter(
        label=_("Type"),
        method="filter_object_type",
        queryset=lambda request: ContentType.objects.filter(pk__in=_logged("content_type")),
    )
    is_commenting_action = None

    def filter_partner(self, entries: QuerySet[Any], name: str, partner: Partner | None) -> Any:
        return of_partner(entries, partner) if partner else entries

    def get_action_choices(self) -> list[tuple[str, str]]:
        used = _logged("action")
        return [choice for choice in registry.get_choices() if choice[0] in used]

    def get_user_choices(self) -> QuerySet[User]:
        return User.objects.filter(pk__in=_logged("user") - {None}).order_by("email")


class AuditView(FrenchExport, LogEntriesView):
    """The report, on the screen and as a spreadsheet.

    Wagtail leaves out what the reader may not change: here, deleted pages and the files of
    partners, which are what the team asks about.
    """

    page_title = _("Qui a fait quoi")
    header_icon = "history"
    filterset_class = AuditFilterSet
    index_url_name = "partners_audit"
    index_results_url_name = "partners_audit_results"
    results_template_name = "partners/admin/audit_results.html"
    list_export = ["timestamp", "user_display_name", "message", "about", "label", "content_type"]
    export_headings = {
        "timestamp": _("date et heure (Paris)"),
        "user_display_name": _("personne"),
        "message": _("action"),
        "about": _("personne concernée"),
        "label": _("objet"),
        "content_type": _("type"),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.custom_field_preprocess = {
            "timestamp": {self.FORMAT_CSV: _minute, self.FORMAT_XLSX: _local},
            "content_type": {
                self.FORMAT_CSV: get_content_type_label,
                self.FORMAT_XLSX: get_content_type_label,
            },
        }

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not sees_all_partners(request.user):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_filename(self) -> str:
        return f"qui-a-fait-quoi-{timezone.localdate():%Y-%m-%d}"

    def get_filtered_queryset(self) -> Any:
        """Return the rows of all the logs, the latest first, as ``LogEntriesView`` expects them."""
        self.log_models = list(registry.get_log_entry_models())
        rows = [
            self.filter_queryset(
                log.objects.values("pk", "timestamp").annotate(
                    log_model_index=Value(index, output_field=IntegerField())
                )
            ).order_by()
            for index, log in enumerate(self.log_models)
        ]
        return rows[0].union(*rows[1:], all=True).order_by("-timestamp")

    def decorate_paginated_queryset(self, queryset: Any) -> list[Any]:
        """Return the entries, each with the person whom it is ``about``, by name."""
        entries: list[Any] = super().decorate_paginated_queryset(queryset)
        people = User.objects.in_bulk({e.data["person"] for e in entries if "person" in e.data})
        for entry in entries:
            entry.about = str(people.get(entry.data.get("person"), ""))
        return entries


def _local(moment: dt.datetime) -> dt.datetime:
    return timezone.localtime(moment).replace(tzinfo=None, microsecond=0)


def _minute(moment: dt.datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"
