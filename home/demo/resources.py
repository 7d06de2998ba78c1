"""The slides, the replays and the publications."""

from __future__ import annotations

from home.demo import stories
from home.demo.context import Demo, region
from home.demo.events import MEETING
from home.demo.network import known_partner
from home.demo.rows import Row, address, day, number, parts, read
from hub.models import Partner, Speaker
from resources.enums import Licence, ResourceKind
from resources.models import PresentationPage, PublicationPage, ReplayPage, ResourcePage

OURS = {"irev-article-ptce"}  # the article of the demonstration stands for it

# Parts of a partner that are named beside it.
DEPARTMENTS = {"Ministère de l'Économie"}

KINDS = {
    "actes": ResourceKind.PROCEEDINGS,
    "actualité": ResourceKind.NEWS,
    "article": ResourceKind.ARTICLE,
    "article de recherche": ResourceKind.RESEARCH,
    "cartographie": ResourceKind.MAP,
    "compte rendu": ResourceKind.PROCEEDINGS,
    "dossier de presse": ResourceKind.PRESS,
    "enquête": ResourceKind.STUDY,
    "entretien": ResourceKind.ARTICLE,
    "fiche de projet": ResourceKind.INITIATIVE,
    "fiche initiative": ResourceKind.INITIATIVE,
    "guide": ResourceKind.GUIDE,
    "page de présentation": ResourceKind.SITE,
    "page de rencontre": ResourceKind.OTHER,
    "page institutionnelle": ResourceKind.SITE,
    "panorama": ResourceKind.OTHER,
    "plateforme": ResourceKind.SITE,
    "portrait": ResourceKind.INITIATIVE,
    "retour d'événement": ResourceKind.PROCEEDINGS,
    "site de pôle": ResourceKind.SITE,
    "texte de loi": ResourceKind.LAW,
    "étude": ResourceKind.STUDY,
}
SPEAKERS = {
    "diapo-cress-hdf-2022": ("Quentin LALLEMENT", "CRESS-HDF"),
    "diapo-emergence-beauvaisis": ("Gilles DAUGERON", "Émergence Beauvaisis"),
}
SLIDES_NOTE = (
    "<p>Ces diapositives ont été composées pour cette démonstration, d'après les faits que la page "
    "de l'IREV publie ; elles tiennent la place de celles que l'intervenant a montrées.</p>"
)


def load_resources(demo: Demo) -> None:
    """Publish the resources, each in the section of its publisher or in the general list."""
    rows = [row for row in read("resources") if row["slug"] not in OURS]
    for done, row in enumerate(rows, start=1):
        owner = owner_of(row["publisher"], demo.partners)
        page = resource_of(row, demo)
        demo.publish(demo.sections[owner.slug] if owner else demo.structure.resources, page)
        demo.pages[page.slug] = page
        demo.report("Ressources", done, len(rows))


def resource_of(row: Row, demo: Demo) -> ResourcePage:
    """Return the unsaved page of ``row``, of the type that its kind asks for."""
    published_on = day(row["published_date"])
    page = page_type(row["kind"])(
        title=row["title"],
        slug=row["slug"],
        published_on=published_on,
        published_year=None if published_on else number(row["year"]),
        publisher=publisher(row["publisher"], demo.partners),
        language=row["language"],
        territory=region(row["territory"]),
        event=demo.events.get(row["linked_event"]),
    )
    page.themes = demo.themed(parts(row["themes"]))
    page.poles = [demo.poles[slug] for slug in parts(row["linked_pole"])]
    original = address(row["url"])
    if isinstance(page, PresentationPage):
        page.document = demo.documents[row["slug"]]
        page.licence = Licence.CC0
        page.body = stories.body(
            stories.callout("Un support de démonstration", SLIDES_NOTE),
            stories.links("", ("Les diapositives d'origine, sur le site de l'IREV", original)),
        )
        name, organisation = SPEAKERS[row["slug"]]
        page.speakers = [Speaker(name=name, organisation=organisation)]
        return page
    if isinstance(page, PublicationPage):
        page.kind = KINDS[row["kind"]]
    elif row["linked_event"] == MEETING:
        page.poles = [demo.poles["emergence-beauvaisis"]]
        page.speakers = [
            Speaker(name=name, organisation=organisation)
            for name, organisation in SPEAKERS.values()
        ]
    page.url_elsewhere = original
    page.body = stories.body(stories.notes(row["notes"]))
    return page


def page_type(kind: str) -> type[ResourcePage]:
    """Return the page type of a row's kind."""
    own = {"présentation": PresentationPage, "replay": ReplayPage}
    return own.get(kind, PublicationPage)


def owner_of(cell: str, partners: dict[str, Partner]) -> Partner | None:
    """Return the first partner that a publisher's cell names."""
    found = (known_partner(name, partners) for name in parts(cell, "/"))
    return next((partner for partner in found if partner), None)


def publisher(cell: str, partners: dict[str, Partner]) -> str:
    """Return the publisher in words, where the partner of the page does not say it all."""
    said = known_partner(cell, partners) and cell not in DEPARTMENTS
    return "" if said else cell
