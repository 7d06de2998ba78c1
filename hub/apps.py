from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HubConfig(AppConfig):
    """The ground floor: what every page and every other app stands on."""

    name = "hub"
    verbose_name = _("Réseau")
    default_auto_field = "django.db.models.BigAutoField"
