"""Which state of the content this is."""

from __future__ import annotations

from django.db import models
from django.db.models import F
from django.utils import timezone


class Generation(models.Model):
    """A number that every change of what visitors see raises; one row.

    What is remembered of an answer bears it, and is not asked for again once it has changed.
    """

    number = models.PositiveBigIntegerField(default=0)
    changed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.number)

    @classmethod
    def current(cls) -> Generation:
        """Return the row; one query."""
        return cls.objects.filter(pk=1).first() or cls.objects.get_or_create(pk=1)[0]

    @classmethod
    def advance(cls) -> None:
        """Raise the number; one query, that no reader waits for."""
        now = timezone.now()
        if not cls.objects.filter(pk=1).update(number=F("number") + 1, changed_at=now):
            cls.objects.get_or_create(pk=1)
