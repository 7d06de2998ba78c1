"""The events as calendars carry them, stored: a feed of thousands is a joining of bytes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, FilteredRelation, Q, QuerySet

from events import ical
from events.models.agenda import EventSeriesPage
from events.models.event import EventPage
from events.models.recap import RecapPage, with_aftermath
from hub.models import HubPage
from resources.models import ResourcePage

CHUNK = 500  # events serialised at once


class CalendarEntryQuerySet(QuerySet[Any]):
    def about(self, page: HubPage) -> CalendarEntryQuerySet:
        """Return the entries that say something of ``page``: the event, its cycle, its recap or a
        resource of it, as the database has them."""
        kind = page.specific_class
        if kind is EventPage:
            return self.filter(event=page.pk)
        if kind is EventSeriesPage:
            return self.filter(event__series=page.pk)
        if kind is RecapPage:
            return self.filter(event__path=page.path[: -HubPage.steplen])
        if kind and issubclass(kind, ResourcePage):
            return self.filter(event__in=ResourcePage.objects.filter(pk=page.pk).values("event"))
        return self.none()

    def below(self, path: str) -> CalendarEntryQuerySet:
        """Return the entries that say something of a page at the tree's ``path`` or below."""
        resources = ResourcePage.objects.filter(path__startswith=path)
        series = EventSeriesPage.objects.filter(path__startswith=path)
        return self.filter(
            Q(event__path__startswith=path)
            | Q(event__path=path[: -HubPage.steplen])
            | Q(event__in=resources.values("event"))
            | Q(event__series__in=series.values("pk"))
        )

    def forget(self) -> None:
        """Empty the entries: the next feed writes them again."""
        self.update(text=b"", version=F("version") + 1)


class CalendarEntry(models.Model):
    """An event as the feeds carry it; empty where something that it says has changed.

    The version is raised each time it is emptied: what a request has read before a change is not
    stored after it.
    """

    event = models.OneToOneField(
        EventPage, on_delete=models.CASCADE, primary_key=True, related_name="calendar_entry"
    )
    version = models.PositiveBigIntegerField(default=0)
    base_url = models.CharField(max_length=255, default="")
    text = models.BinaryField(default=b"")
    zone = models.CharField(max_length=20, default="")
    stamp = models.BigIntegerField(default=0)

    objects = CalendarEntryQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.event_id} v{self.version}"


def serialised(events: QuerySet[EventPage]) -> Iterator[ical.Serialised]:
    """Return ``events`` as calendars carry them: one query while nothing has changed.

    What has changed since it was stored is serialised and stored, ``CHUNK`` events at a time. The
    rows are kept as columns: thousands of tuples would wake the garbage collector.
    """
    here = Q(calendar_entry__base_url=settings.BASE_URL)
    rows = (
        events.order_by("pk")
        .annotate(entry=FilteredRelation("calendar_entry", condition=here))
        .values_list("pk", "entry__text", "entry__zone", "entry__stamp")
    )
    texts: list[bytes] = []
    zones: list[str] = []
    stamps: list[int] = []
    missing: dict[int, int] = {}  # the place of each
    for pk, text, zone, stamp in rows.iterator(CHUNK):
        if not text:
            missing[pk] = len(texts)
        texts.append(text or b"")  # an event deleted at this very moment stays empty
        zones.append(zone or "")
        stamps.append(stamp or 0)
    pks = list(missing)
    for first in range(0, len(pks), CHUNK):
        for pk, part in _written(pks[first : first + CHUNK]).items():
            place = missing[pk]
            texts[place], zones[place], stamps[place] = part
    return map(ical.Serialised, texts, zones, stamps)


def _written(pks: list[int]) -> dict[int, ical.Serialised]:
    """Serialise and store the events; what has changed meanwhile is not stored."""
    entries = CalendarEntry.objects.filter(pk__in=pks)
    before = dict(entries.values_list("pk", "version"))
    events = EventPage.objects.filter(pk__in=pks).for_calendar()
    parts = {event.pk: ical.serialised(event) for event in with_aftermath(events)}
    with transaction.atomic():
        now = dict(entries.select_for_update().values_list("pk", "version"))
        CalendarEntry.objects.bulk_create(
            [
                CalendarEntry(
                    event_id=pk, version=now[pk], base_url=settings.BASE_URL, **part._asdict()
                )
                for pk, part in parts.items()
                if pk in now and now[pk] == before.get(pk)
            ],
            update_conflicts=True,
            unique_fields=["event"],
            update_fields=["base_url", "text", "zone", "stamp"],
        )
    return parts
