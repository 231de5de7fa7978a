"""The way to the newest shape, on both engines."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
import sqlalchemy as sa
from alembic import command

from bot.store.database import Database, SchemaError, alembic_config
from tests.store.conftest import new_database


@pytest_asyncio.fixture
async def empty(url: str) -> AsyncIterator[Database]:
    """A database without a table."""
    found = Database(await new_database(url) if url.startswith("postgresql") else url)
    yield found
    await found.close()


async def test_an_empty_database_becomes_what_the_tables_say(empty: Database) -> None:
    await empty.migrate()
    await empty.check_schema()
    async with empty.engine.connect() as connection:
        await connection.run_sync(lambda c: command.check(alembic_config(c)))


async def test_migrating_twice_changes_nothing(empty: Database) -> None:
    await empty.migrate()
    await empty.migrate()
    await empty.check_schema()


async def test_an_older_database_says_what_to_do(empty: Database) -> None:
    with pytest.raises(SchemaError, match=r"older.*app\.py migrate"):
        await empty.check_schema()


async def test_a_newer_database_says_what_to_do(empty: Database) -> None:
    await empty.migrate()
    async with empty.writing() as connection:
        await connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaError, match="newer"):
        await empty.check_schema()
