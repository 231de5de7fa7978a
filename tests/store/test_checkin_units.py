"""Units of the self-check, on both engines and in memory."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
import pytest_asyncio

from bot.features.checkin.ports import UnitStore
from bot.features.checkin.units import Membership, Unit, UnitPlan
from bot.store.memory.checkin_units import MemoryUnitStore
from bot.store.sql.checkin_units import SqlUnitStore
from bot.store.sql.database import Database

MAY, JUNE, JULY, AUGUST = date(2026, 5, 4), date(2026, 6, 1), date(2026, 7, 13), date(2026, 8, 10)
NIGHT, DAY = Unit("n", "Night shift"), Unit("d", "Day shift")
IN_NIGHT, IN_DAY = ("slack", "n"), ("slack", "d")
FIRST = UnitPlan(MAY, (DAY, NIGHT), {"ana": IN_NIGHT, "luis": IN_DAY})


@pytest_asyncio.fixture(params=["stored", "in memory"])
async def units(request: pytest.FixtureRequest, database: Database) -> UnitStore:
    return SqlUnitStore(database) if request.param == "stored" else MemoryUnitStore()


async def test_before_anything_is_stored_nobody_is_anywhere(units: UnitStore) -> None:
    assert await units.find_plan("T1", MAY) == UnitPlan(MAY)
    assert (await units.newest_plan("T1")).edition == 0
    assert await units.memberships("T1") == ()
    assert await units.find_unit("T1", "ana", MAY) is None


async def test_a_plan_holds_from_its_day_on(units: UnitStore) -> None:
    assert await units.keep_plan("T1", FIRST)
    later = UnitPlan(JUNE, (NIGHT,), {"ana": IN_NIGHT, "eva": IN_NIGHT}, edition=1)
    assert await units.keep_plan("T1", later)
    assert (await units.find_plan("T1", date(2026, 5, 3))).people == {}
    assert await units.find_plan("T1", date(2026, 5, 31)) == replace(FIRST, edition=1)
    assert await units.find_plan("T1", JUNE) == replace(later, edition=2)
    assert await units.newest_plan("T1") == replace(later, edition=2)
    assert [await units.edition_on("T1", day) for day in (date(2026, 4, 30), MAY, JUNE, JULY)] == [0, 1, 2, 2]
    assert await units.edition_on("T2", JUNE) == 0
    assert (await units.find_plan("T2", JUNE)).people == {}
    assert await units.find_unit("T1", "luis", date(2026, 5, 31)) == DAY
    assert await units.find_unit("T1", "luis", JUNE) is None
    assert await units.find_unit("T1", "eva", JUNE) == NIGHT


async def test_memberships_tell_what_changed(units: UnitStore) -> None:
    await units.keep_plan("T1", FIRST)
    await units.keep_plan("T1", UnitPlan(JUNE, (DAY, NIGHT), {"ana": IN_DAY}, edition=1))
    await units.keep_plan("T1", UnitPlan(JULY, (DAY,), {"ana": IN_DAY, "luis": IN_DAY}, edition=2))
    assert await units.memberships("T1") == (
        Membership("ana", "slack", "n", MAY),
        Membership("ana", "slack", "d", JUNE),
        Membership("luis", "slack", "d", MAY),
        Membership("luis", "", "", JUNE),
        Membership("luis", "slack", "d", JULY),
    )
    assert {move.user_id for move in await units.memberships("T1", "n")} == {"ana"}
    assert len(await units.memberships("T1", "n")) == 2
    assert await units.memberships("T1", "x") == ()


async def test_what_did_not_hold_yet_is_replaced(units: UnitStore) -> None:
    await units.keep_plan("T1", FIRST)
    await units.keep_plan("T1", UnitPlan(JULY, (DAY,), {"ana": IN_DAY}, edition=1))
    await units.keep_plan("T1", replace(FIRST, first=JUNE, edition=2))
    assert await units.find_plan("T1", JULY) == replace(FIRST, first=JUNE, edition=3)
    assert [(move.user_id, move.first) for move in await units.memberships("T1")] == [
        ("ana", MAY),
        ("luis", MAY),
    ]


async def test_of_two_plans_made_from_the_same_one_the_second_is_refused(units: UnitStore) -> None:
    await units.keep_plan("T1", FIRST)
    read = await units.newest_plan("T1")
    assert await units.keep_plan("T1", replace(read, first=JUNE, people={"ana": IN_DAY}))
    assert not await units.keep_plan("T1", replace(read, first=JULY, people={}))
    assert not await units.keep_plan("T1", replace(read, first=JULY, people={}, edition=0))
    assert (await units.find_plan("T1", JULY)).people == {"ana": IN_DAY}


async def test_of_many_at_once_one_is_stored(units: UnitStore) -> None:
    names = [f"Unit {n}" for n in range(6)]
    plans = [UnitPlan(MAY, (Unit("n", name),), {name: IN_NIGHT}) for name in names]
    stored = await asyncio.gather(*(units.keep_plan("T1", plan) for plan in plans))
    assert sum(stored) == 1
    kept = await units.newest_plan("T1")
    assert kept == replace(plans[stored.index(True)], edition=1)


async def test_who_may_be_in_several_units_is_in_none(units: UnitStore) -> None:
    plan = replace(FIRST, unsettled={"eva": ("teams", ("d", "n")), "leo": ("slack", ("n", "d"))})
    await units.keep_plan("T1", plan)
    assert await units.newest_plan("T1") == replace(plan, edition=1)
    assert await units.find_unit("T1", "eva", MAY) is None


async def test_what_was_replaced_long_ago_goes_and_what_held_since_stays(units: UnitStore) -> None:
    await units.keep_plan("T1", FIRST)
    await units.keep_plan("T1", UnitPlan(JUNE, (DAY, NIGHT), {"ana": IN_DAY}, edition=1))
    await units.keep_plan("T1", UnitPlan(JULY, (DAY, NIGHT), {"ana": IN_NIGHT}, edition=2))
    assert await units.purge_plans(MAY) == 0
    assert await units.purge_plans(JUNE) == 0
    before = await units.find_plan("T1", JUNE)
    assert await units.purge_plans(date(2026, 6, 2)) == 4  # a plan, ana's first unit, and luis twice
    assert await units.find_plan("T1", JUNE) == before
    assert (await units.find_plan("T1", MAY)).people == {}
    assert await units.purge_plans(AUGUST) == 2
    assert (await units.find_plan("T1", AUGUST)).people == {"ana": IN_NIGHT}
    assert await units.memberships("T1") == (Membership("ana", "slack", "n", JULY),)
    assert await units.purge_plans(AUGUST) == 0


async def test_a_draft_is_somebodys_own(units: UnitStore) -> None:
    draft = replace(FIRST, edition=7, unsettled={"eva": ("slack", ("d", "n"))})
    await units.keep_draft("T1", "boss", FIRST, MAY)
    await units.keep_draft("T1", "boss", draft, JUNE)
    assert await units.find_draft("T1", "boss") == draft
    assert await units.find_draft("T1", "ana") is None
    assert await units.find_draft("T2", "boss") is None
    assert (await units.newest_plan("T1")).edition == 0
    assert await units.purge_drafts(JUNE) == 0
    assert await units.purge_drafts(JULY) == 1
    await units.keep_draft("T1", "boss", draft, JUNE)
    await units.drop_draft("T1", "boss")
    assert await units.find_draft("T1", "boss") is None


async def test_a_tenants_units_go_whole(units: UnitStore) -> None:
    await units.keep_plan("T1", FIRST)
    await units.keep_plan("T2", FIRST)
    await units.keep_draft("T1", "boss", FIRST, MAY)
    await units.wipe_units("T1")
    assert (await units.newest_plan("T1")).edition == 0
    assert await units.memberships("T1") == ()
    assert await units.find_draft("T1", "boss") is None
    assert (await units.newest_plan("T2")).people == FIRST.people


async def test_a_plan_holds_a_hundred_thousand_people(units: UnitStore) -> None:
    people = {f"U{n:06}": ("slack", f"u{n % 4000}") for n in range(100_000)}
    whole = UnitPlan(MAY, tuple(Unit(f"u{n}", f"Team {n}") for n in range(4000)), people)
    assert await units.keep_plan("T1", whole)
    assert await units.find_plan("T1", MAY) == replace(whole, edition=1)
    moved = {**people, "U000001": ("slack", "u7")}
    assert await units.keep_plan("T1", replace(whole, first=JUNE, people=moved, edition=1))
    assert len(await units.memberships("T1")) == 100_001


async def test_both_stores_come_to_the_same_whatever_is_done(database: Database) -> None:
    dice, stored, memory = random.Random(11), SqlUnitStore(database), MemoryUnitStore()
    days = [MAY + timedelta(days=14 * n) for n in range(8)]
    tenants = [f"T{n}" for n in range(12)]

    async def both(do: Callable[[UnitStore], Awaitable[object]]) -> None:
        assert await do(stored) == await do(memory)

    async def step(tenant: str) -> None:
        edition = (await memory.newest_plan(tenant)).edition - dice.choice([0, 0, 0, 0, 1])
        people = {who: ("slack", dice.choice("nd")) for who in dice.sample("abcdefgh", dice.randint(0, 8))}
        plan = UnitPlan(dice.choice(days), (DAY, NIGHT), people, max(edition, 0))
        await both(lambda store: store.keep_plan(tenant, plan))
        for day in days:
            await both(lambda store, day=day: store.find_plan(tenant, day))  # type: ignore[misc]
            await both(lambda store, day=day: store.find_unit(tenant, "a", day))  # type: ignore[misc]
        for unit in ("", "n", "d"):
            await both(lambda store, unit=unit: store.memberships(tenant, unit))  # type: ignore[misc]

    for tenant in tenants:
        for _ in range(dice.randint(1, 6)):
            await step(tenant)
    for day in days[2:]:
        await both(lambda store, day=day: store.purge_plans(day))  # type: ignore[misc]
        for tenant in tenants:
            await both(lambda store, tenant=tenant: store.memberships(tenant))  # type: ignore[misc]
            await both(lambda store, tenant=tenant: store.newest_plan(tenant))  # type: ignore[misc]
