"""Has a database give up what it holds of rows that were replaced or deleted."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.sql import sqlite
from bot.store.sql.database import PATIENCE, Database

LONGEST = 1.0  # seconds: nobody who writes meanwhile waits for longer, which is less than an answer may take
LARGEST = 100_000_000  # bytes of a SQLite file; to write a larger one anew takes too long
_STEPS = 10_000  # of SQLite's machine between two looks at the clock


async def compact(database: Database, tables: Sequence[sa.Table]) -> bool:
    """Returns whether all was written anew. What took too long is as it was; it comes the next time."""
    if database.sqlite:
        async with database.in_turn():
            done = await asyncio.to_thread(_vacuum, database.engine.url.database or "")
        await database.settle()
        return done
    return await _vacuum_full(database, tables)


def _vacuum(path: str) -> bool:
    with closing(sqlite3.connect(path)) as connection:
        sqlite.prepare(connection, None)
        pages, size = (
            int(connection.execute(f"PRAGMA {name}").fetchone()[0]) for name in ("page_count", "page_size")
        )
        if pages * size > LARGEST:
            return False
        until = time.monotonic() + LONGEST
        connection.set_progress_handler(lambda: int(time.monotonic() > until), _STEPS)
        try:
            connection.execute("VACUUM")
        except sqlite3.OperationalError:  # it took too long, or another process writes
            return False
        return True


async def _vacuum_full(database: Database, tables: Sequence[sa.Table]) -> bool:
    async with database.engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        done = True
        for table in tables:
            done &= not database.pooled and await _whole(connection, table.name)
            # This one makes nobody wait. It frees the room, for what comes next.
            await connection.exec_driver_sql(f"VACUUM {table.name}")
        return done


async def _whole(connection: AsyncConnection, table: str) -> bool:
    try:
        await connection.exec_driver_sql(f"SET lock_timeout = {PATIENCE:.0f}")
        await connection.exec_driver_sql(f"SET statement_timeout = {LONGEST * 1_000:.0f}")
        await connection.exec_driver_sql(f"VACUUM FULL {table}")
    except DBAPIError:  # it took too long, or somebody reads for long
        return False
    finally:
        await connection.exec_driver_sql("RESET lock_timeout")
        await connection.exec_driver_sql("RESET statement_timeout")
    return True
