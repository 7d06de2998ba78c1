"""What the network's team sets for the whole site."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import RichTextField, StreamField

from hub.blocks import LinkBlock

LEGAL_TEXTS = ["legal_notice", "privacy", "accessibility"]
LEGAL_FEATURES = ["h2", "h3", "bold", "italic", "link", "ul", "ol"]


@register_setting(icon="site", order=100)
class NetworkSettings(BaseSiteSetting):
    """The network's name, contact, accounts elsewhere and legal texts."""

    name = models.CharField(_("nom du réseau"), max_length=80, default="Réseau des PTCE")
    tagline = models.CharField(_("devise"), max_length=160, blank=True)
    contact_email = models.EmailField(
        _("adresse électronique de contact"),
        blank=True,
        help_text=_("Une adresse de fonction, montrée au pied de chaque page."),
    )
    contact_phone = models.CharField(_("téléphone"), max_length=30, blank=True)
    contact_address = models.TextField(_("adresse postale"), blank=True, max_length=300)
    networks = StreamField(
        [("link", LinkBlock())],
        verbose_name=_("comptes sur d'autres sites"),
        blank=True,
        help_text=_("Lettre d'information, réseaux sociaux, chaînes vidéo."),
    )
    legal_notice = RichTextField(_("mentions légales"), blank=True, features=LEGAL_FEATURES)
    privacy = RichTextField(_("données personnelles"), blank=True, features=LEGAL_FEATURES)
    accessibility = RichTextField(_("accessibilité"), blank=True, features=LEGAL_FEATURES)

    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    MultiFieldPanel(["name", "tagline"], _("Identité")),
                    MultiFieldPanel(
                        ["contact_email", "contact_phone", "contact_address"], _("Contact")
                    ),
                    FieldPanel("networks"),
                ],
                heading=_("Réseau"),
            ),
            ObjectList(LEGAL_TEXTS, heading=_("Textes légaux")),
        ]
    )

    class Meta:
        verbose_name = _("réglages du réseau")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; the editor leaves an empty paragraph where a text was erased, which is no text."""
        for name in LEGAL_TEXTS:
            if not strip_tags(getattr(self, name)).strip():
                setattr(self, name, "")
        super().save(*args, **kwargs)
