"""The base of every page."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Value
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import (
    AbstractPage,
    DefaultBasePageMixin,
    Orderable,
    PageViewRestriction,
)
from wagtail.models.pages import AbstractPageMeta
from wagtail.query import PageQuerySet
from wagtail.search import index

from hub.models.network import Partner, Territory, Theme
from hub.models.permissions import PagePermissions
from hub.models.together import Together
from hub.models.tree import HubPageManager, TreeParent
from hub.panels import JointPartnersPanel
from hub.text import INDEXED_LENGTH, ascii_slug, folded, stems, without_controls

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
    from django.http import HttpRequest


PLAUSIBLE_YEARS = range(1800, 2201)  # of what readers are told to have been published
SLUG_LENGTH = 240  # characters; the column has 255, and a twin's number takes some
HOME_DEPTH = 2  # the root of the tree is at depth 1


class Step(NamedTuple):
    """A link of the breadcrumbs."""

    title: str
    url: str


def shown(prefix: str = "") -> Q:
    """Return the condition on a page that a visitor may see, reached through ``prefix``.

    It is published and not behind a restriction; the restrictions are read in the same query,
    where Wagtail's ``public()`` reads them first.
    """
    here = ExpressionWrapper(OuterRef(f"{prefix}path"), output_field=models.CharField())
    restrictions = PageViewRestriction.objects.annotate(path=here)
    hidden = Exists(restrictions.filter(path__startswith=F("page__path")))
    return Q(**{f"{prefix}live": True}) & ~Q(hidden)


class HubPageQuerySet(PageQuerySet):
    def shown(self) -> HubPageQuerySet:
        """Return the pages that a visitor may see."""
        return self.filter(shown())

    def for_cards(self) -> HubPageQuerySet:
        """Fetch at once what a card shows, so that a list costs the same at 3 and 60 items."""
        return self.select_related("partner", "territory", "image").prefetch_related(
            "image__renditions"
        )


class HubPage(Together, DefaultBasePageMixin, AbstractPage):
    """What every page, card, list, feed and facet needs.

    This is the project's ``WAGTAIL_PAGE_MODEL``: one table to filter and search all types.
    """

    summary = models.TextField(
        _("chapô"),
        blank=True,
        max_length=400,
        help_text=_(
            "Deux phrases qui disent l'essentiel ; reprises dans les listes et la recherche."
        ),
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
    published_with = models.ForeignKey(
        "self",
        verbose_name=_("se publie avec"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="companions",
    )
    listing_date = models.DateTimeField(_("date de tri"), null=True, editable=False, db_index=True)
    # The title as the alphabet reads it, where É stands with E, which no database agrees on.
    sort_title = models.CharField(max_length=255, default="", editable=False)

    content_panels = [*AbstractPage.content_panels, "summary", "image"]
    classification_panel = MultiFieldPanel(
        ["partner", JointPartnersPanel(), "territory", FieldPanel("themes")],
        heading=_("Classement"),
        help_text=_("Ce qui range la page dans les filtres, l'agenda et la carte."),
    )

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

    objects = HubPageManager.from_queryset(HubPageQuerySet)()
    tree_parent = TreeParent()

    default_exclude_fields_in_copy = [
        *AbstractPage.default_exclude_fields_in_copy,
        "published_with",
    ]

    class Meta(AbstractPageMeta):
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        # The children of a page among thousands: the main menu, the explorer.
        indexes = [models.Index(fields=["depth", "path"], name="hubpage_depth_path")]

    # What a subclass answers

    def publication_errors(self) -> dict[str, Any]:
        """Return what forbids a publication: the field's name and a sentence in French."""
        return self.companion_errors()

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

    def get_admin_display_title(self) -> str:
        """Return the title for choosers and lists; of a published page, the one that all may read.

        Wagtail's own names the draft of a published page to those who may not open it.
        """
        return self.title if self.live else super().get_admin_display_title()

    def is_complete(self) -> bool:
        """Whether this page, as it stands here, could be published."""
        return not self.missing()

    def with_content_json(self, content: dict[str, Any]) -> HubPage:
        page = super().with_content_json(content)
        page.listing_date, page.sort_title = self.listing_date, self.sort_title
        page.published_with_id = self.published_with_id
        return page

    def save(self, clean: bool = True, **kwargs: Any) -> None:
        """Save; a published page must be complete, however it comes to be published.

        Wagtail saves some fields of a published page when a draft of it is kept: that is none.
        Raises ``ValidationError`` with the sentences of ``publication_errors``.
        """
        self.title = without_controls(self.title)
        if not self.slug:
            base = ascii_slug(self.title)[:SLUG_LENGTH].strip("-") or "page"
            self.slug = self._get_autogenerated_slug(base)
        if self.partner_id is None and (parent := self.get_parent()):
            self.partner_id = parent.partner_id
        if self.live and kwargs.get("update_fields") is None:
            if clean and (errors := self.publication_errors()):
                raise ValidationError(errors)
            self.listing_date = self.get_listing_date()
            self.sort_title = folded(self.title)[:255]
        super().save(clean=clean, **kwargs)

    def permissions_for_user(self, user: AbstractBaseUser | AnonymousUser) -> PagePermissions:
        return PagePermissions(user, self)

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

    def breadcrumbs(self) -> list[Step]:
        """Return the steps from the home page down to this page's parent.

        The first is the home page, whose address is known without a query; the others were read
        on the way to this page.
        """
        if self.depth <= HOME_DEPTH:
            return []
        steps: list[Step] = []
        page = self.get_parent()
        while page.depth > HOME_DEPTH:
            steps.insert(0, Step(page.title, page.url or ""))
            page = page.get_parent()
        return [Step(str(_("Accueil")), "/"), *steps]

    @cached_property
    def with_partners(self) -> list[Partner]:
        """The partners that the page names beside the one that answers for it."""
        if self.pk is None:
            return []
        joint = self.joint_partners.exclude(partner=self.partner_id).select_related("partner__page")
        return [row.partner for row in joint if row.announced or not self.live]

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        """Return the restrictions on this page: its own, its ancestors', and those of their sources
        where they are aliases. One query, where Wagtail makes two or more."""
        return (
            PageViewRestriction.objects.annotate(path=Value(self.path))
            .filter(
                Q(path__startswith=F("page__path")) | Q(path__startswith=F("page__aliases__path"))
            )
            .distinct()
        )

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
