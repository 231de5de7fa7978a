"""Groups of people, by tenant."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from bot.core.background import batched
from bot.core.caps import GROUPS
from bot.core.groups import Group
from bot.store.sql.caps import capping
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

counted = sa.Table(
    "group_counted",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("first", sa.String(10), primary_key=True),  # the local date that the period begins at
    # Everybody counts once in a period: that the database itself holds, whatever two processes do at once.
    sa.Column("user_id", USER, primary_key=True),
    sa.Column("group", SHORT, nullable=False),  # "" once the group was changed
    sa.Index(None, "tenant", "first", "group"),
)
ROWS = 500  # of one statement


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
        also = None if group.version else capping(GROUPS, groups, tenant=group.tenant)
        return await write_versions(self._database, groups, [(_row(group), group.version)], also)

    async def keep_people(self, group: Group) -> None:
        same = (groups.c.version == group.version, groups.c.conversation == group.conversation)
        here = (groups.c.tenant == group.tenant, groups.c.id == group.id, *same)
        people = json.dumps(group.people)
        await self._database.execute(sa.update(groups).where(*here).values(people=people))

    async def remove_group(self, tenant: str, id: str) -> None:
        here = sa.delete(groups).where(groups.c.tenant == tenant, groups.c.id == id)
        await self._database.execute(here)

    async def tenants_with_groups(self) -> tuple[str, ...]:
        async with self._database.reading() as connection:
            return tuple(sorted((await connection.execute(sa.select(groups.c.tenant).distinct())).scalars()))

    async def count_people(self, tenant: str, first: date, group: str, people: Collection[str]) -> bool:
        row = {"tenant": tenant, "first": first.isoformat(), "group": group}
        rows = [{**row, "user_id": user} for user in sorted(people)]  # one order: two writers never lock
        try:
            async with self._database.writing() as connection:
                if (await connection.execute(_counted(tenant, first, group).limit(1))).first():
                    return False
                for some in batched(rows, ROWS):
                    await connection.execute(sa.insert(counted), some)
        except IntegrityError:
            return False
        return True

    async def uncount_group(self, tenant: str, first: date, group: str) -> None:
        here = (*_in_period(tenant, first), counted.c.group == group)
        await self._database.execute(sa.update(counted).where(*here).values(group=""))

    async def counted_groups(self, tenant: str, first: date) -> Collection[str]:
        here = (*_in_period(tenant, first), counted.c.group != "")
        query = sa.select(counted.c.group).where(*here).distinct()
        async with self._database.reading() as connection:
            return set((await connection.execute(query)).scalars())

    async def counted_people(self, tenant: str, first: date, group: str) -> tuple[str, ...]:
        async with self._database.reading() as connection:
            return tuple(sorted((await connection.execute(_counted(tenant, first, group))).scalars()))

    async def purge_counted(self, before: date) -> int:
        return await self._database.execute(sa.delete(counted).where(counted.c.first < before.isoformat()))


def _counted(tenant: str, first: date, group: str) -> sa.Select[Any]:
    here = (*_in_period(tenant, first), counted.c.group == group, counted.c.group != "")
    return sa.select(counted.c.user_id).where(*here)


def _in_period(tenant: str, first: date) -> tuple[sa.ColumnElement[bool], ...]:
    return counted.c.tenant == tenant, counted.c.first == first.isoformat()


def _row(group: Group) -> dict[str, object]:
    plain = {name: getattr(group, name) for name in ("tenant", "id", "name", "platform", "conversation")}
    return {**plain, "people": json.dumps(group.people)}


def _group(row: Any) -> Group:
    people = tuple(json.loads(row.people))
    return Group(row.tenant, row.id, row.name, row.platform, row.conversation, people, row.version)
