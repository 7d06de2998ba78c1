"""Lists: their filters, and pages of results whose bad numbers are a 404."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import Q, Value
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _

from hub.models.network import Partner, Territory, TerritoryLevel, Theme
from hub.text import folded


class ResultsPage(Page):
    """A page of results that knows the rest of its address, for the links to the others."""

    query = ""


class Results(Paginator):
    """A list cut in pages."""

    def _get_page(self, *args: Any, **kwargs: Any) -> ResultsPage:
        return ResultsPage(*args, **kwargs)


def paginate(request: HttpRequest, items: Any, per_page: int) -> ResultsPage:
    """Return the page of ``items`` that ``?page=`` asks for; raise ``Http404`` where it is none."""
    try:
        page = Results(items, per_page).page(request.GET.get("page", "1"))
    except InvalidPage as error:
        raise Http404(_("Cette page de résultats n'existe pas.")) from error
    rest = [(k, v) for k, values in request.GET.lists() if k != "page" for v in values if v]
    assert isinstance(page, ResultsPage)
    page.query = urlencode(rest)
    return page


def choice_field(label: Any, choices: list[Any], any_label: Any, error: Any) -> forms.ChoiceField:
    """Return an optional choice whose first option, ``any_label``, filters nothing."""
    return forms.ChoiceField(
        label=label,
        required=False,
        choices=[("", any_label), *choices],
        error_messages={"invalid_choice": error},
    )


def network_choices() -> dict[str, list[tuple[str, str]]]:
    """Return the slugs and names of the themes, territories and partners, in one query."""
    themes = Theme.objects.order_by().values_list(Value("theme"), "slug", "name", Value(""))
    territories = Territory.objects.order_by().values_list(
        Value("territoire"), "slug", "name", "level"
    )
    partners = Partner.objects.order_by().values_list(
        Value("partenaire"), "slug", "name", Value("")
    )
    choices: dict[str, list[tuple[str, str]]] = {"theme": [], "territoire": [], "partenaire": []}
    # Regions before départements, then by the alphabet, where É stands with E.
    rows = themes.union(territories, partners, all=True)
    for field, slug, name, _level in sorted(
        rows, key=lambda row: (row[3] != TerritoryLevel.REGION, folded(row[2]))
    ):
        choices[field].append((slug, name))
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in network_choices().items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [*cast(list[tuple[str, str]], field.choices), *choices]

    def page_filter(self, prefix: str = "") -> Q:
        """Return the condition on a ``HubPage``, reached through ``prefix`` (``"event__"``).

        A région takes in its départements. Call it after ``is_valid``.
        """
        condition = Q()
        if theme := self.cleaned_data.get("theme"):
            condition &= Q(**{f"{prefix}themes__slug": theme})
        if partner := self.cleaned_data.get("partenaire"):
            condition &= Q(**{f"{prefix}partner__slug": partner})
        if territory := self.cleaned_data.get("territoire"):
            condition &= Q(**{f"{prefix}territory__slug": territory}) | Q(
                **{f"{prefix}territory__region__slug": territory}
            )
        return condition

    @property
    def active(self) -> bool:
        """Whether a filter is set or was refused."""
        return bool(self.errors) or any(self.cleaned_data.values())
