from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartnersConfig(AppConfig):
    """The partners' profiles, their spaces and the moderation of what they write."""

    name = "partners"
    verbose_name = _("Partenaires")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models can only be imported once the apps are ready.
        from partners import notifications, signals  # noqa: F401
