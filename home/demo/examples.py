"""Events to come, invented and titled as examples, so that the agenda has a future."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone

from events.enums import AttendanceMode, EventKind, EventStatus, Frequency, JoinVisibility, Zone
from events.models import EventOrganiser, EventPage, OccurrenceChange
from home.demo import stories
from home.demo.context import Demo, region, territory
from hub.models import HubPage, Speaker, User
from hub.models.network import TerritoryLevel

REGISTRATION = "https://example.org/inscription"
MONTHS = 6  # dates of the monthly webinar
SATURDAY = 5
HOLIDAYS = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}  # month, day


def load_examples(demo: Demo) -> None:
    """Publish the examples and leave two drafts in the workflow, counted from today."""
    today = timezone.localdate()
    examples = [
        (demo.sections["irev"], webinar(today)),
        (demo.sections["cress-hdf"], regional_meeting(demo, today)),
        (demo.structure.agenda, overseas_meeting(today)),
        (demo.structure.agenda, two_days(today)),
        (demo.structure.agenda, monthly_webinar(today)),
        (demo.sections["cress-hdf"], cancelled_visit(today)),
        (demo.structure.agenda, tentative_training(today)),
    ]
    for done, (parent, event) in enumerate(examples, start=1):
        event.organisers = [organiser_of(parent)]
        demo.publish(parent, event)
        demo.events[event.slug] = event
        demo.report("Exemples à venir", done, len(examples))
    _submit_drafts(demo, today)
    demo.report("Brouillons soumis", 2, 2)


def organiser_of(parent: HubPage) -> EventOrganiser:
    """Return who organises an example: the partner of its section, or the network's team."""
    if parent.partner:
        return EventOrganiser(partner=parent.partner)
    return EventOrganiser(name="Animation du réseau")


def webinar(today: dt.date) -> EventPage:
    """Return an online event for people who register."""
    event = EventPage(
        title="Exemple : webinaire « Monter un pôle, par où commencer »",
        slug="exemple-webinaire",
        summary="Une heure et demie pour poser ses questions avant de se lancer à plusieurs.",
        kind=EventKind.WEBINAR,
        start_date=working_day(today, 10),
        start_time=dt.time(14),
        end_time=dt.time(15, 30),
        mode=AttendanceMode.ONLINE,
        join_url="https://example.org/salle",
        join_visibility=JoinVisibility.REGISTERED,
        registration_url=REGISTRATION,
        territory=region("Hauts-de-France"),
        audience="porteurs de projets, collectivités",
        body=_invented(),
    )
    event.speakers = [Speaker(name="Animation du réseau")]
    return event


def regional_meeting(demo: Demo, today: dt.date) -> EventPage:
    """Return an event on site, with its address, its point on the map and its programme."""
    slots: list[tuple[int, int, str, str]] = [
        (9, 10, "Accueil et café", ""),
        (10, 12, "Trois pôles racontent leurs débuts", "Animation du réseau"),
        (14, 15, "Atelier : le modèle économique d'un pôle", "Une chargée de mission CRESS"),
        (15, 16, "Et maintenant ? Les suites à donner", "Animation du réseau"),
    ]
    event = EventPage(
        title="Exemple : rencontre régionale des pôles",
        slug="exemple-rencontre-regionale",
        summary="Une journée à Lille pour se connaître et comparer les démarches.",
        image=demo.images["rencontre"],
        kind=EventKind.MEETING,
        start_date=working_day(today, 25),
        start_time=dt.time(9),
        end_time=dt.time(16),
        mode=AttendanceMode.ON_SITE,
        place="Salle de démonstration",
        address="1 place de l'Exemple, 59000 Lille",
        city="Lille",
        latitude=Decimal("50.6318"),
        longitude=Decimal("3.0471"),
        territory=territory("59", TerritoryLevel.DEPARTEMENT),
        registration_url=REGISTRATION,
        audience="pôles, partenaires, collectivités",
        programme=[
            ("slot", _slot(start, end, title, speakers)) for start, end, title, speakers in slots
        ],
        body=_invented(),
    )
    event.themes = demo.themed(["cooperation-economique"])
    event.speakers = [
        Speaker(name="Animation du réseau"),
        Speaker(name="Une chargée de mission", organisation="CRESS"),
    ]
    return event


def overseas_meeting(today: dt.date) -> EventPage:
    """Return an event whose clock is not that of Paris."""
    return EventPage(
        title="Exemple : rencontre des pôles de La Réunion",
        slug="exemple-la-reunion",
        summary="Une matinée à Saint-Denis ; les heures sont celles de La Réunion.",
        kind=EventKind.MEETING,
        start_date=working_day(today, 32),
        start_time=dt.time(9),
        end_time=dt.time(12),
        time_zone=Zone.REUNION,
        mode=AttendanceMode.HYBRID,
        place="Salle de démonstration",
        city="Saint-Denis",
        territory=region("La Réunion"),
        join_url="https://example.org/salle-reunion",
        join_visibility=JoinVisibility.ALWAYS,
        body=_invented(),
    )


