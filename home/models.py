"""The home page and the articles."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldRowPanel, MultiFieldPanel, PageChooserPanel
from wagtail.fields import StreamField

from events.models import Occurrence
from hub.blocks import StoryBlock, words_of
from hub.models import HubPage
from hub.models.pages import PLAUSIBLE_YEARS
from poles.models import PolePage, map_points
from resources.models import ResourcePage


class HomePage(HubPage):
    """The way in: what is coming, what is new, where the poles are."""

    featured = models.ForeignKey(
        HubPage,
        verbose_name=_("à la une"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("La page mise en avant en haut de l'accueil."),
    )
    body = StreamField(StoryBlock(), verbose_name=_("contenu"), blank=True)

    content_panels = [*HubPage.content_panels, PageChooserPanel("featured"), "body"]

    max_count = 1
    parent_page_types = ["hub.HubPage"]
    subpage_types = [
        "home.ArticlePage",
        "events.EventIndexPage",
        "poles.PoleIndexPage",
        "resources.ResourceIndexPage",
        "partners.PartnerIndexPage",
    ]

    class Meta:
        verbose_name = _("page d'accueil")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["occurrences"] = Occurrence.objects.shown().upcoming().for_cards()[:4]
        context["resources"] = (
            ResourcePage.objects.shown()
            .for_list()
            .order_by(models.F("listing_date").desc(nulls_last=True), "pk")[:4]
        )
        context["points"] = map_points(PolePage.objects.shown().for_map())
        # With what its card shows, and only where visitors may see it.
        featured = HubPage.objects.shown().for_cards().filter(pk=self.featured_id)
        self.featured = featured.first() if self.featured_id else None
        context["indexes"] = {
            page.specific_class.__name__: page for page in HubPage.objects.child_of(self).shown()
        }
        return context


class ArticlePage(HubPage):
    """An article: what it says, its figures, its sources, its dates."""

    body = StreamField(StoryBlock(), verbose_name=_("contenu"), blank=True)
    published_on = models.DateField(
        _("date affichée"),
        null=True,
        blank=True,
        help_text=_("Vide : celle de la publication ici."),
    )
    updated_on = models.DateField(_("mise à jour affichée"), null=True, blank=True)
    source = models.URLField(
        _("source"), blank=True, max_length=500, help_text=_("La page d'où viennent les faits.")
    )

    content_panels = [
        *HubPage.content_panels,
        "body",
        MultiFieldPanel(
            [FieldRowPanel(["published_on", "updated_on"]), "source"], heading=_("Dates et source")
        ),
        HubPage.classification_panel,
    ]

    parent_page_types = ["home.HomePage", "home.ArticlePage", "partners.PartnerPage"]
    subpage_types = ["home.ArticlePage"]

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    def publication_errors(self) -> dict[str, Any]:
        errors = super().publication_errors()
        if self.published_on and self.updated_on and self.updated_on < self.published_on:
            errors["updated_on"] = _("La mise à jour précède la publication.")
        if self.published_on and self.published_on.year not in PLAUSIBLE_YEARS:
            errors["published_on"] = _("Cette date est trop lointaine.")
        return errors

    def get_listing_date(self) -> dt.datetime | None:
        if self.published_on:
            return timezone.make_aware(dt.datetime.combine(self.published_on, dt.time()))
        return super().get_listing_date()

    def body_text(self) -> str:
        return words_of(self.body)

    @property
    def shown_published(self) -> dt.date | None:
        """The day that readers see as the publication's."""
        return self.published_on or self.published_day

    @property
    def shown_updated(self) -> dt.date | None:
        """The day that readers see as the update's."""
        return self.updated_on if self.published_on else self.updated_on or self.updated_day
