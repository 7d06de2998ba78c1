"""What keeps the search's index true."""

from __future__ import annotations

from typing import Any

from wagtail.search import index
from wagtail.signals import page_published

from hub.models import HubPage


def index_whole(instance: HubPage, **kwargs: Any) -> None:
    """Index a page that was published with its themes, its speakers and its members.

    Wagtail indexes a page when its row is saved, before the rows of what belongs to it.
    """
    index.insert_or_update_object(instance)


page_published.connect(index_whole, dispatch_uid="page_indexed_whole")
