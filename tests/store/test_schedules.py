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
    DRILL,
    AttendanceCount,
    DeliveryFormat,
    RecurrenceRule,
    Schedule,
    ScheduleState,
    Slot,
    SlotAttendance,
    SlotStage,
    key,
)
from bot.features.schedule.planner import SlotPlanner
from bot.features.schedule.ports import ScheduleStores
from bot.features.schedule.preferences import DeliveryPreferences
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
class Shelf:
    """What is kept, and the ledger beside it."""

    kept: ScheduleStores
    ledger: Ledger


@pytest_asyncio.fixture(params=["stored", "in memory"])
async def shelf(request: pytest.FixtureRequest, database: Database) -> Shelf:
    if request.param == "stored":
        return Shelf(schedules.schedule_stores(database), SqlLedger(database))
    ledger = MemoryLedger()
    return Shelf(
        ScheduleStores(MemoryScheduleStore(ledger), MemoryAttendanceStore(), MemoryPreferenceStore()), ledger
    )


RHYTHM = RecurrenceRule(
    (0, 4), time(9, 30), "America/Bogota", own=True, first=TODAY, quiet=(date(2026, 12, 24),)
)


def schedule(id: str = "s1", tenant: str = "T1", **changes: Any) -> Schedule:
    found = Schedule(
        tenant, id, "slack", "g1", "marta", "Marta", "es", DeliveryFormat.EACH, RHYTHM, since=NOON
    )
    return replace(found, **changes)


def notice(user: str, day: date = TODAY, tenant: str = "T1", id: str = "s1") -> Notice:
    to = Address(tenant, "slack", user)
    return Notice(key(id, day, user), to, DRILL, (id, day.isoformat()), NOON)


async def test_a_schedule_comes_back_whole(shelf: Shelf) -> None:
    whole = schedule(topic="method:heard", count=5, spread=20, told=True, edition=3, replaces="s0", over=7)
    rhythm = replace(RHYTHM, own=False, last=date(2027, 2, 28), holidays="CO")
    whole = replace(whole, rhythm=rhythm, way=DeliveryFormat.ROUND, state=ScheduleState.PAUSED)
    assert await shelf.kept.schedules.keep_schedule(whole)
    assert await shelf.kept.schedules.find_schedule("T1", "s1") == replace(whole, version=1)
    assert await shelf.kept.schedules.find_schedule("T2", "s1") is None


async def test_of_two_changes_at_once_one_counts(shelf: Shelf) -> None:
    kept = shelf.kept.schedules
    assert await kept.keep_schedule(schedule())
    assert not await kept.keep_schedule(schedule())
    read = await kept.find_schedule("T1", "s1")
    assert read
    assert sorted([await kept.keep_schedule(replace(read, count=n)) for n in (1, 2)]) == [False, True]
    assert sorted(
        await asyncio.gather(*(kept.change_schedule(replace(read, version=2)) for _ in range(2)))
    ) == [
        False,
        True,
    ]


async def test_drafts_are_in_no_list(shelf: Shelf) -> None:
    kept = shelf.kept.schedules
    for id, state in (("b", ScheduleState.ACTIVE), ("a", ScheduleState.PAUSED), ("c", ScheduleState.DRAFT)):
        assert await kept.keep_schedule(schedule(id, state=state))
    assert await kept.keep_schedule(schedule("d", "T2"))
    assert [found.id for found in await kept.all_schedules("T1")] == ["a", "b"]
    assert [found.id for found in await kept.active_schedules(("", ""), 9)] == ["b", "d"]
    assert [found.id for found in await kept.active_schedules(("", ""), 1)] == ["b"]
    assert [found.id for found in await kept.active_schedules(("T1", "b"), 9)] == ["d"]


