from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PolesConfig(AppConfig):
    """The directory and the map of the poles."""

    name = "poles"
    verbose_name = _("Pôles")
    default_auto_field = "django.db.models.BigAutoField"
