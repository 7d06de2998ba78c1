"""What keeps the search's index true."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.db.models.signals import pre_delete, pre_save
from wagtail.search import index
from wagtail.search.backends import get_search_backends
from wagtail.signals import page_published

from hub.models import HubPage, Partner, Theme

CHUNK = 100  # pages indexed at once
NAMED_BY = {Theme: "themes", Partner: "partner"}  # whose names the search reads with a page


def index_whole(instance: HubPage, **kwargs: Any) -> None:
    """Index a page that was published with its themes, its speakers and its members.

    Wagtail indexes a page when its row is saved, before the rows of what belongs to it.
    """
    index.insert_or_update_object(instance)


def name_changes(sender: type[Theme | Partner], instance: Theme | Partner, **kwargs: Any) -> None:
    """Index again, once it is committed, the pages of a theme or a partner that is renamed or
    deleted."""
    others = sender._default_manager.exclude(name=instance.name)
    renamed = instance.pk is not None and others.filter(pk=instance.pk).exists()
    if renamed or kwargs["signal"] is pre_delete:
        pages = HubPage.objects.live().filter(**{NAMED_BY[sender]: instance.pk})
        transaction.on_commit(partial(index_again, list(pages.values_list("pk", flat=True))))


def index_again(pks: list[int]) -> None:
    """Index the pages of these ``pks`` as they are published, each as the type it is."""
    backends = list(get_search_backends(with_auto_update=True))
    for first in range(0, len(pks) if backends else 0, CHUNK):
        by_type: dict[type[HubPage], list[HubPage]] = {}
        for page in HubPage.objects.filter(pk__in=pks[first : first + CHUNK]).specific():
            by_type.setdefault(type(page), []).append(page)
        for kind, pages in by_type.items():
            prefetch_related_objects(pages, "partner", "themes", "speakers")
            for backend in backends:
                backend.add_bulk(kind, pages)


page_published.connect(index_whole, dispatch_uid="page_indexed_whole")
for named in NAMED_BY:
    for signal in (pre_save, pre_delete):
        signal.connect(name_changes, sender=named, dispatch_uid=f"page_named_by_{named.__name__}")
