"""Who did what: Wagtail's audit log, partner by partner, for those who keep the registers."""

from __future__ import annotations

import datetime as dt
from typing import Any

import django_filters  # type: ignore[import-untyped]
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.views.reports.audit_logging import LogEntriesView, SiteHistoryReportFilterSet
from wagtail.coreutils import get_content_type_label
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


class AuditFilterSet(SiteHistoryReportFilterSet):
    """The period, the action and the person are Wagtail's."""

    partner = django_filters.ModelChoiceFilter(
        label=_("Partenaire"), queryset=Partner.objects.all(), method="filter_partner"
    )
    is_commenting_action = None

    def filter_partner(self, entries: QuerySet[Any], name: str, partner: Partner | None) -> Any:
        return of_partner(entries, partner) if partner else entries


class AuditView(FrenchExport, LogEntriesView):
    """The report, on the screen and as a spreadsheet."""

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
