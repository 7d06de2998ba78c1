"""The filters of the list of resources and of its feeds."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from hub.listing import ListForm, Menu, choice_field
from hub.models import HubPage
from hub.models.pages import PLAUSIBLE_YEARS
from resources.enums import Language, ResourceKind

NEWEST, OLDEST, TITLE = "", "anciennes", "titre"


class NumberMenu(Menu, forms.TypedChoiceField):
    """A menu of numbers."""


def number_field(label: Any, choices: list[Any], any_label: Any, error: Any) -> Any:
    """Return an optional choice among numbers, as ``choice_field`` does among texts."""
    return NumberMenu(
        label=label,
        required=False,
        coerce=int,
        choices=[("", any_label), *choices],
        error_messages={"invalid_choice": error},
    )


class ResourceFilterForm(ListForm):
    """Filters by kind, theme, territory, partner, event, year and language.

    An event goes by its number, which a renaming leaves alone.
    """

    type = choice_field(
        _("Nature"),
        ResourceKind.choices,
        _("Toutes les ressources"),
        _("Cette nature de ressource n'existe pas."),
    )
    rencontre = number_field(
        _("Rencontre"), [], _("Toutes les rencontres"), _("Cette rencontre n'existe pas.")
    )
    annee = number_field(
        _("Année"),
        [(year, str(year)) for year in reversed(PLAUSIBLE_YEARS)],
        _("Toutes les années"),
        _("Cette année n'existe pas."),
    )
    langue = choice_field(
        _("Langue"), Language.choices, _("Toutes les langues"), _("Cette langue n'existe pas.")
    )
    field_order = ["type", "theme", "territoire", "partenaire", "rencontre", "annee", "langue"]
    subscribed = sorted(field_order)
    columns: ClassVar[dict[str, str]] = {
        **ListForm.columns,
        "type": "kind",
        "rencontre": "event",
        "annee": "published_year",
        "langue": "language",
    }

    def more_choices(self) -> list[Any]:
        """Return the events that a visitor may see and that left resources."""
        events = HubPage.objects.shown().filter(event_resources__live=True).order_by().distinct()
        number = Cast("pk", CharField())
        return [events.values_list(Value("rencontre"), number, F("title"), Value(""))]

    def filtered(self, resources: Any) -> Any:
        """Return those of the ``ResourcePage`` queryset that the valid filters let through."""
        self.is_valid()
        return resources.filter(self.page_filter())

    @property
    def feed_query(self) -> str:
        """The query string of the feeds of exactly this list, its names in order."""
        return urlencode(
            [(name, v) for name in self.subscribed if (v := self.cleaned_data.get(name))]
        )

    @property
    def title(self) -> str:
        """The list's name with the chosen values as readers know them: « Ressources – Oise »."""
        found = [str(_("Ressources"))]
        for name in self.subscribed:
            if value := self.cleaned_data.get(name):
                pairs = getattr(self.fields[name], "choices", [])
                choices = {str(key): label for key, label in pairs}
                found.append(str(choices[str(value)]))
        return " – ".join(found)


class ResourceListForm(ResourceFilterForm):
    """The filters of the list: those of the feeds, the order, and the favourites it carries."""

    tri = forms.ChoiceField(
        required=False,
        choices=[(NEWEST, ""), (OLDEST, ""), (TITLE, "")],
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": _("Cet ordre n'existe pas.")},
    )
    r = forms.Field(required=False, widget=forms.HiddenInput)  # read by resources.favourites

    @property
    def order(self) -> tuple[Any, ...]:
        """The order by the alphabet or by date; what has none comes last."""
        if self.cleaned_data.get("tri") == TITLE:
            return ("sort_title", "pk")
        date = F("listing_date")
        if self.cleaned_data.get("tri") == OLDEST:
            return (date.asc(nulls_last=True), "title", "pk")
        return (date.desc(nulls_last=True), "title", "pk")

    @property
    def active(self) -> bool:
        return bool(self.errors) or any(self.cleaned_data.get(n) for n in self.subscribed)
