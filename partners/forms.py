"""What is asked of those who decide of pages, of those who keep the people, of who is invited."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from partners.enums import Role

COMMENT_LENGTH = 2000  # characters
MOST = 50  # addresses at once
_BETWEEN = re.compile(r"[\s,;]+")

Refusal = Callable[[str, str], str | None]  # why an address may not have a role, if it may not


class ApprovalForm(forms.Form):
    """An approval, with a word or without."""

    comment = forms.CharField(
        label=gettext_lazy("Commentaire"),
        required=False,
        max_length=COMMENT_LENGTH,
        widget=forms.Textarea({"rows": 3}),
    )


class ReturnForm(forms.Form):
    """What has to change, which who submitted the page will read."""

    comment = forms.CharField(
        label=gettext_lazy("Ce qu'il faut changer"),
        max_length=COMMENT_LENGTH,
        error_messages={
            "required": gettext_lazy(
                "Dites ce qu'il faut changer : la personne qui a soumis la page le lira."
            )
        },
        widget=forms.Textarea({"rows": 3}),
    )


class UrgencyForm(forms.Form):
    """Why a page is published before its review."""

    reason = forms.CharField(
        label=gettext_lazy("Pourquoi maintenant"),
        max_length=COMMENT_LENGTH,
        error_messages={
            "required": gettext_lazy("Dites pourquoi cette page n'attend pas sa relecture.")
        },
        help_text=gettext_lazy("Gardé dans l'historique de la page et envoyé à qui l'a soumise."),
        widget=forms.Textarea({"rows": 3}),
    )


def addresses_in(text: str) -> list[str]:
    """Return the e-mails written in ``text``, each once whatever its case, in order.

    Raises ``ValidationError`` with a sentence for each that is none.
    """
    found: dict[str, str] = {}
    faults = []
    for address in filter(None, _BETWEEN.split(text)):
        try:
            validate_email(address)
        except ValidationError:
            faults.append(_("« %(text)s » n'est pas une adresse.") % {"text": address[:80]})
        else:
            if len(address) > 254:
                faults.append(_("« %(text)s… » est trop longue.") % {"text": address[:40]})
            found.setdefault(address.lower(), address)
    if len(found) > MOST:
        faults.append(
            ngettext(
                "Pas plus d'une adresse à la fois.",
                "Pas plus de %(most)d adresses à la fois.",
                MOST,
            )
            % {"most": MOST}
        )
    if faults:
        raise ValidationError(faults)
    return list(found.values())


class AddressesField(forms.CharField):
    """E-mails, one a line."""

    widget = forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "autocomplete": "off"})

    def clean(self, value: Any) -> list[str]:
        return addresses_in(super().clean(value))


def refuse(form: forms.BaseForm, field: str, role: str, refusal: Refusal) -> None:
    """Add to ``field`` a sentence for each of its addresses that may not have ``role``."""
    for address in form.cleaned_data.get(field, []):
        if reason := refusal(address, role):
            form.add_error(field, f"{address} : {reason}")


class InviteForm(forms.Form):
    """People to invite to a partner's space."""

    addresses = AddressesField(
        label=gettext_lazy("Adresses électroniques"),
        help_text=gettext_lazy("Une par ligne. Chaque personne reçoit un lien qui vaut 7 jours."),
    )
    role = forms.ChoiceField(label=gettext_lazy("Rôle"), choices=Role.choices)

    def __init__(self, *args: Any, refusal: Refusal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refusal = refusal

    def clean(self) -> None:
        super().clean()
        if role := self.cleaned_data.get("role"):
            refuse(self, "addresses", role, self.refusal)


class ChoosePasswordForm(SetPasswordForm):
    """The password of a new account, and how its person is called."""

    first_name = forms.CharField(
        label=gettext_lazy("Prénom"),
        max_length=150,
        error_messages={"required": gettext_lazy("Dites votre prénom.")},
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = forms.CharField(
        label=gettext_lazy("Nom"),
        max_length=150,
        error_messages={"required": gettext_lazy("Dites votre nom.")},
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    field_order = ["first_name", "last_name", "new_password1", "new_password2"]


class ImportForm(forms.Form):
    """A table of partners."""

    file = forms.FileField(
        label=gettext_lazy("Fichier CSV"),
        help_text=gettext_lazy("1 Mo au plus. Rien n'est écrit avant que vous l'ayez relu."),
        error_messages={"empty": gettext_lazy("Ce fichier est vide.")},
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )
    existing = forms.ChoiceField(
        label=gettext_lazy("Les partenaires qui existent déjà"),
        choices=[
            ("leave", gettext_lazy("Les laisser comme ils sont")),
            ("update", gettext_lazy("Remplacer par les cellules remplies, inviter les nouveaux")),
        ],
        initial="leave",
        widget=forms.RadioSelect,
    )
