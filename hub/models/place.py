"""A point on the map."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

BEYOND_POLES = _("Une latitude va de -90 à 90 degrés.")
BEYOND_MERIDIAN = _("Une longitude va de -180 à 180 degrés.")


class Located(models.Model):
    """What stands somewhere: degrees of WGS 84, to about a metre."""

    latitude = models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[
            MinValueValidator(Decimal(-90), BEYOND_POLES),
            MaxValueValidator(Decimal(90), BEYOND_POLES),
        ],
        help_text=_("En degrés, « 49,4362 » ; négative au sud de l'équateur."),
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[
            MinValueValidator(Decimal(-180), BEYOND_MERIDIAN),
            MaxValueValidator(Decimal(180), BEYOND_MERIDIAN),
        ],
        help_text=_("En degrés, « 2,0863 » ; négative à l'ouest de Greenwich."),
    )

    class Meta:
        abstract = True

    @property
    def point(self) -> tuple[float, float] | None:
        """The latitude and the longitude; ``None`` for what is not on the map."""
        if self.latitude is None or self.longitude is None:
            return None
        return float(self.latitude), float(self.longitude)

    def location_errors(self) -> dict[str, Any]:
        """Return what forbids to publish half a point."""
        if (self.latitude is None) == (self.longitude is None):
            return {}
        missing = "latitude" if self.latitude is None else "longitude"
        return {missing: _("Un point sur la carte demande la latitude et la longitude.")}
