"""The views that are not pages of the tree, and what every answer carries."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Site

from home.structure import Structure
from hub.models import NetworkSettings, User
from tests.conftest import Space
from tests.factories import make_article, make_pole
from tests.lists import visible_text

LEGAL = {
    "/mentions-legales/": ("legal_notice", "Mentions légales"),
    "/donnees-personnelles/": ("privacy", "Données personnelles"),
    "/accessibilite/": ("accessibility", "Accessibilité"),
}


def write(**texts: str) -> None:
    site = Site.objects.get(is_default_site=True)
    NetworkSettings.objects.update_or_create(site=site, defaults=texts)


@pytest.mark.parametrize("url", LEGAL)
@pytest.mark.parametrize("text", ["", "  ", '<p data-block-key="abc"></p>', "<p> </p>"])
def test_a_legal_text_that_is_not_written_is_a_404(
    structure: Structure, client: Client, url: str, text: str
) -> None:
    write(**{LEGAL[url][0]: text})

    assert client.get(url).status_code == 404


@pytest.mark.parametrize("url", LEGAL)
def test_a_legal_text_is_shown_under_its_title(
    structure: Structure, client: Client, url: str
) -> None:
    field, title = LEGAL[url]
    write(**{field: "<h2>Éditeur</h2><p>La <b>coopérative</b></p>"})

    answer = client.get(url)

    text = visible_text(answer)
    assert answer.status_code == 200
    assert title in text
    assert "La coopérative" in text
    assert [client.get(other).status_code for other in LEGAL if other != url] == [404, 404]


def test_the_footer_leads_to_the_legal_texts_that_are_written(
    structure: Structure, client: Client
) -> None:
    write(privacy="<p>Rien.</p>", legal_notice='<p data-block-key="abc"></p>')

    html = client.get("/").content.decode()

    assert 'href="/donnees-personnelles/"' in html
    assert 'href="/accessibilite/"' not in html


def test_robots_keep_out_of_the_admin_and_find_the_map(client: Client, settings: Any) -> None:
    settings.BASE_URL = "https://www.exemple.fr"

    answer = client.get("/robots.txt")

    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /recherche/",
        "Disallow: /favoris",
        "Sitemap: https://www.exemple.fr/sitemap.xml",
    ]


def test_the_sitemap_lists_what_visitors_see(
    structure: Structure, space: Space, client: Client
) -> None:
    shown = make_article(structure.home)
    draft = make_article(structure.home, live=False)
    private = make_article(structure.home)
    private.view_restrictions.create(restriction_type="login")

    answer = client.get("/sitemap.xml")

    xml = answer.content.decode()
    pages = [structure.home, structure.poles, structure.agenda, space.page, shown]
    assert answer["Content-Type"] == "application/xml"
    assert all(f"<loc>{page.full_url}</loc>" in xml for page in pages)
    assert not any(f"/{page.slug}/" in xml for page in (draft, private))


@pytest.mark.parametrize("url", ["/rien/", "/poles/rien/", "/agenda/rien.html", "/documents/9/x"])
def test_an_unknown_address_is_a_404(structure: Structure, client: Client, url: str) -> None:
    assert client.get(url).status_code == 404


def test_the_404_page_is_in_french_and_helps_to_go_on(structure: Structure, client: Client) -> None:
    answer = client.get("/rien/")

    text = visible_text(answer)
    assert "Cette page n’existe pas" in text
    assert 'lang="fr"' in answer.content.decode()
    assert 'href="/poles/"' in answer.content.decode()
    assert "Not Found" not in text


def test_a_draft_is_a_404_for_visitors(structure: Structure, client: Client) -> None:
    pole = make_pole(structure.poles, live=False)

    assert client.get(f"/poles/{pole.slug}/").status_code == 404


def test_a_private_page_asks_who_comes(structure: Structure, client: Client) -> None:
    article = make_article(structure.home, title="Secret")
    article.view_restrictions.create(restriction_type="login")

    answer = client.get(article.url, follow=True)

    assert answer.redirect_chain == [(f"/_util/login/?next={article.url}", 302)]
    assert answer.status_code == 200
    assert 'name="password"' in answer.content.decode()
    assert "Secret" not in answer.content.decode()


@pytest.mark.parametrize(
    "url", ["/", "/poles/", "/agenda/", "/recherche/?q=x", "/robots.txt", "/sitemap.xml", "/rien/"]
)
def test_public_answers_have_a_strict_policy(
    structure: Structure, client: Client, url: str
) -> None:
    answer = client.get(url)

    directives = dict(
        part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";")
    )
    assert directives == {
        "default-src": "'self'",
        "img-src": "'self' data:",
        "media-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'self'",
    }
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "strict-origin-when-cross-origin"


def test_public_pages_hold_nothing_that_the_policy_forbids(
    structure: Structure, client: Client
) -> None:
    make_article(structure.home)

    for url in ("/", "/poles/", "/agenda/", "/ressources/", "/partenaires/", "/recherche/"):
        html = client.get(url).content.decode()
        assert " style=" not in html, url
        assert "<style" not in html, url
        assert " onclick=" not in html, url
        assert "<script>" not in html, url


def test_the_admin_has_a_policy_that_its_scripts_can_bear(
    structure: Structure, animator: User, as_user: Any, client: Client
) -> None:
    for answer in (as_user(animator).get("/admin/"), client.get("/admin/login/")):
        policy = answer["Content-Security-Policy"]
        assert "script-src 'self' 'unsafe-inline'" in policy
        assert "object-src 'none'" in policy


def test_an_address_that_only_begins_like_the_admin_has_the_strict_policy(
    structure: Structure, client: Client
) -> None:
    assert "unsafe-inline" not in client.get("/administration/")["Content-Security-Policy"]


@pytest.mark.parametrize("url", ["/recherche/", "/robots.txt", "/mentions-legales/"])
def test_what_is_only_read_cannot_be_posted(structure: Structure, client: Client, url: str) -> None:
    assert client.post(url).status_code == 405


def test_a_visitor_gets_no_cookie(structure: Structure, client: Client) -> None:
    for url in ("/", "/poles/", "/agenda/", "/ressources/", "/recherche/?q=x", "/rien/"):
        assert not client.get(url).cookies, url


def test_no_page_calls_a_third_party(structure: Structure, space: Space, client: Client) -> None:
    for url in ("/", "/poles/", "/agenda/", "/ressources/", "/partenaires/", space.page.url):
        html = client.get(url).content.decode()
        assert 'src="http' not in html, url
        assert 'rel="stylesheet" href="http' not in html, url


def test_the_settings_of_the_network_are_kept_by_its_team(
    structure: Structure, space: Space, animator: User, as_user: Any
) -> None:
    site = Site.objects.get(is_default_site=True)
    url = reverse("wagtailsettings:edit", args=["hub", "networksettings", site.pk])

    answer = as_user(animator).post(
        url,
        {
            "name": "Réseau du Bray",
            "tagline": "",
            "contact_email": "contact@bray.example",
            "contact_phone": "",
            "contact_address": "",
            "networks-count": "0",
            "legal_notice": "null",
            "privacy": "null",
            "accessibility": "null",
        },
    )

    assert answer.status_code == 302
    network = NetworkSettings.for_site(site)
    assert (network.name, network.contact_email) == ("Réseau du Bray", "contact@bray.example")
    assert as_user(space.writer).get(url).status_code == 302
