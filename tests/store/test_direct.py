"""SQLite in one turn: as safe as by the driver, and its log goes into the file behind the answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from bot.store.sql import sqlite
from bot.store.sql.database import Database

_T = sa.table("t", sa.column("n", sa.Integer), sa.column("name", sa.String))
_NUMBER = sa.select(_T.c.n, _T.c.name).where(_T.c.n == sa.bindparam("n"))


@pytest_asyncio.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """A file with a table of numbers."""
    found = Database(f"sqlite+aiosqlite:///{tmp_path / 'calma.db'}")
    async with found.writing() as connection:
        await connection.exec_driver_sql("CREATE TABLE t (n INTEGER PRIMARY KEY, name TEXT)")
    yield found
    await found.close()


def adding(*numbers: int) -> Callable[[sa.Connection], int]:
    def work(connection: sa.Connection) -> int:
        for n in numbers:
            connection.execute(_T.insert(), {"n": n, "name": f"number {n}"})
        return len(numbers)

    return work


async def test_what_is_written_at_once_is_there_for_whoever_reads(database: Database) -> None:
    assert await database.write(adding(1, 2)) == 2
    row = await database.first(_NUMBER, {"n": 2})
    assert row
    assert (row.n, row.name) == (2, "number 2")
    assert await database.first(_NUMBER, {"n": 3}) is None
    async with database.reading() as connection:
        assert (await connection.exec_driver_sql("SELECT count(*) FROM t")).scalar() == 2


async def test_an_error_leaves_nothing_and_the_next_one_goes_on(database: Database) -> None:
    with pytest.raises(IntegrityError):
        await database.write(adding(1, 2, 1))
    assert await database.first(_NUMBER, {"n": 2}) is None
    await database.write(adding(1))
    async with database.writing() as connection:
        await connection.exec_driver_sql("INSERT INTO t VALUES (2, 'by the driver')")
    row = await database.first(_NUMBER, {"n": 2})
    assert row
    assert row.name == "by the driver"


async def test_whoever_gives_up_waiting_leaves_a_whole_transaction(database: Database) -> None:
    waiting = asyncio.create_task(database.write(adding(*range(50))))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.wait([waiting])
    await database.write(adding(100))
    async with database.reading() as connection:
        assert (await connection.exec_driver_sql("SELECT count(*) FROM t")).scalar() in (1, 51)


async def test_both_ways_sync_every_commit_to_the_disk(database: Database) -> None:
    names = ("synchronous", "secure_delete", "foreign_keys", "wal_autocheckpoint", "journal_mode")

    def directly(connection: sa.Connection) -> list[object]:
        return [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]

    async with database.reading() as connection:
        by_driver = [(await connection.exec_driver_sql(f"PRAGMA {name}")).scalar() for name in names]
    assert await database.write(directly) == by_driver == [2, 1, 1, sqlite.LONGEST_LOG, "wal"]


def size(database: Database) -> int:
    return Path(database.engine.url.database or "").stat().st_size


async def test_the_log_is_moved_behind_the_answers(database: Database) -> None:
    before = size(database)
    await database.write(adding(*range(2_000)))
    assert size(database) == before
    for _ in range(200):
        if size(database) != before:
            break
        await asyncio.sleep(0.05)
    assert size(database) > before


@pytest.mark.parametrize("way", ["reading", "writing"])
async def test_whoever_is_cancelled_leaves_no_transaction_open(database: Database, way: str) -> None:
    async def work() -> None:
        async with database.writing() if way == "writing" else database.reading() as connection:
            await connection.exec_driver_sql("SELECT count(*) FROM t")

    for turns in range(25):
        task = asyncio.create_task(work())
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait([task])
        async with asyncio.timeout(5):
            async with database.writing() as connection:
                await connection.exec_driver_sql("INSERT INTO t (name) VALUES ('next')")
            async with database.reading() as connection:
                assert (await connection.exec_driver_sql("SELECT count(*) FROM t")).scalar() == turns + 1
