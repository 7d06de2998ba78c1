"""What holds for any text, any rule, any life of an event (hypothesis)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import recurring_ical_events
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from events import ical
from events.enums import EventStatus, Frequency, Zone
from events.models import EventPage, OccurrenceChange
from events.when import HORIZON
from home.structure import Structure
from tests.events.calendars import lint, read_by_all
from tests.factories import make_event

# Each example changes rows of the same transaction, which ends with the test.
SHARED = settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)

texts = st.text(
    st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from('\x00\r\n\t;,\\"😀é')),
    max_size=200,
)


def without_controls(text: str) -> str:
    """Return the text as a calendar may say it: no control character, plain line ends."""
    kept = "".join(c for c in text if c in "\t\r\n" or not (ord(c) < 32 or ord(c) == 127))
    return kept.replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.django_db
@SHARED
@given(title=texts, summary=texts, place=texts)
def test_any_text_gives_a_feed_that_all_read_and_that_says_it_back(
    title: str, summary: str, place: str
) -> None:
    event = in_memory(ONCE)
    event.title, event.summary, event.place, event.mode = title, summary, place, "sur-place"

    body = ical.feed([ical.serialised(event)], name=title, path="/agenda.ics")

    assert lint(body) == []
    assert read_by_all(body) == [event.uid]
    vevent = Calendar.from_ical(body).walk("VEVENT")[0]
    for name, text in [("SUMMARY", title), ("LOCATION", place)]:
        assert str(vevent.get(name, "")).split() == without_controls(text).split()


def test_a_very_long_text_is_carried_whole(client: Client, structure: Structure) -> None:
    note = "é😀 virgule, point-virgule; " * 400
    make_event(structure.agenda, title="Long", summary=note[:400], place="x" * 150)
    EventPage.objects.update(summary=note)

    body = client.get("/agenda.ics").content

    assert lint(body) == []
    description = str(Calendar.from_ical(body).walk("VEVENT")[0]["DESCRIPTION"])
    assert note.strip() in description


rules = st.fixed_dictionaries(
    {
        "frequency": st.sampled_from(Frequency.values),
        "start_date": st.dates(dt.date(2025, 1, 1), dt.date(2028, 12, 31)),
        "start_time": st.one_of(st.none(), st.times().map(lambda t: t.replace(microsecond=0))),
        "hours": st.integers(0, 30),
        "time_zone": st.sampled_from(Zone.values),
        "end": st.one_of(st.integers(2, 40), st.integers(0, 499).map(dt.timedelta), st.none()),
        "changed": st.lists(st.tuples(st.integers(0, 39), st.integers(-3, 3)), max_size=3),
    }
)


@pytest.mark.django_db
@settings(SHARED, max_examples=500)
@given(rule=rules)
def test_the_rows_of_the_lists_equal_what_others_compute_from_the_feed(
    rule: dict[str, Any],
) -> None:
    event = in_memory(rule)
    rows = [slot for _, slot, change in event.dates() if not (change and change.cancelled)]

    body = ical.download(event)
    assert lint(body) == []
    first, last = dt.date(2024, 1, 1), dt.date(2075, 1, 1)
    if event.is_endless:
        last = dt.date.today() + HORIZON - dt.timedelta(days=10)
    found = recurring_ical_events.of(Calendar.from_ical(body)).between(
        first, last + dt.timedelta(days=2)
    )
    assert sorted(
        slot.start_date if slot.all_day else slot.start.astimezone(dt.UTC)
        for slot in rows
        if slot.start_date <= last
    ) == sorted(
        moment.astimezone(dt.UTC) if isinstance(moment, dt.datetime) else moment
        for moment in (component["DTSTART"].dt for component in found)
        if (moment.date() if isinstance(moment, dt.datetime) else moment) <= last
    )


ONCE: dict[str, Any] = {
    "frequency": "",
    "start_date": dt.date(2027, 1, 5),
    "start_time": dt.time(9),
    "hours": 2,
    "time_zone": "Europe/Paris",
    "end": 2,
    "changed": [],
}


def in_memory(rule: dict[str, Any]) -> EventPage:
    """Return an event of ``rule`` that no table holds, with some dates cancelled or moved."""
    start, time, end = rule["start_date"], rule["start_time"], rule["end"]
    moment = dt.datetime.combine(start, time or dt.time()) + dt.timedelta(hours=rule["hours"])
    event = EventPage(
        title="Rendez-vous",
        start_date=start,
        start_time=time,
        end_date=moment.date() if moment.date() != start else None,
        end_time=moment.time() if time and rule["hours"] else None,
        time_zone=rule["time_zone"],
        frequency=rule["frequency"],
        repeat_count=end if isinstance(end, int) else None,
        repeat_until=start + end if isinstance(end, dt.timedelta) else None,
        uid="essai@hub.example",
        last_published_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    )
    event.recap, event.resources, event.shown_series = None, [], None
    days = [original for original, _slot, _change in event.dates()]
    changed = {days[place]: shift for place, shift in rule["changed"] if place < len(days)}
    event.changes = [
        OccurrenceChange(
            original_date=day,
            cancelled=shift == 0,
            new_date=day + dt.timedelta(days=shift) if shift else None,
            reason="Congés",
        )
        for day, shift in changed.items()
    ]
    return event


steps = st.lists(
    st.sampled_from(["move", "cancel", "confirm", "rename", "withdraw", "publish"]), max_size=8
)


@settings(SHARED, max_examples=15)
@given(life=steps)
def test_whatever_an_event_lives_its_sequence_rises_and_its_uid_stays(
    client: Client, structure: Structure, life: list[str]
) -> None:
    event = make_event(structure.agenda, title="Titre", start_time=dt.time(9))
    uid, sequence, schedule = event.uid, event.sequence, ("confirme", event.start_date)
    for step in life:
        page = EventPage.objects.get(pk=event.pk)
        if step == "withdraw":
            page.unpublish()
        else:
            draft = page.get_latest_revision_as_object()
            if step == "move":
                draft.start_date += dt.timedelta(days=1)
            elif step == "cancel":
                draft.status, draft.status_note = EventStatus.CANCELLED, "Grève."
            elif step == "confirm":
                draft.status = EventStatus.CONFIRMED
            elif step == "rename":
                draft.title += "!"
            draft.save_revision().publish()
        page = EventPage.objects.get(pk=event.pk)
        uids = read_by_all(client.get("/agenda.ics").content)
        assert uids == ([uid] if page.live else [])
        now = (page.status, page.start_date)
        assert page.sequence == sequence + (now != schedule)
        sequence, schedule = page.sequence, now
    EventPage.objects.get(pk=event.pk).delete()
