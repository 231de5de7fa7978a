"""The database, brought to the shape that this version knows."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.store.sql.database import Database
from bot.store.sql.in_use import in_use


@asynccontextmanager
async def opened(url: str, *, pooled: bool = False) -> AsyncIterator[Database]:
    """Yields the database at `url`; a file on this machine is brought to its newest shape first.

    Raises CalmaError where it is away or of another shape, or lies behind a pooler that was not told of.
    """
    async with _reached(url, pooled=pooled) as database:
        await (database.migrate() if database.sqlite else database.check_schema())
        await database.settle()  # in case that the last process was killed right after an erasure
        yield database


@asynccontextmanager
async def looked_into(url: str, *, pooled: bool = False) -> AsyncIterator[Database]:
    """Yields the database at `url` as it is, for whoever only looks. Raises CalmaError as `opened` does."""
    async with _reached(url, pooled=pooled) as database:
        await database.check_schema()
        yield database


async def migrate(url: str, *, pooled: bool = False) -> None:
    """Brings the database at `url` to its newest shape. Raises CalmaError as `opened` does."""
    async with _reached(url, pooled=pooled) as database:
        await database.migrate()


@asynccontextmanager
async def _reached(url: str, *, pooled: bool) -> AsyncIterator[Database]:
    """Yields the database at `url`, marked as used until it is closed, whatever its shape is."""
    database = Database(url, pooled=pooled)
    with in_use(database.file):
        try:
            await database.check_pooler()
            yield database
        finally:
            await database.close()
