"""The partners' profiles, in whose sections they write."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, F, QuerySet, When
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField

from hub.blocks import StoryBlock, words_of
from hub.listing import paginate
from hub.models import HubPage, pages_with
from hub.models.network import Partner, PartnerLevel

PAGES_PER_PARTNER = 12


class PartnerIndexPage(HubPage):
    """The list of the network's partners."""

    max_count = 1
    parent_page_types = ["home.HomePage"]
    subpage_types = ["partners.PartnerPage"]

    class Meta:
        verbose_name = _("liste des partenaires")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        partners = (
            PartnerPage.objects.child_of(self)
            .shown()
            .for_cards()
            .select_related("partner__logo", "partner__territory")
            .prefetch_related("partner__logo__renditions")
            .order_by(
                Case(
                    *[
                        When(partner__level=level, then=place)
                        for place, level in enumerate(PartnerLevel.values)
                    ]
                ),
                "title",
            )
        )
        context["partners"] = paginate(request, partners, 48)
        return context


class PartnerPage(HubPage):
    """A partner's profile, and the section in which its people write."""

    body = StreamField(StoryBlock(), verbose_name=_("présentation"), blank=True)

    content_panels = [*HubPage.content_panels, "body", HubPage.classification_panel]
    search_fields = [*HubPage.search_fields]

    parent_page_types = ["partners.PartnerIndexPage"]
    subpage_types = [
        "home.ArticlePage",
        "events.EventPage",
        "events.EventSeriesPage",
        "poles.PolePage",
        "resources.PresentationPage",
        "resources.PublicationPage",
        "resources.ReplayPage",
    ]

    class Meta:
        verbose_name = _("partenaire")
        verbose_name_plural = _("partenaires")

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        if self.live:
            Partner.objects.filter(pk=self.partner_id).update(page_id=self.pk)

    def publication_errors(self) -> dict[str, Any]:
        errors = super().publication_errors()
        if self.partner is None:
            errors["partner"] = _("Choisissez l'organisation que cette page présente.")
        elif self.partner.pages.live().type(PartnerPage).exclude(pk=self.pk).exists():
            errors["partner"] = _("Cette organisation a déjà sa page.")
        return errors

    def body_text(self) -> str:
        words = [words_of(self.body)]
        if self.partner:
            words += [self.partner.short_name, self.partner.role]
        return " ".join(words)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        pages = (
            HubPage.objects.shown()
            .filter(pages_with(Partner.objects.filter(pk=self.partner_id)))
            .not_type(PartnerPage)
            .for_cards()
            .order_by(F("listing_date").desc(nulls_last=True), "pk")
        )
        context["pages"] = paginate(request, pages, PAGES_PER_PARTNER)
        return context


def partners_of_section(page: HubPage) -> QuerySet[Partner]:
    """Return the partners in whose sections ``page`` stands; outside them, the one it names.

    Inside, its writers choose the partner that is shown, and do not choose thereby who answers.
    """
    partners = Partner.objects.filter(
        pages__in=PartnerPage.objects.ancestor_of(page, inclusive=True)
    )
    return partners if partners else Partner.objects.filter(pages=page.pk)
