"""The illustrations and the slides of the demonstration, all made for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.images import ImageFile
from wagtail.models import Collection

from home.demo.context import Demo
from hub.models import HubDocument, HubImage
from partners.spaces import SHARED_COLLECTION

FILES = Path(__file__).parent / "files"
CREDIT = "Illustration du projet, CC0"

# By file: the title and the alternative text.
IMAGES = {
    "territoire": (
        "Un territoire en réseau",
        "Collines et champs stylisés que des traits relient de maison en atelier, comme un réseau.",
    ),
    "quartier": (
        "Toits et ateliers",
        "Des immeubles et un atelier aux toits en dents de scie, au soleil couchant.",
    ),
    "rencontre": (
        "Autour de la table",
        "Vue de dessus, six personnes autour d'une grande table couverte de feuilles.",
    ),
    "maraichage": (
        "Un jardin maraîcher",
        "Des rangs de légumes devant une serre et une remise, sous un grand soleil.",
    ),
}
# By resource: the partner that keeps the file, its title, who speaks.
DOCUMENTS = {
    "diapo-cress-hdf-2022": (
        "cress-hdf",
        "Le cas des Pôles Territoriaux de Coopération Economique",
        "Quentin LALLEMENT, CRESS-HDF",
    ),
    "diapo-emergence-beauvaisis": (
        "emergence-beauvaisis",
        "Présentation du PTCE Emergence Beauvaisis",
        "Gilles DAUGERON",
    ),
}


def load_files(demo: Demo) -> None:
    """Add the illustrations to what all share, and the slides to their partners' collections."""
    shared = Collection.objects.get(name=SHARED_COLLECTION)
    total = len(IMAGES) + len(DOCUMENTS)
    for name, (title, description) in IMAGES.items():
        with (FILES / f"{name}.webp").open("rb") as file:
            demo.images[name] = _stored(
                HubImage(
                    title=title,
                    description=description,
                    credit=CREDIT,
                    collection=shared,
                    uploaded_by_user=demo.team,
                    file=ImageFile(file, name=f"{name}.webp"),
                )
            )
        demo.report("Fichiers", len(demo.images), total)
    for slug, (partner, title, authors) in DOCUMENTS.items():
        with (FILES / f"{slug}.pdf").open("rb") as file:
            demo.documents[slug] = _stored(
                HubDocument(
                    title=title,
                    authors=authors,
                    collection=demo.partners[partner].collection,
                    uploaded_by_user=demo.team,
                    file=File(file, name=f"{slug}.pdf"),
                )
            )
        demo.report("Fichiers", len(IMAGES) + len(demo.documents), total)


def _stored(media: Any) -> Any:
    if isinstance(media, HubImage):
        media._set_image_file_metadata()
    media.save()
    return media
