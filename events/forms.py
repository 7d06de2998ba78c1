"""The filters of the agenda and of its feeds, one form for both."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django import forms
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from events.enums import AttendanceMode, EventKind
from events.month import grid
from hub.listing import ListForm, choice_field

UPCOMING, PAST = "a-venir", "passes"
MONTH = r"\A(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])\Z"  # 2026-12


class DayInput(forms.DateInput):
    """The browser's own calendar, which sends ISO dates."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class EventFilterForm(ListForm):
    """Filters by theme, territory, partner, kind, mode, pole and series.

    Poles and series go by their number, which a renaming leaves alone; the slugs of themes,
    territories and partners do not follow their names either. So an address lasts.
    """

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
    pole = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=2**31 - 1,
        widget=forms.HiddenInput,
        error_messages={"invalid": _("Ce pôle n'existe pas.")},
    )
    cycle = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=2**31 - 1,
        widget=forms.HiddenInput,
        error_messages={"invalid": _("Ce cycle n'existe pas.")},
    )
    field_order = ["type", "theme", "territoire", "partenaire", "mode"]
    subscribed = ["cycle", "mode", "partenaire", "pole", "territoire", "theme", "type"]

    columns: ClassVar[dict[str, str]] = {
        **ListForm.columns,
        "type": "kind",
        "mode": "mode",
        "pole": "poles",
        "cycle": "series",
    }

    @property
    def feed_query(self) -> str:
        """The query string of the feed of exactly this list, its names in order."""
        return urlencode(
            [(name, v) for name in self.subscribed if (v := self.cleaned_data.get(name))]
        )

    @property
    def title(self) -> str:
        """The list's name with the chosen values as readers know them: « Agenda – Webinaire »."""
        found = [str(_("Agenda"))]
        for name in self.subscribed:
            choices = dict(getattr(self.fields[name], "choices", []))
            if label := choices.get(self.cleaned_data.get(name) or None):
                found.append(str(label))
        return " – ".join(found)


class AgendaForm(EventFilterForm):
    """The filters of the list: those of the feeds, and which dates.

    What is to come or over, between two days, or one month.
    """

    periode = forms.ChoiceField(
        label=_("Période"),
        required=False,
        choices=[(UPCOMING, _("À venir")), (PAST, _("Passés"))],
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": _("Cette période n'existe pas.")},
    )
    mois = forms.RegexField(
        MONTH,
        required=False,
        widget=forms.HiddenInput,
        error_messages={"invalid": _("Ce mois n'existe pas.")},
    )
    du = forms.DateField(label=_("Du"), required=False, widget=DayInput)
    au = forms.DateField(label=_("Au"), required=False, widget=DayInput)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("du"), cleaned.get("au")
        if first and last and last < first:
            self.add_error("au", _("La fin précède le début."))
        return cleaned

    def filtered(self, occurrences: Any) -> Any:
        """Return those of the ``Occurrence`` queryset that the valid filters let through."""
        return self.dated(occurrences).filter(self.page_filter("event__"))

    def dated(self, occurrences: Any) -> Any:
        """Return those of the dates that the list shows, in its order, before the filters."""
        self.is_valid()
        if self.month:
            days = [day for week in grid(self.month) for day in week]
            return occurrences.between(days[0], days[-1]).order_by("start", "pk")
        first, last = self.cleaned_data.get("du"), self.cleaned_data.get("au")
        if first or last:
            return occurrences.between(first, last).order_by("start", "pk")
        return occurrences.past() if self.shows_past else occurrences.upcoming()

    @property
    def month(self) -> dt.date | None:
        """The first day of the month to show as a table; two days chosen go before it."""
        value = self.cleaned_data.get("mois")
        if not value or self.cleaned_data.get("du") or self.cleaned_data.get("au"):
            return None
        return dt.date.fromisoformat(f"{value}-01")

    @property
    def shows_past(self) -> bool:
        """Whether the list shows what is over."""
        return self.cleaned_data.get("periode") == PAST

    @property
    def active(self) -> bool:
        views = {"periode", "mois"}
        chosen = {k: v for k, v in self.cleaned_data.items() if k not in views}
        return bool(self.errors) or any(chosen.values())
