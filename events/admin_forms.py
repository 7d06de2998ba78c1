"""The form of the event's editor."""

from __future__ import annotations

from typing import Any

from hub.forms import HubPageForm


class EventPageForm(HubPageForm):
    """Drops, at a publication or a submission, the changes of dates that exist no more.

    A draft keeps them: its repetition may not be what it will be.
    """

    def save(self, commit: bool = True) -> Any:
        event = super().save(commit=commit)
        if not self.is_deferred_validation:
            event.dropped = event.drop_changes()  # which a message then says
        return event
