"""Images and documents."""

from __future__ import annotations

import logging
from pathlib import PurePosixPath
from threading import Lock
from typing import Any

import pypdfium2
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image
from wagtail.search import index

from hub.text import weight

logger = logging.getLogger(__name__)

READABLE = {"pdf", "pptx", "odp", "docx", "odt"}  # whose text is read

_pdfium = Lock()  # PDFium is not safe for threads


class HubImage(AbstractImage):
    """An image with its credit. Wagtail's ``description`` holds the alternative text."""

    credit = models.CharField(
        _("crédit"),
        max_length=200,
        blank=True,
        help_text=_("Auteur et licence, par exemple « L. M., CC BY 4.0 »."),
    )

    admin_form_fields = (
        "title",
        "file",
        "description",
        "credit",
        "collection",
        "tags",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )
    search_fields = [*Image.search_fields, index.SearchField("credit")]

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")

    @property
    def default_alt_text(self) -> str:
        """The alternative text; empty (decorative) rather than a file's name."""
        return self.description


class HubRendition(AbstractRendition):
    """A resized copy of a ``HubImage``."""

    image = models.ForeignKey(HubImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = [("image", "filter_spec", "focal_point_key")]


class HubDocument(AbstractDocument):
    """A file to download, with who speaks or writes in it and, for a PDF, its number of pages."""

    authors = models.CharField(
        _("intervenants ou auteurs"),
        max_length=250,
        blank=True,
        help_text=_(
            "Affichés près du lien de téléchargement, par exemple « Prénom Nom, organisation »."
        ),
    )
    page_count = models.PositiveIntegerField(_("nombre de pages"), null=True, editable=False)

    admin_form_fields = ("title", "file", "authors", "collection", "tags")
    search_fields = [*Document.search_fields, index.SearchField("authors")]

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def clean(self) -> None:
        """Check the extension, where there is a file: its absence is said by the form alone."""
        if self.file:
            super().clean()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; a file given in code gets its size and hash too, else all share one ETag."""
        if self.file and not (self.file_hash and self.file._committed):
            self._set_document_file_metadata()
        super().save(*args, **kwargs)

    def _set_document_file_metadata(self) -> None:
        """Wagtail's moment to read a new file: its size and hash, and here its pages too."""
        super()._set_document_file_metadata()
        self.page_count = self._read_page_count()

    def _read_page_count(self) -> int | None:
        """Return the number of pages of a PDF; ``None`` for another type or an unreadable file."""
        if self.file_extension.lower() != "pdf":
            return None
        try:
            with _pdfium, self.open_file() as file:
                pdf = pypdfium2.PdfDocument(file)
                try:
                    return len(pdf)
                finally:
                    pdf.close()
        except pypdfium2.PdfiumError:
            logger.warning("The pages of document %s could not be counted.", self.pk)
            return None

    @property
    def is_readable(self) -> bool:
        """Whether it has a text that the site can read."""
        return self.file_extension.lower() in READABLE

    @property
    def type_label(self) -> str:
        """The file's type for readers: « PDF », « PPTX »."""
        return PurePosixPath(self.filename).suffix.removeprefix(".").upper()

    @property
    def is_film(self) -> bool:
        """Whether a browser plays the file, be it sound alone."""
        return str(self.content_type).startswith(("video/", "audio/"))

    @property
    def weight(self) -> str:
        """The file's size in French units: « 441,7 Ko »."""
        return weight(self.file_size)

    @property
    def facts(self) -> str:
        """What a reader wants to know before a download: « PDF, 441,7 Ko, 12 pages »."""
        facts = [self.type_label, self.weight]
        if self.page_count:
            facts.append(
                ngettext("%(count)s page", "%(count)s pages", self.page_count)
                % {"count": self.page_count}
            )
        return ", ".join(fact for fact in facts if fact)
