"""What the parts of the demonstration hand to each other, by the slugs of the data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from wagtail.models import Revision

from events.models import EventPage
from home.structure import Structure
from hub.models import HubDocument, HubImage, HubPage, Partner, Territory, Theme, User
from hub.models.network import TerritoryLevel
from partners.models import PartnerPage
from poles.models import PolePage

# Tells the reader of the terminal: the stage, how many are done, of how many.
Report = Callable[[str, int, int], None]


@dataclass
class Demo:
    """What is loaded so far."""

    structure: Structure
    report: Report
    team: User
    themes: dict[str, Theme] = field(default_factory=dict)
    partners: dict[str, Partner] = field(default_factory=dict)
    sections: dict[str, PartnerPage] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    images: dict[str, HubImage] = field(default_factory=dict)
    documents: dict[str, HubDocument] = field(default_factory=dict)
    poles: dict[str, PolePage] = field(default_factory=dict)
    events: dict[str, EventPage] = field(default_factory=dict)
    pages: dict[str, HubPage] = field(default_factory=dict)

    def publish(self, parent: HubPage, page: HubPage, user: User | None = None) -> None:
        """Add ``page``, with its relations set, under ``parent``; publish it as an editor would."""
        self.draft(parent, page, user or self.team).publish(user=self.team)

    def draft(self, parent: HubPage, page: HubPage, user: User) -> Revision:
        """Add ``page`` under ``parent`` as a draft of ``user``; return its revision."""
        page.live = False
        page.owner = user
        parent.add_child(instance=page)
        return page.save_revision(user=user)

    def themed(self, slugs: list[str]) -> list[Theme]:
        """Return the themes of ``slugs``."""
        return [self.themes[slug] for slug in slugs]


def territory(code: str, level: TerritoryLevel) -> Territory:
    """Return the territory of an INSEE code."""
    return Territory.objects.get(level=level, code=code)


def region(name: str) -> Territory | None:
    """Return the région called ``name``; ``None`` for an empty name: the whole country."""
    return Territory.objects.get(level=TerritoryLevel.REGION, name=name) if name else None
