"""Requests that were taken, so that none is done twice by any process."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from bot.store.sql.database import SECONDS, TENANT, Database, metadata

requests = sa.Table(
    "requests",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("key", sa.String(64), primary_key=True),
    sa.Column("until", SECONDS, nullable=False, index=True),
)


class SqlRequestStore:
    """`RequestStore` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def claim_request(self, tenant: str, key: str, now: datetime, until: datetime) -> bool:
        row = {"tenant": tenant, "key": key, "until": int(until.timestamp())}
        insert = self._database.insert(requests).values(row)
        statement = insert.on_conflict_do_update(
            index_elements=["tenant", "key"],
            set_={"until": insert.excluded.until},
            where=requests.c.until <= int(now.timestamp()),
        ).returning(requests.c.key)
        # Together with whatever else is written just now: every press brings one.
        return await self._database.write(
            lambda connection: connection.execute(statement).first() is not None
        )

    async def release_request(self, tenant: str, key: str) -> None:
        same = requests.c.tenant == tenant, requests.c.key == key
        await self._database.execute(sa.delete(requests).where(*same))

    async def purge_requests(self, before: datetime) -> int:
        old = requests.c.until < int(before.timestamp())
        return await self._database.execute(sa.delete(requests).where(old))
