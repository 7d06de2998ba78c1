"""What an event leaves behind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db.models.functions import Length, Substr
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField

from events.models.agenda import EventSeriesPage
from events.panels import CompanionsPanel
from hub.blocks import StoryBlock, words_of
from hub.models import HubPage
from resources.models import ResourcePage

if TYPE_CHECKING:
    from events.models.event import EventPage


class RecapPage(HubPage):
    """What was said at an event, with figures and photos; the resources are the event's."""

    body = StreamField(StoryBlock(), verbose_name=_("compte rendu"), blank=True)

    content_panels = [
        CompanionsPanel(heading=_("Avec ce compte rendu")),
        *HubPage.content_panels,
        "body",
        HubPage.classification_panel,
    ]

    parent_page_types = ["events.EventPage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("compte rendu")
        verbose_name_plural = _("comptes rendus")

    @classmethod
    def can_create_at(cls, parent: HubPage) -> bool:
        """Whether ``parent`` is an event without a recap, its only child: no query for each row."""
        return bool(cls.is_creatable and cls.can_exist_under(parent) and parent.is_leaf())

    def publication_errors(self) -> dict[str, Any]:
        errors = super().publication_errors()
        if not self.body and not self.summary:
            errors["summary"] = _("Un compte rendu dit ce qui s'est passé : écrivez-en une phrase.")
        return errors

    def get_listing_date(self) -> dt.datetime | None:
        return self.event.slot.start if self.event.slot else super().get_listing_date()

    def body_text(self) -> str:
        return words_of(self.body)

    @cached_property
    def event(self) -> EventPage:
        """The event that this page recounts."""
        return self.get_parent().specific


def with_aftermath(events: Iterable[EventPage]) -> list[EventPage]:
    """Return ``events`` with the cycle, the recap and the resources of each already read."""
    found = list(events)
    by_path = {event.path: event for event in found}
    by_pk = {event.pk: event for event in found}
    for event in found:
        event.recap, event.resources = None, []
    cycles = EventSeriesPage.objects.shown().in_bulk({event.series_id for event in found})
    for event in found:
        event.shown_series = cycles.get(event.series_id)
    parent = Substr("path", 1, Length("path") - HubPage.steplen)
    for recap in RecapPage.objects.shown().annotate(parent=parent).filter(parent__in=by_path):
        by_path[recap.parent].recap = recap
    resources = ResourcePage.objects.shown().filter(event__in=by_pk).select_related("document")
    for resource in resources.order_by("kind", "title", "pk"):
        by_pk[resource.event_id].resources.append(resource)
    return found
