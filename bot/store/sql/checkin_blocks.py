"""Sealed blocks in the database: whatever a person does rewrites one row, in the size that it has."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.util import await_only
from sqlalchemy.util.concurrency import in_greenlet

from bot.core.conflict import Conflict
from bot.features.checkin.blocks import BlockLayout, SealedBlock
from bot.features.checkin.model import VaultLock
from bot.features.checkin.ports import BlockEdit, BlocksEdit, LayoutEdit, NumberOf
from bot.store.sql.checkin_tables import (
    ONLY,
    checkin_blocks,
    checkin_keys,
    checkin_layouts,
    checkin_lock,
    checkin_rotation,
    checkin_rows,
    checkin_standings,
)
from bot.store.sql.compaction import compact
from bot.store.sql.database import Database, Result

_blocks, _layouts, _lock, _rotation = (
    checkin_blocks.c,
    checkin_layouts.c,
    checkin_lock.c,
    checkin_rotation.c,
)
_TABLES = (checkin_blocks, checkin_keys, checkin_rows, checkin_standings)
_TRIES = 8  # times that a block is looked for while the tenant's blocks change their number


class SqlSealedBlockStore:
    """The `SealedBlockStore` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find_lock(self) -> VaultLock | None:
        return await self._read(_find_lock)

    async def keep_first_lock(self, lock: VaultLock) -> VaultLock:
        row = {"id": ONLY, "pepper": lock.pepper, "key": lock.key}
        insert = self._database.insert(checkin_lock).values(row).on_conflict_do_nothing()

        def work(connection: sa.Connection) -> VaultLock:
            connection.execute(insert)
            return _find_lock(connection) or lock

        return await self._database.write(work)

    async def turn_lock(self, lock: VaultLock) -> None:
        await self._database.execute(sa.update(checkin_lock).values(pepper=lock.pepper, key=lock.key))

    async def find_counter(self) -> int:
        return await self._read(lambda connection: connection.execute(sa.select(_lock.counter)).scalar() or 0)

    async def keep_counter(self, counter: int) -> None:
        higher = sa.update(checkin_lock).where(_lock.counter < counter).values(counter=counter)
        await self._database.execute(higher)

    async def find_layout(self, tenant: str) -> BlockLayout | None:
        return await self._read(lambda connection: _find_layout(connection, tenant))

    async def find_block(self, tenant: str, number_of: NumberOf) -> tuple[BlockLayout, SealedBlock] | None:
        def work(connection: sa.Connection) -> tuple[BlockLayout, SealedBlock] | None:
            def read(layout: BlockLayout) -> SealedBlock:
                return _find_block(connection, tenant, number_of(layout))

            return _at_rest(connection, tenant, read)

        return await self._read(work)

    async def find_blocks(
        self, tenant: str, numbers: Sequence[int]
    ) -> tuple[BlockLayout, tuple[SealedBlock, ...]] | None:
        def work(connection: sa.Connection) -> tuple[BlockLayout, tuple[SealedBlock, ...]] | None:
            return _at_rest(connection, tenant, lambda _: _find_blocks(connection, tenant, numbers))

        return await self._read(work)

    async def change_block(self, tenant: str, number_of: NumberOf, edit: BlockEdit) -> bool:
        def work(connection: sa.Connection) -> bool:
            def changed(layout: BlockLayout) -> SealedBlock:
                return _find_block(connection, tenant, number_of(layout), held=True)

            if (held := _at_rest(connection, tenant, changed)) is None:
                return False
            # Read when the block is held: a rotation that turned the lock before this meets this block later.
            _store(connection, tenant, [edit(_find_lock(connection), *held)])
            return True

        done = await self._database.write(work)
        # Whatever was done: what was there before is in SQLite's log no more.
        await self._database.settle()
        return done

    async def change_blocks(self, tenant: str, numbers: Sequence[int], edit: BlocksEdit) -> bool:
        def work(connection: sa.Connection) -> bool:
            if (layout := _find_layout(connection, tenant, held=True)) is None:
                return False
            blocks = _find_blocks(connection, tenant, numbers, held=True)
            lock = _find_lock(connection)
            _store(connection, tenant, aside(lambda: edit(lock, layout, blocks)))
            return True

        return await self._database.write(work)

    async def change_layout(self, tenant: str, edit: LayoutEdit) -> None:
        """Stores what `edit` makes of all blocks of a tenant, which may have none yet, in one transaction."""
        await self._database.write(lambda connection: change_layout(connection, self._database, tenant, edit))

    async def sealed_otherwise(self, tenant: str, by: str) -> tuple[int, ...]:
        def work(connection: sa.Connection) -> tuple[int, ...]:
            layout = _find_layout(connection, tenant)
            query = sa.select(_blocks.block).where(_blocks.tenant == tenant, _blocks.by == by)
            done = set(connection.execute(query).scalars())
            return tuple(number for number in range(layout.blocks if layout else 0) if number not in done)

        return await self._read(work)

    async def take_rotation(self, owner: str, now: int, until: int) -> str:
        free = sa.or_(_rotation.owner == owner, _rotation.until <= now)
        mine = {"owner": owner, "until": until}
        first = self._database.insert(checkin_rotation).values({"id": ONLY, **mine}).on_conflict_do_nothing()

        def work(connection: sa.Connection) -> str:
            if connection.execute(first).rowcount == 1:
                return ""
            if connection.execute(sa.update(checkin_rotation).where(free).values(mine)).rowcount == 1:
                return ""
            return str(connection.execute(sa.select(_rotation.owner)).scalar())

        return await self._database.write(work)

    async def end_rotation(self, owner: str) -> None:
        await self._database.execute(sa.delete(checkin_rotation).where(_rotation.owner == owner))

    async def tenants_with_blocks(self) -> tuple[str, ...]:
        query = sa.select(_layouts.tenant)
        return tuple(sorted(await self._read(lambda connection: list(connection.execute(query).scalars()))))

    async def wipe_blocks(self, tenant: str) -> None:
        def work(connection: sa.Connection) -> None:
            _find_lock(connection, held=True)
            # In the order in which a change of the layout takes them, so that neither waits for the other.
            _find_layout(connection, tenant, held=True)
            connection.execute(sa.delete(checkin_blocks).where(_blocks.tenant == tenant))
            connection.execute(sa.delete(checkin_layouts).where(_layouts.tenant == tenant))

        await self._database.write(work)
        await self._database.settle()

    async def compact(self) -> bool:
        return await compact(self._database, _TABLES)

    async def _read(self, work: Callable[[sa.Connection], Result]) -> Result:
        async with self._database.reading() as connection:
            return await connection.run_sync(work)


