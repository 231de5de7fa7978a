"""Where the app is installed: a row for each workspace or organisation, sealed by the edge it belongs to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.core.installations import Installation
from bot.store.sql.database import SECONDS, SHORT, TENANT, Database, metadata
from bot.store.sql.ledger_tables import moment, seconds

installations = sa.Table(
    "installations",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("platform", SHORT, primary_key=True),
    sa.Column("sealed", sa.Text, nullable=False),
    sa.Column("key_name", sa.String(16), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("installed", SECONDS, nullable=False),
    sa.Column("removed", SECONDS),
    sa.Column("renewing", SECONDS, nullable=False),  # until when somebody renews its token
)
_columns = installations.c
_SHOWN = (_columns.tenant, _columns.sealed, _columns.key_name, _columns.version, _columns.removed)


class SqlInstallationStore:
    """`InstallationStore` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find_installation(self, tenant: str, platform: str) -> Installation | None:
        async with self._database.reading() as connection:
            row = (await connection.execute(sa.select(*_SHOWN).where(*_one(tenant, platform)))).first()
        return None if row is None else _installation(row)

    async def list_installations(self, platform: str) -> Sequence[Installation]:
        there = _columns.platform == platform, _columns.removed.is_(None)
        query = sa.select(*_SHOWN).where(*there).order_by(_columns.tenant)
        async with self._database.reading() as connection:
            return [_installation(row) for row in (await connection.execute(query)).all()]

    async def keep_installation(
        self, tenant: str, platform: str, sealed: str, key_name: str, now: datetime
    ) -> datetime | None:
        values = {"sealed": sealed, "key_name": key_name, "installed": seconds(now), "renewing": 0}
        insert = self._database.insert(installations).values(
            tenant=tenant, platform=platform, version=1, **values
        )
        anew = {**values, "removed": None, "version": _columns.version + 1}
        keeping = insert.on_conflict_do_update(index_elements=["tenant", "platform"], set_=anew)
        before = sa.select(_columns.removed).where(*_one(tenant, platform))

        def work(connection: sa.Connection) -> int | None:
            removed: int | None = connection.execute(before).scalar()
            connection.execute(keeping)
            return removed

        removed = await self._database.write(work)
        return None if removed is None else moment(removed)

    async def change_installation(
        self, tenant: str, platform: str, sealed: str, key_name: str, version: int
    ) -> bool:
        values = {"sealed": sealed, "key_name": key_name, "version": version + 1, "renewing": 0}
        return await self._changed(tenant, platform, (_columns.version == version,), values)

    async def begin_renewal(
        self, tenant: str, platform: str, version: int, now: datetime, until: datetime
    ) -> bool:
        free = _columns.version == version, _columns.renewing < seconds(now)
        return await self._changed(tenant, platform, free, {"renewing": seconds(until)})

    async def remove_installation(self, tenant: str, platform: str, at: datetime, now: datetime) -> bool:
        values = {"sealed": "", "key_name": "", "removed": seconds(now), "version": _columns.version + 1}
        return await self._changed(tenant, platform, (_columns.installed <= seconds(at),), values)

    async def removed_before(self, platform: str, before: datetime) -> Sequence[str]:
        gone = _columns.platform == platform, _columns.removed < seconds(before)
        query = sa.select(_columns.tenant).where(*gone).order_by(_columns.tenant)
        async with self._database.reading() as connection:
            return list((await connection.execute(query)).scalars())

    async def forget_installation(self, tenant: str, platform: str) -> None:
        gone = _columns.removed.is_not(None)
        await self._database.execute(sa.delete(installations).where(*_one(tenant, platform), gone))

    async def _changed(
        self, tenant: str, platform: str, held: Sequence[sa.ColumnElement[bool]], values: dict[str, Any]
    ) -> bool:
        there = (*_one(tenant, platform), _columns.removed.is_(None), *held)
        return bool(await self._database.execute(sa.update(installations).where(*there).values(values)))


def _one(tenant: str, platform: str) -> tuple[sa.ColumnElement[bool], ...]:
    return _columns.tenant == tenant, _columns.platform == platform


def _installation(row: Any) -> Installation:
    removed = None if row.removed is None else moment(row.removed)
    return Installation(row.tenant, row.sealed, row.key_name, row.version, removed)
