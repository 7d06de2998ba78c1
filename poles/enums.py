"""The choices of a pole's fields."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Wave(models.TextChoices):
    """The calls through which the State has recognised poles."""

    T2012 = "T2012", _("Pôles témoins, 2012")
    AAP2013 = "AAP2013", _("Appel à projets 2013")
    AAP2015 = "AAP2015", _("Appel à projets 2015")
    AMI2021 = "AMI2021", _("Appel à manifestation d'intérêt 2021")
    AMI2021_PHASE_1 = "AMI2021-p1", _("Appel à manifestation d'intérêt 2021, phase 1 seulement")
    AMI2022 = "AMI2022", _("Appel à manifestation d'intérêt 2022")
    AMI2023 = "AMI2023", _("Appel à manifestation d'intérêt 2023")
    AMI2025 = "AMI2025", _("Appel à manifestation d'intérêt 2025")


# Supported in a first phase, and not to be shown as recognised.
UNRECOGNISED_WAVES = {Wave.AMI2021_PHASE_1}


class Stage(models.TextChoices):
    """How far a pole has come."""

    EMERGING = "emergent", _("émergent")
    ESTABLISHED = "confirme", _("confirmé")
    WITNESS = "temoin", _("pôle témoin")
    ENDED = "termine", _("terminé")


class MemberKind(models.TextChoices):
    """The kinds of members that article 9 of the law of 31 July 2014 names."""

    SOCIAL_ENTERPRISE = "ess", _("entreprise de l'économie sociale et solidaire")
    COMPANY = "entreprise", _("autre entreprise")
    AUTHORITY = "collectivite", _("collectivité territoriale ou groupement")
    RESEARCH = "recherche", _("recherche, enseignement supérieur, formation")
    OTHER = "autre", _("autre personne physique ou morale")


class Precision(models.TextChoices):
    """How exactly a pole stands on the map."""

    ADDRESS = "adresse", _("à l'adresse")
    COMMUNE = "commune", _("à la commune")
    AREA = "territoire", _("au centre de son territoire")
    DEPARTEMENT = "departement", _("au centre du département")
