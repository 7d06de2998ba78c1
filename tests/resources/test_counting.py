"""What counts as a download or a play, and who reads the figures."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from unittest.mock import patch

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.db import DatabaseError, connection, connections, transaction
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import PageLogEntry

from home.structure import Structure
from hub.models import HubDocument, User
from resources.enums import ResourceKind
from resources.figures import chart
from resources.models import DailyCount, PublicationPage, ResourceIndexPage, ResourcePage
from resources.views import PLAYS_A_MINUTE
from tests.conftest import Space
from tests.factories import VTT, make_document, make_presentation, make_publication, make_replay
from tests.queries import queries_of

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
CONTENT = b"diapositive " * 1000
REGISTER = "/admin/frequentation/"


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


# The figures


def test_the_chart_has_the_twelve_months_until_today() -> None:
    rows = [
        (dt.date(2025, 10, 1), 9, 9),
        (dt.date(2025, 12, 1), 400, 1),
        (dt.date(2026, 11, 1), 200, 0),
    ]

    drawn = chart(rows, dt.date(2026, 11, 30))

    assert (drawn.months[0].first, drawn.months[-1].first) == (
        dt.date(2025, 12, 1),
        dt.date(2026, 11, 1),
    )
    assert (len(drawn.months), drawn.downloads, drawn.plays) == (12, 600, 1)
    heights = [(month.downloads_height, month.plays_height) for month in drawn.months]
    assert heights == [(120, 2), *[(0, 0)] * 10, (60, 0)]


def test_an_empty_chart_is_drawn() -> None:
    assert {month.downloads_height for month in chart([], dt.date(2026, 1, 31)).months} == {0}


def words(answer: Any, selector: str) -> str:
    found = BeautifulSoup(answer.content, "html.parser").select_one(selector)
    return " ".join(found.get_text(" ").split()) if found else ""


def test_the_editors_of_a_resource_read_its_figures(
    space: Space, other_space: Space, as_user: Any
) -> None:
    resource, other = make_publication(space.page), make_publication(space.page)
    today = timezone.localdate()
    DailyCount.objects.add([resource.pk], today, downloads=1234, plays=1)
    DailyCount.objects.add([resource.pk], today - dt.timedelta(days=800), downloads=5)
    DailyCount.objects.add([other.pk], today, downloads=77)
    url = f"/admin/pages/{resource.pk}/edit/"

    answer = as_user(space.writer).get(url)

    figures = words(answer, ".counts")
    assert "Sur douze mois : 1 234 téléchargements, 1 lecture." in figures
    assert "77" not in figures
    assert len(BeautifulSoup(answer.content, "html.parser").select(".counts tbody tr")) == 12
    refused = as_user(other_space.writer).get(url)
    assert refused.status_code == 302
    assert ".counts" not in refused.content.decode()


def test_a_draft_has_no_figures(space: Space, as_user: Any) -> None:
    draft = make_publication(space.page, live=False)

    answer = as_user(space.writer).get(f"/admin/pages/{draft.pk}/edit/")

    assert answer.status_code == 200
    assert words(answer, ".counts") == ""


@pytest.fixture
def register(space: Space, other_space: Space) -> None:
    """Two partners' resources, read this month, last year and long ago."""
    today = timezone.localdate()
    ours = make_publication(space.page, title="=Guide « œuvre »; 100 %", kind=ResourceKind.GUIDE)
    theirs = make_presentation(other_space.page, title="Diapos")
    make_publication(space.page, title="Jamais lu")
    make_publication(space.page, title="Brouillon", live=False)
    DailyCount.objects.add([ours.pk], today, downloads=3, plays=1)
    DailyCount.objects.add([ours.pk], dt.date(2020, 5, 1), downloads=10)
    DailyCount.objects.add([ours.pk], today - dt.timedelta(days=45), downloads=100)
    DailyCount.objects.add([theirs.pk], today, downloads=7)


def listed(answer: Any) -> dict[str, tuple[int, int]]:
    """Return (downloads, plays) by title, in the order of the list."""
    return {row.title: (row.downloads, row.plays) for row in answer.context["object_list"]}


OURS, THEIRS, NEVER = "=Guide « œuvre »; 100 %", "Diapos", "Jamais lu"


