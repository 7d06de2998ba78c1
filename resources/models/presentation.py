"""Slides."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hub.models import HubPage
from resources.enums import ResourceKind
from resources.models.reading import DocumentPage
from resources.models.resource import ResourcePage
from resources.panels import ReadingPanel


class PresentationPage(ResourcePage):
    """The slides of a speaker."""

    content_panels = [
        *HubPage.content_panels,
        "document",
        ReadingPanel(),
        *ResourcePage.closing_panels,
    ]
    parent_page_types = ["resources.ResourceIndexPage", "partners.PartnerPage"]

    class Meta:
        verbose_name = _("présentation")
        verbose_name_plural = _("présentations")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["slides"] = list(DocumentPage.objects.of(self.document).drawn())
        return context

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.kind = ResourceKind.PRESENTATION
        super().save(*args, **kwargs)

    def publication_errors(self) -> dict[str, Any]:
        errors = super().publication_errors()
        if self.document is None:
            errors["document"] = _("Choisissez le fichier de la présentation.")
        return errors
