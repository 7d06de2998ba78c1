"""The agenda: its list, its feed, and what a publication costs."""

from __future__ import annotations

import datetime as dt

from django.test import Client
from django.utils import timezone

from events.enums import Frequency
from events.models import EventIndexPage, EventPage
from tests.benchmarks.timing import once, peak, timed
from tests.factories import make_event

FEED = "/agenda.ics"


def measure() -> None:
    """Print the times of the agenda; the first feed serialises every event."""
    client = Client()
    once(f"{FEED}, the very first", lambda: client.get(FEED))
    timed(FEED, lambda: client.get(FEED), most_ms=80)
    timed(f"{FEED}, gzip", lambda: client.get(FEED, headers={"Accept-Encoding": "gzip"}))
    etag = client.get(FEED)["ETag"]
    timed(f"{FEED}, 304", lambda: client.get(FEED, headers={"If-None-Match": etag}), most_ms=3)
    event = EventPage.objects.last()
    assert event
    event.title = "Autre titre"
    event.save_revision().publish()
    once(f"{FEED}, after the publication of one event", lambda: client.get(FEED), most_ms=300)
    once("/agenda/, after the publication of one event", lambda: client.get("/agenda/"))
    for path in ("/agenda/", "/agenda/?type=webinaire&territoire=bretagne"):
        timed(path, lambda path=path: client.get(path), most_ms=60, most_queries=12)
    timed("/agenda.atom", lambda: client.get("/agenda.atom"))
    index = EventIndexPage.objects.get()
    today = timezone.localdate()
    weekly = make_event(
        index,
        live=False,
        start_date=today,
        start_time=dt.time(9),
        frequency=Frequency.WEEKLY,
        repeat_until=today.replace(year=today.year + 5, day=1),
    )
    revision = weekly.get_latest_revision()
    once("publish a weekly event over five years", revision.publish, most_ms=1500)
    peak("of the agenda", most_mb=200)
