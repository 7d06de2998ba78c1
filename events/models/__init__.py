from events.models.agenda import EventIndexPage, EventSeriesPage
from events.models.entry import CalendarEntry, serialised
from events.models.event import EventPage, extend_occurrences
from events.models.occurrence import Occurrence
from events.models.parts import EventOrganiser, OccurrenceChange, ProgrammeSlotBlock
from events.models.proposal import Proposal
from events.models.recap import RecapPage, with_aftermath

__all__ = [
    "CalendarEntry",
    "EventIndexPage",
    "EventOrganiser",
    "EventPage",
    "EventSeriesPage",
    "Occurrence",
    "OccurrenceChange",
    "ProgrammeSlotBlock",
    "Proposal",
    "RecapPage",
    "extend_occurrences",
    "serialised",
    "with_aftermath",
]
