"""The forms of the admin: the event's editor, and its cancellation."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from events.enums import TROUBLED, EventStatus
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


class AnnouncementForm(forms.Form):
    """That an event, or a date of a repetition, does not take place, or does after all."""

    STATUSES = [
        (EventStatus.CANCELLED, _("annulé")),
        (EventStatus.POSTPONED, _("reporté")),
        (EventStatus.CONFIRMED, _("maintenu")),
    ]

    date = forms.TypedChoiceField(
        label=_("Quelle date"),
        required=False,
        coerce=dt.date.fromisoformat,
        empty_value=None,
        widget=forms.Select({"class": "w-w-full"}),
    )
    status = forms.ChoiceField(label=_("L'événement est"), choices=STATUSES)
    note = forms.CharField(
        label=_("Explication"),
        max_length=200,
        required=False,
        help_text=_("Pourquoi, et la suite ; les visiteurs et les calendriers la montrent."),
    )

    def __init__(self, *args: Any, dates: list[tuple[str, str]], **kwargs: Any) -> None:
        """``dates`` are those to come of a repetition, written as ISO 8601 and in words."""
        super().__init__(*args, **kwargs)
        if dates:
            self.fields["date"].choices = [("", _("toutes les dates")), *dates]  # type: ignore[attr-defined]
        else:
            del self.fields["date"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        status = said.get("status")
        if said.get("date") and status == EventStatus.POSTPONED:
            self.add_error(
                "status",
                _("Une seule date s'annule ici ; pour la déplacer, modifiez la répétition."),
            )
        if status in TROUBLED and not said.get("note") and "note" not in self.errors:
            self.add_error("note", _("Dites en un mot pourquoi, et la suite."))
        return said
