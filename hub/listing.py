"""Lists: their filters, and pages of results whose bad numbers are a 404."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import reduce
from hashlib import sha256
from html import escape
from operator import and_, or_
from typing import Any, ClassVar, cast
from urllib.parse import urlencode

from django import forms
from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.forms.utils import flatatt
from django.http import Http404, HttpRequest
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from hub.caching import remembered
from hub.facets import ALL, count_facets
from hub.models.joint import pages_with
from hub.models.network import Partner, Territory, TerritoryLevel, Theme
from hub.text import folded

CHOICES_KEPT = 3600  # seconds
COUNTS_KEPT = 60


class ResultsPage(Page):
    """A page of results that knows the rest of its address, for the links to the others."""

    query = ""

    @property
    def numbers(self) -> Iterator[int | str]:
        """The numbers of the first page, the last and those around this one, with gaps."""
        return self.paginator.get_elided_page_range(self.number, on_each_side=2, on_ends=1)


class Results(Paginator):
    """A list cut in pages."""

    def _get_page(self, *args: Any, **kwargs: Any) -> ResultsPage:
        return ResultsPage(*args, **kwargs)


def paginate(
    request: HttpRequest, items: Any, per_page: int, total: int | None = None
) -> ResultsPage:
    """Return the page of ``items`` that ``?page=`` asks for; raise ``Http404`` where it is none.

    Where the ``total`` is known it is not counted again.
    """
    results = Results(items, per_page)
    if total is not None:
        results.count = total
    try:
        page = results.page(request.GET.get("page", "1"))
    except InvalidPage as error:
        raise Http404(_("Cette page de résultats n'existe pas.")) from error
    rest = [(k, v) for k, values in request.GET.lists() if k != "page" for v in values if v]
    assert isinstance(page, ResultsPage)
    page.query = urlencode(rest)
    return page


class Select(forms.Select):
    """A menu written without a template per option: a list of places has hundreds."""

    choices: Any = []  # as they are given: Django would look into each

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = str(value or "")
        options = "".join(
            f'<option value="{escape(str(key))}"{" selected" * (str(key) == chosen)}>'
            f"{escape(str(label))}</option>"
            for key, label in self.choices
        )
        attributes = flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name}))
        return mark_safe(f"<select{attributes}>{options}</select>")  # all of it is escaped above


class Menu(forms.ChoiceField):
    """A choice among hundreds: a list of pairs that is taken, and copied, as it is."""

    widget = Select
    _choices: list[tuple[Any, Any]]

    @property
    def choices(self) -> list[tuple[Any, Any]]:
        return self._choices

    @choices.setter
    def choices(self, choices: list[tuple[Any, Any]]) -> None:
        self._choices = self.widget.choices = choices

    def __deepcopy__(self, memo: dict[int, Any]) -> Menu:
        copied: Menu = forms.Field.__deepcopy__(self, memo)  # type: ignore[attr-defined]
        copied._choices = self._choices
        return copied


def choice_field(label: Any, choices: list[Any], any_label: Any, error: Any) -> Menu:
    """Return an optional choice whose first option, ``any_label``, filters nothing."""
    return Menu(
        label=label,
        required=False,
        choices=[("", any_label), *choices],
        error_messages={"invalid_choice": error},
    )


def network_choices(*more: Any) -> dict[str, list[tuple[str, str]]]:
    """Return the slugs and names of the themes, territories and partners, in one query.

    ``more`` are querysets of rows of four texts: a field's name, a value, its label, and "".
    """
    themes = Theme.objects.order_by().values_list(Value("theme"), "slug", "name", Value(""))
    territories = Territory.objects.order_by().values_list(
        Value("territoire"), "slug", "name", "level"
    )
    partners = Partner.objects.order_by().values_list(
        Value("partenaire"), "slug", "name", Value("")
    )
    choices: dict[str, list[tuple[str, str]]] = {"theme": [], "territoire": [], "partenaire": []}
    # Regions before départements, then by the alphabet, where É stands with E.
    rows = themes.union(territories, partners, *more, all=True)
    for field, slug, name, _level in sorted(
        rows, key=lambda row: (row[3] != TerritoryLevel.REGION, folded(row[2]))
    ):
        choices.setdefault(field, []).append((slug, name))
    return choices


class ListForm(forms.Form):
    """The filters that all lists share; a subclass adds its own and overrides ``filtered``.

    A value that does not exist is an error beside its field, and that filter is left out.
    """

    theme = choice_field(_("Thème"), [], _("Tous les thèmes"), _("Ce thème n'existe pas."))
    territoire = choice_field(
        _("Territoire"), [], _("Toute la France"), _("Ce territoire n'existe pas.")
    )
    partenaire = choice_field(
        _("Partenaire"), [], _("Tous les partenaires"), _("Ce partenaire n'existe pas.")
    )

    # By filter, the column of a page that holds its value; the themes', of which it has several,
    # are counted by its number.
    columns: ClassVar[dict[str, str]] = {
        "theme": "pk",
        "territoire": "territory",
        "partenaire": "partner",
    }
    # The lookups that a value is compared with, where they are not the column itself.
    lookups: ClassVar[dict[str, list[str]]] = {
        "theme": ["themes__slug"],
        "territoire": ["territory__slug", "territory__region__slug"],
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices_of = remembered(
            f"choices:{type(self).__name__}",
            CHOICES_KEPT,
            lambda: network_choices(*self.more_choices()),
        )
        for name, choices in choices_of.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [*cast(list[tuple[str, str]], field.choices), *choices]

    def more_choices(self) -> list[Any]:
        """Return the querysets of the choices that a subclass adds, as ``network_choices`` says."""
        return []

    def page_filter(self, prefix: str = "") -> Q:
        """Return the condition on a ``HubPage``, reached through ``prefix`` (``"event__"``).

        A région takes in its départements. Call it after ``is_valid``.
        """
        return reduce(and_, self._conditions(prefix).values(), Q())

    def _conditions(self, prefix: str) -> dict[str, Q]:
        """Return the condition of each filter that is set."""
        conditions = {
            name: reduce(or_, (Q(**{prefix + lookup: value}) for lookup in lookups))
            for name, column in self.columns.items()
            if (value := self.cleaned_data.get(name))
            for lookups in [self.lookups.get(name, [column])]
        }
        if "partenaire" in conditions:  # the page's own, and those it is made with
            partners = Partner.objects.filter(slug=self.cleaned_data["partenaire"])
            conditions["partenaire"] = pages_with(partners, prefix)
        return conditions

    def count(self, items: QuerySet[Any], *, page: str = "pk", prefix: str = "") -> int:
        """Write beside each choice how many of ``items`` it would leave; drop those without any.

        A filter counts the items that all the *other* filters let through: choosing another of its
        values gives the number said. ``items`` is the list before its filters, whose column
        ``page`` is the number of the ``HubPage`` reached through ``prefix``. Returns how many items
        all the filters leave. Call it after ``is_valid``.

        What was counted is kept for a minute where nothing has changed: that is how late the end of
        a meeting may be in the numbers, and in nothing else.
        """
        asked = sorted((name, str(value)) for name, value in self.cleaned_data.items() if value)
        counts = remembered(
            f"counts:{type(self).__name__}:{sha256(repr(asked).encode()).hexdigest()}",
            COUNTS_KEPT,
            lambda: self._counts(items, page, prefix),
        )
        for name in counts.keys() - {ALL}:
            self._write(name, counts[name])
        return counts[ALL].total()

    def _counts(self, items: QuerySet[Any], page: str, prefix: str) -> dict[str, Counter[str]]:
        """Return what ``count_facets`` counts of ``items``; one query."""
        conditions = self._conditions(prefix)
        facets = {
            name: prefix + column
            for name, column in self.columns.items()
            if isinstance(self.fields.get(name), forms.ChoiceField)
        }
        for name in conditions.keys() - facets.keys():
            items = items.filter(conditions.pop(name))
        facets["theme"] = page
        if "theme" in conditions:  # a join would count an item once for each of its themes
            chosen = Theme.pages.through.objects.filter(theme__slug=self.cleaned_data["theme"])
            conditions["theme"] = Q(Exists(chosen.filter(hubpage_id=OuterRef(page))))
        return count_facets(items, facets, conditions)

    def _write(self, name: str, counts: Counter[str]) -> None:
        """Write the counts in the choices of a filter; one that is set stays, even with none."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        kept = str(self.cleaned_data.get(name) or "")
        field.widget.choices = [
            (value, f"{label} ({counts[str(value)]})" if value else label)
            for value, label in cast(list[tuple[Any, str]], field.choices)
            if not value or str(value) == kept or str(value) in counts
        ]

    @property
    def active(self) -> bool:
        """Whether a filter is set or was refused."""
        return bool(self.errors) or any(self.cleaned_data.values())
