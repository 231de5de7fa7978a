"""What happened: the sums equal a slow recount, on both engines, whatever came in which order."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
import sqlalchemy as sa

from bot.core.activity import (
    EVERYBODY,
    WHOLE,
    ActivityCell,
    ActivityKind,
    ActivityLog,
    ActivitySpan,
    ActivityStore,
)
from bot.core.chat import Person
from bot.core.figures import period_of
from bot.core.personal import NAMELESS, Area, DataSubject
from bot.core.retention import ACTIVITY, ACTIVITY_KEYS, ACTIVITY_SUMS, Retention
from bot.store.memory.activity import MemoryActivityStore
from bot.store.memory.groups import MemoryGroupStore
from bot.store.sql.activity import SqlActivityStore
from bot.store.sql.activity_sums import ActivitySums, Cells, Stretch
from bot.store.sql.activity_tables import activity
from bot.store.sql.database import Database
from bot.store.sql.groups import SqlGroupStore
from bot.store.sql.misses import keys
from bot.store.sql.personal import SqlPersonalStore
from tests.histories import END, START, counted, event, history


async def everything(store: ActivityStore) -> Sequence[Sequence[ActivityCell]]:
    until = END + timedelta(weeks=8)
    return [
        await store.activity_cells(tenant, span, START - timedelta(weeks=8), until, group)
        for tenant in ("T1", "T2")
        for span in ActivitySpan
        for group in (EVERYBODY, "", "night", "day")
    ]


@pytest.mark.parametrize("name", ["yelling", WHOLE])
@pytest.mark.parametrize("kind", [ActivityKind.OUTCOME, ActivityKind.INCIDENT])
async def test_of_all_groups_at_once_are_read_the_sums_of_each(
    database: Database, kind: ActivityKind, name: str
) -> None:
    slow_groups, groups = MemoryGroupStore(), SqlGroupStore(database)
    await counted(slow_groups)
    await counted(groups)
    bounds = (START - timedelta(weeks=8), END + timedelta(weeks=8))
    for store in (MemoryActivityStore(slow_groups), SqlActivityStore(database)):
        await store.keep_activity(history(Random(3), 400))
        await store.fold_activity(END + timedelta(weeks=4))
        for span in ActivitySpan:
            at_once = await store.cells_by_group("T1", span, *bounds, kind, name)
            of_each = [
                cell
                for group in ("", "day", "night")
                for cell in await store.activity_cells("T1", span, *bounds, group)
                if (cell.kind, cell.name) == (kind, name) and cell.group == group
            ]
            assert at_once == tuple(sorted(of_each, key=lambda cell: (cell.first, cell.group)))
            told = kind is ActivityKind.OUTCOME and (span is ActivitySpan.FOUR_WEEKS or name == WHOLE)
            assert bool(at_once) == told


@pytest.mark.parametrize("seed", range(2))
async def test_the_sums_equal_a_slow_recount_and_so_they_do_made_anew(database: Database, seed: int) -> None:
    dice = Random(seed)
    slow_groups, groups = MemoryGroupStore(), SqlGroupStore(database)
    await counted(slow_groups)
    await counted(groups)
    slow, store = MemoryActivityStore(slow_groups), SqlActivityStore(database)
    events, today = history(dice, 900), START
    while events:
        some = [events.pop() for _ in range(min(len(events), dice.randrange(1, 90)))]
        assert await store.keep_activity(some) == await slow.keep_activity(some)
        if dice.random() < 0.5:  # in between, days go by, and nothing comes for some of them
            today = min(END, today + timedelta(days=dice.randrange(40)))
            assert await store.fold_activity(today) == await slow.fold_activity(today)
            assert await everything(store) == await everything(slow)
    for today in (END, END + timedelta(weeks=4)):
        assert await store.fold_activity(today) == await slow.fold_activity(today)
        expected = await everything(slow)
        assert await everything(store) == expected
        assert await store.rebuild_activity(today) == await slow.rebuild_activity(today)
        assert await everything(store) == expected
    assert any(cell.members == 12 for cells in expected for cell in cells)
    assert any(cell.group == EVERYBODY and cell.name == "yelling" for cells in expected for cell in cells)


async def test_writers_and_folds_at_once_lose_nothing_and_count_nothing_twice(database: Database) -> None:
    store = SqlActivityStore(database)
    events = [event(END - timedelta(days=n % 3), f"u{n % 17}") for n in range(200)]
    batches = [events[n : n + 20] for n in range(0, 200, 10)]  # each event comes in two of them
    later = END + timedelta(weeks=4)
    await asyncio.gather(*map(store.keep_activity, batches), *(store.fold_activity(later) for _ in range(8)))
    await store.fold_activity(later)
    for span in ActivitySpan:
        for group in (EVERYBODY, ""):
            cells = await store.activity_cells("T1", span, START, later, group)
            assert sum(cell.count for cell in cells if cell.name == WHOLE) == 200


async def test_more_than_one_statement_takes_is_stored_once_whoever_stores_it_too(database: Database) -> None:
    store, later = SqlActivityStore(database), END + timedelta(weeks=4)
    tenants = ("T1", "t2", "T3")  # which databases sort in more than one way
    events = [
        replace(event(END - timedelta(days=n % 4), f"u{n}"), tenant=tenants[n % 3]) for n in range(1_100)
    ]
    halves = (events, list(reversed(events)), events[300:], events[:800])
    assert sum(await asyncio.gather(*map(store.keep_activity, halves))) == 1_100
    assert await store.fold_activity(later) == 12
    cells = [await store.activity_cells(t, ActivitySpan.WEEK, START, later, EVERYBODY) for t in tenants]
    assert sum(cell.count for some in cells for cell in some if cell.name == WHOLE) == 1_100


class SlowSums(ActivitySums):
    """Counts, and then stores nothing before it may."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.counted, self.may_store = asyncio.Event(), asyncio.Event()

    async def _counted(self, tenant: str, stretch: Stretch, today: date) -> Cells:
        cells = await super()._counted(tenant, stretch, today)
        self.counted.set()
        await self.may_store.wait()
        return cells


