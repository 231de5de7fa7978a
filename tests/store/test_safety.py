"""What tenants set for their safety cards, and the counts: on both engines and in memory."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import pytest_asyncio

from bot.core.safety import SafetyKind
from bot.features.safety.model import NOTHING_SET, KindWeek, SafetyReview, SafetySetup
from bot.features.safety.ports import SafetyStore
from bot.store.memory.safety import MemorySafetyStore
from bot.store.sql.database import Database
from bot.store.sql.safety import SqlSafetyStore

T0 = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)
SETUP = SafetySetup(
    1,
    {SafetyKind.BOMB: "stairwell B", SafetyKind.HATE: "«ñ»"},
    "ext. 4400",
    {"CO": "ext. 7100"},
    "CO",
    "US",
    SafetyReview("Inés", date(2026, 11, 20), "abc"),
    "marta",
    T0,
)


@pytest_asyncio.fixture(params=["stored", "in memory"])
async def store(request: pytest.FixtureRequest, database: Database) -> SafetyStore:
    return SqlSafetyStore(database) if request.param == "stored" else MemorySafetyStore()


async def test_the_newest_version_counts_and_comes_back_whole(store: SafetyStore) -> None:
    assert await store.current_setup("T1") == NOTHING_SET
    assert await store.keep_setup("T1", SETUP)
    assert await store.current_setup("T1") == SETUP
    second = replace(SETUP, version=2, review=None, steps={}, numbers={})
    assert await store.keep_setup("T1", second)
    assert await store.current_setup("T1") == second
    assert await store.current_setup("T2") == NOTHING_SET
    assert await store.keep_setup("T2", SETUP)
    assert await store.current_setups() == {"T1": second, "T2": SETUP}


async def test_a_version_is_taken_once(store: SafetyStore) -> None:
    done = await asyncio.gather(*(store.keep_setup("T1", replace(SETUP, by=str(i))) for i in range(3)))
    assert sorted(done) == [False, False, True]
    assert not await store.keep_setup("T1", replace(SETUP, version=3))


async def test_counts_add_up_by_tenant_week_and_kind_and_go_in_time(store: SafetyStore) -> None:
    violence, hate = KindWeek("2026-W47", SafetyKind.VIOLENCE), KindWeek("2026-W48", SafetyKind.HATE, 2)
    await store.count_opened([("T1", violence), ("T1", hate), ("T1", violence), ("T2", hate)])
    await store.count_opened([("T1", hate)])
    assert await store.kind_weeks("T1", "2026-W40", "2026-W48") == (
        replace(violence, count=2),
        replace(hate, count=4),
    )
    assert await store.kind_weeks("T1", "2026-W48", "2026-W48") == (replace(hate, count=4),)
    assert await store.purge_kind_weeks("2026-W48") == 1
    assert await store.kind_weeks("T1", "2026-W01", "2026-W53") == (replace(hate, count=4),)
    assert await store.kind_weeks("T2", "2026-W01", "2026-W53") == (hate,)


async def test_two_writers_lose_no_count(store: SafetyStore) -> None:
    one = ("T1", KindWeek("2026-W48", SafetyKind.MEDICAL))
    await asyncio.gather(*(store.count_opened([one] * 3) for _ in range(8)))
    assert await store.kind_weeks("T1", "2026-W48", "2026-W48") == (replace(one[1], count=24),)


async def test_the_counts_of_a_week_are_told_of_all_tenants(store: SafetyStore) -> None:
    bomb, hate = KindWeek("2026-W48", SafetyKind.BOMB, 3), KindWeek("2026-W48", SafetyKind.HATE, 1)
    other = KindWeek("2026-W47", SafetyKind.BOMB, 9)
    await store.count_opened([("T1", bomb), ("T2", hate), ("T1", other)])
    assert sorted(await store.week_counts("2026-W48"), key=str) == [("T1", bomb), ("T2", hate)]
