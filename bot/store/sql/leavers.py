"""Who has gone, and who was there when, in the database."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.background import batched
from bot.core.ledger import DeliveryState
from bot.core.people import week_of
from bot.core.personal import DataSubject
from bot.store.sql.catalogue import HOLDINGS
from bot.store.sql.database import Database
from bot.store.sql.edge import references
from bot.store.sql.groups import groups
from bot.store.sql.ledger_tables import deliveries, seconds
from bot.store.sql.people import people
from bot.store.sql.policies import policies
from bot.store.sql.tables import metadata

_OF_THE_APP = ("installations",)  # whoever stored it knows when it is over
AT_ONCE = 500  # rows of one statement
PAGE = 500  # people looked at, at a time
_p, _d = people.c, deliveries.c
_LEFT = sa.select(_p.left).where(_p.tenant == sa.bindparam("tenant"), _p.user_id == sa.bindparam("user_id"))
_REACHED = sa.exists().where(
    _d.tenant == _p.tenant,
    _d.address == _p.user_id,
    ~_d.is_channel,
    _d.state == DeliveryState.SENT.value,
    _d.settled >= _p.left,
)


class SqlLeaverStore:
    """`LeaverStore` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        new = database.insert(people)
        first = sa.func.coalesce(_p.left, new.excluded.left)
        self._leaving = new.on_conflict_do_update(index_elements=["tenant", "user_id"], set_={"left": first})

    async def note_left(self, subjects: Sequence[DataSubject], now: datetime) -> None:
        """Notes it of those of whom something is stored: nothing is begun about anybody else."""
        by_tenant: dict[str, set[str]] = defaultdict(set)
        for subject in subjects:
            by_tenant[subject.tenant].add(subject.user_id)
        for tenant, ids in by_tenant.items():
            for some in batched(sorted(ids), AT_ONCE):
                async with self._database.reading() as connection:
                    known = await _known_people(connection, tenant, some)
                await self._keep_left(tenant, known, now)

    async def note_back(self, subject: DataSubject) -> None:
        key = {"tenant": subject.tenant, "user_id": subject.user_id}
        row = await self._database.first(
            _LEFT, key
        )  # a platform tells of everybody, and nearly all are there
        if row and row.left is not None:
            here = (_p.tenant == subject.tenant, _p.user_id == subject.user_id)
            await self._database.execute(sa.update(people).where(*here).values(left=None))

    async def note_tenant_left(self, tenant: str, now: datetime) -> None:
        async with self._database.reading() as connection:
            known = await _known_people(connection, tenant)
        await self._keep_left(tenant, known, now)

    async def note_tenant_back(self, tenant: str, since: datetime) -> None:
        with_it = _p.tenant == tenant, _p.left >= seconds(since)
        await self._database.execute(sa.update(people).where(*with_it).values(left=None))

    async def _keep_left(self, tenant: str, known: Collection[str], now: datetime) -> None:
        for some in batched(sorted(known), AT_ONCE):
            rows = [{"tenant": tenant, "user_id": user_id, "left": seconds(now)} for user_id in some]
            await self._database.execute(self._leaving, rows)

    async def long_gone(self, left: datetime, seen: datetime, count: int) -> Sequence[DataSubject]:
        gone = sa.and_(_p.left < seconds(left), ~_REACHED)
        silent = sa.and_(_p.left.is_(None), _p.seen < seconds(seen))
        query = sa.select(_p.tenant, _p.user_id, _p.left).where(_p.erasing.is_(None), sa.or_(gone, silent))
        in_order = query.order_by(_p.tenant, _p.user_id).limit(PAGE)
        after = ("", "")
        async with self._database.reading() as connection:
            while True:
                later = sa.tuple_(_p.tenant, _p.user_id) > sa.tuple_(*map(sa.literal, after))
                rows = (await connection.execute(in_order.where(later))).all()
                if not rows:
                    return ()
                tenant = rows[0].tenant
                named = await _named(connection, tenant)
                of_tenant = [row for row in rows if row.tenant == tenant]
                subjects = [
                    DataSubject(tenant, row.user_id)
                    for row in of_tenant
                    if row.left is not None or row.user_id not in named
                ]
                if subjects:
                    return subjects[:count]
                after = (tenant, of_tenant[-1].user_id)

    async def known_tenants(self) -> Sequence[str]:
        tenants: set[str] = set()
        async with self._database.reading() as connection:
            for table in (*(holding.table for holding in HOLDINGS if holding.columns), groups):
                tenants |= set((await connection.execute(sa.select(table.c.tenant).distinct())).scalars())
        return sorted(tenants)

    async def known_people(self, tenant: str) -> Sequence[DataSubject]:
        async with self._database.reading() as connection:
            known = await _known_people(connection, tenant)
        return [DataSubject(tenant, user_id) for user_id in sorted(known)]

    async def seen_after(self, tenant: str, at: datetime) -> bool:
        later = sa.select(_p.seen).where(_p.tenant == tenant, _p.seen > week_of(at)).limit(1)
        async with self._database.reading() as connection:
            return (await connection.execute(later)).first() is not None

    async def erase_tenant(self, tenant: str) -> None:
        async with self._database.writing() as connection:
            for table in reversed(metadata.sorted_tables):
                if "tenant" in table.c and table.name not in _OF_THE_APP:
                    await connection.execute(sa.delete(table).where(table.c.tenant == tenant))

    async def date_people(self, now: datetime) -> int:
        undated = sa.update(people).where(_p.seen.is_(None), _p.left.is_(None))
        return await self._database.execute(undated.values(seen=week_of(now)))


async def _named(connection: AsyncConnection, tenant: str) -> set[str]:
    """Returns whom a tenant's policy names, as it is now."""
    newest = sa.select(policies.c.policy).where(policies.c.tenant == tenant)
    text = (await connection.execute(newest.order_by(policies.c.version.desc()).limit(1))).scalar()
    return set(json.loads(text)["supervisors"]) if text else set()


async def _known_people(
    connection: AsyncConnection, tenant: str, ids: Sequence[str] | None = None
) -> set[str]:
    """Returns the ids of all people of a tenant that any table holds, or of those among `ids`."""
    known = await _named(connection, tenant)
    of_groups = await connection.execute(sa.select(groups.c.people).where(groups.c.tenant == tenant))
    for text in of_groups.scalars():
        known |= set(json.loads(text))
    if ids is not None:
        known &= set(ids)
    for holding in HOLDINGS:
        table = holding.table
        for column in () if holding.hashed or table is references else holding.columns:
            if column.deletes:
                here = [table.c.tenant == tenant, *([~_d.is_channel] if table is deliveries else ())]
                here += [table.c[column.name].in_(ids)] if ids is not None else []
                theirs = sa.select(table.c[column.name]).where(*here).distinct()
                known |= set((await connection.execute(theirs)).scalars())
    return known - {""}
