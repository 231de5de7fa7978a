"""Look-ups that found nothing, on both engines and in memory."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio
import sqlalchemy as sa

from bot.core.misses import MissReport, MissStore
from bot.store.memory.team import MemoryMissStore
from bot.store.sql.database import Database
from bot.store.sql.misses import SqlMissStore, keys, miss_people, misses

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest_asyncio.fixture(params=["stored", "in memory"])
async def counted(request: pytest.FixtureRequest, database: Database) -> MissStore:
    return SqlMissStore(database) if request.param == "stored" else MemoryMissStore()


def seen(who: str, text: str = "printer toner", tenant: str = "T1", at: datetime = NOON) -> MissReport:
    return MissReport(tenant, "slack", who, " ".join(sorted(text.split())), text, "en", at)


def crowd(size: int, text: str = "printer toner", at: datetime = NOON) -> list[MissReport]:
    """Returns the same from so many people."""
    return [seen(f"u{n}", text, at=at) for n in range(size)]


async def texts(counted: MissStore, tenant: str = "T1") -> list[tuple[str, int]]:
    return [(miss.text, miss.people) for miss in await counted.frequent_misses(tenant)]


async def test_what_eight_people_ask_alike_is_shown(counted: MissStore) -> None:
    await counted.keep_misses([*crowd(6), seen("luis", "toner printer")])
    assert await texts(counted) == []
    await counted.keep_misses([seen("eva")])
    assert await texts(counted) == [("printer toner", 8)]


async def test_one_person_counts_once(counted: MissStore) -> None:
    await counted.keep_misses([seen("ana"), seen("ana"), seen("ana"), seen("luis")])
    await counted.keep_misses([seen("ana"), seen("luis")])
    assert await texts(counted) == []


async def test_what_most_people_ask_comes_first(counted: MissStore) -> None:
    await counted.keep_misses(crowd(19))
    await counted.keep_misses(crowd(8, "a badge"))  # as many as is told: “8 or more”
    await counted.keep_misses(crowd(20, "wifi in the lobby"))
    assert await texts(counted) == [("wifi in the lobby", 20), ("a badge", 8), ("printer toner", 19)]


async def test_people_of_different_tenants_are_not_added(counted: MissStore) -> None:
    await counted.keep_misses([*crowd(7), seen("eva", tenant="T2")])
    assert await texts(counted) == []
    assert await texts(counted, "T2") == []
    await counted.keep_misses([seen("eva")])
    [miss] = await counted.frequent_misses("T1")
    assert await counted.find_miss("T2", miss.id) is None
    await counted.put_miss_away("T2", miss.id)
    assert await counted.find_miss("T1", miss.id) == miss


async def test_what_is_put_away_stays_away(counted: MissStore) -> None:
    await counted.keep_misses(crowd(8))
    [miss] = await counted.frequent_misses("T1")
    await counted.put_miss_away("T1", miss.id)
    await counted.keep_misses([seen("rosa")])
    assert await counted.frequent_misses("T1") == ()
    assert await counted.find_miss("T1", miss.id) is None


async def test_what_is_old_is_forgotten(counted: MissStore) -> None:
    old = NOON - timedelta(days=91)
    await counted.keep_misses([*crowd(7, at=old), seen("eva")])
    assert len(await texts(counted)) == 1
    await counted.forget_misses(NOON - timedelta(days=90))
    assert await texts(counted) == []
    await counted.keep_misses(crowd(7))
    assert await texts(counted) == [("printer toner", 8)]
    await counted.forget_misses(NOON + timedelta(days=1))
    assert await texts(counted) == []


async def test_the_database_names_nobody_and_keeps_no_rare_text(database: Database) -> None:
    await SqlMissStore(database).keep_misses([seen("ana-garcia"), seen("luis-paz")])
    async with database.reading() as connection:
        rows = [
            str(tuple(row))
            for table in (misses, miss_people)
            for row in await connection.execute(table.select())
        ]
    assert len(rows) == 3
    assert not [row for row in rows if "ana" in row or "luis" in row or "toner" in row]


async def test_people_are_told_apart_by_the_installations_own_key(database: Database) -> None:
    here, there = SqlMissStore(database), SqlMissStore(database)
    await here.keep_misses([seen("ana")])
    await there.keep_misses([seen("ana"), seen("luis")])
    assert await texts(here) == []  # the same person through another process
    async with database.reading() as connection:
        [key] = (await connection.execute(sa.select(keys.c.value))).scalars()
    assert len(bytes.fromhex(key)) == 32


async def test_a_batch_that_fails_counts_nothing(database: Database) -> None:
    counted = SqlMissStore(database)
    bad = seen("luis", tenant="T1")
    broken = MissReport(bad.tenant, bad.platform, bad.user_id, bad.key, None, "en", NOON)  # type: ignore[arg-type]
    with pytest.raises(Exception, match=r"."):
        await counted.keep_misses([*crowd(7), broken])
    assert await texts(counted) == []
