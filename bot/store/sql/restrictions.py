"""What holds for contacts about a ticket, by tenant."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa

from bot.core.caps import RESTRICTIONS
from bot.features.boundary.model import Restriction, RestrictionKind, ticket_key
from bot.store.sql.caps import capping
from bot.store.sql.database import SECONDS, SHORT, TENANT, USER, Database, metadata
from bot.store.sql.ledger_tables import moment, seconds
from bot.store.sql.versions import write_versions

restrictions = sa.Table(
    "restrictions",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("key", SHORT, primary_key=True),
    sa.Column("ticket", SHORT, nullable=False),
    sa.Column("kind", SHORT, nullable=False),
    sa.Column("review", SHORT, nullable=False),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("set_by", USER, nullable=False),
    sa.Column("set_at", SECONDS, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
)


class SqlRestrictionStore:
    """`RestrictionStore` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find_restriction(self, tenant: str, ticket: str) -> Restriction | None:
        rows = await self._read(restrictions.c.tenant == tenant, restrictions.c.key == ticket_key(ticket))
        return rows[0] if rows else None

    async def all_restrictions(self, tenant: str) -> tuple[Restriction, ...]:
        return await self._read(restrictions.c.tenant == tenant)

    async def keep_restriction(self, restriction: Restriction) -> bool:
        row = {
            "tenant": restriction.tenant,
            "key": restriction.key,
            "ticket": restriction.ticket,
            "kind": restriction.kind.value,
            "review": restriction.review.isoformat(),
            "note": restriction.note,
            "set_by": restriction.by,
            "set_at": seconds(restriction.at),
        }

        cap = capping(RESTRICTIONS, restrictions, tenant=restriction.tenant)
        also = None if restriction.version else cap
        return await write_versions(self._database, restrictions, [(row, restriction.version)], also)

    async def remove_restriction(self, tenant: str, ticket: str) -> None:
        here = (restrictions.c.tenant == tenant, restrictions.c.key == ticket_key(ticket))
        await self._database.execute(sa.delete(restrictions).where(*here))

    async def purge_restrictions(self, before: date) -> int:
        old = sa.delete(restrictions).where(restrictions.c.review < before.isoformat())
        return await self._database.execute(old)

    async def _read(self, *here: sa.ColumnElement[bool]) -> tuple[Restriction, ...]:
        query = sa.select(restrictions).where(*here).order_by(restrictions.c.review, restrictions.c.key)
        async with self._database.reading() as connection:
            return tuple(_restriction(row) for row in (await connection.execute(query)).all())


def _restriction(row: Any) -> Restriction:
    return Restriction(
        row.tenant,
        row.ticket,
        RestrictionKind(row.kind),
        date.fromisoformat(row.review),
        row.note,
        row.set_by,
        moment(row.set_at),
        row.version,
    )
