"""Periods follow from dates alone: each day is in one, and none overlaps another, whatever is chosen when."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features.checkin.model import Terms
from bot.features.checkin.period import (
    Cadence,
    Period,
    is_over,
    parse_period,
    period_of,
    period_order,
    previous_period,
)

DAY = timedelta(days=1)
START = date(2026, 11, 2)
days = st.dates(date(2020, 1, 1), date(2060, 1, 1))
choices = st.lists(st.tuples(st.integers(0, 40), st.sampled_from(Cadence)), max_size=12)


def chosen(terms: Terms, choices: list[tuple[int, Cadence]]) -> tuple[Terms, date]:
    """Returns the terms, and the day, once cadences were chosen one after the other, so many days apart."""
    day = START
    for wait, cadence in choices:
        day += wait * DAY
        terms = terms.asked_every(cadence, day)
    return terms, day


def run_from(terms: Terms, day: date, count: int = 60) -> list[Period]:
    """Returns the periods from the one of a day on."""
    periods = [terms.period(day)]
    for _ in range(count):
        periods.append(terms.period(periods[-1].next))
    return periods


@given(days, st.sampled_from(Cadence))
def test_every_day_is_in_one_period_that_knows_its_name(day: date, cadence: Cadence) -> None:
    found = period_of(day, cadence)
    assert found.holds(day)
    assert found.first.weekday() == 0
    assert (found.last - found.first).days == 7 * cadence.value - 1
    assert parse_period(found.id) == found
    assert len(found.id) <= 16  # as long as its column
    assert period_of(found.last + DAY, cadence).first == found.last + DAY == found.next
    assert previous_period(period_of(found.last + DAY, cadence)) == found


@given(days)
def test_a_period_is_over_after_its_last_day(day: date) -> None:
    found = period_of(day, Cadence.FORTNIGHTLY)
    assert not found.closed(found.last)
    assert found.closed(found.last + DAY)
    assert is_over(found.id, found.last + DAY)


def test_names_across_a_year() -> None:
    assert period_of(date(2026, 11, 25), Cadence.WEEKLY).id == "2026-W48"
    assert period_of(date(2027, 1, 1), Cadence.WEEKLY).id == "2026-W53"
    assert period_of(date(2026, 11, 25), Cadence.FORTNIGHTLY).id == "2026-W47-W48"
    assert period_of(date(2027, 1, 1), Cadence.FOUR_WEEKLY, date(2026, 12, 14)).id == "2026-W51-W01"
    assert period_of(date(2026, 3, 9), Cadence.YEARLY, date(2026, 3, 9)).id == "2026-W11-W09"


@pytest.mark.parametrize(
    "name", ["", "2026", "2026-W54", "2026-W48-W50", "2026-W48-W48", "2026-W48\n", "x-W01"]
)
def test_other_names_are_of_no_period(name: str) -> None:
    assert parse_period(name) is None
    assert is_over(name, START)
    assert period_order(name) < period_order("2024-W01")


@given(st.sampled_from(Cadence), choices)
def test_periods_follow_each_other_whatever_is_chosen(
    first: Cadence, after: list[tuple[int, Cadence]]
) -> None:
    terms, _ = chosen(Terms(on=True, cadence=first), after)
    periods = run_from(terms, START)
    for earlier, later in pairwise(periods):
        assert later.first == earlier.next
        assert terms.period_before(later) == earlier
    assert {parse_period(period.id) for period in periods} == set(periods)


@given(st.sampled_from(Cadence), choices, st.sampled_from(Cadence), st.integers(0, 400))
def test_a_choice_moves_no_period_that_runs_or_is_over(
    first: Cadence, before: list[tuple[int, Cadence]], cadence: Cadence, back: int
) -> None:
    terms, day = chosen(Terms(on=True, cadence=first), before)
    after = terms.asked_every(cadence, day)
    assert after.period(day) == terms.period(day)
    assert after.period(day - back * DAY) == terms.period(day - back * DAY)
    assert after.cadence is cadence
    assert run_from(after, day)[-1].cadence_weeks == cadence.value


@given(st.sampled_from(Cadence), st.lists(st.sampled_from(Cadence), max_size=20), days)
def test_toggling_within_minutes_makes_no_period_appear(
    cadence: Cadence, toggles: list[Cadence], day: date
) -> None:
    before = Terms(on=True, cadence=cadence).asked_every(cadence, day)
    terms = before
    for toggle in [*toggles, cadence]:
        terms = terms.asked_every(toggle, day)
    assert run_from(terms, day) == run_from(before, day)


@given(
    st.sampled_from(Cadence),
    st.lists(st.tuples(st.integers(-1, 1), st.sampled_from(Cadence)), min_size=2, max_size=12),
    st.integers(0, 4 * 364),
)
def test_clocks_that_differ_at_a_periods_end_make_no_two_periods_overlap(
    cadence: Cadence, choices: list[tuple[int, Cadence]], from_start: int
) -> None:
    # Machines whose clocks are up to a day apart, each of which begins whatever period its own clock says.
    terms, begun = Terms(on=True, cadence=cadence), set[Period]()
    middle = terms.period(START + from_start * DAY).last
    for apart, each in choices:
        clock = middle if apart < 0 else middle + DAY
        begun.add(terms.period(clock))
        terms = terms.asked_every(each, clock)
        begun.add(terms.period(clock))
    for earlier, later in pairwise(sorted(begun)):
        assert later.first > earlier.last


def test_the_terms_of_before_have_the_periods_that_they_had() -> None:
    for cadence in (Cadence.WEEKLY, Cadence.FORTNIGHTLY):
        for back in range(400):
            day = START - back * DAY
            assert Terms(on=True, cadence=cadence).period(day) == period_of(day, cadence)


def test_a_long_period_begins_in_the_week_it_is_chosen_in() -> None:
    day = date(2026, 11, 25)
    assert Terms().asked_every(Cadence.YEARLY, day).period(day).first == date(2026, 11, 23)
    assert Terms().asked_every(Cadence.FORTNIGHTLY, day).period(day).id == "2026-W47-W48"


def test_what_held_long_ago_is_forgotten() -> None:
    terms, day = Terms(on=True, cadence=Cadence.WEEKLY), START
    for i in range(400):
        day += 10 * DAY
        terms = terms.asked_every([Cadence.WEEKLY, Cadence.FORTNIGHTLY][i % 2], day)
    assert len(terms.changes) < 120
    assert terms.period(day - 400 * DAY).holds(day - 400 * DAY)
