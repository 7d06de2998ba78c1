"""The whole of a file, a part of it, or nothing new (RFC 9110)."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import quote

import pytest
from django.core.files.storage import FileSystemStorage
from django.db import connection
from django.test import Client
from django.urls import get_resolver
from django.utils.http import http_date
from hypothesis import given
from hypothesis import strategies as st
from wagtail.documents.views.serve import serve as wagtails_serve
from wagtail.models import CollectionViewRestriction

from home.structure import Structure
from hub import serving
from hub.models import HubDocument
from tests.conftest import Space
from tests.factories import make_document, make_presentation
from tests.queries import queries_of

CONTENT = bytes(range(256)) * 1000  # several chunks
SIZE = len(CONTENT)
LONG_AGO = dt.datetime(2026, 1, 5, 9, 30, tzinfo=dt.UTC)


def publish(space: Space, name: str = "diapos.zip", content: bytes = CONTENT) -> HubDocument:
    """Return a document that a published page shows, last modified long ago."""
    document = make_document(name, content, collection=space.partner.collection)
    os.utime(document.file.path, (LONG_AGO.timestamp(), LONG_AGO.timestamp()))
    make_presentation(space.page, document=document)
    return document


@pytest.fixture
def document(space: Space) -> HubDocument:
    return publish(space)


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("bytes=0-0", range(1)),
        ("bytes=0-99", range(100)),
        ("bytes=1000-70000", range(1000, 70_001)),
        ("bytes=1000-", range(1000, SIZE)),
        ("bytes=-10", range(SIZE - 10, SIZE)),
        (f"bytes=-{SIZE * 2}", range(SIZE)),
        (f"bytes={SIZE - 1}-{SIZE * 9}", range(SIZE - 1, SIZE)),
        ("Bytes = 5 - 9", range(5, 10)),
        *((text, range(SIZE, SIZE)) for text in (f"bytes={SIZE}-", "bytes=-0")),
        (f"bytes={10**30}-{10**31}", range(SIZE, SIZE)),
        *((text, None) for text in ("bytes=0-1,5-6", "bytes=5-2", "bytes=-", "bytes=")),
        *((text, None) for text in ("pages=1-2", "bytes", "", "é", "bytes=a-b", "bytes=1-2-3")),
        *((text, None) for text in ("bytes=٣-٤", "bytes=0x1-", "bytes=" + "9" * 5000 + "-", None)),
    ],
)
def test_a_range_is_read(header: str | None, part: range | None) -> None:
    assert serving.requested(header, SIZE) == part


@given(header=st.from_regex(r"\Abytes=[0-9]{0,3}-[0-9]{0,3}\Z"), size=st.integers(0, 300))
def test_a_range_never_leaves_the_file(header: str, size: int) -> None:
    part = serving.requested(header, size)

    assert part is None or 0 <= part.start <= part.stop <= size


def test_one_range_is_served(document: HubDocument, client: Client) -> None:
    for first, last in ((0, 0), (1000, 70_000), (SIZE - 10, SIZE - 1)):
        answer = client.get(document.url, headers={"Range": f"bytes={first}-{last}"})

        assert answer.status_code == 206
        assert body(answer) == CONTENT[first : last + 1]
        assert answer["Content-Range"] == f"bytes {first}-{last}/{SIZE}"
        assert answer["Content-Length"] == str(last - first + 1)


def test_several_ranges_get_the_whole(document: HubDocument, client: Client) -> None:
    answer = client.get(document.url, headers={"Range": "bytes=0-1,5-6"})

    assert answer.status_code == 200
    assert body(answer) == CONTENT
    assert "Content-Range" not in answer.headers
    assert answer["Accept-Ranges"] == "bytes"


def test_a_range_beyond_the_end_is_a_416(document: HubDocument, client: Client) -> None:
    answer = client.get(document.url, headers={"Range": f"bytes={SIZE}-"})

    assert answer.status_code == 416
    assert answer["Content-Range"] == f"bytes */{SIZE}"
    assert body(answer) == b""


def test_an_empty_file_is_served(space: Space, client: Client) -> None:
    empty = publish(space, "vide.csv", b"")

    assert body(client.get(empty.url)) == b""
    assert client.get(empty.url, headers={"Range": "bytes=-5"}).status_code == 200
    assert client.get(empty.url, headers={"Range": "bytes=0-"}).status_code == 416


def test_if_range_of_this_file_gets_the_part(document: HubDocument, client: Client) -> None:
    whole = client.head(document.url)

    for validator in (whole["ETag"], whole["Last-Modified"]):
        answer = client.get(document.url, headers={"Range": "bytes=5-9", "If-Range": validator})
        assert (answer.status_code, body(answer)) == (206, CONTENT[5:10])


def test_if_range_of_another_file_gets_the_whole(document: HubDocument, client: Client) -> None:
    later = http_date(LONG_AGO.timestamp() + 60)

    for validator in ('"autre"', f'W/"{document.file_hash}"', later, http_date(1), "", "zzz"):
        answer = client.get(document.url, headers={"Range": "bytes=5-9", "If-Range": validator})
        assert (answer.status_code, body(answer)) == (200, CONTENT), validator


def test_a_file_of_this_second_has_no_date_to_compare(
    document: HubDocument, client: Client
) -> None:
    os.utime(document.file.path)

    assert "Last-Modified" not in client.get(document.url).headers


def test_conditions_are_kept_in_their_order(document: HubDocument, client: Client) -> None:
    etag, date, other = f'"{document.file_hash}"', http_date(LONG_AGO.timestamp()), '"autre"'
    cases: list[tuple[dict[str, str], int]] = [
        ({"If-None-Match": etag}, 304),
        ({"If-None-Match": f"{other}, W/{etag}"}, 304),
        ({"If-None-Match": "*"}, 304),
        ({"If-None-Match": other}, 200),
        ({"If-None-Match": other, "If-Modified-Since": date}, 200),
        ({"If-Modified-Since": date}, 304),
        ({"If-Modified-Since": http_date(1)}, 200),
        ({"If-Modified-Since": "zzz"}, 200),
        ({"If-Match": etag}, 200),
        ({"If-Match": other}, 412),
        ({"If-Unmodified-Since": http_date(1)}, 412),
        ({"If-None-Match": etag, "Range": "bytes=0-1"}, 304),
    ]

    for headers, status in cases:
        answers = [method(document.url, headers=headers) for method in (client.get, client.head)]
        assert [answer.status_code for answer in answers] == [status, status], headers
        assert status == 412 or {answer["ETag"] for answer in answers} == {etag}


def test_head_knows_no_range(document: HubDocument, client: Client) -> None:
    answer = client.head(document.url, headers={"Range": "bytes=0-9"})

    assert answer.status_code == 200
    assert answer["Content-Length"] == str(SIZE)
    assert answer["Accept-Ranges"] == "bytes"
    assert body(answer) == b""


def test_a_document_is_only_read(document: HubDocument, client: Client) -> None:
    for method in (client.post, client.put, client.delete, client.patch):
        assert method(document.url).status_code == 405


def rename(document: HubDocument, name: str) -> HubDocument:
    """Give the document a file's name that an upload would have refused or cleaned."""
    path = Path(document.file.path)
    path.rename(path.with_name(name))
    HubDocument.objects.filter(pk=document.pk).update(file=f"documents/{name}")
    return HubDocument.objects.get(pk=document.pk)


