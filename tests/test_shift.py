"""When somebody works: nights, days off, changes of the clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.shift import Shift, ending_at, likely_turn, working_day

MADRID, MEXICO = "Europe/Madrid", "America/Mexico_City"
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0, tzinfo=None))
SHIFTS = st.builds(Shift, TIMES, TIMES, st.sets(st.integers(0, 6)).map(lambda days: tuple(sorted(days))))
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
ZONES = st.sampled_from([MADRID, MEXICO, "Pacific/Auckland", "America/Santiago", "UTC"])


def at(text: str, zone: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("start", "end", "turn"),
    [
        ("09:00", "17:00", "01:00"),
        ("22:00", "06:00", "12:00"),
        ("18:00", "02:00", "10:00"),
        ("16:00", "00:00", "08:00"),
        ("00:00", "08:00", "00:00"),
        ("04:00", "12:00", "00:00"),
        ("12:00", "12:00", "12:00"),
    ],
)
def test_a_day_turns_between_two_shifts(start: str, end: str, turn: str) -> None:
    minutes = Shift(time.fromisoformat(start), time.fromisoformat(end)).turn()
    assert f"{minutes // 60:02}:{minutes % 60:02}" == turn


@pytest.mark.parametrize(
    ("moment", "into"),
    [
        ("2026-11-27 23:00", "2026-11-27 23:00"),
        ("2026-11-28 05:59", "2026-11-28 05:59"),  # on Saturday, of Friday's night
        ("2026-11-28 06:00", "2026-11-30 22:00"),
        ("2026-11-26 12:00", "2026-11-26 22:00"),
    ],
)
def test_what_is_outside_a_night_goes_into_the_next(moment: str, into: str) -> None:
    night = Shift(time(22), time(6))
    assert night.into(at(moment, MEXICO), MEXICO) == at(into, MEXICO)


def test_a_night_in_which_clocks_change_ends_by_the_clock() -> None:
    night = Shift(time(22), time(6), (5,))
    for day, hours in ((date(2026, 3, 28), 7), (date(2026, 10, 24), 9)):
        start, end = night.bounds(day, MADRID)
        assert end - start == timedelta(hours=hours)


@given(SHIFTS, MOMENTS, ZONES)
def test_what_is_moved_into_a_shift_is_within_it_and_not_before(
    shift: Shift, now: datetime, zone: str
) -> None:
    moved = shift.into(now, zone)
    assert now <= moved <= now + timedelta(days=8)
    start, end = shift.running(moved, zone) or (moved, moved)
    # Where clocks go forward, a short shift may be left out of its day.
    assert start <= moved < end or end - start == timedelta(0)
    assert Shift.decode(shift.encode()) == shift


@pytest.mark.parametrize("text", ["", "2200-0600", "2500-0600-0", "2200-0600-7", "x"])
def test_what_was_not_stored_as_a_shift_is_none(text: str) -> None:
    assert Shift.decode(text) is None


def test_a_shift_by_its_end_alone() -> None:
    now = at("2026-11-28 23:10", MEXICO)  # a Saturday
    shift = ending_at(at("2026-11-29 06:00", MEXICO), now, MEXICO)
    assert shift == Shift(time(21), time(6), ())
    early = ending_at(at("2026-11-30 22:00", MEXICO), at("2026-11-30 12:40", MEXICO), MEXICO)
    assert early == Shift(time(12), time(22), ())


@pytest.mark.parametrize(
    ("times", "turn"),
    [
        ((), 240),
        (("09:00", "16:30"), 60),
        (("23:30", "00:30"), 720),
        (("05:10", "12:50"), 0),
        (("14:10", "23:50"), 420),
        (tuple(f"{hour:02}:30" for hour in range(24)), 240),  # nothing can be told
    ],
)
def test_the_day_turns_while_somebody_sleeps(times: tuple[str, ...], turn: int) -> None:
    assert likely_turn(datetime.fromisoformat(f"2026-11-24 {text}") for text in times) == turn


def test_the_working_day_of_a_moment() -> None:
    assert working_day(datetime(2026, 11, 25, 0, 30), 240) == date(2026, 11, 24)
    assert working_day(datetime(2026, 11, 25, 4, 0), 240) == date(2026, 11, 25)
