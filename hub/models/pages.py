"""The base of every page."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import AbstractPage, DefaultBasePageMixin, Orderable
from wagtail.models.pages import AbstractPageMeta, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from hub.models.network import Partner, Territory, Theme
from hub.text import INDEXED_LENGTH, ascii_slug, stems, without_controls

if TYPE_CHECKING:
    from django.http import HttpRequest


class HubPageQuerySet(PageQuerySet):
    def shown(self) -> HubPageQuerySet:
        """Return the pages that a visitor may see: published and not behind a restriction."""
        return self.live().public()

    def for_cards(self) -> HubPageQuerySet:
        """Fetch at once what a card shows, so that a list costs the same at 3 and 60 items."""
        return self.select_related("partner", "territory", "image").prefetch_related(
            "themes", "image__renditions"
        )


class HubPage(DefaultBasePageMixin, AbstractPage):
    """What every page, card, list, feed and facet needs.

    This is the project's ``WAGTAIL_PAGE_MODEL``: one table to filter and search all types.
    """

    summary = models.TextField(
        _("chapô"),
        blank=True,
        max_length=400,
        help_text=_("Deux phrases qui disent l'essentiel ; reprises dans les listes et la recherche."),
    )
    image = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        verbose_name=_("image"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    partner = models.ForeignKey(
        Partner,
        verbose_name=_("partenaire"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="pages",
        help_text=_("L'organisation qui répond de cette page ; vide : celle de la rubrique."),
    )
    themes = ParentalManyToManyField(
        Theme, verbose_name=_("thèmes"), blank=True, related_name="pages"
    )
    territory = models.ForeignKey(
        Territory,
        verbose_name=_("territoire"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="pages",
        help_text=_("Vide pour toute la France."),
    )
    listing_date = models.DateTimeField(
        _("date de tri"), null=True, editable=False, db_index=True
    )

    content_panels = [*AbstractPage.content_panels, "summary", "image"]
    classification_panel = MultiFieldPanel(
        ["partner", "territory", FieldPanel("themes")],
        heading=_("Classement"),
        help_text=_("Ce qui range la page dans les filtres, l'agenda et la carte."),
    )
    promote_panels = [*DefaultBasePageMixin.promote_panels]

    search_fields = [
        *AbstractPage.search_fields,
        *DefaultBasePageMixin.search_fields,
        index.SearchField("stemmed_title", boost=2),
        index.SearchField("stemmed_text"),
        index.FilterField("partner"),
        index.FilterField("themes"),
        index.FilterField("territory"),
        index.FilterField("listing_date"),
    ]

    objects = PageManager.from_queryset(HubPageQuerySet)()

    class Meta(AbstractPageMeta):
        verbose_name = _("page")
        verbose_name_plural = _("pages")

    # What a subclass answers

    def publication_errors(self) -> dict[str, str]:
        """Return what forbids a publication: the field's name and a sentence in French."""
        return {}

    def get_listing_date(self) -> dt.datetime | None:
        """Return the date that a reader sorts this page by."""
        return self.first_published_at

    def body_text(self) -> str:
        """Return the words of the body that the search reads, tags allowed."""
        return ""

    @property
    def kind_label(self) -> str:
        """The page's kind for readers, on cards and in the search: « Webinaire »."""
        return str(self.specific_class._meta.verbose_name).capitalize()

    # What all share

    def with_content_json(self, content: dict[str, Any]) -> HubPage:
        page = super().with_content_json(content)
        page.listing_date = self.listing_date
        return page

    def save(self, clean: bool = True, **kwargs: Any) -> None:
        """Save; a published page must be complete, however it comes to be published.

        Raises ``ValidationError`` with the sentences of ``publication_errors``.
        """
        self.title = without_controls(self.title)
        self.slug = self.slug or ascii_slug(self.title)[:255].strip("-")
        if self.partner_id is None and (parent := self.get_parent()):
            self.partner_id = parent.partner_id
        if self.live:
            if clean and (errors := self.publication_errors()):
                raise ValidationError(errors)
            self.listing_date = self.get_listing_date()
        super().save(clean=clean, **kwargs)

    def stemmed_title(self) -> str:
        return stems(self.title)

    def stemmed_text(self) -> str:
        """Return the stems of all that the search reads beside the title."""
        words = [self.summary, self.body_text(), self.partner.name if self.partner else ""]
        if self.territory:
            words.append(self.territory.name)
        words += [theme.name for theme in self.themes.all()]
        words += [f"{s.name} {s.role} {s.organisation}" for s in self.speakers.all()]
        return stems(" ".join(words)[:INDEXED_LENGTH])

    def breadcrumbs(self) -> list[HubPage]:
        """Return the pages from the home page down to this page's parent."""
        return list(self.get_ancestors().filter(depth__gt=1).order_by("depth"))

    @property
    def published_day(self) -> dt.date | None:
        """The day of the first publication, in Paris."""
        return timezone.localdate(self.first_published_at) if self.first_published_at else None

    @property
    def updated_day(self) -> dt.date | None:
        """The day of the last publication, in Paris, where it is a later day than the first."""
        if not self.last_published_at:
            return None
        day = timezone.localdate(self.last_published_at)
        return day if day != self.published_day else None

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        return [] if self.depth == 1 else super().get_sitemap_urls(request)


class Speaker(Orderable):
    """Who speaks at an event, in slides or in a replay."""

    page = ParentalKey(HubPage, on_delete=models.CASCADE, related_name="speakers")
    name = models.CharField(_("nom"), max_length=120)
    role = models.CharField(_("fonction"), max_length=160, blank=True)
    organisation = models.CharField(_("organisation"), max_length=160, blank=True)

    panels = ["name", "role", "organisation"]

    class Meta(Orderable.Meta):
        verbose_name = _("intervenant")
        verbose_name_plural = _("intervenants")

    def __str__(self) -> str:
        return ", ".join(part for part in (self.name, self.role, self.organisation) if part)
