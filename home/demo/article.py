"""The articles of the demonstration, in our own words; the facts are those of the sources."""

from __future__ import annotations

import datetime as dt

from django.utils.html import escape

from home.demo import stories
from home.demo.context import Demo, region
from home.demo.events import undated
from home.demo.rows import Row, address, is_site_root, parts, read
from home.models import ArticlePage, HomePage

SOURCE = (
    "https://www.irev.fr/thematiques/transitions/cooperations-economiques/"
    "les-poles-territoriaux-de-cooperation-economique"
)
LAW = "https://www.legifrance.gouv.fr/loda/id/JORFTEXT000029313296"
LABO = "https://www.lelabo-ess.org/poles-territoriaux-de-cooperation-economique"
MAP = "https://www.lelabo-ess.org/system/files/inline-files/Carte%20des%20PTCE_3.pdf"
ROUND_TABLE = "https://www.youtube.com/watch?v=IOz8YiWnCGA"
REVIVAL = "https://www.ptce-saison3.fr/"
BEAUVAIS = "https://www.emergencebeauvaisis.org/"
REPLAY = "https://www.youtube.com/watch?v=EUKwUHKN6cY"

# Word for word, with its cuts: it is a quotation.
ARTICLE_9 = (
    "[...] le regroupement sur un même territoire d'entreprises de l'économie sociale et solidaire "
    "[...] qui s'associent à des entreprises, en lien avec des collectivités territoriales [...] "
    "ou toute autre personne physique ou morale pour mettre en œuvre une stratégie commune et "
    "continue de mutualisation, de coopération ou de partenariat au service de projets "
    "économiques et sociaux innovants, socialement ou technologiquement, et porteurs d'un "
    "développement local durable."
)


def load_articles(demo: Demo) -> None:
    """Publish the articles, then put the first one forward on the home page."""
    article = article_of(demo)
    demo.publish(demo.sections["irev"], article)
    demo.pages["article"] = article
    demo.report("Articles", 1, 2)
    demo.publish(demo.structure.home, undated_article(undated(read("events"))))
    demo.report("Articles", 2, 2)
    _publish_home(demo, article)
    demo.report("Accueil", 1, 1)


def article_of(demo: Demo) -> ArticlePage:
    """Return the unsaved article that tells what a pole is and where things stand."""
    article = ArticlePage(
        title="Les pôles territoriaux de coopération économique",
        slug="les-poles-territoriaux-de-cooperation-economique",
        summary=(
            "Des acteurs d'un même territoire s'allient pour répondre à des besoins que personne "
            "ne couvre seul. D'où vient cette idée, ce que la loi en dit, et où elle en est dans "
            "les Hauts-de-France."
        ),
        image=demo.images["territoire"],
        territory=region("Hauts-de-France"),
        published_on=dt.date(2022, 2, 17),
        updated_on=dt.date(2022, 9, 9),
        source=SOURCE,
        body=stories.body(
            *_what_a_pole_is(),
            *_where_things_stand(),
            *_in_the_region(demo),
            *_in_beauvais(demo),
            *_to_go_further(),
        ),
    )
    article.themes = demo.themed(["cooperation-economique", "politique-de-la-ville"])
    return article


