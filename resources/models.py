"""Resources: slides, replays and publications."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldRowPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable
from wagtail.search import index

from hub.blocks import StoryBlock, words_of
from hub.blocks.links import host
from hub.listing import paginate
from hub.models import HubPage
from hub.models.pages import PLAUSIBLE_YEARS
from poles.models import PolePage
from resources.enums import PUBLICATION_KINDS, Language, Licence, ResourceKind
from resources.forms import ResourceListForm

RESOURCES_PER_PAGE = 20


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
        resources = form.filtered(ResourcePage.objects.shown())
        context["form"] = form
        context["resources"] = paginate(
            request,
            resources.for_cards()
            .select_related("document")
            .prefetch_related("speakers")
            .order_by(models.F("listing_date").desc(nulls_last=True), "title", "pk"),
            RESOURCES_PER_PAGE,
        )
        return context


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
    ]
    search_fields = [
        *HubPage.search_fields,
        index.FilterField("kind"),
        index.FilterField("language"),
    ]

    class Meta:
        verbose_name = _("ressource")
        verbose_name_plural = _("ressources")

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
        return f"{words_of(self.body)} {self.publisher}"

    @property
    def kind_label(self) -> str:
        return str(self.get_kind_display()).capitalize()

    @property
    def host(self) -> str:
        """The site elsewhere that holds the resource: "youtube.com"."""
        return host(self.url_elsewhere)

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


class PresentationPage(ResourcePage):
    """The slides of a speaker."""

    content_panels = [*HubPage.content_panels, "document", *ResourcePage.closing_panels]
    parent_page_types = ["resources.ResourceIndexPage", "partners.PartnerPage"]

    class Meta:
        verbose_name = _("présentation")
        verbose_name_plural = _("présentations")

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.kind = ResourceKind.PRESENTATION
        super().save(*args, **kwargs)

    def publication_errors(self) -> dict[str, Any]:
        errors = super().publication_errors()
        if self.document is None:
            errors["document"] = _("Choisissez le fichier de la présentation.")
        return errors


class ReplayPage(ResourcePage):
    """The recording of an event, here or on a video site."""

    duration = models.DurationField(
        _("durée"), null=True, blank=True, help_text=_("Heures, minutes, secondes : « 1:32:00 ».")
    )
    captions = models.ForeignKey(
        settings.WAGTAILDOCS_DOCUMENT_MODEL,
        verbose_name=_("sous-titres"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Un fichier .vtt."),
    )
    transcript = models.TextField(
        _("transcription"),
        blank=True,
        help_text=_("Ce qui est dit, pour le lire et le rechercher."),
    )

    content_panels = [
        *HubPage.content_panels,
        MultiFieldPanel(["url_elsewhere", "document", "duration"], heading=_("Vidéo")),
        MultiFieldPanel(
            [InlinePanel("chapters", label=_("chapitre")), "captions", "transcript"],
            heading=_("Pour s'y retrouver"),
        ),
        *ResourcePage.closing_panels,
    ]
    parent_page_types = ["resources.ResourceIndexPage", "partners.PartnerPage"]

    class Meta:
        verbose_name = _("replay")
        verbose_name_plural = _("replays")

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.kind = ResourceKind.REPLAY
        super().save(*args, **kwargs)

    def publication_errors(self) -> dict[str, Any]:
        errors = super().publication_errors()
        if self.document is None and not self.url_elsewhere:
            errors["url_elsewhere"] = _("Donnez l'adresse de la vidéo ou choisissez son fichier.")
        if self.captions and self.captions.file_extension.lower() != "vtt":
            errors["captions"] = _("Les sous-titres sont un fichier .vtt.")
        return errors

    def body_text(self) -> str:
        chapters = " ".join(chapter.title for chapter in self.chapters.all())
        return " ".join([super().body_text(), chapters, self.transcript])


class Chapter(Orderable):
    """A moment of a replay."""

    replay = ParentalKey(ReplayPage, on_delete=models.CASCADE, related_name="chapters")
    at = models.DurationField(_("à"), help_text=_("« 0:12:30 »"))
    title = models.CharField(_("titre"), max_length=160)

    panels = [FieldRowPanel(["at", "title"])]

    class Meta(Orderable.Meta):
        verbose_name = _("chapitre")
        verbose_name_plural = _("chapitres")


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
