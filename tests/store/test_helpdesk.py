"""Help-desk figures, on both engines and in memory."""

from __future__ import annotations

import asyncio

import pytest
import pytest_asyncio

from bot.core.helpdesk import HelpdeskWeek
from bot.features.helpdesk.ports import HelpdeskStore
from bot.store.memory.helpdesk import MemoryHelpdeskStore
from bot.store.sql.database import Database
from bot.store.sql.helpdesk import SqlHelpdeskStore

OLD, NEW, LATER = (
    HelpdeskWeek("2025-W52", 0, 100, 33.33),
    HelpdeskWeek("2026-W47", 78.5, None, 9),
    HelpdeskWeek("2026-W48", None, None, 0.07),
)
EVER = ("", "9999-W99")


@pytest_asyncio.fixture(params=["stored", "in memory"])
async def figures(request: pytest.FixtureRequest, database: Database) -> HelpdeskStore:
    return SqlHelpdeskStore(database) if request.param == "stored" else MemoryHelpdeskStore()


async def test_weeks_come_back_as_they_were_and_in_order(figures: HelpdeskStore) -> None:
    await figures.keep_weeks("T1", [LATER, OLD, NEW])
    assert await figures.find_weeks("T1", *EVER) == (OLD, NEW, LATER)
    assert await figures.find_weeks("T1", "2026-W47", "2026-W47") == (NEW,)
    assert await figures.find_weeks("T1", "2026-W49", "2027-W01") == ()
    await figures.keep_weeks("T1", [])


async def test_a_week_that_comes_again_replaces_the_one_before_whole(figures: HelpdeskStore) -> None:
    await figures.keep_weeks("T1", [OLD, NEW])
    again = HelpdeskWeek("2026-W47", None, 64, None)
    await figures.keep_weeks("T1", [again, LATER])
    assert await figures.find_weeks("T1", *EVER) == (OLD, again, LATER)


async def test_a_tenant_sees_and_removes_its_own_only(figures: HelpdeskStore) -> None:
    await figures.keep_weeks("T1", [OLD, NEW])
    await figures.keep_weeks("T2", [NEW])
    assert await figures.remove_weeks("T1") == 2
    assert await figures.remove_weeks("T1") == 0
    assert await figures.find_weeks("T1", *EVER) == ()
    assert await figures.find_weeks("T2", *EVER) == (NEW,)


async def test_two_who_import_at_once_leave_each_week_whole(figures: HelpdeskStore) -> None:
    mine = [HelpdeskWeek(f"2026-W{n:02}", 10, 10, 10) for n in range(1, 53)]
    theirs = [HelpdeskWeek(f"2026-W{n:02}", 90, 90, 90) for n in range(52, 0, -1)]
    await asyncio.gather(figures.keep_weeks("T1", mine), figures.keep_weeks("T1", theirs))
    stored = await figures.find_weeks("T1", *EVER)
    assert len(stored) == 52
    assert stored in (tuple(mine), tuple(reversed(theirs)))


async def test_weeks_of_long_ago_go(figures: HelpdeskStore) -> None:
    await figures.keep_weeks("T1", [OLD, NEW])
    await figures.keep_weeks("T2", [OLD])
    assert await figures.purge_weeks("2026-W01") == 2
    assert await figures.find_weeks("T1", *EVER) == (NEW,)