def _what_a_pole_is() -> list[stories.Block]:
    return [
        stories.text(
            "<p>Depuis une quinzaine d'années, des entreprises, des associations et des "
            "collectivités apprennent à travailler en <b>pôle</b> : elles partagent un territoire, "
            "et décident de s'en occuper ensemble.</p>"
        ),
        stories.heading("Un PTCE, qu'est-ce que c'est ?"),
        stories.text(
            f'<p>L\'idée mûrit à partir de 2009 dans les travaux du <a href="{LABO}">Labo de '
            "l'ESS</a>. Cinq ans plus tard, elle entre dans le droit : l'article 9 de la loi du "
            "31 juillet 2014 sur l'économie sociale et solidaire, dite loi Hamon, en donne la "
            "définition.</p>"
        ),
        stories.quote(
            ARTICLE_9,
            "Loi du 31 juillet 2014 relative à l'économie sociale et solidaire, article 9",
            LAW,
        ),
        stories.text(
            "<p>Les quatre lettres du sigle donnent le mode d'emploi.</p>"
            "<ul>"
            "<li><b>Pôle</b> : des structures de l'économie sociale et solidaire qui se côtoyaient "
            "sans coopérer – associations, entreprises, sociétés coopératives d'intérêt "
            "collectif – font cause commune.</li>"
            "<li><b>Territoire</b> : le projet naît d'un lieu précis, avec ses habitants et ses "
            "initiatives, et répond aux besoins de ce lieu.</li>"
            "<li><b>Coopération</b> : chacun met au pot, de son plein gré, des moyens, des "
            "compétences ou des savoir-faire ; entreprises et institutions sont de la "
            "partie.</li>"
            "<li><b>Économie</b> : les emplois, les biens et les services créés restent sur place. "
            "Le pôle se juge à son utilité sociale plus qu'à sa place dans la concurrence.</li>"
            "</ul>"
        ),
        stories.heading("Que font les pôles ?"),
        stories.text(
            "<p>Chaque pôle choisit les filières qui comptent chez lui : alimentation, "
            "développement durable, insertion professionnelle… Il sensibilise, il forme, il "
            "accompagne les porteurs de projet à chaque étape, de l'idée à la consolidation. "
            "C'est une façon de se doter à plusieurs d'une <b>ingénierie</b> qu'aucun membre ne "
            "pourrait payer seul.</p>"
        ),
    ]


def _where_things_stand() -> list[stories.Block]:
    return [
        stories.heading("Où en est-on ?"),
        stories.text(
            "<p>Quelques territoires ont d'abord essuyé les plâtres. Un premier appel à projets, "
            "en 2013, a donné de l'assise à l'idée ; le deuxième, dont les résultats datent de "
            "2016, a suivi la loi et fait naître d'autres pôles. Les acteurs de l'économie sociale "
            f'et solidaire ont ensuite plaidé pour une <a href="{REVIVAL}">relance</a>, que la '
            "transition écologique rendait plus pressante.</p>"
            "<p>Elle est venue en juillet 2021. L'État ouvre alors un appel à manifestation "
            "d'intérêt <b>permanent</b>, la « saison 3 » : on candidate quand on est prêt. Un "
            "<b>bouquet de services</b> l'accompagne, pour les pôles qui se lancent comme pour les "
            "plus anciens. L'Avise, le RTES, les CRESS et le Labo de l'ESS, entre autres, y aident "
            "à créer, à consolider et à animer les pôles.</p>"
        ),
        stories.figures(
            (
                "70 %",
                "des PTCE répondent à des besoins de leur territoire qui n'étaient pas couverts",
                "Labo de l'ESS",
                ROUND_TABLE,
            ),
            (
                "9",
                "pôles reconnus par l'État dans les Hauts-de-France avant 2021",
                "IREV",
                SOURCE,
            ),
            ("11", "autres pôles dans les Hauts-de-France en 2021", "IREV", SOURCE),
        ),
    ]


def _in_the_region(demo: Demo) -> list[stories.Block]:
    return [
        stories.heading("Et dans les Hauts-de-France ?"),
        stories.text(
            "<p>Une <b>cellule régionale d'animation</b> décline ici la dynamique nationale. Elle "
            "réunit l'État, la Région Hauts-de-France, l'Institut Godin, l'APES et l'IRIAE ; la "
            "CRESS Hauts-de-France la conduit. Elle appuie les pôles déjà reconnus et ceux qui "
            "cherchent leur forme.</p>"
        ),
        stories.documents(
            "La présentation de la CRESS Hauts-de-France",
            demo.documents["diapo-cress-hdf-2022"].pk,
        ),
    ]


