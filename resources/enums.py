"""The choices of a resource's fields."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ResourceKind(models.TextChoices):
    """What a resource is, as it stands in the address of a filtered list."""

    PRESENTATION = "presentation", _("présentation")
    REPLAY = "replay", _("replay")
    GUIDE = "guide", _("guide")
    STUDY = "etude", _("étude ou enquête")
    INITIATIVE = "initiative", _("fiche initiative")
    ARTICLE = "article", _("article")
    RESEARCH = "recherche", _("article de recherche")
    PRESS = "presse", _("dossier de presse")
    NEWS = "actualite", _("actualité")
    PROCEEDINGS = "actes", _("actes ou compte rendu")
    MAP = "cartographie", _("cartographie")
    LAW = "loi", _("texte de loi")
    SITE = "site", _("site ou plateforme")
    OTHER = "autre", _("autre")


# The kinds that have a page type of their own.
OWN_TYPE = {ResourceKind.PRESENTATION, ResourceKind.REPLAY}
PUBLICATION_KINDS = [choice for choice in ResourceKind.choices if choice[0] not in OWN_TYPE]


class Licence(models.TextChoices):
    """Licences, by their SPDX identifier where they have one (https://spdx.org/licenses/)."""

    CC_BY = "CC-BY-4.0", _("Creative Commons Attribution 4.0")
    CC_BY_SA = "CC-BY-SA-4.0", _("Creative Commons Attribution, partage à l'identique 4.0")
    CC_BY_NC = "CC-BY-NC-4.0", _("Creative Commons Attribution, pas d'utilisation commerciale 4.0")
    CC_BY_NC_SA = (
        "CC-BY-NC-SA-4.0",
        _("Creative Commons Attribution, pas d'utilisation commerciale, partage à l'identique 4.0"),
    )
    CC_BY_ND = "CC-BY-ND-4.0", _("Creative Commons Attribution, pas de modification 4.0")
    CC_BY_NC_ND = (
        "CC-BY-NC-ND-4.0",
        _("Creative Commons Attribution, pas d'utilisation commerciale, pas de modification 4.0"),
    )
    CC0 = "CC0-1.0", _("Creative Commons Zéro 1.0")
    ETALAB = "etalab-2.0", _("Licence ouverte 2.0")
    RESERVED = "reserved", _("Tous droits réservés")

    @property
    def text_url(self) -> str:
        """The address of the licence's text in French; empty where no licence is given."""
        if self is Licence.RESERVED:
            return ""
        if self is Licence.ETALAB:
            return "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"
        if self is Licence.CC0:
            return "https://creativecommons.org/publicdomain/zero/1.0/legalcode.fr"
        terms = self.value.removeprefix("CC-").removesuffix("-4.0").lower()
        return f"https://creativecommons.org/licenses/{terms}/4.0/legalcode.fr"


class Language(models.TextChoices):
    """The language of a resource (BCP 47)."""

    FRENCH = "fr", _("français")
    ENGLISH = "en", _("anglais")
    SPANISH = "es", _("espagnol")
    GERMAN = "de", _("allemand")
    OTHER = "mul", _("autre ou plusieurs")
