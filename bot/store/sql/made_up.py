"""That a database holds made-up data alone. The mark lies with the data, so it goes wherever that goes."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.sql.database import Database, metadata
from bot.store.sql.misses import keys

_NAME, _VALUE = "made up", "01"


async def is_made_up(database: Database) -> bool:
    """Returns whether all that there is of people was made up."""
    mark = sa.select(keys.c.name).where(keys.c.name == _NAME)
    async with database.reading() as connection:
        return (await connection.execute(mark)).first() is not None


async def mark_made_up(database: Database) -> bool:
    """Marks an empty database; returns False, and marks nothing, where there is anything in it already."""
    async with database.writing() as connection:
        if await _holds_anything(connection):
            return False
        mark = database.insert(keys).values(name=_NAME, value=_VALUE).on_conflict_do_nothing()
        return (await connection.execute(mark.returning(keys.c.name))).first() is not None


async def _holds_anything(connection: AsyncConnection) -> bool:
    # Keys are made by themselves, and are of nobody.
    for table in (each for each in metadata.sorted_tables if each is not keys):
        if (await connection.execute(sa.select(sa.literal(1)).select_from(table).limit(1))).first():
            return True
    return False
