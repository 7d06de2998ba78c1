from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    """The home page, the articles and the demonstration."""

    name = "home"
    verbose_name = _("Accueil")
    default_auto_field = "django.db.models.BigAutoField"
