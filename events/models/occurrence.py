"""The dates of events: the rows that every list reads."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from events.enums import EventStatus, Zone
from events.querysets import OccurrenceQuerySet
from events.when import Slot, french_time, french_when


class Occurrence(models.Model):
    """One date of a published event: the rows that every list reads."""

    event = models.ForeignKey(
        "events.EventPage", on_delete=models.CASCADE, related_name="occurrences"
    )
    original_date = models.DateField(_("date de la règle"))
    start = models.DateTimeField(_("début"), db_index=True)
    end = models.DateTimeField(_("fin"))
    all_day = models.BooleanField(_("journées entières"), default=False)
    end_known = models.BooleanField(_("fin connue"), default=True)
    cancelled = models.BooleanField(_("annulée"), default=False)
    reason = models.CharField(_("raison"), max_length=200, blank=True)

    objects = OccurrenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("date")
        verbose_name_plural = _("dates")
        constraints = [
            models.UniqueConstraint(fields=["event", "original_date"], name="occurrence_of_event")
        ]
        indexes = [models.Index(fields=["end", "event"], name="occurrence_end")]

    def __str__(self) -> str:
        return f"{self.event_id} {self.start:%Y-%m-%d %H:%M}"

    @property
    def local_start(self) -> dt.datetime:
        """The start by the clock of the place."""
        return timezone.localtime(self.start, self._zone)

    @property
    def _zone(self) -> Any:
        assert self.event.slot
        return self.event.slot.start.tzinfo

    @cached_property
    def slot(self) -> Slot:
        """When this date takes place, by the clock of the place."""
        start, end = self.local_start, timezone.localtime(self.end, self._zone)
        zone = self.event.time_zone
        last = end.date() - dt.timedelta(days=1)  # of what lasts until a midnight
        if self.all_day:
            return Slot(start.date(), None, last, None, zone)
        if not self.end_known:
            return Slot(start.date(), start.time(), last, None, zone)
        return Slot(start.date(), start.time(), end.date(), end.time(), zone)

    @property
    def when(self) -> str:
        """The date in words, by the clock of the place."""
        return french_when(self.slot)

    @property
    def hour(self) -> str:
        """When it begins, by the clock of the place: « 14 h 30 »; empty for whole days."""
        return french_time(self.slot.start_time) if self.slot.start_time else ""

    @property
    def paris_when(self) -> str:
        """The date in words by the clock of Paris; empty where the event has no hour."""
        slot = self.slot
        if slot.all_day:
            return ""
        start, end = timezone.localtime(self.start), timezone.localtime(self.end)
        end_time = end.time() if slot.end_time else None
        last = end.date() if end_time else start.date()
        return french_when(Slot(start.date(), start.time(), last, end_time, Zone.PARIS))

    @property
    def takes_place(self) -> bool:
        """Whether people may come on this date: it is neither cancelled nor postponed."""
        return not self.cancelled and not self.event.is_troubled

    @property
    def is_cancelled(self) -> bool:
        """Whether this date does not take place."""
        return self.cancelled or self.event.status == EventStatus.CANCELLED
