"""What lists of events ask, in the words of the agenda."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from events.enums import EventStatus
from events.when import HORIZON
from hub.models.pages import HubPageQuerySet, shown

FEED_PAST = dt.timedelta(days=365)  # a subscriber keeps the year that was
FEED_CANCELLED = dt.timedelta(weeks=4)  # and what did not take place, some weeks


class OccurrenceQuerySet(QuerySet[Any]):
    def upcoming(self, at: dt.datetime | None = None) -> OccurrenceQuerySet:
        """Return those that are not over at ``at`` (now), the nearest first."""
        return self.filter(end__gt=at or timezone.now()).order_by("start", "pk")

    def past(self, at: dt.datetime | None = None) -> OccurrenceQuerySet:
        """Return those that are over at ``at`` (now), the latest first."""
        return self.filter(end__lte=at or timezone.now()).order_by("-start", "-pk")

    def between(self, first: dt.date | None, last: dt.date | None) -> OccurrenceQuerySet:
        """Return those that touch the days from ``first`` to ``last``, by the clock of Paris."""
        found = self
        if first:
            found = found.filter(end__gt=timezone.make_aware(dt.datetime.combine(first, dt.time())))
        if last:
            after = dt.datetime.combine(last + dt.timedelta(days=1), dt.time())
            found = found.filter(start__lt=timezone.make_aware(after))
        return found

    def shown(self) -> OccurrenceQuerySet:
        """Return those of the events that a visitor may see."""
        return self.filter(shown("event__"))

    def for_cards(self) -> OccurrenceQuerySet:
        """Fetch at once what a card shows."""
        cards = self.select_related("event", "event__partner")
        return cards.defer("event__body", "event__programme")


class EventQuerySet(HubPageQuerySet):
    def in_feed(self, at: dt.datetime | None = None) -> EventQuerySet:
        """Return the events that the agenda's feed carries at ``at`` (now).

        All that is to come, and the past year; cancelled events for some weeks after their date,
        then they leave. The bounds move once a day, so that a feed's bytes do too.
        """
        occurrences = self.model._meta.get_field("occurrences").related_model.objects
        today = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
        of_event = occurrences.filter(event=OuterRef("pk"))
        return self.shown().filter(
            Q(Exists(of_event.filter(end__gte=today - FEED_CANCELLED)))
            | Q(Exists(of_event.filter(end__gte=today - FEED_PAST)))
            & ~Q(status=EventStatus.CANCELLED)
        )

    def to_extend(self) -> EventQuerySet:
        """Return the endless events whose dates end a month or more before the horizon."""
        endless = self.live().exclude(frequency="").filter(repeat_until=None, repeat_count=None)
        limit = timezone.now() + HORIZON - dt.timedelta(days=30)
        return endless.alias(last=Max("occurrences__start")).filter(last__lt=limit)

    def for_calendar(self) -> EventQuerySet:
        """Fetch at once what a calendar carries."""
        return self.defer_streamfields().prefetch_related(
            "themes", "changes", "speakers", "organisers__partner"
        )
