"""What the people of a partner do."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """The role of a person in a partner's space: one for each partner."""

    WRITER = "redaction", _("rédaction")
    REVIEWER = "relecture", _("relecture")
