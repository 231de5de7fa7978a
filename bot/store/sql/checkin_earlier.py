"""What versions before blocks stored of the self-check: read, and put away once it is in blocks."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

import sqlalchemy as sa

from bot.features.checkin.conversion import EarlierPerson, EarlierTenant
from bot.features.checkin.earlier import PersonKey, SealedRow
from bot.features.checkin.model import Terms
from bot.features.checkin.period import Cadence
from bot.features.checkin.ports import LayoutEdit
from bot.store.sql.checkin_blocks import change_layout
from bot.store.sql.checkin_tables import checkin_keys, checkin_rows, checkin_standings, checkin_terms
from bot.store.sql.database import Database

_keys, _rows, _people, _terms = checkin_keys.c, checkin_rows.c, checkin_standings.c, checkin_terms.c
_TABLES = (checkin_keys, checkin_rows, checkin_standings)
# What somebody agreed to where nobody had set anything: the defaults of those versions.
_UNSET = Terms(minimum=8, retention=180)
_TOGETHER = 500  # rows that one statement deletes


class SqlEarlierStore:
    """The `EarlierStore` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def earlier_tenants(self) -> tuple[str, ...]:
        query = sa.union(*(sa.select(table.c.tenant) for table in _TABLES))
        async with self._database.reading() as connection:
            return tuple(sorted((await connection.execute(query)).scalars()))

    async def read_earlier(self, tenant: str) -> EarlierTenant:
        async with self._database.reading() as connection:
            return await connection.run_sync(lambda c: _read(c, tenant))

    async def replace_earlier(
        self,
        tenant: str,
        earlier: EarlierTenant,
        keys: Collection[str],
        rows: Collection[str],
        edit: LayoutEdit,
    ) -> bool:
        def work(connection: sa.Connection) -> bool:
            held = change_layout(connection, self._database, tenant, edit, lambda: _count(connection, tenant))
            if held != (len(earlier.keys), len(earlier.rows), len(earlier.people)):
                raise _StaleRows
            connection.execute(sa.delete(checkin_standings).where(_people.tenant == tenant))
            for table, ids in ((checkin_keys, keys), (checkin_rows, rows)):
                for some in _parts(sorted(ids)):
                    connection.execute(sa.delete(table).where(table.c.tenant == tenant, table.c.id.in_(some)))
            return True

        try:
            done = await self._database.write(work)
        except _StaleRows:
            return False
        await self._database.settle()
        return done

    async def count_earlier(self, tenant: str) -> tuple[int, int]:
        async with self._database.reading() as connection:
            keys, rows, _ = await connection.run_sync(lambda c: _count(c, tenant))
        return keys, rows

    async def keys_wrapped_otherwise(self, key: str) -> int:
        query = sa.select(sa.func.count()).select_from(checkin_keys).where(_keys.by != key)
        async with self._database.reading() as connection:
            return int((await connection.execute(query)).scalar() or 0)

    async def wipe_earlier(self, tenant: str) -> None:
        def work(connection: sa.Connection) -> None:
            for table in _TABLES:
                connection.execute(sa.delete(table).where(table.c.tenant == tenant))

        await self._database.write(work)
        await self._database.settle()


class _StaleRows(Exception):
    """Another process was there in between; it takes all of it back."""


def _read(connection: sa.Connection, tenant: str) -> EarlierTenant:
    def rows(table: sa.Table) -> list[Any]:
        return list(connection.execute(sa.select(table).where(table.c.tenant == tenant)))

    terms = connection.execute(
        sa.select(_terms.minimum, _terms.retention, _terms.country).where(_terms.tenant == tenant)
    ).first()
    return EarlierTenant(
        [
            EarlierPerson(
                row.user_id,
                row.platform,
                row.offered,
                row.reminders,
                Cadence(row.every) if row.every else None,
            )
            for row in rows(checkin_standings)
        ],
        {row.id: PersonKey(row.id, row.by, bytes(row.wrapped), row.open) for row in rows(checkin_keys)},
        {row.id: SealedRow(row.id, row.period, bytes(row.sealed)) for row in rows(checkin_rows)},
        Terms(minimum=terms.minimum, retention=terms.retention, country=terms.country) if terms else _UNSET,
    )


def _count(connection: sa.Connection, tenant: str) -> tuple[int, ...]:
    counts = (
        sa.select(sa.func.count()).select_from(table).where(table.c.tenant == tenant) for table in _TABLES
    )
    return tuple(int(connection.execute(count).scalar() or 0) for count in counts)


def _parts(ids: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(ids), _TOGETHER):
        yield ids[start : start + _TOGETHER]
