"""Lists: their filters, and pages of results whose bad numbers are a 404."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _

from hub.models.network import Partner, Territory, Theme


def paginate(request: HttpRequest, items: Any, per_page: int) -> Page:
    """Return the page of ``items`` that ``?page=`` asks for; raise ``Http404`` where it is none.

    Its ``query`` attribute is the rest of the query string, for the links to the other pages.
    """
    try:
        page = Paginator(items, per_page).page(request.GET.get("page", "1"))
    except InvalidPage as error:
        raise Http404(_("Cette page de résultats n'existe pas.")) from error
    rest = [(k, v) for k, values in request.GET.lists() if k != "page" for v in values if v]
    page.query = urlencode(rest)
    return page


class SlugChoiceField(forms.ModelChoiceField):
    """A choice among objects, named in the address by their slug."""

    def __init__(self, queryset: QuerySet[Any], **kwargs: Any) -> None:
        kwargs.setdefault("to_field_name", "slug")
        kwargs.setdefault("required", False)
        super().__init__(queryset, **kwargs)


class ListForm(forms.Form):
    """The filters that all lists share; a subclass adds its own and overrides ``filtered``.

    A value that does not exist is an error beside its field, and that filter is left out.
    """

    theme = SlugChoiceField(
        Theme.objects.all(),
        label=_("Thème"),
        empty_label=_("Tous les thèmes"),
        error_messages={"invalid_choice": _("Ce thème n'existe pas.")},
    )
    territoire = SlugChoiceField(
        Territory.objects.all(),
        label=_("Territoire"),
        empty_label=_("Toute la France"),
        error_messages={"invalid_choice": _("Ce territoire n'existe pas.")},
    )
    partenaire = SlugChoiceField(
        Partner.objects.all(),
        label=_("Partenaire"),
        empty_label=_("Tous les partenaires"),
        error_messages={"invalid_choice": _("Ce partenaire n'existe pas.")},
    )

    def page_filter(self, prefix: str = "") -> Q:
        """Return the condition on a ``HubPage``, reached through ``prefix`` (``"event__"``).

        A région takes in its départements. Call it after ``is_valid``.
        """
        condition = Q()
        if theme := self.cleaned_data.get("theme"):
            condition &= Q(**{f"{prefix}themes": theme})
        if partner := self.cleaned_data.get("partenaire"):
            condition &= Q(**{f"{prefix}partner": partner})
        if territory := self.cleaned_data.get("territoire"):
            condition &= Q(**{f"{prefix}territory": territory}) | Q(
                **{f"{prefix}territory__region": territory}
            )
        return condition

    @property
    def active(self) -> bool:
        """Whether a filter is set or was refused."""
        return bool(self.errors) or any(self.cleaned_data.values())


def choice_field(label: Any, choices: list[Any], any_label: Any, error: Any) -> forms.ChoiceField:
    """Return an optional choice whose first option, ``any_label``, filters nothing."""
    return forms.ChoiceField(
        label=label,
        required=False,
        choices=[("", any_label), *choices],
        error_messages={"invalid_choice": error},
    )
