from events.models.agenda import EventIndexPage, EventSeriesPage
from events.models.event import (
    EventOrganiser,
    EventPage,
    OccurrenceChange,
    ProgrammeSlotBlock,
)
from events.models.occurrence import Occurrence
from events.models.recap import RecapPage, with_aftermath

__all__ = [
    "EventIndexPage",
    "EventOrganiser",
    "EventPage",
    "EventSeriesPage",
    "Occurrence",
    "OccurrenceChange",
    "ProgrammeSlotBlock",
    "RecapPage",
    "with_aftermath",
]