def test_a_browser_shows_what_it_can_and_saves_the_rest(
    document: HubDocument, client: Client
) -> None:
    odp = "application/vnd.oasis.opendocument.presentation"
    cases = [
        ("a.pdf", "inline", "application/pdf"),
        ("a.mp4", "inline", "video/mp4"),
        ("a.mp3", "inline", "audio/mpeg"),
        ("a.vtt", "inline", "text/vtt"),
        ("a.odp", "attachment", odp),
        ("a.csv", "attachment", "text/csv"),
        ("a.html", "attachment", "text/html"),
        ("a.zzz", "attachment", "application/octet-stream"),
    ]

    for name, disposition, content_type in cases:
        document = rename(document, name)
        answer = client.get(document.url)
        assert answer["Content-Disposition"] == f'{disposition}; filename="{name}"'
        assert answer["Content-Type"] == content_type
        assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_name_with_accents_is_kept(space: Space, client: Client) -> None:
    name = "économie à l’œuvre.zip"

    answer = client.get(rename(publish(space), name).url)

    assert answer["Content-Disposition"] == f"attachment; filename*=utf-8''{quote(name)}"


def test_what_not_all_may_read_is_not_for_shared_caches(
    space: Space, client: Client, as_user: Any, document: HubDocument
) -> None:
    assert client.get(document.url)["Cache-Control"] == "public, no-cache"
    assert as_user(space.writer).get(document.url)["Cache-Control"] == "private, no-cache"


