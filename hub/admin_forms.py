"""Forms of the admin. Wagtail's own can only be imported once all models are loaded."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.auth import LoginForm as WagtailLoginForm
from wagtail.images.forms import BaseImageForm


class ImageForm(BaseImageForm):
    """The form of an image, where the alternative text says what it is for."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field := self.fields.get("description"):
            field.label = _("Texte alternatif")
            field.help_text = _(
                "Ce que l'image montre, pour qui ne la voit pas ; vide si elle est décorative."
            )


class LoginForm(WagtailLoginForm):
    """The login form, all in French: Wagtail leaves the password's label in English."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Mot de passe")