def change_layout(
    connection: sa.Connection,
    database: Database,
    tenant: str,
    edit: LayoutEdit,
    read: Callable[[], Result | None] = lambda: None,
) -> Result | None:
    """Stores what `edit` makes of all blocks of a tenant; returns what `read` read, while they were held."""
    # Held, so that a rotation that turns the lock now finds the new blocks afterwards.
    lock = _find_lock(connection, held=True)
    new = {"tenant": tenant, "blocks": 0, "pepper": ""}
    connection.execute(database.insert(checkin_layouts).values(new).on_conflict_do_nothing())
    layout = _find_layout(connection, tenant, held=True)
    known = layout if layout and layout.blocks else None
    result = read()
    blocks = _find_blocks(connection, tenant, held=True)
    if after := aside(lambda: edit(lock, known, blocks)):
        _store(connection, tenant, after[1])
        values = {"blocks": after[0].blocks, "pepper": after[0].pepper}
        connection.execute(sa.update(checkin_layouts).where(_layouts.tenant == tenant).values(values))
    elif known is None:
        connection.execute(sa.delete(checkin_layouts).where(_layouts.tenant == tenant))
    return result


def aside(work: Callable[[], Result]) -> Result:
    """Returns what `work` does in a thread: what takes long keeps nobody waiting who wants something else.

    Transactions of PostgreSQL are in the loop, as its driver waits there; those of SQLite in a thread anyway.
    """
    return await_only(asyncio.to_thread(work)) if in_greenlet() else work()


def _at_rest(
    connection: sa.Connection, tenant: str, read: Callable[[BlockLayout], Result]
) -> tuple[BlockLayout, Result] | None:
    """Returns a tenant's layout and what is read by it; PostgreSQL may have changed it in between."""
    layout = _find_layout(connection, tenant)
    for _ in range(_TRIES):
        if layout is None:
            return None
        result = read(layout)
        after = _find_layout(connection, tenant)
        if after == layout:
            return layout, result
        layout = after
    raise Conflict


def _find_lock(connection: sa.Connection, *, held: bool = False) -> VaultLock | None:
    query = sa.select(_lock.pepper, _lock.key)
    row = connection.execute(query.with_for_update(read=True) if held else query).first()
    return VaultLock(row.pepper, row.key) if row else None


def _find_layout(connection: sa.Connection, tenant: str, *, held: bool = False) -> BlockLayout | None:
    query = sa.select(_layouts.blocks, _layouts.pepper).where(_layouts.tenant == tenant)
    row = connection.execute(query.with_for_update() if held else query).first()
    return BlockLayout(row.blocks, row.pepper) if row else None


def _find_block(connection: sa.Connection, tenant: str, number: int, *, held: bool = False) -> SealedBlock:
    """Returns a block; one that is gone is there without anything in it, which opens by no key."""
    found = _find_blocks(connection, tenant, [number], held=held)
    return found[0] if found else SealedBlock(number, "", b"")


def _find_blocks(
    connection: sa.Connection, tenant: str, numbers: Sequence[int] | None = None, *, held: bool = False
) -> tuple[SealedBlock, ...]:
    query = sa.select(_blocks.block, _blocks.by, _blocks.sealed).where(_blocks.tenant == tenant)
    if numbers is not None:
        query = query.where(_blocks.block.in_(numbers))
    rows = connection.execute(query.with_for_update() if held else query)
    return tuple(SealedBlock(row.block, row.by, bytes(row.sealed)) for row in rows)


def _store(connection: sa.Connection, tenant: str, blocks: Iterable[SealedBlock]) -> None:
    """Stores blocks in their order. None is deleted before: others wait for it."""
    for block in blocks:
        mine = (_blocks.tenant == tenant, _blocks.block == block.number)
        values = {"by": block.by, "sealed": block.sealed}
        if not connection.execute(sa.update(checkin_blocks).where(*mine).values(values)).rowcount:
            row = {"tenant": tenant, "block": block.number, **values}
            connection.execute(sa.insert(checkin_blocks).values(row))
