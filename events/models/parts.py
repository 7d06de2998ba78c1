"""What an event is made of: the slots of its programme, who organises it, the dates that change."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from events.when import Slot
from hub.models.network import Partner
from hub.models.pages import PLAUSIBLE_YEARS


class ProgrammeSlotBlock(blocks.StructBlock):
    """A slot of an event's programme."""

    start = blocks.TimeBlock(label=_("Début"), required=False)
    end = blocks.TimeBlock(label=_("Fin"), required=False)
    title = blocks.CharBlock(label=_("Intitulé"), max_length=200)
    speakers = blocks.CharBlock(label=_("Intervenants"), required=False, max_length=250)
    text = blocks.RichTextBlock(
        label=_("Description"), required=False, features=["bold", "italic", "link", "ul"]
    )

    class Meta:
        icon = "time"
        label = _("Créneau")
        template = "blocks/programme_slot.html"


class EventOrganiser(Orderable):
    """Who organises an event: a partner of the network, or a name."""

    event = ParentalKey("events.EventPage", on_delete=models.CASCADE, related_name="organisers")
    partner = models.ForeignKey(
        Partner, verbose_name=_("partenaire"), null=True, blank=True, on_delete=models.CASCADE
    )
    name = models.CharField(
        _("ou nom"), max_length=150, blank=True, help_text=_("Si ce n'est pas un partenaire.")
    )

    panels = [FieldRowPanel(["partner", "name"])]

    class Meta(Orderable.Meta):
        verbose_name = _("organisateur")
        verbose_name_plural = _("organisateurs")

    @property
    def label(self) -> str:
        """The organiser's name."""
        return self.partner.name if self.partner else self.name

    def clean(self) -> None:
        super().clean()
        if not self.partner and not self.name:
            raise ValidationError({"partner": _("Choisissez un partenaire ou donnez un nom.")})


class OccurrenceChange(Orderable):
    """One date of a repetition that is cancelled or moved."""

    event = ParentalKey("events.EventPage", on_delete=models.CASCADE, related_name="changes")
    original_date = models.DateField(_("date prévue"))
    cancelled = models.BooleanField(_("annulée"), default=False)
    new_date = models.DateField(_("nouvelle date"), null=True, blank=True)
    new_start_time = models.TimeField(_("nouvelle heure de début"), null=True, blank=True)
    new_end_time = models.TimeField(_("nouvelle heure de fin"), null=True, blank=True)
    reason = models.CharField(_("raison"), max_length=200)

    panels = [
        FieldRowPanel(["original_date", "cancelled"]),
        FieldRowPanel(["new_date", "new_start_time", "new_end_time"]),
        FieldPanel("reason"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("date annulée ou déplacée")
        verbose_name_plural = _("dates annulées ou déplacées")

    def clean(self) -> None:
        super().clean()
        if self.new_date and self.new_date.year not in PLAUSIBLE_YEARS:
            raise ValidationError({"new_date": _("Cette date est trop lointaine.")})
        moved = self.new_date or self.new_start_time or self.new_end_time
        if self.cancelled == bool(moved):
            raise ValidationError(_("Une date est annulée, ou déplacée à une autre date ou heure."))
        if self.new_start_time and self.new_end_time and self.new_end_time <= self.new_start_time:
            raise ValidationError({"new_end_time": _("La fin précède le début.")})

    def moved(self, slot: Slot) -> Slot:
        """Return when the date takes place now, from when it was meant to."""
        moved = slot.on(self.new_date) if self.new_date else slot
        return Slot(
            moved.start_date,
            self.new_start_time or moved.start_time,
            moved.end_date,
            self.new_end_time or moved.end_time,
            moved.zone,
        )
