"""What counts as a download or a play."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from unittest.mock import patch

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection, connections, transaction
from django.test import Client
from django.utils import timezone
from wagtail.models import PageLogEntry

from hub.models import HubDocument, User
from resources.enums import ResourceKind
from resources.models import DailyCount, PublicationPage, ResourceIndexPage, ResourcePage
from resources.views import PLAYS_A_MINUTE
from tests.conftest import Space
from tests.factories import VTT, make_document, make_presentation, make_publication, make_replay

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
CONTENT = b"diapositive " * 1000


@pytest.fixture
def reader() -> Client:
    """A visitor with a browser."""
    return Client(headers={"User-Agent": FIREFOX})


@pytest.fixture
def document(space: Space) -> HubDocument:
    return make_document("diapos.pdf", CONTENT, collection=space.partner.collection)


@pytest.fixture
def film(space: Space) -> HubDocument:
    return make_document("film.webm", CONTENT, collection=space.partner.collection)


def counts() -> dict[str, tuple[int, int]]:
    """Return (downloads, plays) by the title of the resource."""
    rows = DailyCount.objects.values_list("resource__title", "downloads", "plays")
    return {title: (downloads, plays) for title, downloads, plays in rows}


def test_a_download_counts_for_each_published_resource_that_shows_it(
    space: Space, other_space: Space, reader: Client, document: HubDocument
) -> None:
    make_presentation(space.page, title="Diapos", document=document)
    make_publication(
        other_space.page,
        title="Guide",
        body=[("documents", {"title": "", "documents": [document]})],
    )
    make_presentation(space.page, title="Brouillon", document=document, live=False)
    private = make_presentation(space.page, title="Privée", document=document)
    private.view_restrictions.create(restriction_type="login")
    make_presentation(space.page, title="Autre")

    for _ in range(3):
        reader.get(document.url)

    assert counts() == {"Diapos": (3, 0), "Guide": (3, 0)}
    assert set(DailyCount.objects.values_list("day", flat=True)) == {timezone.localdate()}


def test_the_day_is_that_of_paris(space: Space, reader: Client, document: HubDocument) -> None:
    make_presentation(space.page, document=document)
    evening = dt.datetime(2026, 7, 14, 22, 30, tzinfo=dt.UTC)

    with patch("django.utils.timezone.now", return_value=evening):
        reader.get(document.url)

    assert DailyCount.objects.get().day == dt.date(2026, 7, 15)


def test_nothing_is_kept_about_who_reads() -> None:
    names = {field.name for field in DailyCount._meta.get_fields()}

    assert names == {"id", "resource", "day", "downloads", "plays"}


def test_what_begins_no_reading_is_not_counted(
    space: Space, reader: Client, document: HubDocument
) -> None:
    make_presentation(space.page, document=document)
    etag = reader.head(document.url)["ETag"]

    for headers in (
        {"If-None-Match": etag},
        {"Range": "bytes=5-"},
        {"Range": "bytes=-5"},
        {"Range": "bytes=99999-"},
        {"Range": "bytes=0-1"},  # Safari's probe
        {"If-Match": '"autre"'},
        {"User-Agent": ""},
        {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://google.com/bot.html)"},
        {"User-Agent": "Mozilla/5.0 AppleWebKit/537.36 (compatible; GPTBot/1.2)"},
        {"User-Agent": "curl/8.9.1"},
        {"User-Agent": "python-requests/2.32"},
    ):
        reader.get(document.url, headers=headers)
        assert counts() == {}, headers


def test_a_first_part_of_a_file_is_a_download(
    space: Space, reader: Client, document: HubDocument
) -> None:
    make_presentation(space.page, title="Diapos", document=document)

    reader.get(document.url, headers={"Range": "bytes=0-"})
    reader.get(document.url, headers={"Range": "bytes=4096-", "If-Range": '"autre"'})  # whole again

    assert counts() == {"Diapos": (2, 0)}


def test_a_film_is_played_once_and_downloaded_whole(
    space: Space, reader: Client, film: HubDocument
) -> None:
    make_replay(space.page, title="Film", document=film, url_elsewhere="")

    for part in ("bytes=0-1", "bytes=0-", "bytes=6000-", "bytes=100-"):
        reader.get(film.url, headers={"Range": part})
    reader.get(film.url)

    assert counts() == {"Film": (1, 1)}


def test_subtitles_are_no_download(space: Space, reader: Client) -> None:
    captions = make_document("fr.vtt", VTT)
    make_replay(space.page, captions=captions)

    assert reader.get(captions.url).status_code == 200
    assert counts() == {}


def test_readers_of_drafts_do_not_count_and_other_members_do(
    space: Space, other_space: Space, animator: User, document: HubDocument
) -> None:
    make_presentation(space.page, title="Diapos", document=document)

    for user in (space.writer, space.reviewer, animator, other_space.writer):
        client = Client(headers={"User-Agent": FIREFOX})
        client.force_login(user)
        assert client.get(document.url).status_code == 200

    assert counts() == {"Diapos": (1, 0)}


def test_what_nginx_sends_is_counted(
    space: Space, reader: Client, document: HubDocument, settings: Any
) -> None:
    settings.SENDFILE = "nginx"
    make_presentation(space.page, title="Diapos", document=document)

    reader.get(document.url)
    reader.get(document.url, headers={"Range": "bytes=5-"})
    reader.get(document.url, headers={"If-None-Match": '"of-nginx"'})

    assert counts() == {"Diapos": (1, 0)}


def test_a_count_that_fails_is_logged_and_costs_no_download(
    space: Space, reader: Client, document: HubDocument, caplog: pytest.LogCaptureFixture
) -> None:
    make_presentation(space.page, document=document)

    with patch("resources.models.count.LOCK_PATIENCE", "zzz; nonsense"):
        answer = reader.get(document.url)

    assert b"".join(answer.streaming_content) == CONTENT
    assert [r.message for r in caplog.records if r.name == "resources.counting"] == [
        "A count was lost."
    ]


def test_counts_add_up(space: Space) -> None:
    first, second = (make_publication(space.page) for _ in range(2))
    day = dt.date(2026, 3, 1)

    DailyCount.objects.add([first.pk, second.pk], day, downloads=2)
    DailyCount.objects.add([first.pk], day, downloads=1, plays=5)
    DailyCount.objects.add([first.pk], day + dt.timedelta(days=1), plays=1)
    DailyCount.objects.add([], day, plays=1)

    rows = DailyCount.objects.order_by("resource", "day")
    assert list(rows.values_list("resource", "downloads", "plays")) == [
        (first.pk, 3, 5),
        (first.pk, 0, 1),
        (second.pk, 2, 0),
    ]


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: Any) -> Iterator[ResourcePage]:
    """A resource that other connections see; it is taken away again by hand, for a flush of the
    database would take the structure with it."""
    with django_db_blocker.unblock():
        resource = ResourceIndexPage.objects.get().add_child(
            instance=PublicationPage(
                title="Guide", kind=ResourceKind.GUIDE, url_elsewhere="https://example.org/"
            )
        )
        yield resource
        pk = resource.pk
        resource.delete()
        PageLogEntry.objects.filter(page=pk).delete()
        connections.close_all()


@pytest.mark.skipif(connection.vendor == "sqlite", reason="a database in memory has one writer")
def test_counts_of_the_same_moment_are_all_kept(committed: ResourcePage) -> None:
    day, people, times = dt.date(2026, 3, 1), 8, 25
    start = Barrier(people)

    def read() -> None:
        start.wait()
        for _ in range(times):
            DailyCount.objects.add([committed.pk], day, downloads=1)
        connection.close()

    with ThreadPoolExecutor(people) as threads:
        for reading in [threads.submit(read) for _ in range(people)]:
            reading.result()

    assert DailyCount.objects.get(resource=committed).downloads == people * times


@pytest.mark.skipif(connection.vendor == "sqlite", reason="a database in memory has one writer")
def test_a_count_does_not_wait_for_a_long_writer(committed: ResourcePage) -> None:
    day = dt.date(2026, 3, 1)

    def read() -> None:
        try:
            DailyCount.objects.add([committed.pk], day, downloads=1)
        finally:
            connection.close()

    with transaction.atomic():
        DailyCount.objects.add([committed.pk], day, downloads=1)
        with ThreadPoolExecutor(1) as thread, pytest.raises(DatabaseError, match="lock timeout"):
            thread.submit(read).result(timeout=20)

    assert DailyCount.objects.get(resource=committed).downloads == 1


# The beacon of videos elsewhere


def beacon(client: Client, pk: int, **headers: str) -> int:
    headers = headers or {"Sec-Fetch-Site": "same-origin"}
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    return int(client.post(f"/lectures/{pk}", headers=headers).status_code)


def test_a_visitor_who_loads_a_video_is_counted(space: Space, reader: Client) -> None:
    replay = make_replay(space.page, title="Replay")
    reader = Client(enforce_csrf_checks=True, headers={"User-Agent": FIREFOX})

    assert beacon(reader, replay.pk) == 204
    assert beacon(reader, replay.pk, Origin="http://testserver") == 204
    assert counts() == {"Replay": (0, 2)}
    assert not reader.cookies


def test_another_sites_page_counts_nothing(space: Space, reader: Client) -> None:
    replay = make_replay(space.page)

    for headers in (
        {"Sec_Fetch_Site": "cross-site", "Origin": "http://testserver"},
        {"Sec_Fetch_Site": "same-site"},
        {"Origin": "http://autre.example"},
        {"Origin": "null"},
        {"Accept": "*/*"},
    ):
        assert beacon(reader, replay.pk, **headers) == 403
    assert reader.get(f"/lectures/{replay.pk}").status_code == 405
    assert counts() == {}


def test_only_a_published_video_elsewhere_is_counted(
    space: Space, reader: Client, film: HubDocument
) -> None:
    draft = make_replay(space.page, live=False)
    here = make_replay(space.page, url_elsewhere="", document=film)
    guide = make_publication(space.page)

    statuses = [beacon(reader, pk) for pk in (draft.pk, here.pk, guide.pk, 10**30)]

    assert statuses == [404] * 4
    assert counts() == {}


def test_robots_and_editors_play_nothing(space: Space, other_space: Space) -> None:
    replay = make_replay(space.page, title="Replay")
    robot = Client(headers={"User-Agent": "Googlebot/2.1"})
    writer, stranger = (Client(headers={"User-Agent": FIREFOX}) for _ in range(2))
    writer.force_login(space.writer)
    stranger.force_login(other_space.writer)

    assert [beacon(client, replay.pk) for client in (robot, writer, stranger)] == [204] * 3
    assert counts() == {"Replay": (0, 1)}


def test_a_script_does_not_make_a_success(space: Space, reader: Client) -> None:
    replay, other = make_replay(space.page, title="A"), make_replay(space.page, title="B")

    for _ in range(PLAYS_A_MINUTE + 5):
        assert beacon(reader, replay.pk) == 204
    beacon(reader, other.pk)

    assert counts() == {"A": (0, PLAYS_A_MINUTE), "B": (0, 1)}
    cache.clear()
    beacon(reader, replay.pk)
    assert counts()["A"] == (0, PLAYS_A_MINUTE + 1)
