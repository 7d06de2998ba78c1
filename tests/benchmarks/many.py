"""Thousands of pages at once: the rows that publications would have written, without them."""

from __future__ import annotations

import copy
import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from events.enums import EventKind
from events.models import CalendarEntry, EventPage, Occurrence
from hub.models import HubPage, Partner, Territory, Theme
from resources.enums import PUBLICATION_KINDS
from resources.models import PublicationPage
from tests.factories import make_event, make_publication


@dataclass
class Network:
    """What the pages are of, in turn."""

    partners: list[Partner]
    territories: list[Territory]
    themes: list[Theme]


def make_network() -> Network:
    """Make 200 partners and 15 themes."""
    return Network(
        [Partner.objects.create(name=f"Partenaire {n}") for n in range(200)],
        list(Territory.objects.all()),
        [Theme.objects.create(name=f"Thème {n}") for n in range(15)],
    )


@transaction.atomic
def make_events(parent: HubPage, number: int, network: Network) -> None:
    """Make events of the next 300 days."""
    today = timezone.localdate()
    model = make_event(
        parent,
        start_date=today,
        start_time=dt.time(9),
        end_time=dt.time(11),
        summary="Chapô. " * 20,
    )

    def vary(event: EventPage, n: int) -> None:
        event.uid = f"{event.translation_key}@bench"
        event.start_date = today + dt.timedelta(days=n % 300)
        event.kind = EventKind.values[n % len(EventKind.values)]
        assert event.slot
        event.listing_date = event.slot.start

    events = _copies(parent, model, number, network, vary)
    Occurrence.objects.bulk_create(
        Occurrence(
            event=event, original_date=event.start_date, start=event.slot.start, end=event.slot.end
        )
        for event in events
    )
    CalendarEntry.objects.bulk_create(CalendarEntry(event=event) for event in events)


@transaction.atomic
def make_resources(parent: HubPage, number: int, network: Network) -> list[PublicationPage]:
    """Make publications of the last 17 years; return those that are copies of the first."""
    model = make_publication(parent, published_year=2020)

    def vary(publication: PublicationPage, n: int) -> None:
        publication.kind = PUBLICATION_KINDS[n % len(PUBLICATION_KINDS)][0]
        publication.published_year = 2010 + n % 17
        publication.listing_date = publication.get_listing_date()

    return _copies(parent, model, number, network, vary)


def _copies(
    parent: HubPage, model: Any, number: int, network: Network, vary: Callable[[Any, int], None]
) -> list[Any]:
    """Write the rows of ``number - 1`` pages like ``model``, their themes included."""
    taken = int(model.path[-HubPage.steplen :], 36)
    shared = [field.attname for field in HubPage._meta.concrete_fields if field.name != "id"]
    pages = []
    for n in range(1, number):
        page = copy.copy(model)
        page._state = copy.copy(model._state)
        page.path = type(model)._get_path(parent.path, parent.depth + 1, taken + n)
        page.title = page.draft_title = f"{model.title} {n}"
        page.slug, page.url_path = f"p-{n}", f"{parent.url_path}p-{n}/"
        page.translation_key = uuid.uuid4()
        page.latest_revision = page.live_revision = None
        page.partner = network.partners[n % len(network.partners)]
        page.territory = network.territories[n % len(network.territories)]
        vary(page, n)
        pages.append(page)
    rows = HubPage.objects.bulk_create(
        HubPage(**{name: getattr(page, name) for name in shared}) for page in pages
    )
    tables = [kind for kind in reversed(type(model).__mro__) if _is_below_base(kind)]
    for page, row in zip(pages, rows, strict=True):
        page.pk = page.id = row.pk
        for kind in tables:
            setattr(page, kind._meta.pk.attname, row.pk)
            page._save_table(raw=True, cls=kind, force_insert=True, using="default")
    HubPage.objects.filter(pk=parent.pk).update(numchild=taken + number)
    link: Any = HubPage.themes.through
    themes = network.themes
    link.objects.bulk_create(
        link(hubpage_id=page.pk, theme=theme)
        for n, page in enumerate(pages)
        for theme in {themes[n % len(themes)], themes[n // 7 % len(themes)]}
    )
    return pages


def _is_below_base(kind: type) -> bool:
    return issubclass(kind, HubPage) and kind is not HubPage and not kind._meta.abstract
