"""The pages that every hub has, and the rights over them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from wagtail.models import Site

from events.models import EventIndexPage
from home.models import HomePage
from hub.models import HubPage
from partners.models import PartnerIndexPage
from partners.spaces import moderation, network_team, remove_stock_groups
from poles.models import PoleIndexPage
from resources.models import ResourceIndexPage

IndexPage = TypeVar("IndexPage", bound=HubPage)


@dataclass(frozen=True)
class Structure:
    """The home page and the index pages below it."""

    home: HomePage
    agenda: EventIndexPage
    poles: PoleIndexPage
    resources: ResourceIndexPage
    partners: PartnerIndexPage


@transaction.atomic
def build_structure() -> Structure:
    """Make the home page, the four index pages, the team and the workflow where they miss."""
    home = HomePage.objects.first() or _make_home()
    structure = Structure(
        home=home,
        poles=_index(
            home,
            PoleIndexPage(
                title="Les pôles",
                slug="poles",
                summary="Les pôles de France, sur la carte et par territoire.",
            ),
        ),
        agenda=_index(
            home,
            EventIndexPage(
                title="Agenda",
                slug="agenda",
                summary="Webinaires, rencontres et journées, à ajouter à votre calendrier.",
            ),
        ),
        resources=_index(
            home,
            ResourceIndexPage(
                title="Ressources",
                slug="ressources",
                summary="Présentations, replays et publications à consulter et à télécharger.",
            ),
        ),
        partners=_index(
            home,
            PartnerIndexPage(
                title="Partenaires",
                slug="partenaires",
                summary="Les organisations qui font vivre le réseau et publient ici.",
            ),
        ),
    )
    network_team()
    moderation(home)
    remove_stock_groups()
    return structure


def is_bare() -> bool:
    """Whether the site holds no page but Wagtail's first ones and those of ``build_structure``."""
    structural = [HomePage, EventIndexPage, PoleIndexPage, ResourceIndexPage, PartnerIndexPage]
    return not HubPage.objects.filter(depth__gt=2).not_type(tuple(structural)).exists()


def _make_home() -> HomePage:
    root = HubPage.get_first_root_node()
    welcome = root.get_children().exact_type(HubPage).first()
    home = root.add_child(
        instance=HomePage(
            title="Les pôles territoriaux de coopération économique",
            slug="accueil",
            summary="Trouver un pôle, suivre l'agenda, télécharger les ressources du réseau.",
        )
    )
    home.save_revision().publish()
    address = urlsplit(settings.BASE_URL)
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={
            "site_name": settings.WAGTAIL_SITE_NAME,  # the title of the editors' dashboard
            "hostname": address.hostname,
            "port": address.port or (443 if address.scheme == "https" else 80),
            "root_page_id": home.pk,
        },
    )
    if welcome:
        HubPage.objects.get(pk=welcome.pk).delete()
    return HomePage.objects.get(pk=home.pk)


def _index(home: HomePage, page: IndexPage) -> IndexPage:
    found: Any = type(page).objects.first()
    if found is None:
        page.show_in_menus = True
        home.add_child(instance=page)
        page.save_revision().publish()
        found = page
    return found
