"""The admin's lists of pages, the explorer and the page chooser, at one cost whatever they show."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet, Value
from django.utils.functional import cached_property
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.views.pages.listing import ExplorableIndexView, PageListingMixin
from wagtail.admin.views.pages.search import SearchView as WagtailSearchView

from hub.models import HubPage
from hub.models.pages import HubPageQuerySet


class ListedPages(HubPageQuerySet):
    """Pages of their own classes, read from the one table that all share."""

    def specific(self, defer: bool = True) -> ListedPages:
        return super().specific(defer=True)


def listed(pages: HubPageQuerySet) -> ListedPages:
    """Return ``pages`` with what a row says of each: whether it waits, or is planned."""
    rows = ListedPages(HubPage, pages.query.chain()).annotate(is_listed=Value(True)).specific()
    return rows.prefetch_workflow_states().annotate_approved_schedule()


class Rows(PageListingMixin):
    """Wagtail's lists, without the sites and content types that no column shows."""

    def annotate_queryset(self, pages: HubPageQuerySet) -> QuerySet[HubPage]:
        return listed(pages).annotate_site_root_state()


class SearchView(Rows, WagtailSearchView):
    pass


class ExplorerView(Rows, ExplorableIndexView):
    base_columns = [
        column for column in ExplorableIndexView.base_columns if column.name != "parent"
    ]

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        self.parent_page.is_listed = True
        buttons: list[Any] = super().header_more_buttons
        return buttons

    def get_side_panels(self) -> MediaContainer:
        """Return none: the state of the page above the list is in its editor, and its draft would
        be built to say it here."""
        return MediaContainer()