async def test_a_batch_is_put_down_with_its_mark(shelf: Shelf) -> None:
    active = await kept_one(shelf)
    first, second = Slot(TODAY, 1, mark="b"), Slot(TODAY, 1, SlotStage.PLANNED, "c")
    assert await shelf.kept.schedules.plan_slot(active, None, first, [notice("a"), notice("b")])
    assert not await shelf.kept.schedules.plan_slot(active, None, first, [notice("x")])
    assert not await shelf.kept.schedules.plan_slot(active, replace(first, mark="a"), second, [notice("y")])
    assert await shelf.kept.schedules.plan_slot(active, first, second, [notice("c")])
    assert await shelf.kept.schedules.slots_of("T1", "s1", TODAY) == {TODAY: second}
    assert await shelf.kept.schedules.slots_of("T1", "s1", TODAY + timedelta(days=1)) == {}
    assert [name for name in "abcxy" if await waits(shelf, name)] == ["a", "b", "c"]


async def test_a_change_takes_back_what_waits_and_plans_anew(shelf: Shelf) -> None:
    active = await kept_one(shelf)
    planned = Slot(TODAY, 1, SlotStage.PLANNED, "b")
    await shelf.kept.schedules.plan_slot(active, None, planned, [notice("a"), notice("b")])
    await shelf.ledger.add_notices([notice("a", id="s10")])  # of another schedule, whose name begins alike
    assert await shelf.kept.schedules.change_schedule(
        replace(active, edition=2), [notice("told", id="other")]
    )
    assert [name for name in "ab" if await waits(shelf, name)] == []
    assert await shelf.ledger.find_delivery("T1", key("s10", TODAY, "a"))
    assert await shelf.ledger.find_delivery("T1", key("other", TODAY, "told"))
    assert not await shelf.kept.schedules.plan_slot(
        active, planned, replace(planned, mark="c"), [notice("c")]
    )
    again = await shelf.kept.schedules.find_schedule("T1", "s1")
    assert again
    fresh = Slot(TODAY, 2, SlotStage.PLANNED, "b")
    assert await shelf.kept.schedules.plan_slot(again, planned, fresh, [notice("a"), notice("b")])
    assert [name for name in "ab" if await waits(shelf, name)] == ["a", "b"]


@pytest.mark.parametrize("state", [ScheduleState.PAUSED, ScheduleState.ENDED, ScheduleState.DRAFT])
async def test_nothing_is_put_down_for_one_that_is_not_active(shelf: Shelf, state: ScheduleState) -> None:
    assert await shelf.kept.schedules.keep_schedule(schedule(state=state))
    assert not await shelf.kept.schedules.plan_slot(
        schedule(state=state), None, Slot(TODAY, 1), [notice("a")]
    )
    assert not await shelf.kept.schedules.plan_slot(schedule("s2"), None, Slot(TODAY, 1), [notice("a")])


async def test_a_change_while_a_batch_is_put_down_leaves_nothing_behind(shelf: Shelf) -> None:
    active = await kept_one(shelf)
    people = [notice(f"u{n}") for n in range(50)]
    planning = shelf.kept.schedules.plan_slot(active, None, Slot(TODAY, 1, SlotStage.PLANNED, "z"), people)
    changed, _ = await asyncio.gather(
        shelf.kept.schedules.change_schedule(replace(active, edition=2, state=ScheduleState.PAUSED)), planning
    )
    assert changed
    assert [n for n in range(50) if await waits(shelf, f"u{n}")] == []


async def test_removed_with_its_slots_and_what_waits(shelf: Shelf) -> None:
    active = await kept_one(shelf)
    await shelf.kept.schedules.plan_slot(active, None, Slot(TODAY, 1, SlotStage.PLANNED, "a"), [notice("a")])
    await shelf.kept.schedules.remove_schedule("T2", "s1")
    assert await shelf.kept.schedules.find_schedule("T1", "s1")
    await shelf.kept.schedules.remove_schedule("T1", "s1")
    assert await shelf.kept.schedules.find_schedule("T1", "s1") is None
    assert await shelf.kept.schedules.slots_of("T1", "s1", TODAY) == {}
    assert not await waits(shelf, "a")


async def test_old_drafts_and_slots_go(shelf: Shelf) -> None:
    active = await kept_one(shelf)
    await shelf.kept.schedules.keep_schedule(schedule("d1", state=ScheduleState.DRAFT))
    await shelf.kept.schedules.keep_schedule(
        schedule("d2", state=ScheduleState.DRAFT, since=NOON + timedelta(days=2))
    )
    for days in (0, 2):
        await shelf.kept.schedules.plan_slot(active, None, Slot(TODAY + timedelta(days=days), 1), [])
    later = TODAY + timedelta(days=1)
    assert await shelf.kept.schedules.purge_schedules(NOON + timedelta(days=1), later) == 2
    assert await shelf.kept.schedules.find_schedule("T1", "d2")
    assert len(await shelf.kept.schedules.slots_of("T1", "s1", TODAY)) == 1


