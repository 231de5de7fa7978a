"""The vault's rows in the database. What is erased is gone from the file too, not only from the tables."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.features.checkin.model import PersonKey, SealedRow, Submitted, VaultLock
from bot.features.checkin.ports import RowsOf
from bot.store.sql.checkin_tables import ONLY, checkin_keys, checkin_lock, checkin_rows
from bot.store.sql.database import Database

_keys, _rows = checkin_keys.c, checkin_rows.c


class SqlSealedRowStore:
    """The `SealedRowStore` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._insert = database.insert

    async def find_lock(self) -> VaultLock | None:
        async with self._database.reading() as connection:
            return await _lock(connection)

    async def keep_first_lock(self, lock: VaultLock) -> VaultLock:
        row = {"id": ONLY, "pepper": lock.pepper, "key": lock.key}
        async with self._database.writing() as connection:
            await connection.execute(self._insert(checkin_lock).values(row).on_conflict_do_nothing())
            return await _lock(connection) or lock

    async def turn_lock(self, key: str) -> None:
        await self._database.execute(sa.update(checkin_lock).values(key=key))

    async def find_key(self, tenant: str, id: str) -> PersonKey | None:
        async with self._database.reading() as connection:
            row = (await connection.execute(sa.select(checkin_keys).where(*_key_of(tenant, id)))).first()
        return _person(row) if row else None

    async def add_key(self, tenant: str, person: PersonKey) -> bool:
        row = {"tenant": tenant, "id": person.id, "by": person.by, "wrapped": person.wrapped, "open": True}
        async with self._database.writing() as connection:
            # Held, so that a rotation that turns the lock now finds this key afterwards.
            lock = await _lock(connection, held=True)
            if not lock or lock.key != person.by:
                return False
            insert = self._insert(checkin_keys).values(row).on_conflict_do_nothing()
            if not (await connection.execute(insert.returning(_keys.id))).first():
                return False
            await self._smooth(connection, checkin_keys, _keys.tenant == tenant)
        await self._database.settle()
        return True

    async def set_key_open(self, tenant: str, id: str, *, open: bool) -> None:
        await self._database.execute(sa.update(checkin_keys).where(*_key_of(tenant, id)).values(open=open))

    async def add_row(self, tenant: str, person: str, row: SealedRow) -> Submitted:
        values = {"tenant": tenant, "period": row.period, "id": row.id, "sealed": row.sealed}
        async with self._database.writing() as connection:
            mine = sa.select(_keys.open).where(*_key_of(tenant, person)).with_for_update()
            if not (await connection.execute(mine)).scalar():
                return Submitted.NOT_CONSENTED
            insert = self._insert(checkin_rows).values(values).on_conflict_do_nothing()
            new = (await connection.execute(insert.returning(_rows.id))).first() is not None
            if not new:
                key = (_rows.tenant == tenant, _rows.period == row.period, _rows.id == row.id)
                await connection.execute(sa.update(checkin_rows).where(*key).values(sealed=row.sealed))
            of_period = sa.and_(_rows.tenant == tenant, _rows.period == row.period)
            await self._smooth(connection, checkin_rows, of_period)
        await self._database.settle()
        return Submitted.KEPT if new else Submitted.CORRECTED

    async def rows_of(self, tenant: str, ids: Collection[str]) -> tuple[SealedRow, ...]:
        query = sa.select(checkin_rows).where(_rows.tenant == tenant, _rows.id.in_(list(ids)))
        async with self._database.reading() as connection:
            return tuple(SealedRow(r.id, r.period, bytes(r.sealed)) for r in await connection.execute(query))

    async def periods_of(self, tenant: str) -> frozenset[str]:
        async with self._database.reading() as connection:
            return await _periods(connection, tenant)

    async def count_rows(self, tenant: str) -> int:
        query = sa.select(sa.func.count()).select_from(checkin_rows).where(_rows.tenant == tenant)
        async with self._database.reading() as connection:
            return int((await connection.execute(query)).scalar() or 0)

    async def tenants_with_rows(self) -> tuple[str, ...]:
        query = sa.union(sa.select(_keys.tenant), sa.select(_rows.tenant))
        async with self._database.reading() as connection:
            return tuple(sorted((await connection.execute(query)).scalars()))

    async def erase_person(self, tenant: str, person: str, rows_of: RowsOf) -> None:
        async with self._database.writing() as connection:
            # The key first: whoever submits at this moment waits for it, and is refused.
            await connection.execute(sa.delete(checkin_keys).where(*_key_of(tenant, person)))
            ids = list(rows_of(await _periods(connection, tenant)))
            await connection.execute(sa.delete(checkin_rows).where(_rows.tenant == tenant, _rows.id.in_(ids)))
        await self._database.settle()

    async def purge_rows(self, tenant: str, periods: Collection[str]) -> int:
        old = sa.delete(checkin_rows).where(_rows.tenant == tenant, _rows.period.in_(list(periods)))
        async with self._database.writing() as connection:
            count = (await connection.execute(old)).rowcount
        if count:
            await self._database.settle()
        return count

    async def wipe_tenant(self, tenant: str) -> None:
        async with self._database.writing() as connection:
            await connection.execute(sa.delete(checkin_keys).where(_keys.tenant == tenant))
            await connection.execute(sa.delete(checkin_rows).where(_rows.tenant == tenant))
        await self._database.settle()

    async def keys_wrapped_otherwise(self, key: str, most: int) -> tuple[tuple[str, PersonKey], ...]:
        query = sa.select(checkin_keys).where(_keys.by != key).order_by(_keys.tenant, _keys.id).limit(most)
        async with self._database.reading() as connection:
            return tuple((row.tenant, _person(row)) for row in await connection.execute(query))

    async def rewrap_key(self, tenant: str, old: PersonKey, new: PersonKey) -> None:
        unchanged = (*_key_of(tenant, old.id), _keys.wrapped == old.wrapped)
        async with self._database.writing() as connection:
            await connection.execute(
                sa.update(checkin_keys).where(*unchanged).values(by=new.by, wrapped=new.wrapped)
            )

    async def _smooth(self, connection: AsyncConnection, table: sa.Table, where: Any) -> None:
        # Within a page, SQLite puts the newest row before the others. Written anew in the order of their
        # keys, rows no longer tell who came first.
        if not self._database.sqlite:
            return
        ordered = sa.select(table).where(where).order_by(*table.primary_key.columns)
        rows = [dict(row) for row in (await connection.execute(ordered)).mappings()]
        await connection.execute(sa.delete(table).where(where))
        await connection.execute(sa.insert(table), rows)


def _key_of(tenant: str, id: str) -> tuple[Any, Any]:
    return _keys.tenant == tenant, _keys.id == id


async def _lock(connection: AsyncConnection, *, held: bool = False) -> VaultLock | None:
    query = sa.select(checkin_lock)
    row = (await connection.execute(query.with_for_update(read=True) if held else query)).first()
    return VaultLock(row.pepper, row.key) if row else None


async def _periods(connection: AsyncConnection, tenant: str) -> frozenset[str]:
    query = sa.select(_rows.period).where(_rows.tenant == tenant).distinct()
    return frozenset((await connection.execute(query)).scalars())


def _person(row: Any) -> PersonKey:
    return PersonKey(row.id, row.by, bytes(row.wrapped), row.open)
