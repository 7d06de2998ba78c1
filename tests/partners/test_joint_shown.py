"""Pages with several partners, as visitors see them: the page, the lists, the feeds, the counts."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup
from django.test import Client

from tests.conftest import Space
from tests.factories import make_article, make_event, make_publication
from tests.lists import LIST_BUDGET, queries, titles
from tests.partners.joint_pages import join


def test_a_partner_is_named_once_the_page_is_published_with_it(
    space: Space, other_space: Space, client: Client
) -> None:
    page = make_article(space.page)
    join(page, other_space)
    assert (
        "Avec"
        not in BeautifulSoup(client.get(page.url).content, "html.parser")
        .select_one(".facts")
        .get_text()
    )

    page.save_revision().publish()

    facts = BeautifulSoup(client.get(page.url).content, "html.parser").select_one(".facts")
    assert facts.select_one(f'a[href="{other_space.page.url}"]').text == "Fabrique du Littoral"
    page.joint_partners.all().delete()
    assert "Fabrique" not in client.get(page.url).content.decode()


def published_with(page: Any, space: Space) -> Any:
    join(page, space)
    page.save_revision().publish()
    return page


def test_a_joint_page_is_in_the_list_of_each_of_its_partners_once(
    space: Space, other_space: Space, third_space: Space, client: Client
) -> None:
    page = published_with(make_article(space.page, title="À trois"), other_space)
    published_with(page, third_space)
    join(make_article(space.page, title="Pas encore"), other_space)

    lists = {
        s.partner.name: titles(client.get(s.page.url).context["pages"])
        for s in (space, other_space, third_space)
    }

    assert lists == {
        "Coop du Bray": ["Pas encore", "À trois"],
        "Fabrique du Littoral": ["À trois"],
        "Atelier du Vexin": ["À trois"],
    }


def test_lists_feeds_and_their_counts_agree(
    space: Space, other_space: Space, third_space: Space, client: Client
) -> None:
    both = published_with(make_event(space.page, title="Ensemble"), other_space)
    make_event(space.page, title="Le Bray seul")
    # Named by its own field and beside it: one partner, one page.
    event = make_event(space.page, title="Deux fois", partner=other_space.partner)
    published_with(event, other_space)
    published_with(make_publication(space.page, title="Guide"), other_space)
    make_publication(other_space.page, title="Du Littoral")
    assert both.live

    for slug in ["coop-du-bray", "fabrique-du-littoral", "atelier-du-vexin"]:
        agenda = client.get("/agenda/")
        filtered = client.get(f"/agenda/?partenaire={slug}")
        feed = client.get(f"/agenda.json?partenaire={slug}").json()
        library = client.get("/ressources/")
        resources = client.get(f"/ressources/?partenaire={slug}")
        news = client.get(f"/ressources.json?partenaire={slug}").json()

        meetings = {
            "coop-du-bray": {"Ensemble", "Le Bray seul"},
            "fabrique-du-littoral": {"Ensemble", "Deux fois"},
            "atelier-du-vexin": set(),
        }[slug]
        guides = {
            "coop-du-bray": {"Guide"},
            "fabrique-du-littoral": {"Guide", "Du Littoral"},
            "atelier-du-vexin": set(),
        }[slug]
        assert {entry.event.title for entry in filtered.context["occurrences"]} == meetings
        assert len(filtered.context["occurrences"]) == len(meetings)
        assert {item["title"].split(" – ")[0] for item in feed["items"]} == meetings
        assert {item["title"] for item in news["items"]} == guides
        assert sorted(titles(resources.context["resources"])) == sorted(guides)
        assert counted(agenda, slug) == len(meetings)
        assert counted(library, slug) == len(guides)


def counted(answer: Any, slug: str) -> int:
    """Return the number that the filter says beside a partner."""
    option = BeautifulSoup(answer.content, "html.parser").select_one(f'option[value="{slug}"]')
    return int(option.text.rsplit("(", 1)[1].rstrip(")")) if option else 0


def test_lists_cost_the_same_whatever_the_number_of_joint_pages(
    space: Space, other_space: Space, client: Client
) -> None:
    def add(number: int) -> None:
        for _one in range(number):
            published_with(make_event(space.page), other_space)
            published_with(make_publication(space.page), other_space)

    slug = other_space.partner.slug
    urls = [
        f"/agenda/?partenaire={slug}",
        f"/agenda.json?partenaire={slug}",
        f"/ressources/?partenaire={slug}",
        f"/ressources.json?partenaire={slug}",
        other_space.page.url,
    ]
    add(1)
    few = [queries(client, url) for url in urls]

    add(3)

    assert [queries(client, url) for url in urls] == few
    assert max(few) <= LIST_BUDGET
