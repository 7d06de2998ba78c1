"""The sessions, each with its person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from hub.accounts.sessions import SessionStore


class Session(AbstractBaseSession):
    """A session of a browser; its person sees it and may end it. No address is kept."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        null=True,
        related_name="sessions",
        verbose_name=_("personne"),
    )
    browser = models.CharField(_("navigateur"), max_length=80)
    opened_at = models.DateTimeField(_("ouverte"), null=True)
    seen_at = models.DateTimeField(_("vue"), null=True)

    wagtail_reference_index_ignore = True  # written too often, and nothing lists its uses

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")

    @classmethod
    def get_session_store_class(cls) -> type[SessionStore]:
        from hub.accounts.sessions import SessionStore  # which stands on the models

        return SessionStore
