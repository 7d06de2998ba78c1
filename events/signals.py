"""What makes a stored calendar entry untrue: a change of anything that it says; and what a
publication means to who proposed the page.

The handlers of entries run before a change and after it, in its transaction: the event that a
resource leaves is told as well as the one that it joins.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.db.models.signals import (
    post_delete,
    post_migrate,
    post_save,
    pre_delete,
    pre_save,
)
from wagtail.models import PageViewRestriction, Site
from wagtail.signals import page_published, post_page_move, pre_page_move

from events.apps import EventsConfig
from events.models import CalendarEntry, EventPage
from events.proposals import accept
from hub.models import HubDocument, HubPage, Partner, Theme
from hub.signals import is_draft
from resources.models import ResourcePage

entries = CalendarEntry.objects


def page_changes(sender: type[Model], instance: Any, **kwargs: Any) -> None:
    """Forget what is said of a page; of all that is below it where its address changes."""
    if not issubclass(sender, HubPage) or is_draft(kwargs.get("update_fields")):
        return
    entries.about(instance).forget()
    moved = HubPage.objects.filter(pk=instance.pk).exclude(url_path=instance.url_path)
    if kwargs["signal"] is pre_save and instance.pk and moved.exists():
        entries.below(instance.path).forget()


def event_saved(sender: type[Model], instance: EventPage, **kwargs: Any) -> None:
    """Give each event the entry that the feeds write, in the transaction that saves it."""
    entries.get_or_create(event=instance)


def page_moves(sender: type[Model], instance: HubPage, **kwargs: Any) -> None:
    """Forget what is said of a page and of all below it."""
    entries.below(instance.path).forget()


def privacy_changes(sender: type[Model], instance: PageViewRestriction, **kwargs: Any) -> None:
    """Forget what is said of the pages that a restriction hides or shows."""
    entries.below(instance.page.path).forget()


def theme_changes(sender: type[Model], instance: Theme, **kwargs: Any) -> None:
    entries.filter(event__themes=instance.pk).forget()


def partner_changes(sender: type[Model], instance: Partner, **kwargs: Any) -> None:
    entries.filter(event__organisers__partner=instance.pk).forget()


def document_changes(sender: type[Model], instance: HubDocument, **kwargs: Any) -> None:
    shown = ResourcePage.objects.filter(document=instance.pk)
    entries.filter(event__in=shown.values("event")).forget()


def everything_changes(**kwargs: Any) -> None:
    """Forget all: the addresses change, or a new version of the hub may say things otherwise."""
    if isinstance(kwargs["sender"], EventsConfig) or kwargs["sender"] is Site:
        entries.forget()


def proposal_published(sender: type[Model], instance: HubPage, **kwargs: Any) -> None:
    """Tell who proposed a page that it is published."""
    accept(instance)


for signal in (pre_save, post_save, pre_delete):
    signal.connect(page_changes, dispatch_uid="entry_of_page")
    signal.connect(theme_changes, sender=Theme, dispatch_uid="entry_of_theme")
    signal.connect(partner_changes, sender=Partner, dispatch_uid="entry_of_partner")
    signal.connect(document_changes, sender=HubDocument, dispatch_uid="entry_of_document")
for signal in (post_save, post_delete):
    signal.connect(privacy_changes, sender=PageViewRestriction, dispatch_uid="entry_privacy")
    signal.connect(everything_changes, sender=Site, dispatch_uid="entry_of_site")
for signal in (pre_page_move, post_page_move):
    signal.connect(page_moves, dispatch_uid="entry_moves")
post_save.connect(event_saved, sender=EventPage, dispatch_uid="entry_of_event")
post_migrate.connect(everything_changes, dispatch_uid="entry_migrated")
page_published.connect(proposal_published, dispatch_uid="proposal_published")