@pytest.mark.parametrize("again", [False, True])
async def test_who_counts_slowly_keeps_nobody_from_writing_and_overwrites_nothing_newer(
    database: Database, again: bool
) -> None:
    store, slow = SqlActivityStore(database), SlowSums(database)

    async def count() -> int:
        cells = await store.activity_cells(
            "T1", ActivitySpan.WEEK, START, END + timedelta(weeks=1), EVERYBODY
        )
        return sum(cell.count for cell in cells)

    await store.keep_activity([event(END, f"u{n}") for n in range(20)])
    folding = asyncio.create_task(slow.fold(END))
    await slow.counted.wait()
    await store.keep_activity([event(END, f"v{n}") for n in range(20)])
    if again:  # somebody else was quicker, and then there was news again
        assert await store.fold_activity(END) == 1
        await store.keep_activity([event(END, f"w{n}") for n in range(20)])
    slow.may_store.set()
    assert await folding == (0 if again else 1)
    assert await count() == (40 if again else 20)
    assert await store.fold_activity(END) == 1
    assert await count() == (60 if again else 40)


async def test_a_person_counts_once_in_a_week_and_apart_from_their_name(database: Database) -> None:
    store = SqlActivityStore(database)
    monday = date(2026, 11, 2)
    days = (monday, monday + timedelta(days=1), monday + timedelta(days=7))
    await store.keep_activity([event(day, user) for day in days for user in ("ana", "luis")])
    await store.fold_activity(END)
    weeks = await store.activity_cells("T1", ActivitySpan.WEEK, monday, END, "")
    assert [(cell.first, cell.count, cell.people) for cell in weeks] == [
        (monday, 4, 2),
        (monday + timedelta(days=7), 2, 2),
    ]
    assert await store.activity_cells("T1", ActivitySpan.WEEK, monday, END, EVERYBODY) == ()  # too few
    async with database.reading() as connection:
        stored = [tuple(row) for row in await connection.execute(sa.select(activity))]
    assert not any("ana" in str(value) or "luis" in str(value) for row in stored for value in row)


async def test_whose_it_was_nobody_can_tell_once_the_key_is_gone(database: Database) -> None:
    store, personal = SqlActivityStore(database), SqlPersonalStore(database)
    old, new = date(2026, 9, 7), date(2026, 11, 23)
    await store.keep_activity([event(old), event(new)])
    await store.fold_activity(END)
    before = await everything(store)
    now = datetime(2026, 11, 30, tzinfo=UTC)
    ana = DataSubject("T1", "ana", "slack")
    assert len((await personal.export_person(ana))[Area.LOOKUPS]["activity"]) == 2
    assert await Retention(store.purge_activity, ACTIVITY_KEYS, ACTIVITY, ACTIVITY_SUMS)(now) == 1
    async with database.reading() as connection:
        names = (await connection.execute(sa.select(keys.c.name))).scalars().all()
    assert [name for name in names if name.startswith("activity ")] == [f"activity {period_of(new).first}"]
    assert [row["day"] for row in (await personal.export_person(ana))[Area.LOOKUPS]["activity"]] == [str(new)]
    await personal.erase_people([ana], now)
    async with database.reading() as connection:
        left = [tuple(row) for row in await connection.execute(sa.select(activity.c.day, activity.c.who))]
    assert dict(left)[str(new)] == NAMELESS
    assert len(left) == 2
    assert await everything(store) == before
    await store.rebuild_activity(END)  # so no difference of two reports tells what the erased did
    assert await everything(store) == before


