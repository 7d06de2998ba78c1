"""Events, with who organises them and the dates that change."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import (
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    PageChooserPanel,
)
from wagtail.fields import StreamField
from wagtail.models.pages import PageManager
from wagtail.search import index

from events.admin_forms import EventPageForm
from events.enums import (
    TROUBLED,
    AttendanceMode,
    EventKind,
    EventStatus,
    Frequency,
    JoinVisibility,
    Zone,
)
from events.models.agenda import EVENTS_PER_PAGE, EventSeriesPage
from events.models.occurrence import Occurrence
from events.models.parts import OccurrenceChange, ProgrammeSlotBlock
from events.models.recap import RecapPage
from events.panels import DatesPanel, RecapPanel
from events.preview import in_calendars
from events.querysets import EventQuerySet
from events.when import HORIZON, MAX_AGE, MAX_OCCURRENCES, Slot, french_when, rule_days
from hub.blocks import StoryBlock, words_of
from hub.caching import content_changed
from hub.models import HubPage
from hub.models.pages import PLAUSIBLE_YEARS
from hub.models.place import Located
from hub.panels import ProposalPanel
from poles.models import PolePage
from resources.models import ResourcePage

JOIN_DELAY = dt.timedelta(hours=24)
IN_CALENDARS = "calendriers"  # the mode of the editor's preview


class EventPage(HubPage, Located):
    """A webinar, a meeting, a visit; once or by a rule.

    Dates and hours are those of the clock where the event takes place, in ``time_zone``: an event
    at 14:00 in La Réunion is typed and stored as 14:00.
    """

    kind = models.CharField(
        _("nature"), max_length=12, choices=EventKind.choices, default=EventKind.MEETING
    )
    start_date = models.DateField(_("date de début"), null=True)
    start_time = models.TimeField(
        _("heure de début"), null=True, blank=True, help_text=_("Vide : toute la journée.")
    )
    end_date = models.DateField(
        _("date de fin"), null=True, blank=True, help_text=_("Vide : le même jour.")
    )
    end_time = models.TimeField(_("heure de fin"), null=True, blank=True)
    time_zone = models.CharField(
        _("fuseau horaire"),
        max_length=20,
        choices=Zone.choices,
        default=Zone.PARIS,
        help_text=_("Celui du lieu ; les heures ci-dessus sont celles de ce lieu."),
    )
    frequency = models.CharField(
        _("se répète"), max_length=10, choices=Frequency.choices, blank=True
    )
    repeat_until = models.DateField(
        _("jusqu'au"), null=True, blank=True, help_text=_("Sans date ni nombre : sans fin.")
    )
    repeat_count = models.PositiveSmallIntegerField(
        _("ou nombre de dates"),
        null=True,
        blank=True,
        validators=[MinValueValidator(2), MaxValueValidator(MAX_OCCURRENCES)],
    )
    status = models.CharField(
        _("statut"), max_length=10, choices=EventStatus.choices, default=EventStatus.CONFIRMED
    )
    status_note = models.CharField(
        _("explication"),
        max_length=250,
        blank=True,
        help_text=_("Obligatoire si l'événement est annulé ou reporté : pourquoi, et la suite."),
    )
    mode = models.CharField(
        _("participation"), max_length=10, choices=AttendanceMode.choices, blank=True
    )
    place = models.CharField(_("lieu"), max_length=150, blank=True)
    address = models.CharField(_("adresse"), max_length=250, blank=True)
    city = models.CharField(_("commune"), max_length=100, blank=True)
    join_url = models.URLField(_("lien de connexion"), max_length=500, blank=True)
    join_visibility = models.CharField(
        _("qui voit le lien"),
        max_length=10,
        choices=JoinVisibility.choices,
        default=JoinVisibility.REGISTERED,
    )
    registration_url = models.URLField(_("lien d'inscription"), max_length=500, blank=True)
    audience = models.CharField(_("public"), max_length=200, blank=True)
    attendance = models.PositiveIntegerField(
        _("nombre de participants"), null=True, blank=True, help_text=_("Après l'événement.")
    )
    programme = StreamField(
        [("slot", ProgrammeSlotBlock())], verbose_name=_("programme"), blank=True
    )
    body = StreamField(StoryBlock(), verbose_name=_("présentation"), blank=True)
    series = models.ForeignKey(
        EventSeriesPage,
        verbose_name=_("cycle"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="events",
    )
    poles = ParentalManyToManyField(
        PolePage, verbose_name=_("pôles concernés"), blank=True, related_name="events"
    )
    source = models.URLField(_("source"), blank=True, max_length=500)

    # What calendars know the event by; kept from one publication to the next.
    uid = models.CharField(max_length=255, unique=True, null=True, editable=False)
    sequence = models.PositiveIntegerField(default=0, editable=False)
    schedule_digest = models.CharField(max_length=64, editable=False, default="")
    kept_fields = ("uid", "sequence", "schedule_digest")
    exclude_fields_in_copy = [*kept_fields, "occurrences"]

    content_panels = [
        ProposalPanel(),
        RecapPanel(heading=_("Compte rendu")),
        *HubPage.content_panels,
        FieldRowPanel(["kind", PageChooserPanel("series")]),
        MultiFieldPanel(
            [
                FieldRowPanel(["start_date", "start_time"]),
                FieldRowPanel(["end_date", "end_time"]),
                "time_zone",
            ],
            heading=_("Date et heures"),
        ),
        MultiFieldPanel(
            [
                "frequency",
                FieldRowPanel(["repeat_until", "repeat_count"]),
                InlinePanel("changes", label=_("date annulée ou déplacée")),
                DatesPanel(heading=_("Ce que montreront les calendriers")),
            ],
            heading=_("Répétition"),
            help_text=_("Pour un événement qui revient ; sinon laissez vide."),
        ),
        MultiFieldPanel(["status", "status_note"], heading=_("Statut")),
        MultiFieldPanel(
            [
                "mode",
                FieldRowPanel(["place", "address", "city"]),
                FieldRowPanel(["latitude", "longitude"]),
                FieldRowPanel(["join_url", "join_visibility"]),
                "registration_url",
            ],
            heading=_("Participer"),
        ),
        InlinePanel("organisers", label=_("organisateur"), heading=_("Organisateurs")),
        InlinePanel("speakers", label=_("intervenant"), heading=_("Intervenants")),
        "programme",
        "body",
        FieldRowPanel(["audience", "attendance"]),
        HubPage.classification_panel,
        MultiFieldPanel(["poles", "source"], heading=_("Liens")),
    ]
    search_fields = [
        *HubPage.search_fields,
        index.FilterField("kind"),
        index.FilterField("status"),
    ]

    base_form_class = EventPageForm

    parent_page_types = ["events.EventIndexPage", "partners.PartnerPage"]
    subpage_types = ["events.RecapPage"]

    objects = PageManager.from_queryset(EventQuerySet)()

    class Meta:
        verbose_name = _("événement")
        verbose_name_plural = _("événements")
        # All that the counts of a list ask of thousands of events.
        indexes = [models.Index(fields=["hubpage_ptr", "kind", "mode"], name="event_facets")]

    def publication_errors(self) -> dict[str, Any]:
        errors = super().publication_errors()
        if self.start_date is None:
            errors["start_date"] = _("Donnez la date de l'événement.")
        elif self.slot is None:
            errors["start_date"] = _("Cette date est trop lointaine.")
        elif self.end_date and self.end_date < self.start_date:
            errors["end_date"] = _("La fin précède le début.")
        elif self.start_time is None and self.end_time:
            errors["start_time"] = _("Une heure de fin demande une heure de début.")
        elif (
            self.start_time
            and self.end_time
            and (self.end_date or self.start_date) == self.start_date
            and self.end_time <= self.start_time
        ):
            errors["end_time"] = _("La fin précède le début.")
        if self.status in TROUBLED and not self.status_note.strip():
            errors["status_note"] = _("Dites en un mot pourquoi l'événement est annulé ou reporté.")
        if self.frequency and self.repeat_until and self.repeat_count:
            errors["repeat_count"] = _("Choisissez une date de fin ou un nombre, et pas les deux.")
        elif self.repeat_until and self.start_date and self.repeat_until < self.start_date:
            errors["repeat_until"] = _("La répétition finit avant de commencer.")
        elif self.is_endless and self.start_date and self.start_date < _oldest_endless():
            errors["start_date"] = _("Une répétition sans fin a commencé il y a dix ans au plus.")
        elif not self.is_endless and len(list(self.dates())) > MAX_OCCURRENCES:
            errors["repeat_until"] = _("Plus de 500 dates : finissez la répétition plus tôt.")
        if self.mode in {AttendanceMode.ON_SITE, AttendanceMode.HYBRID} and not (
            self.place or self.address or self.city
        ):
            errors["place"] = _("Donnez le lieu d'un événement sur place.")
        errors |= self.location_errors()
        return errors

    def get_listing_date(self) -> dt.datetime | None:
        return self.slot.start if self.slot else None

    def body_text(self) -> str:
        places = f"{self.place} {self.address} {self.city} {self.get_kind_display()}"
        organisers = " ".join(organiser.label for organiser in self.organisers.all())
        return " ".join([words_of(self.programme), words_of(self.body), places, organisers])

    def with_content_json(self, content: dict[str, Any]) -> EventPage:
        page = super().with_content_json(content)
        for name in self.kept_fields:
            setattr(page, name, getattr(self, name))
        return page

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; a publication raises SEQUENCE if the schedule changed, and writes the occurrences.

        Wagtail saves some fields of a published page when a draft of it is kept: that is none.
        """
        if not self.uid:
            self.uid = f"{self.translation_key}@{urlsplit(settings.BASE_URL).hostname}"
        publishing = self.live and self.slot and kwargs.get("update_fields") is None
        if publishing:
            digest = self._digest()
            if self.schedule_digest and self.schedule_digest != digest:
                self.sequence += 1
            self.schedule_digest = digest
        super().save(*args, **kwargs)
        if publishing:
            self.write_occurrences()

    def _digest(self) -> str:
        """Return a hash of what RFC 5545 §3.8.7.4 raises SEQUENCE for: time, place and status."""
        names = ["start_date", "start_time", "end_date", "end_time", "time_zone", "frequency"]
        names += ["repeat_until", "repeat_count", "status", "mode", "place", "address", "city"]
        names += ["join_url"]
        facts = [str(getattr(self, name) or "") for name in names]
        facts += sorted(
            f"{c.original_date} {c.cancelled} {c.new_date} {c.new_start_time} {c.new_end_time}"
            for c in self.changes.all()
        )
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()

    def write_occurrences(self) -> None:
        """Write the rows that the lists read: those of every date, up to the horizon."""
        wanted = {
            original: Occurrence(
                event=self,
                original_date=original,
                start=slot.start,
                end=slot.end,
                all_day=slot.all_day,
                end_known=slot.end_time is not None,
                cancelled=bool(change and change.cancelled),
                reason=change.reason if change else "",
            )
            for original, slot, change in self.dates()
        }
        self.occurrences.exclude(original_date__in=wanted).delete()
        Occurrence.objects.bulk_create(
            wanted.values(),
            update_conflicts=True,
            unique_fields=["event", "original_date"],
            update_fields=["start", "end", "all_day", "end_known", "cancelled", "reason"],
        )

    @property
    def slot(self) -> Slot | None:
        """When the event, or its first date, takes place.

        ``None`` in a draft without a date, or with one that no clock can count from.
        """
        if self.start_date is None:
            return None
        last = self.end_date or self.start_date
        if not {self.start_date.year, last.year} <= set(PLAUSIBLE_YEARS):
            return None
        return Slot(self.start_date, self.start_time, last, self.end_time, self.time_zone)

    @property
    def is_endless(self) -> bool:
        """Whether the event repeats without an end."""
        return bool(self.frequency and not self.repeat_until and not self.repeat_count)

    def drop_changes(self) -> list[dt.date]:
        """Remove the changes of dates that the repetition does not give; return these dates."""
        days = {original for original, _slot, _change in self.dates()} if self.frequency else set()
        changes = list(self.changes.all())
        dropped = sorted({c.original_date for c in changes if c.original_date not in days})
        if dropped:
            self.changes.set([c for c in changes if c.original_date in days])
        return dropped

    def dates(self) -> Iterator[tuple[dt.date, Slot, OccurrenceChange | None]]:
        """Yield each date: the day that the rule gives, when it really takes place, its change.

        Those of an endless repetition go to the horizon, and to the last changed date beyond it.
        """
        slot = self.slot
        if slot is None:
            return
        if not self.frequency:
            yield slot.start_date, slot, None
            return
        changes = {change.original_date: change for change in self.changes.all()}
        for day in rule_days(
            self.frequency,
            slot.start_date,
            until=self.repeat_until,
            count=self.repeat_count,
            horizon=max([timezone.localdate() + HORIZON, *changes]),
        ):
            change = changes.get(day)
            yield day, change.moved(slot.on(day)) if change else slot.on(day), change

    @property
    def when(self) -> str:
        """The event's date in words; that of the first one if it repeats."""
        return french_when(self.slot) if self.slot else ""

    @property
    def kind_label(self) -> str:
        return str(dict(EventKind.choices).get(self.kind, self.kind)).capitalize()

    @property
    def location(self) -> str:
        """The place in one line."""
        return ", ".join(part for part in (self.place, self.address, self.city) if part)

    @property
    def is_troubled(self) -> bool:
        """Whether the event is cancelled or postponed."""
        return self.status in TROUBLED

    @property
    def is_overseas(self) -> bool:
        """Whether the event's clock is not that of Paris."""
        return self.time_zone != Zone.PARIS

    @property
    def shown_join_url(self) -> str:
        """The link to join, where and when a visitor may see it."""
        if self.join_visibility == JoinVisibility.ALWAYS:
            return self.join_url
        if self.join_visibility == JoinVisibility.DAY_BEFORE and self.next_occurrence:
            return self.join_url if self.next_occurrence.start - timezone.now() < JOIN_DELAY else ""
        return ""

    @cached_property
    def next_occurrence(self) -> Occurrence | None:
        """The next date that takes place; ``None`` in the preview of a page not yet saved."""
        if self.pk is None:
            return None
        return self.occurrences.upcoming().filter(cancelled=False).first()

    @cached_property
    def shown_series(self) -> EventSeriesPage | None:
        """The cycle, where a visitor may see it."""
        return EventSeriesPage.objects.shown().filter(pk=self.series_id).first()

    @property
    def shown_poles(self) -> models.QuerySet[PolePage]:
        """The poles that a visitor may see."""
        return PolePage.objects.of(self)

    @cached_property
    def recap(self) -> RecapPage | None:
        """The published recap."""
        return RecapPage.objects.child_of(self).shown().first()

    @cached_property
    def resources(self) -> list[ResourcePage]:
        """The published slides, replays and publications of the event."""
        if self.pk is None:  # the preview of a page not yet saved
            return []
        return list(
            ResourcePage.objects.shown()
            .filter(event=self)
            .for_cards()
            .select_related("document")
            .prefetch_related("speakers")
            .order_by("kind", "title")
        )

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        """The page, and what calendars will show of it."""
        return [*super().preview_modes, (IN_CALENDARS, _("Dans les calendriers"))]

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        if mode_name == IN_CALENDARS:
            return "events/in_calendars.html"
        return str(super().get_preview_template(request, mode_name))

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        if mode_name == IN_CALENDARS:
            return {"page": self, "request": request, **in_calendars(self)}
        context: dict[str, Any] = super().get_preview_context(request, mode_name)
        return context

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        if self.pk is None:  # the preview of a page not yet saved
            return context
        prefetch_related_objects([self], "organisers__partner__page", "speakers")
        if self.frequency:
            context["occurrences"] = self.occurrences.upcoming()[:EVENTS_PER_PAGE]
        return context


def extend_occurrences() -> None:
    """Write the dates of the endless events that the horizon has come to; the periodic command."""
    for event in EventPage.objects.to_extend():
        before = event.occurrences.count()
        event.write_occurrences()
        if event.occurrences.count() > before:
            content_changed()


def _oldest_endless() -> dt.date:
    return timezone.localdate() - MAX_AGE
