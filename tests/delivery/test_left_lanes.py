"""What a killed process held is free at once, where that is certain; what a living one holds is not."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from bot.core.edge import Address
from bot.core.ledger import Lane, Notice
from bot.store.sql.database import Database
from bot.store.sql.ledger import SqlLedger
from tests.processes import forks

NOW = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)
LANE, LONG = Lane("T1", "slack"), timedelta(minutes=5)
PATIENCE = 60.0  # seconds


def hold(url: str, tell: Connection) -> None:
    """Takes the lane and keeps it, as a process does that is sending."""

    async def work() -> None:
        ledger = SqlLedger(Database(url))
        await ledger.free_lanes("them", NOW)
        assert await ledger.take_lane(LANE, "them", NOW, NOW + LONG)
        tell.send("mine")
        await asyncio.Event().wait()

    asyncio.run(work())


@pytest.mark.kill
async def test_a_lane_of_a_killed_process_is_free_at_once(tmp_path: Path, sqlite_file: bytes) -> None:
    (tmp_path / "calma.db").write_bytes(sqlite_file)
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'calma.db'}")
    ledger = SqlLedger(database)
    await ledger.add_notices([Notice("a", Address("T1", "slack", "sofia"), "room.kind", (), NOW)])
    told, tell = forks.Pipe(duplex=False)
    process = forks.Process(target=hold, args=(database.url, tell))
    process.start()
    try:
        assert await asyncio.to_thread(told.poll, PATIENCE)
        assert await ledger.free_lanes("me", NOW) == 0  # it is alive, whatever it does
        assert await ledger.due_lanes(NOW, 9) == ()
    finally:
        process.kill()
        await asyncio.to_thread(process.join, PATIENCE)
    assert await ledger.free_lanes("me", NOW) == 1
    assert await ledger.due_lanes(NOW, 9) == (LANE,)
    assert await ledger.take_lane(LANE, "me", NOW, NOW + LONG)
    await database.close()
    assert not (tmp_path / "calma.db.senders").exists()


async def test_of_a_holder_without_a_mark_nothing_is_known(database: Database) -> None:
    ledger = SqlLedger(database)
    await ledger.add_notices([Notice("a", Address("T1", "slack", "sofia"), "room.kind", (), NOW)])
    assert await ledger.take_lane(LANE, "of an earlier version", NOW, NOW + LONG)
    assert await ledger.free_lanes("me", NOW) == 0
    assert await ledger.take_lane(LANE, "me", NOW, NOW + LONG) is None