async def test_no_row_says_whose_it_is_not_by_its_id_either(database: Database) -> None:
    store = SqlActivityStore(database)
    named = event(END, "ana", ActivityKind.SENT, id="sent:schedule:s1:2026-11-30:ana", name="s1")
    incident = event(END, "ana", ActivityKind.INCIDENT, id="incident:i1", name="insult")
    await store.keep_activity([named, incident])
    async with database.reading() as connection:
        rows = [dict(row) for row in (await connection.execute(sa.select(activity))).mappings()]
    assert not any("ana" in str(value) or "schedule" in str(value) for row in rows for value in row.values())
    assert [row["who"] for row in rows if row["kind"] == "incident"] == [""]
    assert await store.keep_activity([named, incident]) == 0  # known again all the same


async def test_a_group_that_was_made_larger_has_told_no_more_than_before(database: Database) -> None:
    store, groups = SqlActivityStore(database), SqlGroupStore(database)
    first = period_of(END).first
    await groups.count_people("T1", first, "night", [f"u{n}" for n in range(8)])
    await store.keep_activity([event(first, f"u{n}") for n in range(8)])
    await store.fold_activity(first)
    await groups.uncount_group("T1", first, "night")
    await groups.count_people("T1", first, "night", [f"v{n}" for n in range(11)])
    await store.keep_activity([event(first, "v1")])
    await store.fold_activity(END + timedelta(weeks=4))
    cells = await store.activity_cells("T1", ActivitySpan.WEEK, first, first + timedelta(days=1), "night")
    assert [cell.members for cell in cells] == [8]


async def test_what_is_old_goes_by_whole_periods(database: Database) -> None:
    store = SqlActivityStore(database)
    events = [event(day, f"u{n}") for day in (START, END) for n in range(11)]
    await store.keep_activity(events)
    now = datetime(2027, 7, 1, tzinfo=UTC)
    await store.fold_activity(now.date())
    purge = Retention(store.purge_activity, ACTIVITY_KEYS, ACTIVITY, ACTIVITY_SUMS)
    await purge(now)
    span = (ActivitySpan.FOUR_WEEKS, date(2026, 1, 1), date(2028, 1, 1), EVERYBODY)
    assert len({cell.first for cell in await store.activity_cells("T1", *span)}) == 2
    assert await store.rebuild_activity(now.date()) == 1
    assert len({cell.first for cell in await store.activity_cells("T1", *span)}) == 2
    await purge(now + timedelta(days=700))
    assert await store.activity_cells("T1", *span) == ()


@pytest.mark.parametrize(
    ("at", "zone", "day"),
    [
        (
            datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
            "Europe/Madrid",
            "2026-10-25",
        ),  # both sides of 3 o'clock,
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "Europe/Madrid", "2026-10-25"),  # which comes twice
        (datetime(2026, 10, 25, 22, 59, tzinfo=UTC), "Europe/Madrid", "2026-10-25"),
        (datetime(2026, 10, 25, 23, 1, tzinfo=UTC), "Europe/Madrid", "2026-10-26"),
        (datetime(2026, 3, 28, 23, 30, tzinfo=UTC), "Europe/Madrid", "2026-03-29"),  # that day has 23 hours
        (datetime(2026, 3, 29, 22, 30, tzinfo=UTC), "Europe/Madrid", "2026-03-30"),
        (datetime(2026, 11, 30, 4, 0, tzinfo=UTC), "America/Mexico_City", "2026-11-29"),
        (datetime(2026, 11, 30, 4, 0, tzinfo=UTC), "", "2026-11-30"),
    ],
)
async def test_an_event_is_of_the_day_that_it_was_where_the_person_is(
    database: Database, at: datetime, zone: str, day: str
) -> None:
    store = SqlActivityStore(database)
    log = ActivityLog(store, lambda: at, lambda error: pytest.fail(str(error)))
    log.note(Person("T1", "slack", "ana", zone=zone), ActivityKind.LOOKUP, "t1", "yelling")
    log.note(Person("T1", "slack", "eve", zone=zone, outside=True), ActivityKind.LOOKUP, "t2", "yelling")
    await log.close()
    async with database.reading() as connection:
        assert (await connection.execute(sa.select(activity.c.day))).scalars().all() == [day]
