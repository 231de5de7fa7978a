"""The database, brought to the shape that this version knows."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.store.sql.database import Database


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    """Yields the database at `url`; a file on this machine is brought to its newest shape first."""
    database = Database(url)
    try:
        await (database.migrate() if database.sqlite else database.check_schema())
        await database.settle()  # in case that the last process was killed right after an erasure
        yield database
    finally:
        await database.close()


async def migrate(url: str) -> None:
    """Brings the database at `url` to the shape that this version knows."""
    database = Database(url)
    try:
        await database.migrate()
    finally:
        await database.close()
