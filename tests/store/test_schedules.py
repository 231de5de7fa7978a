"""Schedules, what became of their drills, and what people want; in memory and on both engines."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import pytest_asyncio

from bot.core.edge import Address
from bot.core.ledger import Ledger, Notice
from bot.features.schedule.model import (
    AttendanceCount,
    DeliveryFormat,
    DeliveryPreferences,
    RecurrenceRule,
    Schedule,
    ScheduleState,
    Slot,
    SlotAttendance,
    SlotStage,
    delivery_key,
)
from bot.features.schedule.notices import DRILL
from bot.features.schedule.planner import SlotPlanner
from bot.features.schedule.ports import ScheduleStores
from bot.store.memory.boundary import boundary_in_memory
from bot.store.memory.ledger import MemoryLedger
from bot.store.memory.schedule import MemoryAttendanceStore, MemoryPreferenceStore, MemoryScheduleStore
from bot.store.sql import schedules
from bot.store.sql.database import Database
from bot.store.sql.ledger import SqlLedger
from bot.wiring.stores import Stores
from tests.schedule.actor import MEXICO, Guest, ScheduleApp, manager

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
TODAY = date(2026, 11, 24)


@dataclass
class Stored:
    """What is stored, and the ledger beside it."""

    stores: ScheduleStores
    ledger: Ledger


@pytest_asyncio.fixture(params=["stored", "in memory"])
async def stored(request: pytest.FixtureRequest, database: Database) -> Stored:
    if request.param == "stored":
        return Stored(schedules.schedule_stores(database), SqlLedger(database))
    ledger = MemoryLedger()
    return Stored(
        ScheduleStores(MemoryScheduleStore(ledger), MemoryAttendanceStore(), MemoryPreferenceStore()), ledger
    )


RULE = RecurrenceRule(
    (0, 4), time(9, 30), "America/Bogota", own_zone=True, first=TODAY, excluded=(date(2026, 12, 24),)
)


def schedule(id: str = "s1", tenant: str = "T1", **changes: Any) -> Schedule:
    plain = Schedule(tenant, id, "slack", "g1", "marta", "Marta", "es", DeliveryFormat.EACH, RULE, since=NOON)
    return replace(plain, **changes)


def notice(user: str, day: date = TODAY, tenant: str = "T1", id: str = "s1") -> Notice:
    to = Address(tenant, "slack", user)
    return Notice(delivery_key(id, day, user), to, DRILL, (id, day.isoformat()), NOON)


async def test_a_schedule_comes_back_whole(stored: Stored) -> None:
    whole = schedule(
        topic="method:heard", count=5, spread=20, announced=True, edition=3, replaces="s0", replaces_version=7
    )
    recurrence = replace(RULE, own_zone=False, last=date(2027, 2, 28), holidays="CO")
    whole = replace(whole, recurrence=recurrence, format=DeliveryFormat.ROUND, state=ScheduleState.PAUSED)
    assert await stored.stores.schedules.keep_schedule(whole)
    assert await stored.stores.schedules.find_schedule("T1", "s1") == replace(whole, version=1)
    assert await stored.stores.schedules.find_schedule("T2", "s1") is None


async def test_of_two_changes_at_once_one_counts(stored: Stored) -> None:
    store = stored.stores.schedules
    assert await store.keep_schedule(schedule())
    assert not await store.keep_schedule(schedule())
    read = await store.find_schedule("T1", "s1")
    assert read
    assert sorted([await store.keep_schedule(replace(read, count=n)) for n in (1, 2)]) == [False, True]
    assert sorted(
        await asyncio.gather(*(store.change_schedule(replace(read, version=2)) for _ in range(2)))
    ) == [
        False,
        True,
    ]


async def test_of_two_like_ones_at_once_one_is_added(stored: Stored) -> None:
    store = stored.stores.schedules
    like = [schedule(id, topic="waiting") for id in ("s1", "s2")]
    first, second = await asyncio.gather(*(store.add_schedule(each, TODAY) for each in like))
    assert first
    assert first == second
    assert [each.id for each in await store.all_schedules("T1")] == [first.id]
    assert await store.add_schedule(like[0], TODAY) == await store.add_schedule(like[1], TODAY) == first
    others = (
        schedule("s3", topic="loop"),
        schedule("s4", topic="waiting", group="g2"),
        schedule("s5", "T2", topic="waiting"),
        schedule("s6", topic="waiting", format=DeliveryFormat.ROUND),
        schedule("s7"),
        schedule("s8"),
    )
    for other in others:
        assert await store.add_schedule(other, TODAY) == replace(other, version=1)


async def test_one_that_is_over_is_like_none_and_one_that_was_changed_is_not_added(stored: Stored) -> None:
    store, over = stored.stores.schedules, replace(RULE, last=TODAY)
    assert await store.add_schedule(schedule(topic="waiting", recurrence=over), TODAY)
    again, tomorrow = schedule("s2", topic="waiting"), TODAY + timedelta(days=1)
    found = await store.add_schedule(again, TODAY)
    assert found
    assert found.id == "s1"
    draft = replace(again, state=ScheduleState.DRAFT)
    assert await store.keep_schedule(draft)
    assert await store.add_schedule(again, tomorrow) is None
    assert await store.add_schedule(replace(again, version=1), tomorrow) == replace(again, version=2)


async def test_drafts_are_in_no_list(stored: Stored) -> None:
    store = stored.stores.schedules
    for id, state in (("b", ScheduleState.ACTIVE), ("a", ScheduleState.PAUSED), ("c", ScheduleState.DRAFT)):
        assert await store.keep_schedule(schedule(id, state=state))
    assert await store.keep_schedule(schedule("d", "T2"))
    assert [found.id for found in await store.all_schedules("T1")] == ["a", "b"]
    assert [found.id for found in await store.active_schedules(("", ""), 9)] == ["b", "d"]
    assert [found.id for found in await store.active_schedules(("", ""), 1)] == ["b"]
    assert [found.id for found in await store.active_schedules(("T1", "b"), 9)] == ["d"]


async def test_a_batch_is_put_down_with_its_mark(stored: Stored) -> None:
    active = await stored_schedule(stored)
    first, second = Slot(TODAY, 1, mark="b"), Slot(TODAY, 1, SlotStage.PLANNED, "c")
    assert await stored.stores.schedules.plan_slot(active, None, first, [notice("a"), notice("b")])
    assert not await stored.stores.schedules.plan_slot(active, None, first, [notice("x")])
    assert not await stored.stores.schedules.plan_slot(
        active, replace(first, mark="a"), second, [notice("y")]
    )
    assert await stored.stores.schedules.plan_slot(active, first, second, [notice("c")])
    assert await stored.stores.schedules.slots_of("T1", "s1", TODAY) == {TODAY: second}
    assert await stored.stores.schedules.slots_of("T1", "s1", TODAY + timedelta(days=1)) == {}
    assert [name for name in "abcxy" if await waits(stored, name)] == ["a", "b", "c"]


async def test_a_change_takes_back_what_waits_and_plans_anew(stored: Stored) -> None:
    active = await stored_schedule(stored)
    planned = Slot(TODAY, 1, SlotStage.PLANNED, "b")
    await stored.stores.schedules.plan_slot(active, None, planned, [notice("a"), notice("b")])
    await stored.ledger.add_notices([notice("a", id="s10")])  # of another schedule, whose name begins alike
    assert await stored.stores.schedules.change_schedule(
        replace(active, edition=2), [notice("told", id="other")]
    )
    assert [name for name in "ab" if await waits(stored, name)] == []
    assert await stored.ledger.find_delivery("T1", delivery_key("s10", TODAY, "a"))
    assert await stored.ledger.find_delivery("T1", delivery_key("other", TODAY, "told"))
    assert not await stored.stores.schedules.plan_slot(
        active, planned, replace(planned, mark="c"), [notice("c")]
    )
    again = await stored.stores.schedules.find_schedule("T1", "s1")
    assert again
    fresh = Slot(TODAY, 2, SlotStage.PLANNED, "b")
    assert await stored.stores.schedules.plan_slot(again, planned, fresh, [notice("a"), notice("b")])
    assert [name for name in "ab" if await waits(stored, name)] == ["a", "b"]


@pytest.mark.parametrize("state", [ScheduleState.PAUSED, ScheduleState.ENDED, ScheduleState.DRAFT])
async def test_nothing_is_planned_for_one_that_is_not_active(stored: Stored, state: ScheduleState) -> None:
    assert await stored.stores.schedules.keep_schedule(schedule(state=state))
    assert not await stored.stores.schedules.plan_slot(
        schedule(state=state), None, Slot(TODAY, 1), [notice("a")]
    )
    assert not await stored.stores.schedules.plan_slot(schedule("s2"), None, Slot(TODAY, 1), [notice("a")])


async def test_a_change_while_a_batch_is_put_down_leaves_nothing_behind(stored: Stored) -> None:
    active = await stored_schedule(stored)
    people = [notice(f"u{n}") for n in range(50)]
    planning = stored.stores.schedules.plan_slot(active, None, Slot(TODAY, 1, SlotStage.PLANNED, "z"), people)
    changed, _ = await asyncio.gather(
        stored.stores.schedules.change_schedule(replace(active, edition=2, state=ScheduleState.PAUSED)),
        planning,
    )
    assert changed
    assert [n for n in range(50) if await waits(stored, f"u{n}")] == []


async def test_removed_with_its_slots_and_what_waits(stored: Stored) -> None:
    active = await stored_schedule(stored)
    await stored.stores.schedules.plan_slot(
        active, None, Slot(TODAY, 1, SlotStage.PLANNED, "a"), [notice("a")]
    )
    await stored.stores.schedules.remove_schedule("T2", "s1")
    assert await stored.stores.schedules.find_schedule("T1", "s1")
    await stored.stores.schedules.remove_schedule("T1", "s1")
    assert await stored.stores.schedules.find_schedule("T1", "s1") is None
    assert await stored.stores.schedules.slots_of("T1", "s1", TODAY) == {}
    assert not await waits(stored, "a")


async def test_old_drafts_and_slots_go(stored: Stored) -> None:
    active = await stored_schedule(stored)
    await stored.stores.schedules.keep_schedule(schedule("d1", state=ScheduleState.DRAFT))
    await stored.stores.schedules.keep_schedule(
        schedule("d2", state=ScheduleState.DRAFT, since=NOON + timedelta(days=2))
    )
    for days in (0, 2):
        await stored.stores.schedules.plan_slot(active, None, Slot(TODAY + timedelta(days=days), 1), [])
    later = TODAY + timedelta(days=1)
    assert await stored.stores.schedules.purge_schedules(NOON + timedelta(days=1), later) == 2
    assert await stored.stores.schedules.find_schedule("T1", "d2")
    assert len(await stored.stores.schedules.slots_of("T1", "s1", TODAY)) == 1


async def test_what_became_of_a_persons_drills(stored: Stored) -> None:
    store, tomorrow = stored.stores.attendance, TODAY + timedelta(days=1)
    assert await store.find_attendance("T1", "s1", ["ana"]) == {}
    assert await store.note_sent("T1", "s1", "ana", TODAY, "k1") == SlotAttendance()
    assert await store.note_sent("T1", "s1", "ana", TODAY, "k1") == SlotAttendance(
        TODAY, "k1", 1
    )  # told twice
    assert await store.note_sent("T1", "s1", "ana", tomorrow, "k2") == SlotAttendance(TODAY, "k1", 1)
    assert await store.find_attendance("T1", "s1", ["ana", "luis"]) == {
        "ana": SlotAttendance(tomorrow, "k2", 2)
    }
    await store.note_sent("T1", "s1", "ana", tomorrow, "k2:later")
    assert (await store.find_attendance("T1", "s1", ["ana"]))["ana"] == SlotAttendance(
        tomorrow, "k2:later", 2
    )
    await store.note_sent("T1", "s1", "ana", tomorrow, "k3", asked=True)
    assert (await store.find_attendance("T1", "s1", ["ana"]))["ana"].asked
    await store.note_heard("T1", "s1", "ana")
    assert (await store.find_attendance("T1", "s1", ["ana"]))["ana"] == SlotAttendance(tomorrow, "k3", 0)
    await store.note_heard("T1", "s1", "nobody")


async def test_counts_by_slot(stored: Stored) -> None:
    store, tomorrow = stored.stores.attendance, TODAY + timedelta(days=1)
    for user in ("ana", "luis", "ana"):
        await store.note_opened("T1", "s1", user, TODAY, NOON)
    await store.note_finished("T1", "s1", "ana", TODAY, NOON)
    await store.note_finished("T1", "s1", "ana", TODAY, NOON + timedelta(hours=1))
    await store.note_finished("T1", "s1", "eva", tomorrow, NOON)
    await store.note_opened("T2", "s1", "ana", TODAY, NOON)
    everybody, late = ("ana", "luis", "eva", "nobody"), NOON + timedelta(hours=2)
    assert await store.attendance_count("T1", "s1", TODAY, everybody, late) == AttendanceCount(2, 1)
    assert await store.attendance_count("T1", "s1", tomorrow, everybody, late) == AttendanceCount(1, 1)
    assert await store.attendance_count("T1", "s1", TODAY, ("luis", "eva"), late) == AttendanceCount(1, 0)
    assert await store.attendance_count("T1", "s1", TODAY, everybody, NOON) == AttendanceCount()
    assert await store.attendance_count("T1", "s1", TODAY, (), late) == AttendanceCount()
    assert await store.purge_attendance(tomorrow) == 3
    assert await store.attendance_count("T1", "s1", TODAY, everybody, late) == AttendanceCount()
    assert await store.attendance_count("T1", "s1", tomorrow, everybody, late) == AttendanceCount(1, 1)


async def test_what_people_want(stored: Stored) -> None:
    chosen = DeliveryPreferences(False, NOON, time(22, 30), time(7))
    await stored.stores.preferences.keep_preferences("T1", "ana", DeliveryPreferences(True))
    await stored.stores.preferences.keep_preferences("T1", "ana", chosen)
    await stored.stores.preferences.keep_preferences("T2", "luis", DeliveryPreferences(True))
    many = [f"u{n}" for n in range(1_200)]
    assert await stored.stores.preferences.find_preferences("T1", ["ana", "luis", *many]) == {"ana": chosen}


async def test_from_the_form_to_the_figures_on_a_real_store(stored: Stored) -> None:
    app = ScheduleApp(
        Stores(schedule=stored.stores, boundary=replace(boundary_in_memory(), ledger=stored.ledger))
    )
    await app.team("ana", "luis", "eva", "ivo", "zoe")
    marta = manager(app)
    await marta.schedules(zone=MEXICO, spread="0", days=("0", "1", "2", "3", "4"))
    app.later(minutes=85)
    others = [SlotPlanner(app.features.schedule, batch=2) for _ in range(3)]
    await asyncio.gather(*(other.tick(app.now) for other in others))
    assert not app.errors
    await app.passes(minutes=10)
    assert [len(app.mail.keys(name)) for name in ("ana", "luis", "eva", "ivo", "zoe")] == [1] * 5
    ana = Guest(app, "ana")
    await ana.reads_mail()
    await ana.presses("Start")
    await ana.finishes()
    await app.passes(hours=24, step=60)
    assert len(app.mail.withdrawn) == 4  # all but hers
    await marta.types("schedules")
    await marta.chooses("Mixed · Night shift")
    assert "**Tuesday 24 November:** sent\n**Monday 23 November:** sent" in marta.text
    assert await app.attendance(23, "ana", "luis") == AttendanceCount(1, 1)


async def stored_schedule(stored: Stored) -> Schedule:
    assert await stored.stores.schedules.keep_schedule(schedule())
    schedule_now = await stored.stores.schedules.find_schedule("T1", "s1")
    assert schedule_now
    return schedule_now


async def waits(stored: Stored, user: str) -> bool:
    return await stored.ledger.find_delivery("T1", delivery_key("s1", TODAY, user)) is not None


async def test_what_came_and_was_not_opened_waits(stored: Stored) -> None:
    store, before = stored.stores.attendance, TODAY - timedelta(days=5)
    came = {"s1": TODAY, "s2": TODAY, "s3": before, "s4": TODAY}
    for schedule, day in came.items():
        await store.note_sent("T1", schedule, "ana", day, f"k-{schedule}", asked=schedule == "s4")
    await store.note_sent("T1", "s1", "luis", TODAY, "k-luis")
    await store.note_sent("T2", "s1", "ana", TODAY, "k-other")
    assert await store.waiting_days("T1", "ana", ["s1", "s2", "s3", "s4", "s5"], TODAY) == {
        "s1": TODAY,
        "s2": TODAY,
    }
    assert await store.waiting_days("T1", "ana", ["s3"], before) == {"s3": before}
    assert await store.waiting_days("T1", "ana", [], before) == {}
    await store.note_opened("T1", "s1", "ana", TODAY, NOON)
    assert await store.waiting_days("T1", "ana", came, TODAY) == {"s2": TODAY}
