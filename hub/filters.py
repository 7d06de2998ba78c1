"""The filters of the admin's lists: they name the people of what is listed, and nobody else."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_filters import ModelChoiceFilter, MultipleChoiceFilter  # type: ignore[import-untyped]
from wagtail.admin.filters import MultipleUserFilter
from wagtail.admin.views.pages.listing import EditedByFilter, GenericPageFilterSet
from wagtail.admin.views.reports.audit_logging import SiteHistoryReportFilterSet
from wagtail.admin.views.reports.workflows import (
    WorkflowReportFilterSet,
    get_editable_page_ids_query,
)
from wagtail.coreutils import get_content_type_label
from wagtail.models import PageLogEntry, Site, WorkflowState, get_page_models

from hub.choosing import explorable_pages
from hub.models import HubPage, User
from hub.text import folded


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


def _page_types() -> list[tuple[int, str]]:
    """Return the types of pages from the content types that are in memory already."""
    models = [model for model in get_page_models() if model is not HubPage]
    types = ContentType.objects.get_for_models(*models).values()
    labels = [(kind.pk, get_content_type_label(kind)) for kind in types]
    return sorted(labels, key=lambda choice: folded(choice[1]))


class PageFilters(GenericPageFilterSet):
    """The explorer's: owners and editors of the pages that the person explores."""

    owner = MultipleUserFilter(
        label=_("Propriétaire"), queryset=_owners, widget=CheckboxSelectMultiple
    )
    edited_by = EditedByFilter(
        label=_("Modifiée par"), queryset=_editors, widget=CheckboxSelectMultiple
    )
    content_type = MultipleChoiceFilter(
        label=_("Type de page"), choices=_page_types, widget=CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Leave out the choice among one site."""
        super().__init__(*args, **kwargs)
        if len(Site.get_site_root_paths()) < 2:
            del self.filters["site"]


class WorkflowFilters(WorkflowReportFilterSet):
    """The workflow report's: those who submitted the pages that the person edits."""

    requested_by = ModelChoiceFilter(field_name="requested_by", queryset=_submitters)


class SiteHistoryFilters(SiteHistoryReportFilterSet):
    """The site history's: those who did what the person reads there.

    Wagtail computes them in ``get_user_choices``, which nothing calls any more.
    """

    def get_users_queryset(self) -> Any:
        return self.get_user_choices()
