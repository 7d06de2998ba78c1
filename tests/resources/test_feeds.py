"""The feeds of resources, read by a parser of others."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import feedparser
import pytest
from django.test import Client
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import CollectionViewRestriction

from home.structure import Structure
from hub.models import HubImage, Speaker, Territory, Theme
from resources.models import ReplayPage
from tests.conftest import Space
from tests.factories import (
    PDF,
    add,
    make_document,
    make_event,
    make_presentation,
    make_publication,
    make_replay,
)
from tests.queries import queries_of

PATHS = ["/ressources.atom", "/ressources.json", "/replays.rss"]


def read(client: Client, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200
    feed = feedparser.parse(answer.content)
    assert not feed.bozo, feed.bozo_exception
    return feed


def make_episode(structure: Structure, title: str = "Film", **fields: Any) -> ReplayPage:
    document = fields.pop("document", None) or make_document("film.mp4", b"0123456789")
    page = ReplayPage(title=title, document=document, **fields)
    page.speakers = [Speaker(name="Ada Martin", organisation="Coop"), Speaker(name="Bo & Roux")]
    return add(structure.resources, page)


def test_the_newest_come_first_without_what_visitors_do_not_see(
    structure: Structure, client: Client, settings: Any
) -> None:
    settings.BASE_URL = "https://www.exemple.fr"
    make_publication(structure.resources, title="Ancien")
    slides = make_presentation(structure.resources, title="Récent <b> & « 😀 »")
    make_publication(structure.resources, title="Brouillon", live=False)
    make_publication(structure.resources, title="Privé").view_restrictions.create(
        restriction_type="login"
    )

    feed = read(client, "/ressources.atom")

    assert [entry.title for entry in feed.entries] == [slides.title, "Ancien"]
    first = feed.entries[0]
    assert first.link == f"https://www.exemple.fr{slides.url}"
    assert first.id == f"urn:uuid:{slides.translation_key}"
    enclosure = next(link for link in first.links if link.rel == "enclosure")
    assert (enclosure.href, enclosure.length, enclosure.type) == (
        f"https://www.exemple.fr{slides.document.url}",
        str(len(PDF)),
        "application/pdf",
    )
    items = json.loads(client.get("/ressources.json").content)["items"]
    assert [item["title"] for item in items] == [slides.title, "Ancien"]
    assert items[0]["attachments"][0]["size_in_bytes"] == len(PDF)


def test_each_filter_of_the_list_filters_the_feeds(
    structure: Structure, space: Space, client: Client
) -> None:
    event = make_event(structure.agenda)
    make_publication(structure.resources, title="Autre")
    make_publication(structure.resources, title="Étude", kind="etude")
    make_publication(
        structure.resources, title="Thème", themes=[Theme.objects.create(name="Réemploi")]
    )
    make_publication(
        structure.resources, title="Nord", territory=Territory.objects.get(slug="nord")
    )
    make_publication(structure.resources, title="Partenaire", partner=space.partner)
    make_publication(structure.resources, title="Rencontre", event=event)
    make_publication(structure.resources, title="An", published_on=dt.date(2021, 12, 31))
    make_publication(structure.resources, title="Anglais", language="en")

    def found(query: str) -> list[str]:
        return [entry.title for entry in read(client, f"/ressources.atom?{query}").entries]

    assert found("type=etude") == ["Étude"]
    assert found("theme=reemploi") == ["Thème"]
    assert found("territoire=hauts-de-france") == ["Nord"]
    assert found(f"partenaire={space.partner.slug}") == ["Partenaire"]
    assert found(f"rencontre={event.pk}") == ["Rencontre"]
    assert found("annee=2021") == ["An"]
    assert found("langue=en") == ["Anglais"]
    assert found("langue=en&annee=2021") == []


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("type=zzz", "Cette nature de ressource n'existe pas."),
        ("annee=20", "Cette année n'existe pas."),
        ("annee=%00", "Cette année n'existe pas."),
        ("langue=zz", "Cette langue n'existe pas."),
        ("rencontre=%27", "Cette rencontre n'existe pas."),
        ("rencontre=999999", "Cette rencontre n'existe pas."),
        ("theme=zzz", "Ce thème n'existe pas."),
    ],
)
@pytest.mark.parametrize("path", PATHS)
def test_an_unknown_value_is_a_404_with_a_sentence(
    structure: Structure, client: Client, path: str, query: str, sentence: str
) -> None:
    answer = client.get(f"{path}?{query}")

    assert (answer.status_code, answer.content.decode()) == (404, sentence)


@pytest.mark.parametrize("path", PATHS)
def test_a_feed_that_has_not_changed_is_a_304(
    structure: Structure, client: Client, path: str
) -> None:
    make_episode(structure)
    etag = client.get(path)["ETag"]

    assert client.get(path, headers={"If-None-Match": etag}).status_code == 304
    make_episode(structure, "Autre")
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 200


def test_the_podcast_has_the_replays_that_are_files_here(
    structure: Structure, client: Client, settings: Any
) -> None:
    settings.BASE_URL = "https://www.exemple.fr"
    image = HubImage.objects.create(title="x", file=get_test_image_file())
    film = make_episode(
        structure, "Le film", duration=dt.timedelta(hours=1, minutes=2), image=image
    )
    sound = make_episode(structure, "Le son", document=make_document("son.MP3", b"abc"))
    make_replay(structure.resources, title="Ailleurs")
    make_presentation(structure.resources, title="Diapos")

    feed = read(client, "/replays.rss")

    assert [entry.title for entry in feed.entries] == ["Le son", "Le film"]
    newest, oldest = feed.entries
    assert [(e.href, e.length, e.type) for e in newest.enclosures] == [
        (f"https://www.exemple.fr{sound.document.url}", "3", "audio/mpeg")
    ]
    assert oldest.enclosures[0].type == "video/mp4"
    assert oldest.enclosures[0].length == str(film.document.file_size)
    assert (oldest.itunes_duration, oldest.author) == ("3720", "Ada Martin, Bo & Roux")
    assert oldest.image.href.startswith("https://www.exemple.fr/media/images/")
    assert feed.feed.author == "Réseau des PTCE"
    assert feed.feed.image.href == "https://www.exemple.fr/static/hub/img/podcast.png"
    assert "itunes_duration" not in newest


def test_the_file_of_a_private_collection_is_in_no_feed(
    structure: Structure, space: Space, client: Client
) -> None:
    document = make_document("film.mp4", b"x", collection=space.partner.collection)
    make_episode(structure, document=document)
    assert len(read(client, "/replays.rss").entries) == 1
    CollectionViewRestriction.objects.create(
        collection=space.partner.collection, restriction_type="login"
    )

    assert read(client, "/replays.rss").entries == []
    for path in PATHS:
        assert document.url not in client.get(path).content.decode()


@pytest.mark.parametrize("path", PATHS)
def test_a_feed_costs_the_same_at_2_and_8_resources(
    structure: Structure, client: Client, path: str
) -> None:
    image = HubImage.objects.create(title="x", file=get_test_image_file())

    def fill(number: int) -> int:
        for n in range(ReplayPage.objects.count(), number):
            make_episode(structure, f"Film {n}", image=image)
        return queries_of(lambda: client.get(path))

    few = fill(2)
    assert few == fill(8) <= 14


def test_the_list_names_its_feeds(structure: Structure, client: Client) -> None:
    html = client.get("/ressources/?type=guide&r=1&tri=titre").content.decode()

    for path in PATHS:
        assert f'href="{path}?type=guide"' in html
