"""Recordings."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.duration import duration_iso_string
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable
from wagtail.models.pages import PageManager

from hub.middleware import public_policy
from hub.models import HubDocument, HubPage
from hub.models.pages import HubPageQuerySet
from hub.text import without_controls
from resources import captions as vtt
from resources.enums import ResourceKind
from resources.models.consent import RecordingConsent
from resources.models.resource import ResourcePage
from resources.panels import ConsentsPanel
from resources.video import Video, known_video

NOT_NEGATIVE = MinValueValidator(dt.timedelta(0), _("Une durée n'est pas négative."))


class ReplayPageQuerySet(HubPageQuerySet):
    def of_recording(self, replay: ReplayPage) -> ReplayPageQuerySet:
        """Return ``replay`` and the other pages that show the same recording: its copies."""
        same = Q(pk=replay.pk)
        if replay.document_id:
            same |= Q(document=replay.document_id)
        if replay.url_elsewhere:
            same |= Q(url_elsewhere=replay.url_elsewhere)
        return self.filter(same)


class ReplayPage(ResourcePage):
    """The recording of an event, here or on a video site."""

    duration = models.DurationField(
        _("durée"),
        null=True,
        blank=True,
        validators=[NOT_NEGATIVE],
        help_text=_("Heures, minutes, secondes : « 1:32:00 »."),
    )
    captions = models.ForeignKey(
        settings.WAGTAILDOCS_DOCUMENT_MODEL,
        verbose_name=_("sous-titres"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Un fichier .vtt, vérifié à la publication."),
    )
    transcript = models.TextField(
        _("transcription"),
        blank=True,
        help_text=_(
            "Ce qui est dit, pour le lire et le rechercher. Vide, elle est faite des sous-titres. "
            "Un paragraphe peut commencer par son moment : « [0:12:30] »."
        ),
    )

    content_panels = [
        *HubPage.content_panels,
        MultiFieldPanel(["url_elsewhere", "document", "duration"], heading=_("Vidéo")),
        MultiFieldPanel(
            [InlinePanel("chapters", label=_("chapitre")), "captions", "transcript"],
            heading=_("Pour s'y retrouver"),
        ),
        ConsentsPanel(heading=_("Consentement des personnes enregistrées")),
        *ResourcePage.closing_panels,
    ]
    parent_page_types = ["resources.ResourceIndexPage", "partners.PartnerPage"]

    objects = PageManager.from_queryset(ReplayPageQuerySet)()

    class Meta:
        verbose_name = _("replay")
        verbose_name_plural = _("replays")

    def clean(self) -> None:
        super().clean()
        self.transcript = without_controls(self.transcript)
        if not self.transcript.strip() and self.captions:
            with suppress(vtt.CaptionsError):  # publication_errors says what is wrong
                self.transcript = vtt.transcript(self._cues(self.captions))

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.kind = ResourceKind.REPLAY
        super().save(*args, **kwargs)

    def publication_errors(self) -> dict[str, Any]:
        errors = super().publication_errors()
        shown = "document" if self.document else "url_elsewhere"
        if self.document is None and not self.url_elsewhere:
            errors[shown] = _("Donnez l'adresse de la vidéo ou choisissez son fichier.")
        elif RecordingConsent.objects.of_recording(self).ended().exists():
            errors[shown] = _(
                "Une personne enregistrée a retiré son consentement, ou il est arrivé à son "
                "terme : ce replay ne peut pas être publié. Voyez le registre des consentements."
            )
        if self.captions:
            try:
                self._cues(self.captions)
            except vtt.CaptionsError as error:
                errors["captions"] = str(error)
        return errors

    def body_text(self) -> str:
        words = [chapter.title for chapter in self.chapters.all()]
        words += [paragraph.text for paragraph in self.paragraphs]
        return " ".join([super().body_text(), *words])

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._with_frames(super().serve(request, *args, **kwargs))

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        return self._with_frames(super().serve_preview(request, mode_name))

    def _with_frames(self, response: HttpResponse) -> HttpResponse:
        """Allow the player of this page's video, and no other, in a frame."""
        if self.video:
            response["Content-Security-Policy"] = public_policy(frames=self.video.origin)
        return response

    @staticmethod
    def _cues(document: HubDocument) -> list[vtt.Cue]:
        """Return the cues of the captions; raise ``CaptionsError`` where they cannot be read."""
        if document.file_extension.lower() != "vtt":
            raise vtt.CaptionsError(_("Les sous-titres sont un fichier .vtt."))
        try:
            with document.open_file() as file:
                return vtt.read_cues(file.read(vtt.MAX_SIZE + 1))
        except OSError as error:
            raise vtt.CaptionsError(_("Ce fichier est introuvable.")) from error

    @cached_property
    def video(self) -> Video | None:
        """The player of the video elsewhere, where there is no file here and it is a known one."""
        return None if self.document else known_video(self.url_elsewhere)

    @cached_property
    def shown_chapters(self) -> list[Chapter]:
        """The chapters by their moment, which the drafts of some do not have yet."""
        chapters = [chapter for chapter in self.chapters.all() if chapter.at is not None]
        return sorted(chapters, key=lambda chapter: chapter.at)

    @property
    def paragraphs(self) -> list[vtt.Paragraph]:
        """The paragraphs of the transcript, with their moments."""
        return vtt.paragraphs(self.transcript)

    @property
    def iso_duration(self) -> str:
        """The duration by ISO 8601, for machines; empty where it is not known."""
        return duration_iso_string(self.duration) if self.duration else ""


class Chapter(Orderable):
    """A moment of a replay."""

    replay = ParentalKey(ReplayPage, on_delete=models.CASCADE, related_name="chapters")
    at = models.DurationField(_("à"), validators=[NOT_NEGATIVE], help_text=_("« 0:12:30 »"))
    title = models.CharField(_("titre"), max_length=160)

    panels = [FieldRowPanel(["at", "title"])]

    class Meta(Orderable.Meta):
        verbose_name = _("chapitre")
        verbose_name_plural = _("chapitres")

    @property
    def seconds(self) -> int:
        """Its moment, in seconds from the beginning."""
        return int(self.at.total_seconds())
