"""Look-ups that found nothing, on both engines and in memory."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio
import sqlalchemy as sa

from bot.coach.team.content import Sighting
from bot.coach.team.memory import MissesInMemory
from bot.coach.team.ports import Misses
from bot.store.database import Database
from bot.store.misses import StoredMisses, keys, miss_people, misses

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest_asyncio.fixture(params=["stored", "in memory"])
async def counted(request: pytest.FixtureRequest, database: Database) -> Misses:
    return StoredMisses(database) if request.param == "stored" else MissesInMemory()


def seen(who: str, text: str = "printer toner", tenant: str = "T1", at: datetime = NOON) -> Sighting:
    return Sighting(tenant, "slack", who, " ".join(sorted(text.split())), text, "en", at)


async def texts(counted: Misses, tenant: str = "T1") -> list[tuple[str, int]]:
    return [(miss.text, miss.people) for miss in await counted.found_nothing(tenant)]


async def test_what_three_people_ask_alike_is_shown(counted: Misses) -> None:
    await counted.notice([seen("ana"), seen("luis", "toner printer")])
    assert await texts(counted) == []
    await counted.notice([seen("eva")])
    assert await texts(counted) == [("printer toner", 3)]


async def test_one_person_counts_once(counted: Misses) -> None:
    await counted.notice([seen("ana"), seen("ana"), seen("ana"), seen("luis")])
    await counted.notice([seen("ana"), seen("luis")])
    assert await texts(counted) == []


async def test_what_most_people_ask_comes_first(counted: Misses) -> None:
    await counted.notice([seen(f"u{i}") for i in range(3)])
    await counted.notice([seen(f"u{i}", "wifi in the lobby") for i in range(5)])
    assert await texts(counted) == [("wifi in the lobby", 5), ("printer toner", 3)]


async def test_three_people_of_different_tenants_are_not_three(counted: Misses) -> None:
    await counted.notice([seen("ana"), seen("luis"), seen("eva", tenant="T2")])
    assert await texts(counted) == []
    assert await texts(counted, "T2") == []
    await counted.notice([seen("eva")])
    [miss] = await counted.found_nothing("T1")
    assert await counted.miss("T2", miss.id) is None
    await counted.put_away("T2", miss.id)
    assert await counted.miss("T1", miss.id) == miss


async def test_what_is_put_away_stays_away(counted: Misses) -> None:
    await counted.notice([seen("ana"), seen("luis"), seen("eva")])
    [miss] = await counted.found_nothing("T1")
    await counted.put_away("T1", miss.id)
    await counted.notice([seen("rosa")])
    assert await counted.found_nothing("T1") == ()
    assert await counted.miss("T1", miss.id) is None


async def test_what_is_old_is_forgotten(counted: Misses) -> None:
    old = NOON - timedelta(days=91)
    await counted.notice([seen("ana", at=old), seen("luis", at=old), seen("eva")])
    assert len(await texts(counted)) == 1
    await counted.forget(NOON - timedelta(days=90))
    assert await texts(counted) == []
    await counted.notice([seen("ana"), seen("luis")])
    assert await texts(counted) == [("printer toner", 3)]
    await counted.forget(NOON + timedelta(days=1))
    assert await texts(counted) == []


async def test_the_database_names_nobody_and_keeps_no_rare_text(database: Database) -> None:
    await StoredMisses(database).notice([seen("ana-garcia"), seen("luis-paz")])
    async with database.reading() as connection:
        rows = [
            str(tuple(row))
            for table in (misses, miss_people)
            for row in await connection.execute(table.select())
        ]
    assert len(rows) == 3
    assert not [row for row in rows if "ana" in row or "luis" in row or "toner" in row]


async def test_people_are_told_apart_by_the_installations_own_key(database: Database) -> None:
    here, there = StoredMisses(database), StoredMisses(database)
    await here.notice([seen("ana")])
    await there.notice([seen("ana"), seen("luis")])
    assert await texts(here) == []  # the same person through another process
    async with database.reading() as connection:
        [key] = (await connection.execute(sa.select(keys.c.value))).scalars()
    assert len(bytes.fromhex(key)) == 32


async def test_a_batch_that_fails_counts_nothing(database: Database) -> None:
    counted = StoredMisses(database)
    bad = seen("luis", tenant="T1")
    broken = Sighting(bad.tenant, bad.platform, bad.user_id, bad.key, None, "en", NOON)  # type: ignore[arg-type]
    with pytest.raises(Exception, match=r"."):
        await counted.notice([seen("ana"), seen("eva"), broken])
    assert await texts(counted) == []
