from __future__ import annotations

import datetime as dt

import pytest

from events.enums import Frequency
from events.when import MAX_OCCURRENCES, Slot, french_when, rule, rule_days

DAY = dt.date(2024, 10, 3)


def slot(
    start: dt.date = DAY,
    start_time: dt.time | None = None,
    end: dt.date | None = None,
    end_time: dt.time | None = None,
    zone: str = "Europe/Paris",
) -> Slot:
    return Slot(start, start_time, end or start, end_time, zone)


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (slot(), "jeudi 3 octobre 2024"),
        (slot(dt.date(2023, 6, 1)), "jeudi 1er juin 2023"),
        (slot(start_time=dt.time(14)), "jeudi 3 octobre 2024, à 14 h"),
        (
            slot(start_time=dt.time(14), end_time=dt.time(15, 30)),
            "jeudi 3 octobre 2024, de 14 h à 15 h 30",
        ),
        (slot(dt.date(2019, 11, 6), end=dt.date(2019, 11, 8)), "du 6 au 8 novembre 2019"),
        (slot(dt.date(2023, 6, 1), end=dt.date(2023, 7, 31)), "du 1er juin au 31 juillet 2023"),
        (
            slot(dt.date(2024, 12, 31), end=dt.date(2025, 1, 1)),
            "du 31 décembre 2024 au 1er janvier 2025",
        ),
        (
            slot(DAY, dt.time(9), dt.date(2024, 10, 4), dt.time(17)),
            "du jeudi 3 octobre 2024 à 9 h au vendredi 4 octobre 2024 à 17 h",
        ),
    ],
)
def test_dates_are_said_in_french(when: Slot, words: str) -> None:
    assert french_when(when).replace("\u00a0", " ") == words


@pytest.mark.parametrize(
    ("day", "zone", "utc"),
    [
        (dt.date(2026, 3, 28), "Europe/Paris", "2026-03-28T13:00:00+00:00"),
        (dt.date(2026, 3, 29), "Europe/Paris", "2026-03-29T12:00:00+00:00"),
        (dt.date(2026, 10, 25), "Europe/Paris", "2026-10-25T13:00:00+00:00"),
        (dt.date(2026, 7, 1), "Indian/Reunion", "2026-07-01T10:00:00+00:00"),
        (dt.date(2026, 7, 1), "America/Martinique", "2026-07-01T18:00:00+00:00"),
    ],
)
def test_an_hour_is_that_of_the_place(day: dt.date, zone: str, utc: str) -> None:
    start = slot(day, dt.time(14), zone=zone).start

    assert start.astimezone(dt.UTC).isoformat() == utc


def test_a_whole_day_lasts_until_the_next_midnight() -> None:
    assert slot(end=dt.date(2024, 10, 4)).end.isoformat() == "2024-10-05T00:00:00+02:00"


def test_without_a_known_end_an_event_is_over_with_its_day() -> None:
    assert slot(start_time=dt.time(14)).end.isoformat() == "2024-10-04T00:00:00+02:00"


def test_a_moved_slot_keeps_its_length() -> None:
    moved = slot(DAY, dt.time(22), dt.date(2024, 10, 4), dt.time(1)).on(dt.date(2024, 12, 31))

    assert (moved.start_date, moved.end_date) == (dt.date(2024, 12, 31), dt.date(2025, 1, 1))


@pytest.mark.parametrize(
    ("frequency", "start", "parts"),
    [
        (Frequency.WEEKLY, DAY, {"FREQ": "WEEKLY"}),
        (Frequency.FORTNIGHTLY, DAY, {"FREQ": "WEEKLY", "INTERVAL": 2}),
        (Frequency.MONTHLY_WEEKDAY, DAY, {"FREQ": "MONTHLY", "BYDAY": "1TH"}),
        (Frequency.MONTHLY_WEEKDAY, dt.date(2024, 10, 31), {"FREQ": "MONTHLY", "BYDAY": "-1TH"}),
        (Frequency.MONTHLY_DATE, DAY, {"FREQ": "MONTHLY"}),
        (Frequency.YEARLY, DAY, {"FREQ": "YEARLY"}),
        (Frequency.DAILY, DAY, {"FREQ": "DAILY"}),
    ],
)
def test_words_become_a_rule(frequency: str, start: dt.date, parts: dict[str, str | int]) -> None:
    assert rule(frequency, start) == parts


def test_a_rule_below_a_day_does_not_exist() -> None:
    with pytest.raises(ValueError, match="HOURLY"):
        rule("HOURLY", DAY)


def test_the_first_thursday_of_each_month_until_a_day_included() -> None:
    days = rule_days(
        Frequency.MONTHLY_WEEKDAY, DAY, until=dt.date(2025, 1, 2), count=None, horizon=DAY
    )

    assert days == [DAY, dt.date(2024, 11, 7), dt.date(2024, 12, 5), dt.date(2025, 1, 2)]


def test_a_month_without_the_date_is_left_out() -> None:
    days = rule_days(Frequency.MONTHLY_DATE, dt.date(2025, 1, 31), until=None, count=3, horizon=DAY)

    assert days == [dt.date(2025, 1, 31), dt.date(2025, 3, 31), dt.date(2025, 5, 31)]


def test_a_repetition_with_too_many_dates_shows_one_too_many() -> None:
    days = rule_days(Frequency.DAILY, DAY, until=dt.date(9999, 12, 31), count=None, horizon=DAY)

    assert len(days) == MAX_OCCURRENCES + 1


def test_an_endless_repetition_goes_to_the_horizon() -> None:
    days = rule_days(Frequency.DAILY, DAY, until=None, count=None, horizon=dt.date(2026, 10, 3))

    assert (len(days), days[-1]) == (731, dt.date(2026, 10, 3))
