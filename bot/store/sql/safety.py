"""What tenants set for their safety cards, as JSON, and counts by week: of a kind, never of a person."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from bot.core.caps import EDITIONS
from bot.core.safety import SafetyKind
from bot.features.safety.model import NOTHING_SET, KindWeek, SafetySetup, of_data, to_data
from bot.store.sql.database import SECONDS, SHORT, TENANT, USER, Database, metadata
from bot.store.sql.ledger_tables import moment, seconds

safety_setups = sa.Table(
    "safety_setups",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("setup", sa.Text, nullable=False),
    sa.Column("set_by", USER, nullable=False),
    sa.Column("set_at", SECONDS, nullable=False),
)
safety_counts = sa.Table(
    "safety_counts",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("week", sa.String(8), primary_key=True),
    sa.Column("kind", SHORT, primary_key=True),
    sa.Column("count", sa.Integer, nullable=False),
)
_setups, _counts = safety_setups.c, safety_counts.c


class SqlSafetyStore:
    """`SafetyStore` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def current_setup(self, tenant: str) -> SafetySetup:
        mine = sa.select(safety_setups).where(_setups.tenant == tenant)
        async with self._database.reading() as connection:
            row = (await connection.execute(mine.order_by(_setups.version.desc()).limit(1))).first()
        return _setup(row) if row else NOTHING_SET

    async def current_setups(self) -> Mapping[str, SafetySetup]:
        async with self._database.reading() as connection:
            rows = (await connection.execute(sa.select(safety_setups).order_by(_setups.version))).all()
        return {row.tenant: _setup(row) for row in rows}

    async def keep_setup(self, tenant: str, setup: SafetySetup) -> bool:
        newest = sa.select(sa.func.max(_setups.version)).where(_setups.tenant == tenant)
        row = {
            "tenant": tenant,
            "version": setup.version,
            "setup": json.dumps(to_data(setup), ensure_ascii=False),
            "set_by": setup.by,
            "set_at": seconds(setup.at) if setup.at else 0,
        }
        try:
            async with self._database.writing() as connection:
                if setup.version != ((await connection.execute(newest)).scalar() or 0) + 1:
                    return False
                await connection.execute(sa.insert(safety_setups).values(row))
                old = _setups.version <= setup.version - EDITIONS
                await connection.execute(sa.delete(safety_setups).where(_setups.tenant == tenant, old))
        except IntegrityError:
            return False
        return True

    async def count_opened(self, opened: Sequence[tuple[str, KindWeek]]) -> None:
        added: Counter[tuple[str, str, str]] = Counter()
        for tenant, week in opened:
            added[tenant, week.week, week.kind.value] += week.count
        names = ("tenant", "week", "kind", "count")
        # One order, so that two writers cannot lock each other.
        rows = [dict(zip(names, (*key, count), strict=True)) for key, count in sorted(added.items())]
        statement = self._database.insert(safety_counts).values(rows)
        keys = [column.name for column in safety_counts.primary_key.columns]
        more = statement.on_conflict_do_update(
            index_elements=keys, set_={"count": _counts.count + statement.excluded.count}
        )
        await self._database.execute(more)

    async def kind_weeks(self, tenant: str, first: str, last: str) -> tuple[KindWeek, ...]:
        query = sa.select(_counts.week, _counts.kind, _counts.count)
        mine = query.where(_counts.tenant == tenant, _counts.week.between(first, last))
        async with self._database.reading() as connection:
            rows = await connection.execute(mine.order_by(_counts.week, _counts.kind))
            return tuple(KindWeek(week, SafetyKind(kind), count) for week, kind, count in rows)

    async def week_counts(self, week: str) -> Sequence[tuple[str, KindWeek]]:
        query = sa.select(_counts.tenant, _counts.kind, _counts.count).where(_counts.week == week)
        async with self._database.reading() as connection:
            rows = await connection.execute(query)
            return [(tenant, KindWeek(week, SafetyKind(kind), count)) for tenant, kind, count in rows]

    async def purge_kind_weeks(self, before: str) -> int:
        async with self._database.writing() as connection:
            done = await connection.execute(sa.delete(safety_counts).where(_counts.week < before))
            return int(done.rowcount)


def _setup(row: Any) -> SafetySetup:
    return of_data(json.loads(row.setup), row.version, row.set_by, moment(row.set_at))
