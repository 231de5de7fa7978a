"""What the tests of the store share."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from bot.store.sql.database import Database


@pytest_asyncio.fixture
async def file(tmp_path: Path, sqlite_file: bytes) -> AsyncIterator[Database]:
    """A file on this machine."""
    (tmp_path / "calma.db").write_bytes(sqlite_file)
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'calma.db'}")
    yield database
    await database.close()
