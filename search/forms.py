"""The search form."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from hub.text import clean_query


class SearchForm(forms.Form):
    """What a visitor types, and the kind of page looked for.

    The query is a plain ``forms.Field`` and not a ``CharField``: control characters and length are
    mended rather than refused, since no visitor can know of them.
    """

    q = forms.Field(
        label=_("Rechercher"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "maxlength": 200}),
    )
    type = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_q(self) -> str:
        return clean_query(self.cleaned_data["q"] or "")
