"""The meetings that took place, and the cycle of one of them with its recap."""

from __future__ import annotations

from django.utils.html import escape

from events.enums import AttendanceMode, EventKind
from events.models import EventOrganiser, EventPage, EventSeriesPage, RecapPage
from home.demo import stories
from home.demo.context import Demo, region
from home.demo.network import known_partner
from home.demo.rows import Row, address, clock, day, is_site_root, number, parts, read
from hub.models import Partner, Speaker

MEETING = "irev-qet5-mutations-economie"

KINDS = {
    "annonce": EventKind.ANNOUNCEMENT,
    "appel à projets": EventKind.CALL,
    "assemblée": EventKind.ASSEMBLY,
    "cycle": EventKind.MEETING,
    "forum": EventKind.FORUM,
    "inauguration": EventKind.LAUNCH,
    "journée d'étude": EventKind.DAY,
    "journée nationale": EventKind.DAY,
    "journée régionale": EventKind.DAY,
    "lancement": EventKind.LAUNCH,
    "rencontre": EventKind.MEETING,
    "rencontre nationale": EventKind.MEETING,
    "rencontre régionale": EventKind.MEETING,
    "séminaire": EventKind.SEMINAR,
    "table ronde": EventKind.ROUND_TABLE,
    "visite": EventKind.VISIT,
    "webinaire": EventKind.WEBINAR,
}
MODES = {"présentiel": AttendanceMode.ON_SITE, "en ligne": AttendanceMode.ONLINE}
# The poles that a meeting is about, where its title, place or organiser names them.
POLES = {
    "club-collectivites-phares-2023": ["phares"],
    "inauguration-sud-aquitaine": ["sud-aquitaine"],
    "irev-qet5-mutations-economie": ["emergence-beauvaisis"],
    "lancement-vivre-les-mureaux": ["vivre-les-mureaux"],
    "signature-stras-eco-renov": ["stras-eco-renov"],
    "startup-territoire-jura-2016": ["cluster-jura"],
    "startup-territoire-jura-2017": ["cluster-jura"],
}
IMAGES = {MEETING: "rencontre"}
SPEAKERS = {
    MEETING: [("Quentin LALLEMENT", "CRESS-HDF"), ("Gilles DAUGERON", "Émergence Beauvaisis")],
}


def dated(rows: list[Row]) -> list[Row]:
    """Return the rows whose day is known: only these can be events."""
    return [row for row in rows if row["date_precision"] == "jour"]


def undated(rows: list[Row]) -> list[Row]:
    """Return the rows whose day is not known, but for the one that its replay stands for."""
    return [row for row in rows if row["date_precision"] != "jour" and not row["replay_url"]]


def load_events(demo: Demo) -> None:
    """Publish the meetings, each in the section of its first organiser or in the agenda."""
    cycle = EventSeriesPage(
        title="Quartiers en transition (QET)",
        slug="quartiers-en-transition",
        summary="Le cycle de rencontres de l'IREV sur les transitions dans les quartiers.",
        territory=region("Hauts-de-France"),
    )
    cycle.themes = demo.themed(["transitions", "politique-de-la-ville"])
    demo.publish(demo.sections["irev"], cycle)
    demo.pages["cycle"] = cycle
    rows = dated(read("events"))
    for done, row in enumerate(rows, start=1):
        event = event_of(row, demo)
        if event.slug == MEETING:
            event.series = cycle
        names = parts(row["organisers"])
        host = known_partner(names[0], demo.partners) if names else None
        demo.publish(demo.sections[host.slug] if host else demo.structure.agenda, event)
        demo.events[event.slug] = event
        demo.report("Événements", done, len(rows))


def event_of(row: Row, demo: Demo) -> EventPage:
    """Return the unsaved page of a dated ``row``."""
    event = EventPage(
        title=row["title"],
        slug=row["slug"],
        summary=row["programme_fr"],
        image=demo.images.get(IMAGES.get(row["slug"], "")),
        kind=KINDS[row["kind"]],
        start_date=day(row["start_date"]),
        end_date=day(row["end_date"]),
        start_time=clock(row["start_time"]),
        end_time=clock(row["end_time"]),
        mode=MODES.get(row["format"], ""),
        place=row["place"],
        city=row["city"],
        territory=region(row["region"]),
        audience=row["audience"],
        attendance=number(row["attendance"]),
        source=source(row),
        body=body(row),
    )
    event.themes = demo.themed(parts(row["themes"]))
    event.organisers = [organiser(name, demo.partners) for name in parts(row["organisers"])]
    event.poles = [demo.poles[slug] for slug in POLES.get(row["slug"], [])]
    event.speakers = [
        Speaker(name=name, organisation=organisation)
        for name, organisation in SPEAKERS.get(row["slug"], [])
    ]
    return event


def organiser(name: str, partners: dict[str, Partner]) -> EventOrganiser:
    """Return who organises: the partner of that name, or the name itself."""
    if partner := known_partner(name, partners):
        return EventOrganiser(partner=partner)
    return EventOrganiser(name=name)


def source(row: Row) -> str:
    """Return where the facts come from: the meeting's own page rather than the top of a site."""
    page = row["registration_or_page_url"]
    return address(page if page and is_site_root(row["source"]) else row["source"])


def body(row: Row) -> str:
    """Return what the row says beside its fields."""
    page = row["registration_or_page_url"]
    return stories.body(
        stories.text(f"<p>Avec : {escape(', '.join(parts(row['partners'])))}.</p>")
        if row["partners"]
        else None,
        stories.further(address(page), "La page de la rencontre")
        if page != row["source"]
        else None,
        stories.notes(row["notes"]),
    )


def load_recap(demo: Demo) -> None:
    """Publish the recap of the meeting whose slides and replay are here."""
    meeting = demo.events[MEETING]
    recap = RecapPage(
        title="Ce qu'il faut retenir : les PTCE et les quartiers",
        slug="compte-rendu",
        summary=(
            "Une présentation des pôles territoriaux de coopération économique, puis le récit d'un "
            "pôle de l'Oise : la rencontre a relié coopération économique et quartiers."
        ),
        territory=meeting.territory,
        image=demo.images["quartier"],
        body=stories.body(
            stories.text(
                "<p>La cinquième rencontre du cycle « Quartiers en transition » s'est tenue en "
                "visioconférence le 11 février 2022. Elle portait sur les mutations de l'économie "
                "et sur ce qu'elles changent pour les habitants des quartiers.</p>"
            ),
            stories.heading("Une forme de coopération, de la loi au terrain"),
            stories.text(
                "<p>La CRESS Hauts-de-France a rappelé ce qu'est un pôle : des acteurs d'un même "
                "territoire, une stratégie commune, des moyens partagés. Elle a situé la région "
                "dans la relance décidée en juillet 2021.</p>"
            ),
            stories.figures(
                (
                    "9",
                    "pôles reconnus par l'État dans les Hauts-de-France avant 2021",
                    "IREV",
                    meeting.source,
                ),
                ("11", "pôles de plus en 2021", "IREV", meeting.source),
            ),
            stories.heading("Le témoignage d'un pôle"),
            stories.text(
                "<p>Émergence Beauvaisis a raconté sa démarche sur l'agglomération de Beauvais : "
                "une première phase de 2017 à 2021, une suite ouverte en 2022, et une économie de "
                "proximité tournée vers les quartiers prioritaires.</p>"
            ),
        ),
    )
    recap.themes = demo.themed(["transitions", "cooperation-economique"])
    demo.publish(meeting, recap)
    demo.pages["recap"] = recap
    demo.report("Comptes rendus", 1, 1)
