"""Periods follow from a date alone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features.checkin.period import Cadence, parse_period, period_of, previous_period

days = st.dates(date(2020, 1, 1), date(2060, 1, 1))


@given(days, st.sampled_from(Cadence))
def test_every_day_is_in_one_period_that_knows_its_name(day: date, cadence: Cadence) -> None:
    found = period_of(day, cadence)
    assert found.holds(day)
    assert found.first.weekday() == 0
    assert (found.last - found.first).days == 7 * cadence.value - 1
    assert parse_period(found.id) == found
    assert period_of(found.last + timedelta(days=1), cadence).first == found.last + timedelta(days=1)
    assert previous_period(period_of(found.last + timedelta(days=1), cadence)) == found


@given(days)
def test_a_period_is_over_after_its_last_day(day: date) -> None:
    found = period_of(day, Cadence.FORTNIGHTLY)
    assert not found.closed(found.last)
    assert found.closed(found.last + timedelta(days=1))


def test_names_across_a_year() -> None:
    assert period_of(date(2026, 11, 25), Cadence.WEEKLY).id == "2026-W48"
    assert period_of(date(2027, 1, 1), Cadence.WEEKLY).id == "2026-W53"
    assert period_of(date(2026, 11, 25), Cadence.FORTNIGHTLY).id == "2026-W47-W48"


@pytest.mark.parametrize(
    "name", ["", "2026", "2026-W54", "2026-W48-W49", "2026-W48-W50", "2026-W48\n", "x-W01"]
)
def test_other_names_are_of_no_period(name: str) -> None:
    assert parse_period(name) is None
