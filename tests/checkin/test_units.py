"""Who counts in which unit, and which unit changed too much: what must hold whatever managers do."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features.checkin.model import Terms
from bot.features.checkin.period import Cadence, Period, period_of, previous_period
from bot.features.checkin.unit_change import UnitState
from bot.features.checkin.unit_service import begins_on, steady_from
from bot.features.checkin.units import (
    OFFERED_BEFORE,
    FrozenUnit,
    Membership,
    Unit,
    UnitPlan,
    changes_much,
    frozen_units,
    members_on,
    moves_people,
)
from bot.store.memory.checkin_units import MemoryUnitStore

ORIGIN = period_of(date(2026, 1, 1), Cadence.FORTNIGHTLY)
PEOPLE = tuple(f"p{n:02}" for n in range(14))
A, B = Unit("a", "A"), Unit("b", "B")
UNITS = (A, B)
LONG_AGO: dict[str, date | None] = dict.fromkeys(PEOPLE, date(2020, 1, 1))


def periods(count: int, first: Period = ORIGIN) -> list[Period]:
    """Returns so many periods, one after the other."""
    row = [first]
    while len(row) < count:
        row.append(Period(row[-1].next, first.cadence_weeks))
    return row


def moved(people: Sequence[str], unit: str, first: date) -> list[Membership]:
    return [Membership(user_id, "slack", unit, first) for user_id in people]


def frozen(
    period: Period,
    memberships: Sequence[Membership],
    shown: Mapping[str, Sequence[Period]] | None = None,
    offered: Mapping[str, date | None] = LONG_AGO,
) -> dict[str, FrozenUnit]:
    units = frozen_units(period, UNITS, memberships, offered, shown or {})
    return {one.unit.id: one for one in units}


def test_the_first_two_full_periods_do_not_count() -> None:
    row = periods(4)
    joined = moved(PEOPLE, "a", row[0].first)
    assert [len(frozen(period, joined)["a"].counted) for period in row] == [0, 0, 14, 14]
    assert [len(frozen(period, joined)["a"].members) for period in row] == [14] * 4


def test_whoever_moves_counts_nowhere_for_two_periods_then_in_the_new_unit() -> None:
    row = periods(6)
    there = [*moved(PEOPLE, "a", date(2025, 1, 6)), *moved(PEOPLE[:1], "b", row[1].first)]
    counts = [{id: PEOPLE[0] in unit.counted for id, unit in frozen(p, there).items()} for p in row]
    assert [(each["a"], each["b"]) for each in counts] == [
        (True, False),
        (False, False),
        (False, False),
        (False, True),
        (False, True),
        (False, True),
    ]


def test_who_leaves_and_comes_back_begins_anew() -> None:
    row = periods(5)
    there = [
        *moved(PEOPLE, "a", date(2025, 1, 6)),
        *moved(PEOPLE[:1], "", row[1].first),
        *moved(PEOPLE[:1], "a", row[2].first),
    ]
    assert [PEOPLE[0] in frozen(p, there)["a"].counted for p in row] == [True, False, False, False, True]


def test_an_account_counts_once_it_was_offered_for_four_weeks() -> None:
    here, there = ORIGIN, moved(PEOPLE, "a", date(2025, 1, 6))
    day = here.first - OFFERED_BEFORE
    offered = {PEOPLE[0]: day, PEOPLE[1]: day + timedelta(days=1), PEOPLE[2]: None}
    assert frozen(here, there, offered=offered)["a"].counted == {PEOPLE[0]}


def test_a_unit_that_changed_by_more_than_a_quarter_is_hidden_for_two_periods() -> None:
    row = periods(6)
    there = moved(PEOPLE[:8], "a", date(2025, 1, 6))
    quarter = [*there, *moved(PEOPLE[8:10], "a", row[1].first)]
    more = [*there, *moved(PEOPLE[8:11], "a", row[1].first)]
    for moves, hidden in ((quarter, [False] * 6), (more, [False, True, True, False, False, False])):
        shown: list[Period] = []
        assert [shows(p, moves, shown) for p in row] == [not one for one in hidden]


def shows(period: Period, memberships: Sequence[Membership], shown: list[Period]) -> bool:
    """Closes a period of unit A, whose figure is shown where nothing hides it."""
    if frozen(period, memberships, {"a": shown})["a"].changed:
        return False
    shown.append(period)
    return True


def test_small_changes_add_up_as_long_as_no_figure_is_shown() -> None:
    row = periods(6)
    there = moved(PEOPLE[:8], "a", date(2025, 1, 6))
    drip = [one for n in range(3) for one in moved(PEOPLE[8 + n : 9 + n], "a", row[n + 1].first)]
    assert not frozen(row[2], [*there, *drip], {"a": row[:1]})["a"].changed
    assert frozen(row[3], [*there, *drip], {"a": row[:1]})["a"].changed
    assert not frozen(row[3], [*there, *drip], {"a": row[:3]})["a"].changed


def test_a_unit_without_a_shown_figure_has_nothing_to_be_compared_with() -> None:
    row = periods(3)
    there = [*moved(PEOPLE[:4], "a", row[0].first), *moved(PEOPLE[4:], "a", row[2].first)]
    assert not frozen(row[2], there)["a"].changed


def test_figures_of_groups_before_there_were_units_count_as_shown_of_nobody() -> None:
    row = periods(4)
    there = moved(PEOPLE, "a", row[1].first)
    hidden = [frozen(period, there, {"a": row[:1]})["a"].changed for period in row[1:]]
    assert hidden == [True, True, False]


plans = st.lists(
    st.one_of(st.none(), st.dictionaries(st.sampled_from(PEOPLE), st.sampled_from("ab"), max_size=14)),
    min_size=1,
    max_size=8,
)
first_periods = st.sampled_from([ORIGIN, period_of(date(2026, 1, 1), Cadence.WEEKLY)])


def stored(given_plans: Sequence[Mapping[str, str] | None], row: Sequence[Period]) -> tuple[Membership, ...]:
    """Returns what a store makes of plans, each from the first day of a period; None: nothing changes."""

    async def keep() -> tuple[Membership, ...]:
        store, edition = MemoryUnitStore(), 0
        for wanted, period in zip(given_plans, row, strict=False):
            if wanted is not None:
                people = {user_id: ("slack", unit) for user_id, unit in wanted.items()}
                assert await store.keep_plan("T", UnitPlan(period.first, UNITS, people, edition))
                edition += 1
        return await store.memberships("T")

    return asyncio.run(keep())


def closed(
    row: Sequence[Period], memberships: Sequence[Membership], offered: Mapping[str, date | None] = LONG_AGO
) -> list[dict[str, FrozenUnit]]:
    """Closes periods in order; a unit shows a figure where it may."""
    shown: dict[str, list[Period]] = {"a": [], "b": []}
    results = []
    for period in row:
        units = frozen(period, memberships, shown, offered)
        results.append(units)
        for id, unit in units.items():
            if not unit.changed and unit.counted:
                shown[id].append(period)
    return results


@given(plans, first_periods)
def test_nobody_is_in_two_units_and_who_counts_is_a_member(
    wanted: Sequence[Mapping[str, str] | None], first: Period
) -> None:
    row = periods(len(wanted) + 4, first)
    for units in closed(row, stored(wanted, row)):
        assert not units["a"].members & units["b"].members
        for unit in units.values():
            assert unit.counted <= unit.members


@given(plans, first_periods)
def test_who_counts_was_there_in_the_two_periods_before_too(
    wanted: Sequence[Mapping[str, str] | None], first: Period
) -> None:
    row = periods(len(wanted) + 4, first)
    memberships = stored(wanted, row)
    for period, units in zip(row, closed(row, memberships), strict=True):
        for id, unit in units.items():
            before = previous_period(period)
            for earlier in (before, previous_period(before)):
                at = members_on(memberships, earlier.first)
                assert all(who in at and at[who].unit == id for who in unit.counted)


@given(plans, first_periods)
def test_two_figures_in_a_row_are_of_much_the_same_people_or_two_periods_lie_between(
    wanted: Sequence[Mapping[str, str] | None], first: Period
) -> None:
    row = periods(len(wanted) + 6, first)
    results = closed(row, stored(wanted, row))
    for id in ("a", "b"):
        shown = [n for n, units in enumerate(results) if not units[id].changed and units[id].counted]
        for before, after in itertools.pairwise(shown):
            if after - before <= 2:
                assert not changes_much(results[before][id].members, results[after][id].members)


@given(
    plans,
    first_periods,
    st.dictionaries(st.sampled_from(PEOPLE), st.dates(date(2025, 11, 1), date(2026, 6, 1))),
)
def test_whoever_closes_however_late_comes_to_the_same(
    wanted: Sequence[Mapping[str, str] | None], first: Period, days: Mapping[str, date]
) -> None:
    row = periods(len(wanted) + 3, first)
    offered: dict[str, date | None] = {**LONG_AGO, **days}
    late = closed(row, stored(wanted, row), offered)
    # Each period closed on the day after its end, when only the next period's plan could be known.
    for n in range(len(row)):
        soon = closed(row[: n + 1], stored(wanted[: n + 2], row), offered)
        assert soon == late[: n + 1]


@given(plans, st.integers(0, 60))
def test_purging_what_was_replaced_long_ago_changes_no_period_since(
    wanted: Sequence[Mapping[str, str] | None], weeks: int
) -> None:
    row = periods(len(wanted) + 6)
    day = row[0].first + timedelta(weeks=weeks)

    async def purged() -> tuple[Membership, ...]:
        store, edition = MemoryUnitStore(), 0
        for plan, period in zip(wanted, row, strict=False):
            if plan is not None:
                people = {user_id: ("slack", unit) for user_id, unit in plan.items()}
                await store.keep_plan("T", UnitPlan(period.first, UNITS, people, edition))
                edition += 1
        await store.purge_plans(day)
        return await store.memberships("T")

    memberships, left = stored(wanted, row), asyncio.run(purged())
    for period in row:
        if previous_period(previous_period(period)).first >= day:
            assert frozen(period, left) == frozen(period, memberships)


@given(st.dates(date(2024, 1, 1), date(2031, 1, 1)), st.integers(-1, 1), st.sampled_from(Cadence))
def test_no_plan_begins_in_a_period_that_has_begun_by_a_clock_a_day_off(
    day: date, off: int, cadence: Cadence
) -> None:
    terms = Terms(cadence=cadence)
    first = begins_on(terms, day + timedelta(days=off))
    assert first > day
    assert terms.period(first).first == first


FORTNIGHTS = periods(60)


def at_places(*numbers: int) -> tuple[Membership, ...]:
    """Ana comes in the first period, and changes places in each of these."""
    return tuple(
        Membership("ana", "slack", ("a", "b")[i % 2], FORTNIGHTS[n].first)
        for i, n in enumerate((0, *numbers))
    )


@pytest.mark.parametrize(
    ("moved", "next_one", "holds"),
    [
        ((), 1, 1),
        ((1,), 2, 2),  # no figure yet: nothing can be compared
        ((2,), 3, 3),
        ((), 20, 20),
        ((10,), 11, 23),  # 26 weeks are thirteen fortnights
        ((10,), 22, 23),
        ((10,), 23, 23),
        ((10,), 24, 24),
        ((10, 23), 24, 36),
    ],
)
def test_people_are_moved_on_one_day_in_half_a_year(
    moved: tuple[int, ...], next_one: int, holds: int
) -> None:
    begins = FORTNIGHTS[next_one].first
    assert steady_from(Terms(), begins, at_places(*moved)) == FORTNIGHTS[holds].first


@given(st.lists(st.integers(1, 59), unique=True), st.integers(1, 59), st.sampled_from(Cadence))
def test_a_change_that_waits_holds_from_the_first_day_of_a_period_and_no_sooner_than_the_next(
    moved: list[int], next_one: int, cadence: Cadence
) -> None:
    terms = Terms(cadence=cadence)
    begins = begins_on(terms, FORTNIGHTS[next_one].first)
    first = steady_from(terms, begins, at_places(*sorted(moved)))
    assert first >= begins
    assert terms.period(first).first == first


def test_who_comes_to_a_unit_moves_nobody() -> None:
    ana, luis = {"ana": ("slack", "a")}, {"luis": ("slack", "a")}
    assert not moves_people(ana, ana | luis)
    assert moves_people(ana | luis, ana)
    assert moves_people(ana, {"ana": ("slack", "b")})


def test_who_comes_back_to_a_unit_is_moved() -> None:
    ana, luis = {"ana": ("slack", "a")}, {"luis": ("slack", "a")}
    left = (
        Membership("luis", "slack", "a", FORTNIGHTS[0].first),
        Membership("luis", "", "", FORTNIGHTS[3].first),
    )
    assert moves_people(ana, ana | luis, left)
    assert moves_people({}, luis, left)  # nor by way of having no units at all
    assert not moves_people(ana, ana | luis, left[1:])


@given(st.dates(date(2024, 1, 1), date(2031, 1, 1)), st.integers(0, 40), st.integers(-1, 1))
def test_nothing_is_taken_back_that_has_begun_by_a_clock_a_day_off(day: date, ahead: int, off: int) -> None:
    newest = UnitPlan(day + timedelta(days=ahead), UNITS)
    today = day + timedelta(days=off)
    state = UnitState(
        today, begins_on(Terms(), today), today, today, 10, UnitPlan(day), UnitPlan(day), newest
    )
    assert not state.retractable or newest.first > day
