"""The network: its partners, its themes and the territories of France."""

from __future__ import annotations

from itertools import chain, count

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, Group
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import Collection
from wagtail.search import index

from hub.text import ascii_slug


class TerritoryLevel(models.TextChoices):
    """The level of a territory in the Code officiel géographique (INSEE)."""

    REGION = "region", _("région")
    DEPARTEMENT = "departement", _("département")


class Territory(models.Model):
    """A région or a département, by its INSEE code."""

    level = models.CharField(_("niveau"), max_length=12, choices=TerritoryLevel.choices)
    code = models.CharField(_("code INSEE"), max_length=3)
    name = models.CharField(_("nom"), max_length=60)
    slug = models.SlugField(_("identifiant dans les adresses"), max_length=70, unique=True)
    region = models.ForeignKey(
        "self",
        verbose_name=_("région"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="departements",
    )

    class Meta:
        verbose_name = _("territoire")
        verbose_name_plural = _("territoires")
        ordering = ["-level", "name"]
        constraints = [
            models.UniqueConstraint(fields=["level", "code"], name="territory_level_code")
        ]

    def __str__(self) -> str:
        return self.name


class Named(models.Model):
    """What filters and calendars name in their addresses: by its first name, for good.

    A subscriber's calendar lives longer than a name: the slug does not follow it.
    """

    name = models.CharField(_("nom"), max_length=150, unique=True)
    slug = models.SlugField(
        _("identifiant dans les adresses"), max_length=160, unique=True, editable=False
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:  # type: ignore[no-untyped-def]
        if not self.slug:
            base = ascii_slug(self.name)[:150].strip("-") or "sans-nom"
            twins = type(self)._default_manager.filter(slug__startswith=base)
            taken = set(twins.values_list("slug", flat=True))
            names = chain([base], (f"{base}-{number}" for number in count(2)))
            self.slug = next(name for name in names if name not in taken)
        super().save(*args, **kwargs)


class Theme(index.Indexed, Named):
    """A subject that pages share: « Réemploi », « Alimentation »."""

    panels = [FieldPanel("name")]

    search_fields = [index.SearchField("name"), index.AutocompleteField("name")]

    class Meta:
        verbose_name = _("thème")
        verbose_name_plural = _("thèmes")
        ordering = ["name"]


class PartnerKind(models.TextChoices):
    """What kind of organisation a partner is."""

    NETWORK = "reseau", _("réseau ou fédération")
    CHAMBER = "chambre", _("chambre régionale (CRESS)")
    POLE = "pole", _("pôle")
    RESOURCE_CENTRE = "centre", _("centre de ressources")
    RESEARCH = "recherche", _("recherche, laboratoire d'idées")
    AUTHORITY = "collectivite", _("collectivité ou institution publique")
    AGENCY = "agence", _("agence, ingénierie")
    FUNDER = "financeur", _("financeur, fondation")
    LIBRARY = "base", _("base documentaire")
    OTHER = "autre", _("autre")


class PartnerLevel(models.TextChoices):
    """How far a partner acts."""

    NATIONAL = "national", _("national")
    REGIONAL = "regional", _("régional")
    LOCAL = "local", _("local")


class PartnerQuerySet(models.QuerySet["Partner"]):
    def for_user(self, user: AbstractBaseUser | AnonymousUser) -> PartnerQuerySet:
        """Return the partners whose people ``user`` is one of; none for a visitor.

        A suspended partner has nobody.
        """
        if user.pk is None:
            return self.none()
        people = Q(writers__user=user.pk) | Q(reviewers__user=user.pk)
        return self.filter(people, suspended_at=None).distinct()


class Partner(index.Indexed, Named):
    """An organisation of the network that publishes here.

    Its page, its groups and its collection make its space. They are held here and not on the page,
    whose fields are in revisions that the partner itself edits.
    """

    short_name = models.CharField(
        _("nom court"),
        max_length=40,
        blank=True,
        help_text=_("Pour les listes, s'il distingue l'organisation : « RTES », « CRESS HdF »."),
    )
    kind = models.CharField(_("nature"), max_length=20, choices=PartnerKind.choices)
    level = models.CharField(_("échelle"), max_length=10, choices=PartnerLevel.choices)
    territory = models.ForeignKey(
        Territory, verbose_name=_("territoire"), null=True, blank=True, on_delete=models.PROTECT
    )
    role = models.TextField(
        _("rôle dans le réseau"),
        blank=True,
        max_length=400,
        help_text=_("Une phrase : ce que cette organisation apporte aux pôles."),
    )
    website = models.URLField(_("site web"), blank=True)
    logo = models.ForeignKey(
        settings.WAGTAILIMAGES_IMAGE_MODEL,
        verbose_name=_("logo"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    source = models.URLField(
        _("source"), blank=True, max_length=500, help_text=_("La page d'où viennent ces faits.")
    )
    checked_on = models.DateField(_("vérifié le"), null=True, blank=True)
    own_review = models.BooleanField(
        _("relit d'abord elle-même"),
        default=True,
        help_text=_("Ses relecteurs approuvent une page avant que le réseau la voie."),
    )
    trusted = models.BooleanField(
        _("publie elle-même"),
        default=False,
        help_text=_("L'approbation de ses relecteurs publie ; le réseau relit après coup."),
    )
    suspended_at = models.DateTimeField(_("accès suspendu le"), null=True, editable=False)
    page = models.OneToOneField(
        settings.WAGTAIL_PAGE_MODEL,
        verbose_name=_("page"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    writers = models.OneToOneField(
        Group,
        verbose_name=_("groupe de rédaction"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="writers_of",
    )
    reviewers = models.OneToOneField(
        Group,
        verbose_name=_("groupe de relecture"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="reviewers_of",
    )
    collection = models.OneToOneField(
        Collection,
        verbose_name=_("collection"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
    )

    panels = [
        MultiFieldPanel(
            ["name", "short_name", FieldRowPanel(["kind", "level"]), "territory"],
            _("Identité"),
        ),
        MultiFieldPanel(["role", "website", "logo"], _("Présentation")),
        MultiFieldPanel(["source", "checked_on"], _("D'où viennent ces faits")),
        MultiFieldPanel(["own_review", "trusted"], _("Relecture")),
    ]

    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.AutocompleteField("short_name"),
    ]

    objects = PartnerQuerySet.as_manager()

    class Meta:
        verbose_name = _("partenaire")
        verbose_name_plural = _("partenaires")
        ordering = ["name"]

    @property
    def label(self) -> str:
        """The name for a card."""
        return self.short_name or self.name

    @property
    def url(self) -> str:
        """The address of the partner's page here; empty while it is not published."""
        return (self.page.url or "") if self.page and self.page.live else ""
