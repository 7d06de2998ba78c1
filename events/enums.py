"""The choices of an event's fields. Values stand in addresses, hence the French words."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class EventKind(models.TextChoices):
    """What an event is."""

    WEBINAR = "webinaire", _("webinaire")
    MEETING = "rencontre", _("rencontre")
    DAY = "journee", _("journée")
    TRAINING = "formation", _("formation")
    VISIT = "visite", _("visite")
    WORKSHOP = "atelier", _("atelier")
    FORUM = "forum", _("forum")
    SEMINAR = "seminaire", _("séminaire")
    ROUND_TABLE = "table-ronde", _("table ronde")
    ASSEMBLY = "assemblee", _("assemblée")
    LAUNCH = "lancement", _("lancement ou inauguration")
    CALL = "appel", _("appel à projets")
    ANNOUNCEMENT = "annonce", _("annonce")
    OTHER = "autre", _("autre")


class AttendanceMode(models.TextChoices):
    """How one attends (schema.org's eventAttendanceMode)."""

    ONLINE = "en-ligne", _("en ligne")
    ON_SITE = "sur-place", _("sur place")
    HYBRID = "hybride", _("sur place et en ligne")


class EventStatus(models.TextChoices):
    """Whether an event takes place."""

    CONFIRMED = "confirme", _("confirmé")
    TENTATIVE = "provisoire", _("provisoire")
    POSTPONED = "reporte", _("reporté")
    CANCELLED = "annule", _("annulé")


# The statuses that readers must be told of in a sentence.
TROUBLED = {EventStatus.POSTPONED, EventStatus.CANCELLED}


class JoinVisibility(models.TextChoices):
    """Who sees the link to join an online event."""

    ALWAYS = "toujours", _("tout le monde, dès la publication")
    DAY_BEFORE = "veille", _("tout le monde, 24 heures avant")
    REGISTERED = "inscrits", _("personne ici : il est envoyé aux inscrits")


class Frequency(models.TextChoices):
    """How an event repeats; each gives a rule of RFC 5545 §3.3.10, none below a day."""

    DAILY = "jour", _("chaque jour")
    WEEKLY = "semaine", _("chaque semaine, le même jour")
    FORTNIGHTLY = "quinzaine", _("toutes les deux semaines, le même jour")
    MONTHLY_WEEKDAY = "mois-jour", _("chaque mois, le même jour de la semaine (« le 1er mardi »)")
    MONTHLY_DATE = "mois-date", _("chaque mois, à la même date")
    YEARLY = "an", _("chaque année")


class Zone(models.TextChoices):
    """The time zones of the French territories (IANA names)."""

    PARIS = "Europe/Paris", _("Paris")
    GUADELOUPE = "America/Guadeloupe", _("Guadeloupe")
    MARTINIQUE = "America/Martinique", _("Martinique")
    CAYENNE = "America/Cayenne", _("Guyane")
    REUNION = "Indian/Reunion", _("La Réunion")
    MAYOTTE = "Indian/Mayotte", _("Mayotte")
    MIQUELON = "America/Miquelon", _("Saint-Pierre-et-Miquelon")
    NOUMEA = "Pacific/Noumea", _("Nouvelle-Calédonie")
    TAHITI = "Pacific/Tahiti", _("Polynésie française (Tahiti)")
    WALLIS = "Pacific/Wallis", _("Wallis-et-Futuna")


class ProposalKind(models.TextChoices):
    """What somebody from outside may propose."""

    EVENT = "evenement", _("événement")
    POLE = "pole", _("pôle")


class ProposalOutcome(models.TextChoices):
    """What the network's team decided of a proposal."""

    PUBLISHED = "publiee", _("publiée")
    REFUSED = "refusee", _("refusée")