def two_days(today: dt.date) -> EventPage:
    """Return an event of two whole days."""
    start = working_day(today, 48)
    return EventPage(
        title="Exemple : les journées nationales des pôles",
        slug="exemple-journees-nationales",
        summary="Deux journées entières d'échanges, de visites et d'ateliers.",
        kind=EventKind.DAY,
        start_date=start,
        end_date=start + dt.timedelta(days=1),
        mode=AttendanceMode.ON_SITE,
        place="Halle de démonstration",
        city="Nantes",
        territory=territory("44", TerritoryLevel.DEPARTEMENT),
        registration_url=REGISTRATION,
        body=_invented(),
    )


def monthly_webinar(today: dt.date) -> EventPage:
    """Return an event that repeats, with one date moved."""
    first = first_tuesday_after(today)
    event = EventPage(
        title="Exemple : le rendez-vous des pôles",
        slug="exemple-rendez-vous-des-poles",
        summary="Chaque premier mardi du mois, une heure de questions ouvertes entre pôles.",
        kind=EventKind.WEBINAR,
        start_date=first,
        start_time=dt.time(12, 30),
        end_time=dt.time(13, 30),
        frequency=Frequency.MONTHLY_WEEKDAY,
        repeat_count=MONTHS,
        mode=AttendanceMode.ONLINE,
        join_url="https://example.org/rendez-vous",
        join_visibility=JoinVisibility.DAY_BEFORE,
        audience="pôles du réseau",
        body=_invented(),
    )
    days = [day for day, _slot, _change in event.dates()]
    event.changes = [
        OccurrenceChange(
            original_date=days[2],
            new_date=days[2] + dt.timedelta(days=7),
            reason="L'équipe est en déplacement ce jour-là.",
        )
    ]
    return event


def cancelled_visit(today: dt.date) -> EventPage:
    """Return an event that does not take place."""
    return EventPage(
        title="Exemple : visite d'un pôle alimentaire",
        slug="exemple-visite-annulee",
        summary="La découverte d'une filière locale, du champ à la cantine.",
        kind=EventKind.VISIT,
        start_date=working_day(today, 18),
        start_time=dt.time(10),
        end_time=dt.time(12),
        status=EventStatus.CANCELLED,
        status_note="Le lieu n'est plus disponible ; une autre visite sera proposée.",
        mode=AttendanceMode.ON_SITE,
        city="Arras",
        territory=territory("62", TerritoryLevel.DEPARTEMENT),
        body=_invented(),
    )


def tentative_training(today: dt.date) -> EventPage:
    """Return an event that is not sure yet."""
    return EventPage(
        title="Exemple : formation à l'animation d'un pôle",
        slug="exemple-formation-provisoire",
        summary="Une journée pour s'exercer à faire coopérer des structures.",
        kind=EventKind.TRAINING,
        start_date=working_day(today, 60),
        status=EventStatus.TENTATIVE,
        status_note="La date sera confirmée quand la salle le sera.",
        territory=region("Hauts-de-France"),
        audience="personnes qui animent un pôle",
        body=_invented(),
    )


def working_day(today: dt.date, days: int) -> dt.date:
    """Return the day ``days`` after ``today``, or the next on which people work in France."""
    day = today + dt.timedelta(days=days)
    while day.weekday() >= SATURDAY or (day.month, day.day) in HOLIDAYS:
        day += dt.timedelta(days=1)
    return day


def first_tuesday_after(today: dt.date) -> dt.date:
    """Return the first Tuesday of the month after that of ``today``."""
    month = (today.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    return month + dt.timedelta(days=(1 - month.weekday()) % 7)


def _invented() -> str:
    return stories.body(
        stories.callout(
            "Un événement inventé",
            "<p>Il montre ce que l'agenda sait faire. Les liens mènent à example.org.</p>",
        )
    )


def _slot(start: int, end: int, title: str, speakers: str) -> dict[str, Any]:
    return {"start": dt.time(start), "end": dt.time(end), "title": title, "speakers": speakers}


def _submit_drafts(demo: Demo, today: dt.date) -> None:
    """Leave one draft to the partner's reviewers, and one, reviewed, to the network's team."""
    _submit(demo, "irev", "Exemple : brouillon de rencontre", working_day(today, 40))
    visit = _submit(demo, "cress-hdf", "Exemple : brouillon de visite", working_day(today, 55))
    reviewer = demo.users["relecture.cress-hdf"]
    visit.current_workflow_task_state.approve(user=reviewer)


def _submit(demo: Demo, partner: str, title: str, day: dt.date) -> EventPage:
    writer: User = demo.users[f"redaction.{partner}"]
    page = EventPage(
        title=title,
        summary="Un brouillon soumis à la relecture.",
        start_date=day,
        territory=region("Hauts-de-France"),
        body=_invented(),
    )
    page.organisers = [EventOrganiser(partner=demo.partners[partner])]
    demo.draft(demo.sections[partner], page, writer)
    workflow = page.get_workflow()
    assert workflow
    workflow.start(page, writer)
    return page
