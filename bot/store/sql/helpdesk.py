"""Help-desk figures by week. Nothing of a person stands in them."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from bot.core.helpdesk import MEASURES, HelpdeskWeek
from bot.store.sql.database import TENANT, Database, metadata, upserting

helpdesk_weeks = sa.Table(
    "helpdesk_weeks",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("week", sa.String(8), primary_key=True),
    # In hundredths of a percent, so that what comes out is what went in.
    *(sa.Column(measure, sa.Integer, nullable=True) for measure in MEASURES),
)
_weeks = helpdesk_weeks.c
PARTS = 100  # of a percent


class SqlHelpdeskStore:
    """`HelpdeskStore` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._keeping = upserting(database, helpdesk_weeks, [*MEASURES])

    async def keep_weeks(self, tenant: str, weeks: Sequence[HelpdeskWeek]) -> None:
        in_order = sorted(weeks, key=lambda week: week.week)  # one order, so that two writers cannot lock
        if in_order:
            await self._database.execute(self._keeping, [_row(tenant, week) for week in in_order])

    async def find_weeks(self, tenant: str, first: str, last: str) -> tuple[HelpdeskWeek, ...]:
        query = sa.select(helpdesk_weeks).where(_weeks.tenant == tenant, _weeks.week.between(first, last))
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).mappings().all()
        # Sorted here, because the engines do not agree on the order of texts.
        return tuple(sorted(map(_week, rows), key=lambda week: week.week))

    async def remove_weeks(self, tenant: str) -> int:
        return await self._database.execute(sa.delete(helpdesk_weeks).where(_weeks.tenant == tenant))

    async def purge_weeks(self, before: str) -> int:
        return await self._database.execute(sa.delete(helpdesk_weeks).where(_weeks.week < before))


def _row(tenant: str, week: HelpdeskWeek) -> dict[str, object]:
    values = {measure: week.value(measure) for measure in MEASURES}
    parts = {name: None if value is None else round(value * PARTS) for name, value in values.items()}
    return {"tenant": tenant, "week": week.week, **parts}


def _week(row: sa.RowMapping) -> HelpdeskWeek:
    values = (None if row[measure] is None else row[measure] / PARTS for measure in MEASURES)
    return HelpdeskWeek(row["week"], *values)
