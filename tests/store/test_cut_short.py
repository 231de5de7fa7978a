"""Who gave up waiting for a file leaves nothing behind: nothing that is open, no task that waits for good."""

from __future__ import annotations

import asyncio
import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.store.sql.database import Database
from bot.store.sql.edge import references

AT_ONCE = 8
SOON = 0.01
LONG = 30.0  # seconds after which a test counts as hanging
SLOW = sa.text(
    "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 400000) SELECT max(x) FROM n"
)


@pytest.fixture
def uncollected() -> Iterator[None]:
    """Nothing is taken apart by the collector, which comes when it comes."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


async def read(file: Database) -> object:
    async with file.reading() as connection:
        return (await connection.execute(SLOW)).scalar()


def logs_open(file: Database) -> int:
    """Returns how many connections have the file's log open: each has it once."""
    opened = Path("/proc/self/fd")
    paths = [os.readlink(link) for link in opened.iterdir() if link.exists()]
    return paths.count(f"{file.file}-wal")


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="this system does not tell what is open")
async def test_a_reading_that_was_cut_short_keeps_no_file_open(file: Database, uncollected: None) -> None:
    for _ in range(AT_ONCE):
        reading = asyncio.create_task(read(file))
        await asyncio.sleep(SOON)
        reading.cancel()
        await asyncio.wait([reading], timeout=LONG)
    assert logs_open(file) <= 1  # one connection after the other, and nobody else


async def test_who_is_cancelled_twice_leaves_no_task_that_waits_for_good(file: Database) -> None:
    before = asyncio.all_tasks()
    for turns in range(AT_ONCE):
        reading = asyncio.create_task(read(file))
        await asyncio.sleep(SOON)
        reading.cancel()
        for _ in range(turns):
            await asyncio.sleep(SOON)
        reading.cancel()
        await asyncio.wait([reading], timeout=LONG)
    if left := asyncio.all_tasks() - before:
        _, waiting = await asyncio.wait(left, timeout=1.0)
        assert not waiting
    async with file.reading() as connection:  # and who comes next gets a connection that works
        assert (await connection.execute(sa.select(sa.func.count()).select_from(references))).scalar() == 0