async def test_what_became_of_a_persons_drills(shelf: Shelf) -> None:
    found, tomorrow = shelf.kept.attendance, TODAY + timedelta(days=1)
    assert await found.find_attendance("T1", "s1", ["ana"]) == {}
    assert await found.note_sent("T1", "s1", "ana", TODAY, "k1") == SlotAttendance()
    assert await found.note_sent("T1", "s1", "ana", TODAY, "k1") == SlotAttendance(
        TODAY, "k1", 1
    )  # told twice
    assert await found.note_sent("T1", "s1", "ana", tomorrow, "k2") == SlotAttendance(TODAY, "k1", 1)
    assert await found.find_attendance("T1", "s1", ["ana", "luis"]) == {
        "ana": SlotAttendance(tomorrow, "k2", 2)
    }
    await found.note_sent("T1", "s1", "ana", tomorrow, "k2:later")
    assert (await found.find_attendance("T1", "s1", ["ana"]))["ana"] == SlotAttendance(
        tomorrow, "k2:later", 2
    )
    await found.note_sent("T1", "s1", "ana", tomorrow, "k3", asked=True)
    assert (await found.find_attendance("T1", "s1", ["ana"]))["ana"].asked
    await found.note_heard("T1", "s1", "ana")
    assert (await found.find_attendance("T1", "s1", ["ana"]))["ana"] == SlotAttendance(tomorrow, "k3", 0)
    await found.note_heard("T1", "s1", "nobody")


async def test_counts_by_slot(shelf: Shelf) -> None:
    found, tomorrow = shelf.kept.attendance, TODAY + timedelta(days=1)
    for user in ("ana", "luis", "ana"):
        await found.note_opened("T1", "s1", user, TODAY, NOON)
    await found.note_finished("T1", "s1", "ana", TODAY, NOON)
    await found.note_finished("T1", "s1", "ana", TODAY, NOON + timedelta(hours=1))
    await found.note_finished("T1", "s1", "eva", tomorrow, NOON)
    await found.note_opened("T2", "s1", "ana", TODAY, NOON)
    assert await found.attendance_counts("T1", "s1") == {
        TODAY: AttendanceCount(2, 1),
        tomorrow: AttendanceCount(1, 1),
    }
    assert await found.purge_attendance(tomorrow) == 3
    assert await found.attendance_counts("T1", "s1") == {tomorrow: AttendanceCount(1, 1)}


async def test_what_people_want(shelf: Shelf) -> None:
    wish = DeliveryPreferences(False, NOON, time(22, 30), time(7))
    await shelf.kept.preferences.keep_preferences("T1", "ana", DeliveryPreferences(True))
    await shelf.kept.preferences.keep_preferences("T1", "ana", wish)
    await shelf.kept.preferences.keep_preferences("T2", "luis", DeliveryPreferences(True))
    many = [f"u{n}" for n in range(1_200)]
    assert await shelf.kept.preferences.find_preferences("T1", ["ana", "luis", *many]) == {"ana": wish}


async def test_from_the_form_to_the_figures_on_a_real_store(shelf: Shelf) -> None:
    app = ScheduleApp(
        Stores(schedule=shelf.kept, boundary=replace(boundary_in_memory(), ledger=shelf.ledger))
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
    assert "**Tuesday 24 November:** 5 sent · 0 opened · 0 finished" in marta.text
    assert "**Monday 23 November:** 5 sent · 1 opened · 1 finished" in marta.text


async def kept_one(shelf: Shelf) -> Schedule:
    assert await shelf.kept.schedules.keep_schedule(schedule())
    found = await shelf.kept.schedules.find_schedule("T1", "s1")
    assert found
    return found


async def waits(shelf: Shelf, user: str) -> bool:
    return await shelf.ledger.find_delivery("T1", key("s1", TODAY, user)) is not None
