"""Groups of people, by tenant."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.caps import GROUPS
from bot.core.groups import Group
from bot.store.sql.caps import check_cap
from bot.store.sql.database import SHORT, TENANT, USER, Database, metadata
from bot.store.sql.versions import write_versions

groups = sa.Table(
    "groups",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("id", SHORT, primary_key=True),
    sa.Column("name", USER, nullable=False),
    sa.Column("platform", SHORT, nullable=False),
    sa.Column("conversation", sa.String(255), nullable=False),
    sa.Column("people", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
)


class SqlGroupStore:
    """`GroupStore` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all_groups(self, tenant: str) -> tuple[Group, ...]:
        query = sa.select(groups).where(groups.c.tenant == tenant)
        async with self._database.reading() as connection:
            rows = [_group(row) for row in (await connection.execute(query)).all()]
        return tuple(sorted(rows, key=lambda group: (group.name.casefold(), group.id)))

    async def find_group(self, tenant: str, id: str) -> Group | None:
        query = sa.select(groups).where(groups.c.tenant == tenant, groups.c.id == id)
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).first()
        return _group(row) if row else None

    async def keep_group(self, group: Group) -> bool:
        async def check(connection: AsyncConnection) -> None:
            await check_cap(connection, GROUPS, groups, tenant=group.tenant)

        also = None if group.version else check
        return await write_versions(self._database, groups, [(_row(group), group.version)], also)

    async def remove_group(self, tenant: str, id: str) -> None:
        here = sa.delete(groups).where(groups.c.tenant == tenant, groups.c.id == id)
        async with self._database.writing() as connection:
            await connection.execute(here)


def _row(group: Group) -> dict[str, object]:
    plain = {name: getattr(group, name) for name in ("tenant", "id", "name", "platform", "conversation")}
    return {**plain, "people": json.dumps(group.people)}


def _group(row: Any) -> Group:
    people = tuple(json.loads(row.people))
    return Group(row.tenant, row.id, row.name, row.platform, row.conversation, people, row.version)
