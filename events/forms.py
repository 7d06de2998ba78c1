"""The filters of the agenda."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.enums import AttendanceMode, EventKind
from hub.listing import ListForm, choice_field

UPCOMING, PAST = "a-venir", "passes"


class AgendaForm(ListForm):
    """Filters by period, theme, territory, partner, kind and mode."""

    periode = forms.ChoiceField(
        label=_("Période"),
        required=False,
        choices=[(UPCOMING, _("À venir")), (PAST, _("Passés"))],
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": _("Cette période n'existe pas.")},
    )
    type = choice_field(
        _("Nature"),
        EventKind.choices,
        _("Tous les événements"),
        _("Cette nature d'événement n'existe pas."),
    )
    mode = choice_field(
        _("Participation"),
        AttendanceMode.choices,
        _("Sur place et en ligne"),
        _("Ce mode de participation n'existe pas."),
    )
    field_order = ["periode", "type", "theme", "territoire", "partenaire", "mode"]

    def filtered(self, occurrences: Any) -> Any:
        """Return those of the ``Occurrence`` queryset that the valid filters let through."""
        self.is_valid()
        condition: Q = self.page_filter("event__")
        if kind := self.cleaned_data.get("type"):
            condition &= Q(event__kind=kind)
        if mode := self.cleaned_data.get("mode"):
            condition &= Q(event__mode=mode)
        occurrences = occurrences.filter(condition)
        return occurrences.past() if self.shows_past else occurrences.upcoming()

    @property
    def shows_past(self) -> bool:
        """Whether the list shows what is over."""
        return self.cleaned_data.get("periode") == PAST

    @property
    def active(self) -> bool:
        chosen = {k: v for k, v in self.cleaned_data.items() if k != "periode"}
        return bool(self.errors) or any(chosen.values())
