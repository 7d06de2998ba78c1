"""Videos elsewhere: the site that is recognised and the player that is loaded."""

from __future__ import annotations

import pytest

from resources.video import Video, known_video

YOUTUBE = Video(
    "youtube",
    "https://www.youtube-nocookie.com",
    "https://www.youtube-nocookie.com/embed/EUKwUHKN6cY?enablejsapi=1&rel=0",
    "YouTube (Google)",
)
UUID = "9c9de5e8-0a1e-484a-b099-e80766180a6d"
SHORT = "kkGMgK9ZtnKfYAgnEtQxbv"


@pytest.mark.parametrize(
    "url",
    [
        "https://www.youtube.com/watch?v=EUKwUHKN6cY",
        "http://youtube.com/watch?list=PL1&v=EUKwUHKN6cY&t=12s",
        "https://m.youtube.com/watch?v=EUKwUHKN6cY#debut",
        "https://youtu.be/EUKwUHKN6cY?si=x",
        "https://www.youtube.com/live/EUKwUHKN6cY",
        "https://www.youtube.com/shorts/EUKwUHKN6cY/",
        "https://www.youtube-nocookie.com/embed/EUKwUHKN6cY",
        "  https://WWW.YouTube.com/watch?v=EUKwUHKN6cY  ",
    ],
)
def test_a_youtube_address_gives_the_player_without_cookies(url: str) -> None:
    assert known_video(url) == YOUTUBE


@pytest.mark.parametrize(
    ("url", "player"),
    [
        ("https://vimeo.com/76979871", "76979871?dnt=1"),
        ("https://www.vimeo.com/76979871/", "76979871?dnt=1"),
        ("https://vimeo.com/channels/staff-picks/76979871", "76979871?dnt=1"),
        ("https://vimeo.com/76979871/8272103f6e", "76979871?dnt=1&h=8272103f6e"),
        ("https://player.vimeo.com/video/76979871?h=8272103f6e", "76979871?dnt=1&h=8272103f6e"),
        ("https://player.vimeo.com/video/76979871?h=x%26dnt%3D0", "76979871?dnt=1"),
    ],
)
def test_a_vimeo_address_gives_the_player_without_statistics(url: str, player: str) -> None:
    origin = "https://player.vimeo.com"
    assert known_video(url) == Video("vimeo", origin, f"{origin}/video/{player}", "Vimeo")


@pytest.mark.parametrize(
    ("path", "key"),
    [
        (f"/w/{SHORT}", SHORT),
        (f"/w/{UUID}?start=12s", UUID),
        (f"/videos/watch/{UUID}", UUID),
        (f"/videos/embed/{UUID}/", UUID),
    ],
)
def test_a_peertube_address_of_any_instance_gives_its_player(path: str, key: str) -> None:
    origin = "https://tube.example"
    player = f"{origin}/videos/embed/{key}?api=1&p2p=0"
    assert known_video(origin + path) == Video("peertube", origin, player, "tube.example")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "EUKwUHKN6cY",
        "https://",
        "https://[",
        "https://tube.example:99999/w/" + SHORT,
        "https://tube.example:8443/w/" + SHORT,
        "ftp://youtube.com/watch?v=EUKwUHKN6cY",
        "javascript://youtube.com/watch?v=EUKwUHKN6cY",
        "https://www.youtube.com/",
        "https://www.youtube.com/watch?v=trop-court",
        "https://www.youtube.com/watch?v=EUKwUHKN6cY;x",
        "https://www.youtube.com/@chaine",
        "https://www.youtube.com/playlist?list=PL1",
        "https://youtube.com.example/watch?v=EUKwUHKN6cY",
        "https://notyoutube.com/watch?v=EUKwUHKN6cY",
        "https://vimeo.com/about",
        "https://vimeo.com/٧٦٩٧٩٨٧١",
        "https://video.example/w/1",
        "https://tube.example/w/p/" + SHORT,
        "https://tube.example/c/chaine/videos",
        "https://tube.example;script-src */w/" + SHORT,
        "https://tube é.example/w/" + SHORT,
    ],
)
def test_any_other_address_is_no_known_video(url: str) -> None:
    assert known_video(url) is None


@pytest.mark.parametrize("host", ["user:secret@tube.example", "WWW.TUBE.EXAMPLE"])
def test_the_origin_is_a_bare_host(host: str) -> None:
    video = known_video(f"https://{host}/w/{SHORT}")
    assert video
    assert video.origin in {"https://tube.example", "https://www.tube.example"}