def test_the_password_of_a_collection_opens_its_documents(
    space: Space, client: Client, document: HubDocument
) -> None:
    restriction = CollectionViewRestriction.objects.create(
        collection=space.partner.collection, restriction_type="password", password="sésame"
    )
    asked = client.get(document.url)
    address = f"/documents/mot-de-passe/{restriction.pk}/"
    assert address in asked.content.decode()
    assert body(asked)[:9] != CONTENT[:9]

    wrong = client.post(address, {"password": "zzz", "return_url": document.url})
    right = client.post(address, {"password": "sésame", "return_url": document.url})

    assert (wrong.status_code, right.status_code, right["Location"]) == (200, 302, document.url)
    answer = client.get(document.url)
    assert body(answer) == CONTENT
    assert answer["Cache-Control"] == "private, no-cache"


ROADS = [
    "/media/{name}",
    "/media/images/../{name}",
    "/media/images/%2e%2e/{name}",
    "/media/images/..%2f{name}",
    "/media/images//..//{name}",
    "/media/images/..\\{name}",
    "/media/original_images/../{name}",
    "/media/images/{path}",
    "/media/images/%2e%2e/%2e%2e/media/{name}",
    "/{name}",
    "/documents/{pk}/",
    "/documents/{pk}/{file}/",
    "/documents/{pk}//{file}",
    "/documents/{pk}/../{pk}/{file}",
    "/documents/0{pk}/x/{file}",
    "/static/../media/{name}",
    "/_media/{name}",
    "/admin/documents/{pk}/{file}",
]


def test_there_is_no_other_way_to_a_file(
    space: Space, other_space: Space, client: Client, as_user: Any, settings: Any
) -> None:
    document = make_document("secret.zip", CONTENT, collection=space.partner.collection)
    (Path(settings.MEDIA_ROOT) / "images").mkdir(parents=True)
    known = {"name": document.file.name, "path": document.file.path}
    known |= {"pk": str(document.pk), "file": document.filename}

    for road in ROADS:
        for reader in (client, as_user(other_space.writer)):
            answer = reader.get(road.format(**known))
            assert answer.status_code in {301, 302, 400, 404}, road
            assert CONTENT[:256] not in body(answer)


def test_wagtails_own_view_has_no_address() -> None:
    def views(resolver: Any) -> Iterator[Any]:
        for entry in resolver.url_patterns:
            yield from views(entry) if hasattr(entry, "url_patterns") else [entry.callback]

    assert wagtails_serve not in set(views(get_resolver()))


def test_an_unknown_number_is_a_404(structure: Structure, client: Client) -> None:
    for number in ("0", "9" * 30, "-1", "1e3", "٣"):
        assert client.get(f"/documents/{number}/a.pdf").status_code == 404


