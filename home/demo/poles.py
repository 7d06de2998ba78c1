"""The poles."""

from __future__ import annotations

from decimal import Decimal

from django.utils.text import Truncator

from home.demo import stories
from home.demo.context import Demo, territory
from home.demo.rows import Row, address, number, parts, read
from hub.models.network import TerritoryLevel
from poles.enums import Precision, Stage, Wave
from poles.models import Member, PolePage, Recognition

PRECISIONS = {
    "commune": Precision.COMMUNE,
    "territoire": Precision.AREA,
    "departement": Precision.DEPARTEMENT,
}
# The year in which the State announced each wave.
YEARS = {
    Wave.T2012: 2012,
    Wave.AAP2013: 2014,
    Wave.AAP2015: 2016,
    Wave.AMI2021: 2021,
    Wave.AMI2021_PHASE_1: 2021,
    Wave.AMI2022: 2022,
    Wave.AMI2023: 2023,
}
PARTNERS = {"emergence-beauvaisis": "emergence-beauvaisis"}
IMAGES = {
    "emergence-beauvaisis": "quartier",
    "ecopole-alimentaire-audruicq": "maraichage",
    "edenn": "maraichage",
    "lille-metropole-solidaire": "rencontre",
}


def load_poles(demo: Demo) -> None:
    """Publish the poles under the directory."""
    rows = read("poles")
    for done, row in enumerate(rows, start=1):
        pole = pole_of(row, demo)
        demo.publish(demo.structure.poles, pole)
        demo.poles[pole.slug] = pole
        demo.report("Pôles", done, len(rows))


def pole_of(row: Row, demo: Demo) -> PolePage:
    """Return the unsaved page of ``row``."""
    pole = PolePage(
        title=row["name"],
        slug=row["slug"],
        summary=summary(row),
        also_known_as=row["aka"],
        city=row["city"],
        insee_code=row["insee_code"],
        territory=(
            territory(row["department_code"], TerritoryLevel.DEPARTEMENT)
            if row["department_code"]
            else territory(row["region_code"], TerritoryLevel.REGION)
        ),
        latitude=degrees(row["lat"]),
        longitude=degrees(row["lon"]),
        precision=PRECISIONS.get(row["coord_precision"], ""),
        stage=stage(row["stage_at_recognition"]),
        created_year=number(row["created_year"]),
        lead_organisation=row["lead_organisation"],
        legal_form=row["legal_form"],
        website=address(row["website"]),
        source=address(row["source"]),
        partner=demo.partners.get(PARTNERS.get(row["slug"], "")),
        image=demo.images.get(IMAGES.get(row["slug"], "")),
        body=stories.body(
            stories.notes(row["notes"]),
            stories.further(address(row["source_2"]), "Une autre source sur ce pôle"),
        ),
    )
    pole.themes = demo.themed(parts(row["themes"]))
    pole.recognitions = recognitions(row)
    pole.members = [Member(name=name) for name in parts(row["members"], ";")]
    return pole


def summary(row: Row) -> str:
    """Return the description, or where the pole stands when nothing more is known."""
    place = f"{row['region']} ({row['department']})" if row["department"] else row["region"]
    return Truncator(row["description_fr"]).chars(400) or f"Pôle de la région {place}."


def degrees(cell: str) -> Decimal | None:
    """Return a coordinate to the metre; ``None`` where it is not known."""
    return round(Decimal(cell), 5) if cell else None


def stage(cell: str) -> str:
    """Return how far the pole had come when it was recognised."""
    if cell == "pôle témoin":
        return Stage.WITNESS
    return Stage.EMERGING if cell.startswith("émergent") else ""


def recognitions(row: Row) -> list[Recognition]:
    """Return the waves of ``row``, each with its year; the row's own year serves a single wave."""
    waves = [Wave(code) for code in parts(row["waves"])]
    own = number(row["recognition_year"]) if len(waves) == 1 else None
    return [Recognition(wave=wave, year=own or YEARS[wave]) for wave in waves]
