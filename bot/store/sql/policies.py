"""Every version of each tenant's policy, as JSON."""

from __future__ import annotations

import json

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from bot.core.caps import EDITIONS
from bot.core.policy import of_data, to_data
from bot.features.boundary.model import PolicyEdition
from bot.store.sql.database import SECONDS, TENANT, USER, Database, metadata
from bot.store.sql.ledger_tables import moment, seconds

policies = sa.Table(
    "policies",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("policy", sa.Text, nullable=False),
    sa.Column("set_by", USER, nullable=False),
    sa.Column("set_at", SECONDS, nullable=False),
)
_OF = policies.c.tenant == sa.bindparam("tenant")
_LAST = sa.select(sa.func.max(policies.c.version)).where(_OF).scalar_subquery()
_NEWEST = sa.select(policies).where(_OF, policies.c.version == _LAST)


class SqlPolicyStore:
    """`PolicyStore` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def current_policy(self, tenant: str) -> PolicyEdition | None:
        row = await self._database.first(_NEWEST, {"tenant": tenant})
        if row is None:
            return None
        return PolicyEdition(row.version, of_data(json.loads(row.policy)), row.set_by, moment(row.set_at))

    async def keep_policy(self, tenant: str, edition: PolicyEdition) -> bool:
        newest = sa.select(sa.func.max(policies.c.version)).where(policies.c.tenant == tenant)
        row = {
            "tenant": tenant,
            "version": edition.version,
            "policy": json.dumps(to_data(edition.policy), ensure_ascii=False),
            "set_by": edition.by,
            "set_at": seconds(edition.at) if edition.at else 0,
        }
        try:
            async with self._database.writing() as connection:
                if edition.version != ((await connection.execute(newest)).scalar() or 0) + 1:
                    return False
                await connection.execute(sa.insert(policies).values(row))
                old = policies.c.version <= edition.version - EDITIONS
                await connection.execute(sa.delete(policies).where(policies.c.tenant == tenant, old))
        except IntegrityError:
            return False
        return True