def _in_beauvais(demo: Demo) -> list[stories.Block]:
    return [
        stories.heading("À Beauvais, un pôle pour les quartiers"),
        stories.text(
            "<p>En février 2022, l'IREV a consacré une visioconférence aux mutations de "
            "l'économie. Émergence Beauvaisis y a raconté sa démarche dans l'agglomération de "
            "Beauvais : une économie de proximité, portée à plusieurs, au bénéfice des quartiers "
            "prioritaires.</p>"
        ),
        stories.image(
            demo.images["quartier"].pk, "Toits et ateliers : l'économie de proximité, vue d'ici."
        ),
        stories.documents(
            "La présentation du pôle", demo.documents["diapo-emergence-beauvaisis"].pk
        ),
        stories.video(REPLAY, "Replay de la rencontre du vendredi 11 février 2022"),
    ]


def _to_go_further() -> list[stories.Block]:
    return [
        stories.heading("Contact pour les Hauts-de-France"),
        stories.contact(
            name="Chargé de mission Appui aux territoires",
            organisation="CRESS Hauts-de-France",
            url="http://www.cresshdf.org",
        ),
        stories.links(
            "Pour aller plus loin",
            ("Replay de la rencontre du vendredi 11 février 2022", REPLAY),
            ("Présentation des PTCE par le Labo de l'ESS", LABO),
            ("Cartographie des PTCE signataires de la charte 2021", MAP),
            (
                "Table-ronde sur les PTCE organisée par le RTES et le Labo de l'ESS à l'occasion "
                "du forum national de l'ESS à Niort",
                ROUND_TABLE,
            ),
            ("Relance des PTCE", REVIVAL),
            ("Présentation du PTCE Emergence Beauvaisis", BEAUVAIS),
        ),
    ]


def undated_article(rows: list[Row]) -> ArticlePage:
    """Return the unsaved article that lists the meetings whose day is lost: they are no events."""
    return ArticlePage(
        title="Rencontres dont la date reste à retrouver",
        slug="rencontres-sans-date",
        summary=(
            "Ces rencontres ont eu lieu, mais leur date n'a pas été relevée. Plutôt que d'en "
            "inventer une, nous les listons ici avec leur source."
        ),
        body=stories.body(
            stories.text(f"<ul>{''.join(undated_item(row) for row in rows)}</ul>"),
            stories.callout(
                "Vous connaissez la date ?",
                "<p>Écrivez à l'adresse de contact au pied de la page : la rencontre prendra sa "
                "place dans l'agenda.</p>",
            ),
        ),
    )


def undated_item(row: Row) -> str:
    """Return the line of a meeting without a date: what, where, by whom, and the source."""
    where = ", ".join(part for part in (row["place"], row["city"]) if part)
    facts = [where, " et ".join(parts(row["organisers"]))]
    url = address(row["source"])
    label = "la source (le site entier)" if is_site_root(url) else "la source"
    said = " – ".join(fact for fact in facts if fact)
    return (
        f"<li><b>{escape(row['title'])}</b> – {escape(said)}. {escape(row['notes'])} "
        f'<a href="{escape(url)}">Lire {label}</a>.</li>'
    )


def _publish_home(demo: Demo, article: ArticlePage) -> None:
    # Read again: the tree has grown under the object of the structure.
    home = HomePage.objects.get(pk=demo.structure.home.pk)
    home.title = "Les pôles territoriaux de coopération économique"
    home.summary = (
        "Trouver un pôle près de chez vous, noter les prochaines rencontres, télécharger ce qui "
        "s'y est dit : le lieu commun des organisations qui font vivre les PTCE."
    )
    home.image = demo.images["territoire"]
    home.featured_id = article.pk
    home.body = stories.body(
        stories.callout(
            "Rejoindre le réseau",
            "<p>Votre organisation accompagne des pôles, ou en est un ? Elle peut avoir ici sa "
            "page, publier ses rencontres et partager ses ressources. Écrivez-nous à l'adresse de "
            "contact, au pied de la page.</p>",
        )
    )
    home.save_revision(user=demo.team).publish(user=demo.team)
