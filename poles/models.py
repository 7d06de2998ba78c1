"""The poles: their directory, their map, their pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable
from wagtail.models.pages import PageManager
from wagtail.search import index

from hub.blocks import StoryBlock, words_of
from hub.listing import paginate
from hub.models import HubPage
from hub.models.pages import HubPageQuerySet
from hub.models.place import Located
from hub.panels import ProposalPanel
from poles.enums import UNRECOGNISED_WAVES, MemberKind, Precision, Stage, Wave
from poles.forms import PoleListForm

POLES_PER_PAGE = 24
RELATED_PAGES = 12


class PoleIndexPage(HubPage):
    """The directory and the map of the poles."""

    max_count = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["poles.PolePage"]

    class Meta:
        verbose_name = _("annuaire des pôles")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        form = PoleListForm(request.GET)
        poles = form.filtered(PolePage.objects.shown())
        every = list(poles.for_map())
        page = paginate(request, every, POLES_PER_PAGE)
        cards = poles.filter(pk__in=[pole.pk for pole in page]).for_cards().with_recognition()
        page.object_list = list(cards.prefetch_related("themes").order_by("title", "pk"))
        return context | {"form": form, "points": map_points(every), "poles": page}


def map_points(poles: Iterable[PolePage]) -> list[dict[str, Any]]:
    """Return those of the poles that have coordinates, as the map reads them.

    Each is ``{"title", "url", "place", "lat", "lon", "approximate"}``, degrees WGS 84.
    """
    return [
        {
            "title": pole.title,
            "url": pole.url,
            "place": pole.city or (pole.territory.name if pole.territory else ""),
            "lat": pole.point[0],
            "lon": pole.point[1],
            "approximate": pole.precision in {Precision.AREA, Precision.DEPARTEMENT},
        }
        for pole in poles
        if pole.point
    ]


class PoleQuerySet(HubPageQuerySet):
    def for_map(self) -> PoleQuerySet:
        """Fetch what the map shows, by title."""
        return self.select_related("territory").defer_streamfields().order_by("title", "pk")

    def of(self, page: Any) -> PoleQuerySet:
        """Return those of the poles of ``page`` that a visitor may see, by title."""
        chosen = [pole.pk for pole in page.poles.all()]
        return self.shown().filter(pk__in=chosen).order_by("title")

    def with_recognition(self) -> PoleQuerySet:
        """Add ``recognised_in``: the year in which the State first recognised the pole."""
        first = Recognition.objects.filter(pole=OuterRef("pk"), year__isnull=False)
        first = first.exclude(wave__in=UNRECOGNISED_WAVES).order_by("year")
        return self.annotate(recognised_in=Subquery(first.values("year")[:1]))


class PolePage(HubPage, Located):
    """A pole: where it stands, who makes it, what it does, and how we know."""

    also_known_as = models.CharField(_("autre nom"), max_length=200, blank=True)
    city = models.CharField(_("commune"), max_length=100, blank=True)
    insee_code = models.CharField(
        _("code INSEE de la commune"),
        max_length=5,
        blank=True,
        help_text=_("Cinq signes, « 60057 »."),
    )
    precision = models.CharField(
        _("précision du point"), max_length=12, choices=Precision.choices, blank=True
    )
    stage = models.CharField(_("stade"), max_length=10, choices=Stage.choices, blank=True)
    created_year = models.PositiveSmallIntegerField(
        _("année de création"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1900), MaxValueValidator(2100)],
    )
    lead_organisation = models.CharField(_("structure porteuse"), max_length=200, blank=True)
    legal_form = models.CharField(
        _("forme juridique"), max_length=100, blank=True, help_text=_("« association », « SCIC »…")
    )
    body = StreamField(StoryBlock(), verbose_name=_("ce que fait le pôle"), blank=True)
    website = models.URLField(_("site web"), blank=True, max_length=500)
    contact_email = models.EmailField(
        _("adresse électronique"), blank=True, help_text=_("Une adresse de fonction, publiée.")
    )
    contact_phone = models.CharField(_("téléphone"), max_length=30, blank=True)
    source = models.URLField(
        _("source"), blank=True, max_length=500, help_text=_("La page d'où viennent ces faits.")
    )
    checked_on = models.DateField(_("vérifié le"), null=True, blank=True)

    content_panels = [
        ProposalPanel(),
        *HubPage.content_panels,
        "also_known_as",
        MultiFieldPanel(
            [
                FieldRowPanel(["city", "insee_code"]),
                FieldRowPanel(["latitude", "longitude", "precision"]),
            ],
            heading=_("Lieu"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel(["stage", "created_year"]),
                InlinePanel("recognitions", label=_("reconnaissance")),
            ],
            heading=_("Parcours"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel(["lead_organisation", "legal_form"]),
                InlinePanel("members", label=_("membre")),
            ],
            heading=_("Acteurs"),
        ),
        "body",
        MultiFieldPanel(
            ["website", FieldRowPanel(["contact_email", "contact_phone"])], heading=_("Contact")
        ),
        HubPage.classification_panel,
        MultiFieldPanel(["source", FieldPanel("checked_on")], heading=_("D'où viennent ces faits")),
    ]
    search_fields = [*HubPage.search_fields, index.FilterField("stage")]

    parent_page_types = ["poles.PoleIndexPage", "partners.PartnerPage"]
    subpage_types = []

    objects = PageManager.from_queryset(PoleQuerySet)()

    class Meta:
        verbose_name = _("pôle")
        verbose_name_plural = _("pôles")

    def publication_errors(self) -> dict[str, Any]:
        errors = super().publication_errors()
        if not self.summary:
            errors["summary"] = _("Dites en deux phrases ce que fait le pôle.")
        if self.territory is None:
            errors["territory"] = _("Choisissez la région ou le département du pôle.")
        errors |= self.location_errors()
        if self.insee_code and len(self.insee_code) != 5:
            errors["insee_code"] = _("Un code INSEE de commune a cinq signes.")
        return errors

    def body_text(self) -> str:
        members = " ".join(member.name for member in self.members.all())
        facts = (self.also_known_as, self.city, self.lead_organisation, self.legal_form, members)
        return " ".join([words_of(self.body), *facts])

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        # The relations of the apps on the right, by their names.
        about = Q(resourcepage__poles=self.pk) | Q(eventpage__poles=self.pk)
        pages = HubPage.objects.shown().filter(about).distinct().for_cards()
        newest = F("listing_date").desc(nulls_last=True)
        context["pages"] = pages.order_by(newest, "pk")[:RELATED_PAGES]
        return context


class Recognition(Orderable):
    """A wave in which the pole was supported or recognised."""

    pole = ParentalKey(PolePage, on_delete=models.CASCADE, related_name="recognitions")
    wave = models.CharField(_("vague"), max_length=12, choices=Wave.choices)
    year = models.PositiveSmallIntegerField(
        _("année"), null=True, blank=True, validators=[MinValueValidator(2009)]
    )

    panels = [FieldRowPanel(["wave", "year"])]

    class Meta(Orderable.Meta):
        verbose_name = _("reconnaissance")
        verbose_name_plural = _("reconnaissances")

    @property
    def is_recognition(self) -> bool:
        """Whether this wave made the pole a recognised one."""
        return self.wave not in UNRECOGNISED_WAVES


class Member(Orderable):
    """A member of a pole."""

    pole = ParentalKey(PolePage, on_delete=models.CASCADE, related_name="members")
    kind = models.CharField(_("nature"), max_length=14, choices=MemberKind.choices, blank=True)
    name = models.CharField(_("nom"), max_length=200)

    panels = [FieldRowPanel(["name", "kind"])]

    class Meta(Orderable.Meta):
        verbose_name = _("membre")
        verbose_name_plural = _("membres")
