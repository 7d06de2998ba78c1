"""The forms of a login and of an account's security."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.auth import LoginForm as WagtailLoginForm
from wagtail.admin.forms.auth import PasswordResetForm as WagtailPasswordResetForm

from hub.accounts import second_factor
from hub.accounts.passwords import LONGEST
from hub.accounts.throttling import may_mail_reset
from hub.models import User

CODE_ATTRIBUTES = {
    "autocomplete": "one-time-code",
    "autocapitalize": "none",
    "spellcheck": "false",
}


class LoginForm(WagtailLoginForm):
    """The login form, all in French: Wagtail leaves the password's label in English."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Mot de passe")
        self.fields["password"].validators.append(MaxLengthValidator(LONGEST))


class PasswordResetForm(WagtailPasswordResetForm):
    """Asks for a new password. A mail too many is not sent, and nothing says so."""

    def save(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        if may_mail_reset(request, self.cleaned_data["email"]):
            super().save(*args, request=request, **kwargs)


class CodeForm(forms.Form):
    """Asks for a code of the application of ``user``, or a recovery code; the code then serves."""

    code = forms.CharField(
        label=_("Code"),
        help_text=_("Les six chiffres que montre votre application, ou un code de secours."),
        max_length=40,
        widget=forms.TextInput(attrs={**CODE_ATTRIBUTES, "autofocus": ""}),
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_code(self) -> str:
        second_factor.check(self.user, self.cleaned_data["code"])
        return self.cleaned_data["code"]


class FirstCodeForm(forms.Form):
    """Asks for a code of an application that has just read ``key``."""

    code = forms.CharField(
        label=_("Code"),
        help_text=_("Les six chiffres que l'application montre maintenant."),
        max_length=40,
        widget=forms.TextInput(attrs={**CODE_ATTRIBUTES, "inputmode": "numeric"}),
    )

    def __init__(self, key: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.key = key

    def clean_code(self) -> str:
        if not second_factor.is_code_of(self.key, self.cleaned_data["code"]):
            raise second_factor.wrong_code()
        return self.cleaned_data["code"]


class ProofForm(forms.Form):
    """Asks again who is there: the password and, where there is a second factor, a code."""

    password = forms.CharField(
        label=_("Votre mot de passe"),
        strip=False,
        max_length=LONGEST,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    present_code = forms.CharField(
        label=_("Code actuel"),
        help_text=_("De l'application déjà réglée, ou un code de secours."),
        max_length=40,
        widget=forms.TextInput(attrs=CODE_ATTRIBUTES),
    )

    def __init__(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        if not second_factor.has_one(request.user):
            del self.fields["present_code"]

    def clean(self) -> None:
        """Check the password, whose failures are counted, and last the code, which then serves."""
        super().clean()
        if self.errors:
            return
        email = self.request.user.get_username()
        password = self.cleaned_data["password"]
        if authenticate(self.request, username=email, password=password) != self.request.user:
            self.add_error("password", _("Ce mot de passe n'est pas le vôtre."))
        elif "present_code" in self.fields:
            try:
                second_factor.check(self.request.user, self.cleaned_data["present_code"])
            except forms.ValidationError as error:
                self.add_error("present_code", error)


class NewApplicationForm(FirstCodeForm, ProofForm):
    """Sets an application up, in place of the one before, from an open session."""

    field_order = ["code", "password", "present_code"]

    def __init__(self, key: str, request: Any, *args: Any, **kwargs: Any) -> None:
        self.key = key
        ProofForm.__init__(self, request, *args, **kwargs)
