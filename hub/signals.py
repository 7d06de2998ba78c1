"""What tells that the content has changed."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from wagtail.models import CollectionViewRestriction, PageViewRestriction, Site
from wagtail.signals import page_published, post_page_move

from hub.caching import content_changed
from hub.models import (
    HubDocument,
    HubImage,
    HubPage,
    JointPartner,
    NetworkSettings,
    Partner,
    Territory,
    Theme,
)

# With the pages of every app, all that visitors see is made of these.
SHOWN = (
    *(HubPage, HubDocument, HubImage, Partner, Theme, Territory, NetworkSettings),
    *(JointPartner, PageViewRestriction, CollectionViewRestriction, Site),
)
# What Wagtail saves of a published page when a draft of it is kept.
DRAFT_FIELDS = {
    "draft_title",
    "has_unpublished_changes",
    "latest_revision",
    "latest_revision_created_at",
}


def is_draft(update_fields: frozenset[str] | None) -> bool:
    """Whether a save of these fields keeps a draft, of which visitors see nothing."""
    return update_fields is not None and update_fields <= DRAFT_FIELDS


def on_change(sender: type[Model], **kwargs: Any) -> None:
    """Advance the generation."""
    if issubclass(sender, SHOWN) and not is_draft(kwargs.get("update_fields")):
        content_changed()


def announce_partners(instance: HubPage, **kwargs: Any) -> None:
    """Have the page that is published name its partners: those who reviewed it saw them."""
    JointPartner.objects.filter(page=instance.pk, announced=False).update(announced=True)


page_published.connect(announce_partners, dispatch_uid="partners_announced")
post_save.connect(on_change, dispatch_uid="content_saved")
post_delete.connect(on_change, dispatch_uid="content_deleted")
post_page_move.connect(on_change, dispatch_uid="content_moved")
