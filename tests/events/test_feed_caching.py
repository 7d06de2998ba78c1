"""The calendar that is asked for again: its headers, its 304, its cost."""

from __future__ import annotations

import datetime as dt

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.http import http_date

from home.structure import Structure
from hub.models import Generation, Speaker
from tests.events.editing import republished
from tests.factories import make_event
from tests.queries import queries_of
from tests.transactions import commit

FEED = "/agenda.ics"


def test_the_feed_has_the_headers_of_a_calendar(client: Client, structure: Structure) -> None:
    response = client.get(FEED)

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert "Content-Disposition" not in response
    assert "max-age" in response["Cache-Control"]
    assert "Cookie" not in response.get("Vary", "")


def test_two_requests_give_the_same_bytes_and_the_second_may_be_a_304(
    client: Client, structure: Structure
) -> None:
    make_event(structure.agenda)
    first = client.get(FEED)

    second = client.get(FEED)
    conditional = client.get(FEED, headers={"If-None-Match": first["ETag"]})

    assert (second.content, second["ETag"]) == (first.content, first["ETag"])
    assert (conditional.status_code, conditional.content) == (304, b"")
    assert conditional["ETag"] == first["ETag"]


def test_if_modified_since_is_a_304_until_something_changes(
    client: Client, structure: Structure
) -> None:
    event = make_event(structure.agenda)
    client.get(FEED)  # the first of all makes the settings of the network
    commit()
    Generation.objects.update(changed_at=timezone.now() - dt.timedelta(hours=1))
    last = client.get(FEED)["Last-Modified"]
    before = client.get(FEED, headers={"If-Modified-Since": last}).status_code

    event.delete()

    assert (before, client.get(FEED, headers={"If-Modified-Since": last}).status_code) == (304, 200)


def test_a_change_of_this_second_has_no_date_to_compare(
    client: Client, structure: Structure
) -> None:
    make_event(structure.agenda)
    commit()
    Generation.objects.update(changed_at=timezone.now() + dt.timedelta(seconds=60))
    header = {"If-Modified-Since": http_date(timezone.now().timestamp() + 90)}

    response = client.get(FEED, headers=header)

    assert (response.status_code, response.get("Last-Modified")) == (200, None)


def test_a_304_costs_one_query_and_has_the_headers_of_its_200(
    client: Client, structure: Structure
) -> None:
    make_event(structure.agenda)
    client.get(FEED)  # the first of all makes the settings of the network
    commit()
    first = client.get(FEED)

    with CaptureQueriesContext(connection) as queries:
        again = client.get(FEED, headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, len(queries)) == (304, 1)
    for name in ("ETag", "Cache-Control", "Vary"):  # RFC 9110 §15.4.5
        assert again[name] == first[name]


def test_what_is_not_committed_is_never_remembered(client: Client, structure: Structure) -> None:
    event = make_event(structure.agenda, title="Premier titre")
    commit()
    before = client.get(FEED)["ETag"]

    republished(event, title="Autre titre")
    inside = client.get(FEED, headers={"If-None-Match": before})
    republished(event, title="Premier titre")
    connection.run_on_commit.clear()  # a rollback: nobody has seen the other title

    assert (inside.status_code, inside.has_header("Last-Modified")) == (200, False)
    assert client.get(FEED, headers={"If-None-Match": inside["ETag"]}).status_code == 200


def test_a_deletion_changes_the_etag(client: Client, structure: Structure) -> None:
    make_event(structure.agenda)
    event = make_event(structure.agenda)
    before = client.get(FEED)["ETag"]

    event.delete()

    assert client.get(FEED, headers={"If-None-Match": before}).status_code == 200


def test_a_head_has_the_headers_and_no_body(client: Client, structure: Structure) -> None:
    make_event(structure.agenda)

    head, get = client.head(FEED), client.get(FEED)

    assert (head.content, head["ETag"]) == (b"", get["ETag"])
    assert client.post(FEED).status_code == 405


def test_the_feed_costs_the_same_at_three_and_ten_events(
    client: Client, structure: Structure
) -> None:
    for _ in range(3):
        make_event(structure.agenda, speakers=[Speaker(name="Qui parle")])
    at_three = queries_of(lambda: client.get(FEED))
    for _ in range(7):
        make_event(structure.agenda, speakers=[Speaker(name="Qui parle")])

    assert queries_of(lambda: client.get(FEED)) == at_three <= 12
