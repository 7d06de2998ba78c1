"""The network itself: its settings, its themes, its partners."""

from __future__ import annotations

import json
from collections import Counter

from wagtail.models import Site

from home.demo import stories
from home.demo.context import Demo, region
from home.demo.rows import Row, address, read
from hub.models import NetworkSettings, Partner, Theme
from hub.models.network import PartnerKind, PartnerLevel
from partners.spaces import open_space

# The slugs stand in the data and in the addresses of the filters.
THEMES = {
    "alimentation-agriculture": "Alimentation et agriculture",
    "bois": "Bois",
    "cooperation-economique": "Coopération économique",
    "culture-creation": "Culture et création",
    "ecoconstruction-renovation": "Écoconstruction et rénovation",
    "ecologie-industrielle": "Écologie industrielle",
    "energie": "Énergie",
    "environnement": "Environnement",
    "formation": "Formation",
    "habitat": "Habitat",
    "insertion-emploi": "Insertion et emploi",
    "mobilite": "Mobilité",
    "numerique": "Numérique",
    "petite-enfance": "Petite enfance",
    "politique-de-la-ville": "Politique de la ville",
    "recherche": "Recherche",
    "reemploi": "Réemploi",
    "sante-autonomie": "Santé et autonomie",
    "services-entreprises": "Services aux entreprises",
    "services-proximite": "Services de proximité",
    "sport": "Sport",
    "textile-mode-laine": "Textile, mode et laine",
    "tiers-lieux-entrepreneuriat": "Tiers-lieux et entrepreneuriat",
    "tourisme-patrimoine": "Tourisme et patrimoine",
    "transitions": "Transitions",
}

KINDS = {
    "agence": PartnerKind.AGENCY,
    "agence d'ingénierie": PartnerKind.AGENCY,
    "base documentaire": PartnerKind.LIBRARY,
    "centre de ressources": PartnerKind.RESOURCE_CENTRE,
    "chambre régionale": PartnerKind.CHAMBER,
    "collectivité": PartnerKind.AUTHORITY,
    "fondation": PartnerKind.FUNDER,
    "fédération": PartnerKind.NETWORK,
    "institution": PartnerKind.AUTHORITY,
    "institution financière": PartnerKind.FUNDER,
    "laboratoire d'idées": PartnerKind.RESEARCH,
    "mouvement": PartnerKind.NETWORK,
    "pôle": PartnerKind.POLE,
    "recherche": PartnerKind.RESEARCH,
    "réseau": PartnerKind.NETWORK,
    "réseau de collectivités": PartnerKind.NETWORK,
    "réseau de l'insertion": PartnerKind.NETWORK,
}
LEVELS = {
    "national": PartnerLevel.NATIONAL,
    "régional": PartnerLevel.REGIONAL,
    "local": PartnerLevel.LOCAL,
}

# How the data names partners, beside their full names.
ALIASES = {
    "CRESS Normandie": "cress-normandie",
    "CRESS PACA": "cress-paca",
    "France Tiers-Lieux (observatoire)": "france-tiers-lieux",
    "Labo de l'ESS et partenaires": "labo-ess",
    "MES": "mes",
    "Ministère de l'Économie": "etat",
    "RTES": "rtes",
}

