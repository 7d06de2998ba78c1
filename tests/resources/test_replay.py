"""A replay's page: its player, its chapters, its captions and its transcript."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from home.structure import Structure
from hub.models import HubPage, User
from resources.models import Chapter, ReplayPage
from tests.editor import PUBLISH, SAVE, edit_url, errors, send
from tests.factories import VTT, add, make_document, make_replay
from tests.lists import visible_text

YOUTUBE = "https://www.youtube.com/watch?v=EUKwUHKN6cY"
PEERTUBE = "https://tube.example/w/kkGMgK9ZtnKfYAgnEtQxbv"


def soup(client: Client, page: HubPage) -> Any:
    return BeautifulSoup(client.get(page.url).content, "html.parser")


def minutes(*moments: float) -> list[Chapter]:
    return [Chapter(at=dt.timedelta(minutes=at), title=f"Minute {at}") for at in moments]


@pytest.mark.parametrize(
    ("url", "origin", "receiver"),
    [
        (YOUTUBE, "https://www.youtube-nocookie.com", "YouTube (Google)"),
        (PEERTUBE, "https://tube.example", "tube.example"),
    ],
)
def test_a_video_elsewhere_waits_for_a_click_that_names_who_receives_the_address(
    structure: Structure, client: Client, url: str, origin: str, receiver: str
) -> None:
    page = make_replay(structure.resources, url_elsewhere=url)

    html = soup(client, page)

    place = html.select_one("[data-video]")
    assert place["data-player"].startswith(origin)
    assert f"{receiver} recevra votre adresse IP" in " ".join(place.get_text(" ").split())
    assert place.select_one(f'a[href="{url}"]')
    for element in html.select("[src], link[href]"):
        address = element.get("src") or element["href"]
        assert not address.startswith(origin), element


def test_the_policy_lets_in_the_player_of_the_page_and_no_other(
    structure: Structure, client: Client
) -> None:
    ours = make_replay(structure.resources, url_elsewhere=PEERTUBE)
    unknown = make_replay(structure.resources)
    here = make_replay(
        structure.resources,
        url_elsewhere=YOUTUBE,
        document=make_document("film.webm", b"\x1aE\xdf\xa3"),
    )

    strict = client.get(unknown.url)["Content-Security-Policy"]
    assert "frame-src" not in strict
    assert client.get(here.url)["Content-Security-Policy"] == strict
    assert client.get("/ressources/")["Content-Security-Policy"] == strict
    assert client.get(ours.url)["Content-Security-Policy"] == (
        f"{strict}; frame-src https://tube.example"
    )


def test_the_preview_lets_in_the_player_too(
    structure: Structure, animator: User, as_user: Any
) -> None:
    page = make_replay(structure.resources, url_elsewhere=YOUTUBE, live=False)

    answer = as_user(animator).get(f"/admin/pages/{page.pk}/view_draft/")

    assert answer["Content-Security-Policy"].endswith("frame-src https://www.youtube-nocookie.com")


def test_an_address_that_no_player_knows_stays_a_link(structure: Structure, client: Client) -> None:
    page = make_replay(structure.resources, url_elsewhere="https://video.example/w/1")

    html = soup(client, page)

    assert html.select("[data-video]") == []
    assert html.select_one('.video-link a[href="https://video.example/w/1"]')


def test_chapters_are_listed_by_their_moment_with_links_to_share(
    structure: Structure, client: Client
) -> None:
    page = ReplayPage(title="Film", url_elsewhere=YOUTUBE)
    page.chapters = minutes(70, 0, 12.5)
    page = add(structure.resources, page)

    chapters = soup(client, page).select(".chapters li")

    assert [chapter["id"] for chapter in chapters] == ["t=0", "t=750", "t=4200"]
    assert [chapter.a["href"] for chapter in chapters] == ["#t=0", "#t=750", "#t=4200"]
    assert [chapter.select_one(".chapters__at").text for chapter in chapters] == [
        *("0:00:00", "0:12:30", "1:10:00")
    ]


def test_two_chapters_of_one_moment_have_one_anchor(structure: Structure, client: Client) -> None:
    page = ReplayPage(title="Film", url_elsewhere=YOUTUBE)
    page.chapters = [*minutes(1), Chapter(at=dt.timedelta(seconds=60.5), title="Encore")]
    page = add(structure.resources, page)

    chapters = soup(client, page).select(".chapters li")

    assert [chapter.get("id") for chapter in chapters] == ["t=60", None]


@pytest.mark.parametrize("duration", ["-1:00:00", "999999999999999999999999", "\x00", "🎬"])
def test_an_impossible_duration_is_refused_without_an_error(
    structure: Structure, animator: User, as_user: Any, duration: str
) -> None:
    page = make_replay(structure.resources)

    answer = send(as_user(animator), edit_url(page), PUBLISH, duration=duration)

    assert list(errors(answer)) == ["duration"]


def test_machines_read_the_duration_the_player_and_the_chapters(
    structure: Structure, client: Client
) -> None:
    page = ReplayPage(
        title="Film",
        url_elsewhere=YOUTUBE,
        duration=dt.timedelta(hours=1, minutes=32),
        published_on=dt.date(2022, 2, 11),
    )
    page.chapters = minutes(12.5)
    page = add(structure.resources, page)

    html = soup(client, page)

    video = html.select_one('[itemtype="https://schema.org/VideoObject"]')
    facts = {meta["itemprop"]: meta["content"] for meta in video.select("meta[itemprop]")}
    assert facts == {
        "name": "Film",
        "description": "Film",
        "inLanguage": "fr",
        "duration": "P0DT01H32M00S",
        "uploadDate": "2022-02-11",
        "embedUrl": "https://www.youtube-nocookie.com/embed/EUKwUHKN6cY?enablejsapi=1&rel=0",
    }
    clip = html.select_one(f"#{video['itemref']} [itemprop=hasPart]")
    assert clip.select_one("meta[itemprop=startOffset]")["content"] == "750"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<html>", "Ligne 1 : un fichier WebVTT commence par « WEBVTT »."),
        (VTT + b"\n00:00.500 --> 00:02.000\nNon", "Ligne 6 : ce sous-titre commence avant"),
    ],
)
def test_captions_are_checked_when_the_page_is_published(
    structure: Structure, animator: User, as_user: Any, content: bytes, sentence: str
) -> None:
    replay = make_replay(structure.resources)
    captions = str(make_document("film.vtt", content).pk)

    refused = send(as_user(animator), edit_url(replay), PUBLISH, captions=captions)
    kept = send(as_user(animator), edit_url(replay), SAVE, captions=captions)

    assert errors(refused)["captions"][0].startswith(sentence)
    assert kept.status_code == 302


def test_captions_whose_file_is_gone_are_said(structure: Structure) -> None:
    captions = make_document("film.vtt", VTT)
    captions.file.storage.delete(captions.file.name)

    page = ReplayPage(url_elsewhere=YOUTUBE, captions=captions)

    assert page.publication_errors() == {"captions": "Ce fichier est introuvable."}


@pytest.mark.search_index
def test_an_empty_transcript_is_filled_from_the_captions(
    structure: Structure, animator: User, as_user: Any, client: Client
) -> None:
    replay = make_replay(structure.resources)
    captions = str(make_document("film.vtt", VTT).pk)

    send(as_user(animator), edit_url(replay), PUBLISH, captions=captions, transcript=" ")

    replay = ReplayPage.objects.get(pk=replay.pk)
    assert replay.transcript == "[0:00:01] Marie\N{NO-BREAK SPACE}: Des ruches sur le toit."
    assert "Des ruches sur le toit." in visible_text(client.get(replay.url))
    found = client.get("/recherche/?q=ruche")
    assert replay.title in visible_text(found)


def test_a_written_transcript_is_kept(structure: Structure) -> None:
    captions = make_document("film.vtt", VTT)
    page = make_replay(structure.resources, captions=captions, transcript="À ma façon")

    assert page.transcript == "À ma façon"


def test_a_transcript_shows_its_moments_as_plain_text(structure: Structure, client: Client) -> None:
    page = make_replay(structure.resources, transcript="[12:30] Un <b>\n\nDeux")

    found = soup(client, page).select(".transcript__text p")

    assert [" ".join(p.get_text(" ").split()) for p in found] == ["0:12:30 Un <b>", "Deux"]
    assert [p.select("a") for p in found] == [[], []]
    assert "12" not in page.stemmed_text().split()
