"""The agenda: its list, its feed, and what a publication costs."""

from __future__ import annotations

import datetime as dt

from django.test import Client
from django.utils import timezone

from events.enums import Frequency
from events.models import EventIndexPage, EventPage
from tests.benchmarks.timing import once, timed
from tests.factories import make_event

FEED = "/agenda.ics"


def measure() -> None:
    """Print the times of the agenda; the first feed serialises every event."""
    client = Client()
    once(f"{FEED}, the very first", lambda: client.get(FEED))
    timed(FEED, lambda: client.get(FEED))
    timed(f"{FEED}, gzip", lambda: client.get(FEED, headers={"Accept-Encoding": "gzip"}))
    etag = client.get(FEED)["ETag"]
    timed(f"{FEED}, 304", lambda: client.get(FEED, headers={"If-None-Match": etag}))
    event = EventPage.objects.last()
    assert event
    event.title = "Autre titre"
    event.save_revision().publish()
    once(f"{FEED}, after the publication of one event", lambda: client.get(FEED))
    once("/agenda/, after the publication of one event", lambda: client.get("/agenda/"))
    for path in ("/agenda/", "/agenda/?type=webinaire&territoire=bretagne", "/agenda.atom"):
        timed(path, lambda path=path: client.get(path))
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
    once("publish a weekly event over five years", revision.publish)
