"""When drills come: by local dates, through every change of the clocks."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.clocks import instant, knows_zone
from bot.core.holidays import is_holiday
from bot.features.schedule.dates import ZONES
from bot.features.schedule.model import DeliveryPreferences, RecurrenceRule
from bot.features.schedule.preferences import preferred_time
from bot.features.schedule.recurrence import (
    COUNTRIES,
    coming_slots,
    is_slot,
    slots,
    spread_offset,
)

NEW_YORK, MADRID, SANTIAGO = "America/New_York", "Europe/Madrid", "America/Santiago"
TIJUANA, MEXICO, BOGOTA = "America/Tijuana", "America/Mexico_City", "America/Bogota"
# Zone, date, wanted time, what clocks there show, and the moment in UTC.
TABLE = (
    (NEW_YORK, "2026-03-07", "02:30", "02:30", "2026-03-07 07:30"),
    (NEW_YORK, "2026-03-08", "02:30", "03:00", "2026-03-08 07:00"),  # 02:30 is left out
    (NEW_YORK, "2026-03-09", "02:30", "02:30", "2026-03-09 06:30"),
    (NEW_YORK, "2026-11-01", "01:30", "01:30", "2026-11-01 05:30"),  # 01:30 comes twice
    (NEW_YORK, "2026-11-02", "01:30", "01:30", "2026-11-02 06:30"),
    (MADRID, "2026-03-29", "02:30", "03:00", "2026-03-29 01:00"),
    (MADRID, "2026-03-29", "09:30", "09:30", "2026-03-29 07:30"),
    (MADRID, "2026-10-25", "02:30", "02:30", "2026-10-25 00:30"),
    (MADRID, "2026-10-25", "09:30", "09:30", "2026-10-25 08:30"),
    (SANTIAGO, "2026-04-04", "23:30", "23:30", "2026-04-05 02:30"),
    (SANTIAGO, "2026-09-06", "00:00", "01:00", "2026-09-06 04:00"),  # the day begins at one o'clock
    (SANTIAGO, "2026-09-06", "00:30", "01:00", "2026-09-06 04:00"),
    (SANTIAGO, "2026-09-06", "09:30", "09:30", "2026-09-06 12:30"),
    (TIJUANA, "2026-03-08", "02:15", "03:00", "2026-03-08 10:00"),
    (TIJUANA, "2026-03-08", "09:30", "09:30", "2026-03-08 16:30"),
    (TIJUANA, "2026-11-01", "01:15", "01:15", "2026-11-01 08:15"),
    (MEXICO, "2026-04-05", "02:30", "02:30", "2026-04-05 08:30"),  # no change any more
    (MEXICO, "2026-10-25", "01:30", "01:30", "2026-10-25 07:30"),
    (BOGOTA, "2026-03-08", "02:30", "02:30", "2026-03-08 07:30"),
    (BOGOTA, "2028-02-29", "09:30", "09:30", "2028-02-29 14:30"),  # a leap day
)
ALL_DAYS = tuple(range(7))


def never(_: str, __: date) -> bool:
    return False


def rule(zone: str, at: str = "09:30", **more: Any) -> RecurrenceRule:
    plain = RecurrenceRule(ALL_DAYS, time.fromisoformat(at), zone, own_zone=False, first=date(2020, 1, 1))
    return replace(plain, **more)


def test_the_table_of_clock_changes() -> None:
    lines = [f"{'zone':22}{'date':12}{'wanted':8}{'shown':8}{'in UTC':18}"]
    for zone, day, at, shown, utc in TABLE:
        found = instant(date.fromisoformat(day), time.fromisoformat(at), zone)
        local = found.astimezone(ZoneInfo(zone))
        lines.append(f"{zone:22}{day:12}{at:8}{local:%H:%M}   {found:%Y-%m-%d %H:%M}")
        assert (f"{local:%H:%M}", f"{found:%Y-%m-%d %H:%M}") == (shown, utc), (zone, day, at)
        assert local.date() == date.fromisoformat(day)
    sys.stdout.write("\n" + "\n".join(lines) + "\n")


@settings(max_examples=60)
@given(
    st.sampled_from([zone for zone in ZONES if knows_zone(zone)]),
    st.times(),
    st.dates(date(2024, 1, 1), date(2030, 12, 31)),
)
def test_each_date_has_one_moment_and_they_are_in_order(zone: str, at: time, day: date) -> None:
    at = at.replace(second=0, microsecond=0)
    found = [instant(day + timedelta(days=n), at, zone) for n in range(3)]
    assert found == sorted(found)
    assert [moment.astimezone(ZoneInfo(zone)).date() - day for moment in found] == [
        timedelta(days=n) for n in range(3)
    ]


def test_a_leap_day_is_a_day() -> None:
    found = slots(rule(BOGOTA), date(2028, 2, 28), date(2028, 3, 1), never)
    assert [day.day for day in found] == [28, 29, 1]


def test_days_holidays_and_own_dates_are_left_out() -> None:
    weekdays = rule(MEXICO, days=(0, 1, 2, 3, 4), holidays="MX", excluded=(date(2026, 11, 18),))
    found = list(slots(weekdays, date(2026, 11, 13), date(2026, 11, 20), is_holiday))
    assert [day.day for day in found] == [13, 17, 19, 20]  # the 16th is Revolution Day, observed


def test_the_first_and_the_last_day_count() -> None:
    short = rule(MEXICO, first=date(2026, 11, 24), last=date(2026, 11, 25))
    assert [is_slot(short, date(2026, 11, day), never) for day in (23, 24, 25, 26)] == [
        False,
        True,
        True,
        False,
    ]


def test_what_comes_next_is_ahead() -> None:
    now = datetime(2026, 11, 24, 15, 31, tzinfo=UTC)  # 09:31 in Mexico City
    assert coming_slots(rule(MEXICO), MEXICO, now, 2, never) == (date(2026, 11, 25), date(2026, 11, 26))
    assert coming_slots(rule(MEXICO), TIJUANA, now, 1, never) == (date(2026, 11, 24),)
    assert coming_slots(rule(MEXICO, days=()), MEXICO, now, 1, never) == ()


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "America/", "../etc/passwd", "a" * 300])
def test_unknown_zones(name: str) -> None:
    assert not knows_zone(name)


@pytest.mark.parametrize("zone", ZONES)
def test_all_zones_that_are_offered_exist(zone: str) -> None:
    assert knows_zone(zone)


@pytest.mark.parametrize("country", COUNTRIES)
def test_all_countries_that_are_offered_have_a_new_year(country: str) -> None:
    assert is_holiday(country, date(2027, 1, 1))


def test_the_spread_is_stable_and_within_its_minutes() -> None:
    found = {spread_offset("s1", f"U{n}", 20) for n in range(200)}
    assert found == {spread_offset("s1", f"U{n}", 20) for n in range(200)}
    assert all(timedelta(0) <= each < timedelta(minutes=20) for each in found)
    assert len(found) > 100
    assert spread_offset("s1", "U1", 0) == timedelta(0)


QUIET = DeliveryPreferences(quiet_from=time(22), quiet_until=time(7))
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("preferences", "hour", "comes"),
    [
        (DeliveryPreferences(), 3, 3),
        (QUIET, 3, 7),
        (QUIET, 23, 31),
        (QUIET, 12, 12),
        (QUIET, 22, 31),
        (QUIET, 7, 7),
        (DeliveryPreferences(quiet_from=time(9), quiet_until=time(10)), 9, 10),
        (DeliveryPreferences(stopped=True), 12, None),
        (DeliveryPreferences(paused_until=NOON), 11, None),
        (DeliveryPreferences(paused_until=NOON), 12, 12),
    ],
)
def test_a_persons_own_wish(preferences: DeliveryPreferences, hour: int, comes: int | None) -> None:
    start = datetime(2026, 11, 24, tzinfo=UTC)
    due, until = start + timedelta(hours=hour), start + timedelta(hours=hour + 10)
    expected = None if comes is None else start + timedelta(hours=comes)
    assert preferred_time(preferences, due, until, "UTC") == expected


def test_quiet_hours_that_last_longer_than_the_window_leave_it_out() -> None:
    due = datetime(2026, 11, 24, 23, tzinfo=UTC)
    assert preferred_time(QUIET, due, due + timedelta(hours=4), "UTC") is None
