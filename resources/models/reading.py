"""What was read of a document: its pages, their text and their previews."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hub.models import HubDocument
from resources.extraction import LARGE, SMALL

ALT_LENGTH = 250  # characters
INDEXED_TEXT = 300_000  # characters of a document that the search reads


class DocumentReading(models.Model):
    """The reading of one state of a document's file."""

    document = models.OneToOneField(HubDocument, on_delete=models.CASCADE, related_name="reading")
    file_hash = models.CharField(max_length=40)
    note = models.TextField(_("ce qui n'a pas pu être lu"), blank=True)
    has_cover = models.BooleanField(_("a l'aperçu de sa première page"), default=False)
    read_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("lecture d'un document")
        verbose_name_plural = _("lectures des documents")

    def __str__(self) -> str:
        return str(self.document)

    @property
    def version(self) -> str:
        """What makes the address of a preview change with the file."""
        return self.file_hash[:12]

    @property
    def cover_url(self) -> str:
        """The address of the small preview of the first page; empty without one."""
        if not self.has_cover:
            return ""
        return reverse("document_preview", args=[self.document_id, self.version, 1, SMALL])


class DocumentPageQuerySet(models.QuerySet["DocumentPage"]):
    def of(self, document: HubDocument | None) -> DocumentPageQuerySet:
        """Return the pages of a document's present file, in their order."""
        if document is None:
            return self.none()
        return self.filter(
            reading__document=document, reading__file_hash=document.file_hash
        ).order_by("number")

    def drawn(self) -> DocumentPageQuerySet:
        """Return the pages that have a preview, ready to show."""
        return self.exclude(large="").select_related("reading")


class DocumentPage(models.Model):
    """A page or a slide; the whole of a text whose pages are not known."""

    reading = models.ForeignKey(DocumentReading, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    large = models.FileField(upload_to="previews", blank=True)
    small = models.FileField(upload_to="previews", blank=True)
    width = models.PositiveIntegerField(default=0)  # pixels of the large one
    height = models.PositiveIntegerField(default=0)

    objects = DocumentPageQuerySet.as_manager()

    class Meta:
        verbose_name = _("page d'un document")
        verbose_name_plural = _("pages des documents")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["reading", "number"], name="one_page_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.reading}, {self.number}"

    @property
    def small_width(self) -> int:
        """The width in pixels of the small preview."""
        return self.width // 2

    @property
    def large_url(self) -> str:
        return self._url(LARGE)

    @property
    def small_url(self) -> str:
        return self._url(SMALL)

    def _url(self, width: int) -> str:
        arguments = [self.reading.document_id, self.reading.version, self.number, width]
        return reverse("document_preview", args=arguments)

    @property
    def alt_text(self) -> str:
        """What the slide says, for who does not see its image."""
        text = Truncator(" ".join(self.text.split())).chars(ALT_LENGTH)
        words: dict[str, Any] = {"number": self.number, "text": text}
        if not text:
            return gettext("Diapositive %(number)s, sans texte") % words
        return gettext("Diapositive %(number)s : %(text)s") % words


def document_text(document: HubDocument | None) -> str:
    """Return what the search reads of a document."""
    pages = DocumentPage.objects.of(document).values_list("text", flat=True)
    return " ".join(pages)[:INDEXED_TEXT]
