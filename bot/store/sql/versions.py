"""Rows that carry a version: written in place of what was read, or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from bot.store.sql.database import Database

Row = Mapping[str, object]


class StaleRow(Exception):
    """A row was changed since it was read; the transaction ends with nothing written."""


async def write_versions(
    database: Database,
    table: sa.Table,
    rows: Iterable[tuple[Row, int]],
    also: Callable[[sa.Connection], object] | None = None,
) -> bool:
    """Writes rows, each with the version that it was read as, and what `also` adds, all or nothing.

    A row of version 0 is new. Returns False, and writes nothing, if another came first.
    """

    def work(connection: sa.Connection) -> None:
        for row, version in rows:
            _write(connection, table, row, version)
        if also:
            also(connection)

    try:
        await database.write(work)
    except (StaleRow, IntegrityError):
        return False
    return True


def _write(connection: sa.Connection, table: sa.Table, row: Row, version: int) -> None:
    values = {**row, "version": version + 1}
    if version == 0:
        connection.execute(sa.insert(table), values)
        return
    same = [column == row[column.name] for column in table.primary_key.columns]
    update = sa.update(table).where(*same, table.c.version == version)
    if not connection.execute(update, values).rowcount:
        raise StaleRow
