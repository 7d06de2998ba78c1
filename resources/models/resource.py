"""What all resources share, and the list of them."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldRowPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.fields import StreamField
from wagtail.models.pages import PageManager
from wagtail.search import index

from hub.blocks import StoryBlock, words_of
from hub.blocks.links import host
from hub.listing import paginate
from hub.models import HubPage
from hub.models.pages import PLAUSIBLE_YEARS, HubPageQuerySet
from poles.models import PolePage
from resources.enums import Language, Licence, ResourceKind
from resources.forms import ResourceListForm
from resources.models.reading import document_text
from resources.panels import CountsPanel

RESOURCES_PER_PAGE = 20

KINDS = dict(ResourceKind.choices)


class ResourceIndexPage(HubPage):
    """The list of all resources."""

    max_count = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = [
        "resources.PresentationPage",
        "resources.PublicationPage",
        "resources.ReplayPage",
    ]

    class Meta:
        verbose_name = _("liste des ressources")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        form = ResourceListForm(request.GET)
        shown = ResourcePage.objects.shown()
        found = form.filtered(shown).for_list()
        total = form.count(shown)
        page = paginate(request, found.order_by(*form.order), RESOURCES_PER_PAGE, total)
        context["form"] = form
        context["resources"] = page
        return context


class ResourceQuerySet(HubPageQuerySet):
    def for_list(self) -> ResourceQuerySet:
        """Fetch at once what a card or a line of a resource shows."""
        cards = self.for_cards().select_related("document__reading").prefetch_related("speakers")
        return cards.defer_streamfields()


class ResourcePage(HubPage):
    """What all resources share; one table, so that a list of every kind is one query."""

    kind = models.CharField(_("nature"), max_length=14, choices=ResourceKind.choices)
    document = models.ForeignKey(
        settings.WAGTAILDOCS_DOCUMENT_MODEL,
        verbose_name=_("fichier"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    url_elsewhere = models.URLField(
        _("adresse ailleurs"),
        blank=True,
        max_length=500,
        help_text=_("Où la ressource se lit ou se regarde, si elle n'est pas un fichier d'ici."),
    )
    published_on = models.DateField(
        _("date de publication"),
        null=True,
        blank=True,
        help_text=_("Celle de la ressource, et non celle de cette page ; vide si inconnue."),
    )
    published_year = models.PositiveSmallIntegerField(
        _("année de publication"),
        null=True,
        blank=True,
        help_text=_("Si le jour n'est pas connu."),
    )
    publisher = models.CharField(
        _("éditeur"),
        max_length=200,
        blank=True,
        help_text=_("Si ce n'est pas le partenaire qui publie cette page."),
    )
    licence = models.CharField(_("licence"), max_length=20, choices=Licence.choices, blank=True)
    language = models.CharField(
        _("langue"), max_length=3, choices=Language.choices, default=Language.FRENCH
    )
    poles = ParentalManyToManyField(
        PolePage, verbose_name=_("pôles concernés"), blank=True, related_name="resources"
    )
    event = models.ForeignKey(
        HubPage,
        verbose_name=_("événement"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="event_resources",
        help_text=_("La rencontre d'où vient la ressource, qui la montrera."),
    )
    body = StreamField(StoryBlock(), verbose_name=_("description"), blank=True)

    is_creatable = False
    subpage_types: list[str] = []

    publication_panel = MultiFieldPanel(
        [
            FieldRowPanel(["published_on", "published_year"]),
            "publisher",
            FieldRowPanel(["licence", "language"]),
        ],
        heading=_("Publication"),
    )
    closing_panels = [
        InlinePanel(
            "speakers", label=_("intervenant ou auteur"), heading=_("Intervenants ou auteurs")
        ),
        "body",
        publication_panel,
        HubPage.classification_panel,
        MultiFieldPanel(
            [PageChooserPanel("event", "events.EventPage"), "poles"], heading=_("Liens")
        ),
        CountsPanel(heading=_("Fréquentation")),
    ]
    search_fields = [
        *HubPage.search_fields,
        index.FilterField("kind"),
        index.FilterField("language"),
    ]

    objects = PageManager.from_queryset(ResourceQuerySet)()

    class Meta:
        verbose_name = _("ressource")
        verbose_name_plural = _("ressources")
        # All that the counts of the list ask of thousands of resources.
        indexes = [
            models.Index(
                fields=["hubpage_ptr", "kind", "event", "published_year", "language"],
                name="resource_facets",
            )
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; the year follows the day, so that lists filter and count one column."""
        if self.published_on:
            self.published_year = self.published_on.year
        super().save(*args, **kwargs)

    def publication_errors(self) -> dict[str, Any]:
        errors = super().publication_errors()
        if self.published_year is not None and self.published_year not in PLAUSIBLE_YEARS:
            errors["published_year"] = _("Une année s'écrit en quatre chiffres.")
        if self.published_on and self.published_on.year not in PLAUSIBLE_YEARS:
            errors["published_on"] = _("Cette date est trop lointaine.")
        return errors

    def get_listing_date(self) -> dt.datetime | None:
        if self.published_on:
            day = self.published_on
        elif self.published_year:
            day = dt.date(self.published_year, 1, 1)
        else:
            return None
        return timezone.make_aware(dt.datetime.combine(day, dt.time()))

    def body_text(self) -> str:
        return f"{words_of(self.body)} {self.publisher} {document_text(self.document)}"

    @property
    def kind_label(self) -> str:
        return str(KINDS.get(self.kind, self.kind)).capitalize()

    @property
    def cover_url(self) -> str:
        """The address of the image of the document's first page; empty without one."""
        reading = getattr(self.document, "reading", None)
        if reading is None or reading.file_hash != self.document.file_hash:
            return ""
        return reading.cover_url

    @property
    def host(self) -> str:
        """The site elsewhere that holds the resource: "youtube.com"."""
        return host(self.url_elsewhere)

    @property
    def licence_url(self) -> str:
        """The address of the licence's text; empty without one."""
        return Licence(self.licence).text_url if self.licence else ""

    @property
    def licence_label(self) -> str:
        """The licence's name and its SPDX identifier; empty where nothing is said."""
        if not self.licence:
            return ""
        name = str(self.get_licence_display())
        return name if self.licence == Licence.RESERVED else f"{name} ({self.licence})"

    @property
    def address(self) -> str:
        """Where the resource itself is, absolute: its page here, or elsewhere without a file."""
        if self.document or not self.url_elsewhere:
            return self.page_address
        return self.url_elsewhere

    @property
    def page_address(self) -> str:
        """The absolute address of the resource's page here, whatever host was asked."""
        return urljoin(settings.BASE_URL, self.url or "")

    @property
    def shown_event(self) -> HubPage | None:
        """The event, where a visitor may see it."""
        return HubPage.objects.shown().filter(pk=self.event_id).first()

    @property
    def shown_poles(self) -> models.QuerySet[PolePage]:
        """The poles that a visitor may see."""
        return PolePage.objects.of(self)

    @property
    def publisher_name(self) -> str:
        """Who published the resource."""
        return self.publisher or (self.partner.name if self.partner else "")