def test_the_network_reads_the_figures_of_all(register: None, animator: User, as_user: Any) -> None:
    for query, rows in [
        ("", {OURS: (103, 1), THEIRS: (7, 0), NEVER: (0, 0)}),
        ("?periode=30-jours", {THEIRS: (7, 0), OURS: (3, 1), NEVER: (0, 0)}),
        ("?periode=2020", {OURS: (10, 0), THEIRS: (0, 0), NEVER: (0, 0)}),
        ("?periode=tout", {OURS: (113, 1), THEIRS: (7, 0), NEVER: (0, 0)}),
        ("?periode=tout&kind__exact=presentation", {THEIRS: (7, 0)}),
        ("?q=diapos", {THEIRS: (7, 0)}),
        ("?o=0", {OURS: (103, 1), THEIRS: (7, 0), NEVER: (0, 0)}),
        ("?periode=zzz", {OURS: (103, 1), THEIRS: (7, 0), NEVER: (0, 0)}),
        ("?periode=1999", {OURS: (103, 1), THEIRS: (7, 0), NEVER: (0, 0)}),
        ("?partner__id__exact=zzz", {OURS: (103, 1), THEIRS: (7, 0), NEVER: (0, 0)}),
        ("?owner__password__startswith=a&q=%00", {OURS: (103, 1), THEIRS: (7, 0), NEVER: (0, 0)}),
    ]:
        answer = as_user(animator).get(REGISTER + query, follow=True)

        assert list(listed(answer).items()) == list(rows.items())
        totals = [sum(row[n] for row in rows.values()) for n in (0, 1)]
        assert [answer.context["downloads"], answer.context["plays"]] == totals


def test_the_network_reads_the_sum_of_each_partner(
    register: None, animator: User, as_user: Any
) -> None:
    answer = as_user(animator).get(REGISTER)

    table = words(answer, "table.counts__totals")
    assert re.search("Coop du Bray 103 1 Fabrique du Littoral 7 0$", table)


def test_a_writer_reads_the_figures_of_their_partner_only(
    register: None, space: Space, other_space: Space, as_user: Any
) -> None:
    client = as_user(space.writer)

    assert listed(client.get(REGISTER + "?periode=tout")) == {OURS: (113, 1), NEVER: (0, 0)}
    hers = client.get(f"{REGISTER}?partner__id__exact={other_space.partner.pk}", follow=True)
    assert THEIRS not in hers.content.decode()
    text = client.get(REGISTER).content.decode()
    assert THEIRS not in text
    assert "Fabrique du Littoral" not in text
    assert client.get(REGISTER).context["downloads"] == 103
    exported = b"".join(client.get(REGISTER + "?export=csv").streaming_content).decode()
    assert "Diapos" not in exported


def test_who_belongs_to_no_partner_reads_nothing(structure: Structure, as_user: Any) -> None:
    nobody = User.objects.create_user("nul@part.example", "secret")

    assert Client().get(REGISTER).status_code == 302
    assert as_user(nobody).get(REGISTER).status_code in {302, 403}


def test_nobody_changes_a_count(register: None, administrator: User, as_user: Any) -> None:
    client = as_user(administrator)
    pk = ResourcePage.objects.get(title=THEIRS).pk

    for path in (f"edit/{pk}/", f"delete/{pk}/", "create/", "choose_parent/"):
        assert client.get(REGISTER + path).status_code == 404


def test_the_csv_opens_in_a_french_excel(register: None, animator: User, as_user: Any) -> None:
    answer = as_user(animator).get(REGISTER + "?export=csv&periode=tout")

    content = b"".join(answer.streaming_content)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Titre", "nature", "partenaire", "adresse", "téléchargements", "lectures"]
    assert rows[1][:3] == ["'=Guide « œuvre »; 100 %", "guide", "Coop du Bray"]
    assert rows[1][3].startswith("http://localhost")
    assert [row[4:] for row in rows[1:]] == [["113", "1"], ["7", "0"], ["0", "0"]]


def test_the_xlsx_holds_numbers(register: None, animator: User, as_user: Any) -> None:
    answer = as_user(animator).get(REGISTER + "?export=xlsx")

    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    sheet = load_workbook(io.BytesIO(content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert [(row[0], row[4], row[5]) for row in rows[1:]] == [
        (OURS, 103, 1),
        (THEIRS, 7, 0),
        (NEVER, 0, 0),
    ]


def test_the_register_costs_the_same_with_many_rows(
    space: Space, animator: User, as_user: Any
) -> None:
    client = as_user(animator)
    for path in (REGISTER, f"{REGISTER}?export=csv"):
        make_publication(space.page)
        few = queries_of(lambda path=path: b"".join(client.get(path)))
        for _ in range(12):
            resource = make_publication(space.page)
            DailyCount.objects.add([resource.pk], timezone.localdate(), downloads=1)

        assert queries_of(lambda path=path: b"".join(client.get(path))) == few
