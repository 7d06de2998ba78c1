"""What is asked of those who decide: words for who wrote the page."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

COMMENT_LENGTH = 2000  # characters


class ApprovalForm(forms.Form):
    """An approval, with a word or without."""

    comment = forms.CharField(
        label=_("Commentaire"),
        required=False,
        max_length=COMMENT_LENGTH,
        widget=forms.Textarea({"rows": 3}),
    )


class ReturnForm(forms.Form):
    """What has to change, which who submitted the page will read."""

    comment = forms.CharField(
        label=_("Ce qu'il faut changer"),
        max_length=COMMENT_LENGTH,
        error_messages={
            "required": _("Dites ce qu'il faut changer : la personne qui a soumis la page le lira.")
        },
        widget=forms.Textarea({"rows": 3}),
    )


class UrgencyForm(forms.Form):
    """Why a page is published before its review."""

    reason = forms.CharField(
        label=_("Pourquoi maintenant"),
        max_length=COMMENT_LENGTH,
        error_messages={"required": _("Dites pourquoi cette page n'attend pas sa relecture.")},
        help_text=_("Gardé dans l'historique de la page et envoyé à qui l'a soumise."),
        widget=forms.Textarea({"rows": 3}),
    )