LEGAL_NOTICE = """
<p>Ce site est une <b>démonstration</b> : il montre ce que peut être le centre de ressources et
d'événements d'un réseau de pôles territoriaux de coopération économique. Il n'est édité par aucune
des organisations qu'il cite et n'engage aucune d'elles.</p>
<h2>Contenus</h2>
<p>Les pôles, les rencontres et les ressources sont réels. Chaque fiche donne la page publique d'où
viennent ses faits ; un champ vide veut dire que l'information n'a pas été trouvée. Les événements
dont le titre commence par « Exemple » sont inventés.</p>
<p>Les illustrations et les deux diaporamas ont été faits pour cette démonstration et sont placés
sous licence CC0.</p>
<h2>Avant une mise en ligne</h2>
<p>Remplacez ce texte par l'identité de l'éditeur, celle du directeur de la publication et celle de
l'hébergeur, que la loi du 21 juin 2004 demande.</p>
"""
PRIVACY = """
<h2>Pas de pistage</h2>
<p>Ce site ne mesure pas votre visite et ne dépose aucun traceur : il n'a donc pas de bandeau. Un
cookie de session, et un autre qui reconnaît leur navigateur, n'existent que pour les personnes qui
se connectent à l'administration ; les formulaires publics ont un cookie qui les protège.</p>
<h2>Ce que vous proposez</h2>
<p>Une proposition d'événement ou de pôle garde votre nom et votre courriel le temps de la décision,
puis trente jours.</p>
<h2>Rien n'est chargé d'un autre site</h2>
<p>Polices, images et scripts viennent d'ici. Une vidéo hébergée ailleurs n'est demandée à son
hébergeur qu'après votre clic.</p>
<h2>Personnes citées</h2>
<p>Seuls les deux intervenants d'une rencontre publique sont nommés, comme ils le sont par la page
source. Pour demander un retrait, écrivez à l'adresse de contact au pied de chaque page.</p>
"""
ACCESSIBILITY = """
<p>Ce site de démonstration <b>n'a pas fait l'objet d'un audit</b> de conformité au référentiel
général d'amélioration de l'accessibilité (RGAA). Aucun taux de conformité ne peut donc être
annoncé.</p>
<h2>Ce que nous savons</h2>
<ul>
<li>La carte des pôles est doublée par leur liste, qui donne les mêmes informations.</li>
<li>Les diaporamas à télécharger sont des PDF dont l'ordre de lecture n'a pas été vérifié.</li>
<li>Les vidéos sont hébergées ailleurs ; leur sous-titrage dépend de leur auteur.</li>
</ul>
<h2>Signaler une difficulté</h2>
<p>Écrivez à l'adresse de contact au pied de chaque page, en donnant l'adresse de la page et ce qui
vous a arrêté.</p>
"""


def load_network(demo: Demo) -> None:
    """Fill in the settings of the site and create the themes."""
    settings = NetworkSettings.for_site(Site.objects.get(is_default_site=True))
    settings.name = "Réseau des PTCE"
    settings.tagline = "Coopérer sur un territoire, apprendre les uns des autres"
    settings.contact_email = "contact@example.org"
    accounts = [
        ("Le Labo de l'ESS", "https://www.lelabo-ess.org"),
        ("Le RTES", "https://www.rtes.fr"),
        ("L'Avise", "https://www.avise.org"),
    ]
    settings.networks = json.dumps(
        [{"type": "link", "value": stories.link(title, url)} for title, url in accounts]
    )
    settings.legal_notice = LEGAL_NOTICE
    settings.privacy = PRIVACY
    settings.accessibility = ACCESSIBILITY
    settings.save()
    for slug, name in THEMES.items():
        demo.themes[slug] = Theme.objects.create(slug=slug, name=name)
    demo.report("Thèmes", len(THEMES), len(THEMES))


def load_partners(demo: Demo) -> None:
    """Create the partners and open the space of each."""
    rows = read("partners")
    short_names = Counter(row["short_name"] for row in rows)
    for done, row in enumerate(rows, start=1):
        partner = partner_of(row)
        if short_names[partner.short_name] > 1:  # « CRESS » tells no chamber from another
            partner.short_name = ""
        partner.save()
        demo.sections[partner.slug] = open_space(partner, demo.structure.partners)
        demo.partners[partner.slug] = partner
        demo.report("Partenaires", done, len(rows))


def partner_of(row: Row) -> Partner:
    """Return the unsaved partner of ``row``."""
    return Partner(
        slug=row["slug"],
        name=row["name"],
        short_name=row["short_name"],
        kind=KINDS[row["kind"]],
        level=LEVELS[row["level"]],
        territory=region(row["region"]),
        role=row["role_fr"],
        website=address(row["website"]),
        source=address(row["source"]),
    )


def known_partner(name: str, partners: dict[str, Partner]) -> Partner | None:
    """Return the partner that the data calls ``name``; ``None`` for a stranger to the network."""
    if slug := ALIASES.get(name):
        return partners[slug]
    return next((partner for partner in partners.values() if partner.name == name), None)