def test_a_file_that_is_lost_is_a_404(
    document: HubDocument, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    Path(document.file.path).unlink()

    assert client.get(document.url).status_code == 404
    assert f"The file of document {document.pk} is missing." in caplog.messages


def test_a_download_does_not_cost_more_on_many_pages(
    space: Space, client: Client, document: HubDocument
) -> None:
    browser = {
        "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    }

    def download() -> bytes:
        return body(client.get(document.url, headers=browser))

    once = queries_of(download)
    for _ in range(15):
        make_presentation(space.page, document=document)

    assert queries_of(download) == once


def test_the_file_is_read_by_chunks(document: HubDocument, client: Client) -> None:
    chunks = list(client.get(document.url).streaming_content)

    assert {len(chunk) for chunk in chunks[:-1]} == {serving.CHUNK}
    assert len(chunks) > 2


@pytest.mark.skipif(connection.vendor == "sqlite", reason="in memory, the connection stays")
def test_a_download_does_not_hold_the_database(django_db_blocker: Any, tmp_path: Path) -> None:
    (tmp_path / "film").write_bytes(CONTENT)

    def held() -> bool:
        """Whether this thread holds a connection, out of any transaction, while it sends."""
        connection.ensure_connection()
        chunks = serving._chunks(FileSystemStorage(tmp_path), "film", range(SIZE))
        next(chunks)
        return connection.connection is not None

    with django_db_blocker.unblock(), ThreadPoolExecutor(1) as thread:
        assert thread.submit(held).result() is False


# With nginx


def test_nginx_sends_the_file_that_the_view_names(
    space: Space, client: Client, settings: Any
) -> None:
    settings.SENDFILE = "nginx"
    document = publish(space, "bilan 100% à jour.zip")

    answer = client.get(document.url, headers={"If-Match": '"of nginx"', "Range": "bytes=5-9"})

    assert answer.status_code == 200
    assert answer["X-Accel-Redirect"] == f"/_media/{quote(document.file.name)}"
    assert answer["Content-Type"] == "application/zip"
    assert body(answer) == b""


def test_nginx_is_told_nothing_of_a_draft(space: Space, client: Client, settings: Any) -> None:
    settings.SENDFILE = "nginx"
    document = make_document(collection=space.partner.collection)

    answer = client.get(document.url)

    assert answer.status_code == 404
    assert "X-Accel-Redirect" not in answer.headers


# With S3


class Bucket(FileSystemStorage):
    """Stands for django-storages' S3Storage, whose addresses are signed."""

    def url(
        self, name: str | None, parameters: Any = None, expire: Any = None, http_method: Any = None
    ) -> str:
        return f"https://s3.example/b/{name}?{expire}&{http_method}&" + "&".join(
            f"{key}={quote(value)}" for key, value in (parameters or {}).items()
        )


@pytest.fixture
def bucket(settings: Any) -> None:
    settings.WAGTAILDOCS_SERVE_METHOD = "redirect"
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": f"{__name__}.Bucket"}}


def test_a_file_on_s3_is_read_at_a_signed_address(
    bucket: None, space: Space, client: Client
) -> None:
    document = publish(space, "bilan.zip")

    for method in ("get", "head"):
        answer = getattr(client, method)(document.url)
        assert answer.status_code == 302
        assert answer["Location"] == (
            f"https://s3.example/b/{document.file.name}?300&{method.upper()}&"
            "ResponseContentType=application/zip&"
            "ResponseContentDisposition=attachment%3B%20filename%3D%22bilan.zip%22"
        )
        assert answer["Cache-Control"] == "private, no-store"


def test_a_film_on_s3_can_be_watched_to_its_end(bucket: None, space: Space, client: Client) -> None:
    film = publish(space, "film.webm")

    assert "?14400&GET&" in client.get(film.url)["Location"]


def test_no_address_on_s3_is_given_to_strangers(
    bucket: None, space: Space, other_space: Space, client: Client, as_user: Any
) -> None:
    document = make_document(collection=space.partner.collection)

    for reader in (client, as_user(other_space.writer)):
        answer = reader.get(document.url)
        assert answer.status_code == 404
        assert "Location" not in answer.headers


def test_another_partners_private_page_gives_nothing(
    space: Space, other_space: Space, as_user: Any
) -> None:
    document = publish(space)
    space.page.view_restrictions.create(restriction_type="login")

    assert as_user(other_space.writer).get(document.url).status_code == 404
    assert as_user(space.writer).get(document.url).status_code == 200


def test_a_receiver_that_fails_costs_no_reader(document: HubDocument, client: Client) -> None:
    with patch("resources.counting.is_person", side_effect=RuntimeError):
        answer = client.get(document.url)

    assert body(answer) == CONTENT
