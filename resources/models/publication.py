"""Guides, studies, articles."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import MultiFieldPanel

from hub.models import HubPage
from resources.enums import PUBLICATION_KINDS
from resources.models.resource import ResourcePage


class PublicationPage(ResourcePage):
    """A guide, a study, an article: a file here or an address elsewhere."""

    content_panels = [
        *HubPage.content_panels,
        MultiFieldPanel(["kind", "document", "url_elsewhere"], heading=_("Publication")),
        *ResourcePage.closing_panels,
    ]
    parent_page_types = ["resources.ResourceIndexPage", "partners.PartnerPage"]

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")

    def publication_errors(self) -> dict[str, Any]:
        errors = super().publication_errors()
        if self.kind not in dict(PUBLICATION_KINDS):
            errors["kind"] = _("Choisissez la nature de la publication.")
        if self.document is None and not self.url_elsewhere:
            errors["document"] = _("Choisissez le fichier ou donnez l'adresse de la publication.")
        return errors
