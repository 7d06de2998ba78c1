"""The filters of the admin's lists: they name the people of what is listed, and nobody else."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_filters import ModelChoiceFilter  # type: ignore[import-untyped]
from wagtail.admin.filters import MultipleUserFilter
from wagtail.admin.views.pages.listing import EditedByFilter, GenericPageFilterSet
from wagtail.admin.views.reports.audit_logging import SiteHistoryReportFilterSet
from wagtail.admin.views.reports.workflows import (
    WorkflowReportFilterSet,
    get_editable_page_ids_query,
)
from wagtail.models import PageLogEntry, WorkflowState

from hub.choosing import explorable_pages
from hub.models import User


def _owners(request: HttpRequest) -> QuerySet[User]:
    owners = explorable_pages(request.user).order_by().values("owner")
    return User.objects.filter(pk__in=owners).order_by("email")


def _editors(request: HttpRequest) -> QuerySet[User]:
    pages = explorable_pages(request.user).order_by().values("pk")
    edits = PageLogEntry.objects.order_by().filter(action="wagtail.edit", page__in=pages)
    return User.objects.filter(pk__in=edits.values("user")).order_by("email")


def _submitters(request: HttpRequest) -> QuerySet[User]:
    states = WorkflowState.objects.order_by().filter(
        object_id__in=get_editable_page_ids_query(request)
    )
    return User.objects.filter(pk__in=states.values("requested_by")).order_by("email")


class PageFilters(GenericPageFilterSet):
    """The explorer's: owners and editors of the pages that the person explores."""

    owner = MultipleUserFilter(
        label=_("Propriétaire"), queryset=_owners, widget=CheckboxSelectMultiple
    )
    edited_by = EditedByFilter(
        label=_("Modifiée par"), queryset=_editors, widget=CheckboxSelectMultiple
    )


class WorkflowFilters(WorkflowReportFilterSet):
    """The workflow report's: those who submitted the pages that the person edits."""

    requested_by = ModelChoiceFilter(field_name="requested_by", queryset=_submitters)


class SiteHistoryFilters(SiteHistoryReportFilterSet):
    """The site history's: those who did what the person reads there.

    Wagtail computes them in ``get_user_choices``, which nothing calls any more.
    """

    def get_users_queryset(self) -> Any:
        return self.get_user_choices()
