"""At what pace each person is written to, and what waits for their next summary."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Pace(models.TextChoices):
    """How often the site writes to somebody."""

    AT_ONCE = "aussitot", _("à chaque fois, aussitôt")
    DAILY = "jour", _("une fois par jour, en un seul message")
    NEVER = "jamais", _("jamais : je regarde les relectures de moi-même")


class MessagePreference(models.Model):
    """At what pace a person is written to; whoever has none is written to at once."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="message_preference",
    )
    pace = models.CharField(
        _("m'écrire"), max_length=10, choices=Pace.choices, default=Pace.AT_ONCE
    )

    class Meta:
        verbose_name = _("préférence de messages")
        verbose_name_plural = _("préférences de messages")

    def __str__(self) -> str:
        return self.get_pace_display()


class PendingMessage(models.Model):
    """A line of somebody's next summary."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="pending_messages"
    )
    sentence = models.CharField(max_length=400)
    url = models.CharField(max_length=500)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("message en attente")
        verbose_name_plural = _("messages en attente")
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.sentence
