"""Somebody who stands in every table: exported whole, and erased so that nothing tells of them."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from bot.core.personal import NAMELESS, DataSubject
from bot.store.sql.catalogue import HOLDINGS, Erasing
from bot.store.sql.database import Database
from bot.store.sql.personal import SqlPersonalStore
from tests.privacy.filled import ANA, NAME, OTHER, TENANT, dump, fill, telling

NOW = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)
SUBJECT = DataSubject(TENANT, ANA)
SEALED = {holding.table.name for holding in HOLDINGS if holding.sealed}


@pytest.mark.parametrize("platform", ["slack", "teams"])
async def test_every_table_is_exported_and_tells_of_nobody_else(database: Database, platform: str) -> None:
    await fill(database, NOW, platform)
    areas = await SqlPersonalStore(database).export_person(SUBJECT)
    tables = {table for of in areas.values() for table in of}
    assert tables == {holding.table.name for holding in HOLDINGS} - SEALED
    assert OTHER not in str(areas)


async def test_nothing_tells_of_who_was_erased_and_the_others_stay(database: Database) -> None:
    await fill(database, NOW)
    before = await dump(database)
    hashes = {row["who"] for row in before["miss_people"] + before["outcome_people"] if len(row["who"]) > 9}
    hashes |= {row["who"] for row in before["round_replies"] + before["round_votes"] if len(row["who"]) > 9}
    assert len(hashes) == 3
    await SqlPersonalStore(database).erase_people([SUBJECT], NOW)
    after = await dump(database)
    assert telling(after, ANA, NAME, *hashes) == {}
    for holding in HOLDINGS:
        name = holding.table.name
        rows = len(after[name])
        if holding.erasing is Erasing.UNNAMES:
            assert rows == len(before[name]), name
            assert telling({name: after[name]}, NAMELESS), name
        elif holding.columns:
            assert rows < len(before[name]), name
    assert OTHER in str(after["groups"])
    assert OTHER in str(after["alerts"])
    assert OTHER in str(after["incidents"])
    assert [name for name, of in after.items() if not of] == []


async def test_erasing_twice_changes_nothing_more(database: Database) -> None:
    await fill(database, NOW)
    store = SqlPersonalStore(database)
    await store.begin_erasing([SUBJECT], NOW)
    await store.erase_people([SUBJECT], NOW)
    after = await dump(database)
    await store.erase_people([SUBJECT], NOW)
    assert await dump(database) == after
    assert await store.export_person(SUBJECT) == {}
    assert not await store.is_being_erased(SUBJECT)


@pytest.mark.parametrize("subject", [DataSubject("T2", ANA), DataSubject(TENANT, ""), DataSubject("", "")])
async def test_whoever_is_nobody_loses_nothing(database: Database, subject: DataSubject) -> None:
    await fill(database, NOW)
    before = await dump(database)
    store = SqlPersonalStore(database)
    assert await store.export_person(subject) == {}
    await store.erase_people([subject], NOW)
    await store.erase_people([], NOW)
    assert await dump(database) == before


async def test_among_many_it_is_the_same(database: Database) -> None:
    await fill(database, NOW)
    others = [DataSubject(TENANT, f"U{number}", "slack") for number in range(99)]
    hashed = telling(await dump(database), OTHER)
    await SqlPersonalStore(database).erase_people([*others, DataSubject(TENANT, ANA, "slack")], NOW)
    after = await dump(database)
    assert telling(after, ANA, NAME) == {}
    assert telling(after, OTHER).keys() == hashed.keys()
    assert [row for row in after["miss_people"] + after["outcome_people"] if len(row["who"]) > 9] == []
    assert [row for row in after["round_replies"] + after["round_votes"] if len(row["who"]) > 9] == []


async def test_twice_at_once_is_once(database: Database) -> None:
    await fill(database, NOW)
    first, second = SqlPersonalStore(database), SqlPersonalStore(database)
    await first.begin_erasing([SUBJECT], NOW)
    await asyncio.gather(*(store.erase_people([SUBJECT], NOW) for store in (first, second, first)))
    assert telling(await dump(database), ANA, NAME) == {}
    assert not await first.is_being_erased(SUBJECT)
