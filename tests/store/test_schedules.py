"""Schedules, what became of their drills, and what people want; in memory and on both engines."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import pytest_asyncio

from bot.coach.boundary.kept import in_memory
from bot.coach.edge import Address
from bot.coach.ledger import Ledger, Notice
from bot.coach.ledger_memory import LedgerInMemory
from bot.coach.schedule.attendance import Count, Run
from bot.coach.schedule.expansion import Expansion
from bot.coach.schedule.kept import Kept, SchedulesInMemory
from bot.coach.schedule.schedule import DRILL, Rhythm, Schedule, Slot, Stage, State, Way, key
from bot.coach.schedule.wish import Wish
from bot.store import schedules
from bot.store.database import Database
from bot.store.ledger import StoredLedger
from bot.wiring.stores import Stores
from tests.schedule.actor import MEXICO, Guest, ScheduleApp, manager

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
TODAY = date(2026, 11, 24)


@dataclass
class Shelf:
    """What is kept, and the ledger beside it."""

    kept: Kept
    ledger: Ledger


@pytest_asyncio.fixture(params=["stored", "in memory"])
async def shelf(request: pytest.FixtureRequest, database: Database) -> Shelf:
    if request.param == "stored":
        return Shelf(schedules.kept(database), StoredLedger(database))
    ledger = LedgerInMemory()
    return Shelf(Kept(SchedulesInMemory(ledger)), ledger)


RHYTHM = Rhythm((0, 4), time(9, 30), "America/Bogota", own=True, first=TODAY, quiet=(date(2026, 12, 24),))


def schedule(id: str = "s1", tenant: str = "T1", **changes: Any) -> Schedule:
    found = Schedule(tenant, id, "slack", "g1", "marta", "Marta", "es", Way.EACH, RHYTHM, since=NOON)
    return replace(found, **changes)


def notice(user: str, day: date = TODAY, tenant: str = "T1", id: str = "s1") -> Notice:
    to = Address(tenant, "slack", user)
    return Notice(key(id, day, user), to, DRILL, (id, day.isoformat()), NOON)


async def test_a_schedule_comes_back_whole(shelf: Shelf) -> None:
    whole = schedule(topic="method:heard", count=5, spread=20, told=True, edition=3, replaces="s0", over=7)
    rhythm = replace(RHYTHM, own=False, last=date(2027, 2, 28), holidays="CO")
    whole = replace(whole, rhythm=rhythm, way=Way.ROUND, state=State.PAUSED)
    assert await shelf.kept.schedules.keep(whole)
    assert await shelf.kept.schedules.find("T1", "s1") == replace(whole, version=1)
    assert await shelf.kept.schedules.find("T2", "s1") is None


async def test_of_two_changes_at_once_one_counts(shelf: Shelf) -> None:
    kept = shelf.kept.schedules
    assert await kept.keep(schedule())
    assert not await kept.keep(schedule())
    read = await kept.find("T1", "s1")
    assert read
    assert sorted([await kept.keep(replace(read, count=n)) for n in (1, 2)]) == [False, True]
    assert sorted(await asyncio.gather(*(kept.change(replace(read, version=2)) for _ in range(2)))) == [
        False,
        True,
    ]


async def test_drafts_are_in_no_list(shelf: Shelf) -> None:
    kept = shelf.kept.schedules
    for id, state in (("b", State.ACTIVE), ("a", State.PAUSED), ("c", State.DRAFT)):
        assert await kept.keep(schedule(id, state=state))
    assert await kept.keep(schedule("d", "T2"))
    assert [found.id for found in await kept.all("T1")] == ["a", "b"]
    assert [found.id for found in await kept.active(("", ""), 9)] == ["b", "d"]
    assert [found.id for found in await kept.active(("", ""), 1)] == ["b"]
    assert [found.id for found in await kept.active(("T1", "b"), 9)] == ["d"]


async def test_a_batch_is_put_down_with_its_mark(shelf: Shelf) -> None:
    active = await kept_one(shelf)
    first, second = Slot(TODAY, 1, mark="b"), Slot(TODAY, 1, Stage.PLANNED, "c")
    assert await shelf.kept.schedules.plan(active, None, first, [notice("a"), notice("b")])
    assert not await shelf.kept.schedules.plan(active, None, first, [notice("x")])
    assert not await shelf.kept.schedules.plan(active, replace(first, mark="a"), second, [notice("y")])
    assert await shelf.kept.schedules.plan(active, first, second, [notice("c")])
    assert await shelf.kept.schedules.slots("T1", "s1", TODAY) == {TODAY: second}
    assert await shelf.kept.schedules.slots("T1", "s1", TODAY + timedelta(days=1)) == {}
    assert [name for name in "abcxy" if await waits(shelf, name)] == ["a", "b", "c"]


async def test_a_change_takes_back_what_waits_and_plans_anew(shelf: Shelf) -> None:
    active = await kept_one(shelf)
    planned = Slot(TODAY, 1, Stage.PLANNED, "b")
    await shelf.kept.schedules.plan(active, None, planned, [notice("a"), notice("b")])
    await shelf.ledger.add([notice("a", id="s10")])  # of another schedule, whose name begins alike
    assert await shelf.kept.schedules.change(replace(active, edition=2), [notice("told", id="other")])
    assert [name for name in "ab" if await waits(shelf, name)] == []
    assert await shelf.ledger.find("T1", key("s10", TODAY, "a"))
    assert await shelf.ledger.find("T1", key("other", TODAY, "told"))
    assert not await shelf.kept.schedules.plan(active, planned, replace(planned, mark="c"), [notice("c")])
    again = await shelf.kept.schedules.find("T1", "s1")
    assert again
    fresh = Slot(TODAY, 2, Stage.PLANNED, "b")
    assert await shelf.kept.schedules.plan(again, planned, fresh, [notice("a"), notice("b")])
    assert [name for name in "ab" if await waits(shelf, name)] == ["a", "b"]


@pytest.mark.parametrize("state", [State.PAUSED, State.ENDED, State.DRAFT])
async def test_nothing_is_put_down_for_one_that_is_not_active(shelf: Shelf, state: State) -> None:
    assert await shelf.kept.schedules.keep(schedule(state=state))
    assert not await shelf.kept.schedules.plan(schedule(state=state), None, Slot(TODAY, 1), [notice("a")])
    assert not await shelf.kept.schedules.plan(schedule("s2"), None, Slot(TODAY, 1), [notice("a")])


async def test_a_change_while_a_batch_is_put_down_leaves_nothing_behind(shelf: Shelf) -> None:
    active = await kept_one(shelf)
    people = [notice(f"u{n}") for n in range(50)]
    planning = shelf.kept.schedules.plan(active, None, Slot(TODAY, 1, Stage.PLANNED, "z"), people)
    changed, _ = await asyncio.gather(
        shelf.kept.schedules.change(replace(active, edition=2, state=State.PAUSED)), planning
    )
    assert changed
    assert [n for n in range(50) if await waits(shelf, f"u{n}")] == []


async def test_removed_with_its_slots_and_what_waits(shelf: Shelf) -> None:
    active = await kept_one(shelf)
    await shelf.kept.schedules.plan(active, None, Slot(TODAY, 1, Stage.PLANNED, "a"), [notice("a")])
    await shelf.kept.schedules.remove("T2", "s1")
    assert await shelf.kept.schedules.find("T1", "s1")
    await shelf.kept.schedules.remove("T1", "s1")
    assert await shelf.kept.schedules.find("T1", "s1") is None
    assert await shelf.kept.schedules.slots("T1", "s1", TODAY) == {}
    assert not await waits(shelf, "a")


async def test_old_drafts_and_slots_go(shelf: Shelf) -> None:
    active = await kept_one(shelf)
    await shelf.kept.schedules.keep(schedule("d1", state=State.DRAFT))
    await shelf.kept.schedules.keep(schedule("d2", state=State.DRAFT, since=NOON + timedelta(days=2)))
    for days in (0, 2):
        await shelf.kept.schedules.plan(active, None, Slot(TODAY + timedelta(days=days), 1), [])
    later = TODAY + timedelta(days=1)
    assert await shelf.kept.schedules.purge(NOON + timedelta(days=1), later) == 2
    assert await shelf.kept.schedules.find("T1", "d2")
    assert len(await shelf.kept.schedules.slots("T1", "s1", TODAY)) == 1


async def test_what_became_of_a_persons_drills(shelf: Shelf) -> None:
    found, tomorrow = shelf.kept.attendance, TODAY + timedelta(days=1)
    assert await found.of("T1", "s1", ["ana"]) == {}
    assert await found.sent("T1", "s1", "ana", TODAY, "k1") == Run()
    assert await found.sent("T1", "s1", "ana", TODAY, "k1") == Run(TODAY, "k1", 1)  # told twice
    assert await found.sent("T1", "s1", "ana", tomorrow, "k2") == Run(TODAY, "k1", 1)
    assert await found.of("T1", "s1", ["ana", "luis"]) == {"ana": Run(tomorrow, "k2", 2)}
    await found.sent("T1", "s1", "ana", tomorrow, "k2:later")
    assert (await found.of("T1", "s1", ["ana"]))["ana"] == Run(tomorrow, "k2:later", 2)
    await found.sent("T1", "s1", "ana", tomorrow, "k3", asked=True)
    assert (await found.of("T1", "s1", ["ana"]))["ana"].asked
    await found.heard("T1", "s1", "ana")
    assert (await found.of("T1", "s1", ["ana"]))["ana"] == Run(tomorrow, "k3", 0)
    await found.heard("T1", "s1", "nobody")


async def test_counts_by_slot(shelf: Shelf) -> None:
    found, tomorrow = shelf.kept.attendance, TODAY + timedelta(days=1)
    for user in ("ana", "luis", "ana"):
        await found.opened("T1", "s1", user, TODAY, NOON)
    await found.finished("T1", "s1", "ana", TODAY, NOON)
    await found.finished("T1", "s1", "ana", TODAY, NOON + timedelta(hours=1))
    await found.finished("T1", "s1", "eva", tomorrow, NOON)
    await found.opened("T2", "s1", "ana", TODAY, NOON)
    assert await found.counts("T1", "s1") == {TODAY: Count(2, 1), tomorrow: Count(1, 1)}
    assert await found.purge(tomorrow) == 3
    assert await found.counts("T1", "s1") == {tomorrow: Count(1, 1)}


async def test_what_people_want(shelf: Shelf) -> None:
    wish = Wish(False, NOON, time(22, 30), time(7))
    await shelf.kept.wishes.keep("T1", "ana", Wish(True))
    await shelf.kept.wishes.keep("T1", "ana", wish)
    await shelf.kept.wishes.keep("T2", "luis", Wish(True))
    many = [f"u{n}" for n in range(1_200)]
    assert await shelf.kept.wishes.of("T1", ["ana", "luis", *many]) == {"ana": wish}


async def test_from_the_form_to_the_figures_on_a_real_store(shelf: Shelf) -> None:
    app = ScheduleApp(Stores(schedule=shelf.kept, boundary=replace(in_memory(), ledger=shelf.ledger)))
    await app.team("ana", "luis", "eva", "ivo", "zoe")
    marta = manager(app)
    await marta.schedules(zone=MEXICO, spread="0", days=("0", "1", "2", "3", "4"))
    app.later(minutes=85)
    others = [Expansion(app.features.schedule, batch=2) for _ in range(3)]
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
    assert await shelf.kept.schedules.keep(schedule())
    found = await shelf.kept.schedules.find("T1", "s1")
    assert found
    return found


async def waits(shelf: Shelf, user: str) -> bool:
    return await shelf.ledger.find("T1", key("s1", TODAY, user)) is not None
