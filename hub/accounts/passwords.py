"""Rules for passwords, beside Django's."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

LONGEST = 4096  # characters: longer ones would only keep the server busy
# What a French password is made of when it is not one.
USUAL = (
    *("motdepasse", "monmotdepasse", "password", "azertyuiop", "azerty", "qsdfghjklm", "qwerty"),
    *("bonjour", "soleil", "doudou", "loulou", "jetaime", "chouchou", "coucou", "marseille"),
    *("france", "paris", "admin", "administrateur", "administration", "animation", "redaction"),
    *("bienvenue", "changezmoi", "changeme", "secret", "ptce", "reseau", "cooperation", "wagtail"),
)
_ONLY_USUAL = re.compile(rf"(?:{'|'.join(sorted(USUAL, key=len, reverse=True))})+")


class LengthLimitValidator:
    """A password has an end."""

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) > LONGEST:
            raise ValidationError(
                _("Ce mot de passe est trop long : il peut avoir %(limit)d caractères."),
                code="password_too_long",
                params={"limit": LONGEST},
            )

    def get_help_text(self) -> str:
        return ngettext(
            "Une phrase entière convient : jusqu'à %(limit)d caractère.",
            "Une phrase entière convient : jusqu'à %(limit)d caractères.",
            LONGEST,
        ) % {"limit": LONGEST}


class UsualFrenchValidator:
    """A password is not made of the usual French words alone, digits and signs left out."""

    def validate(self, password: str, user: Any = None) -> None:
        folded = unicodedata.normalize("NFKD", password[:LONGEST].lower())
        letters = "".join(character for character in folded if character.isalpha())
        if _ONLY_USUAL.fullmatch(letters):
            raise ValidationError(
                _("Ce mot de passe est trop courant : il se devine."), code="password_too_usual"
            )

    def get_help_text(self) -> str:
        return _("« Motdepasse2026 » ou « bonjourbonjour » ne conviennent pas.")
