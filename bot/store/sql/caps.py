"""No more rows than a cap allows, also when two are added at the same moment."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa

from bot.core.caps import Cap


def in_turn(connection: sa.Connection, *names: str) -> None:
    """Has everybody wait who asks for the same names, until the transaction ends.

    On SQLite whoever writes is alone anyway.
    """
    if connection.dialect.name != "sqlite":
        name = sa.func.hashtextextended("\n".join(names), 0)
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(name)))


def check_cap(
    connection: sa.Connection, cap: Cap, table: sa.Table, *but: sa.ColumnElement[bool], **of: str
) -> None:
    """Raises TooMany where more rows than the cap allows have these values, with those just added.

    `but` says besides which of them count. Until the transaction ends nobody else gets past this point for
    the same values; on SQLite whoever writes is alone anyway.
    """
    in_turn(connection, table.name, *of.values())
    here = [table.c[column] == value for column, value in of.items()]
    count = sa.select(sa.func.count()).select_from(table).where(*here, *but)
    cap.check(connection.execute(count).scalar_one())


def capping(
    cap: Cap, table: sa.Table, *but: sa.ColumnElement[bool], **of: str
) -> Callable[[sa.Connection], None]:
    """Returns `check_cap` of these, as part of a transaction."""
    return lambda connection: check_cap(connection, cap, table, *but, **of)
