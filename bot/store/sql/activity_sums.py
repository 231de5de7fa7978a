"""Makes the sums over what happened: of each week, and of each four weeks that are over, that have news.

The counting, which is slow where there is much, only reads: nobody who writes waits for it. Then the sums are
replaced in a short transaction, and the news of which they are goes. What came meanwhile stays news.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.activity import EVERYBODY, OF_ALL, WHOLE, ActivitySpan, week_of_day
from bot.core.background import batched
from bot.core.figures import FEWEST, FEWEST_TO_ANSWER, FourWeeks, period_of
from bot.store.sql.activity_rows import first_batch
from bot.store.sql.activity_tables import activity, activity_cells, activity_members, activity_news
from bot.store.sql.caps import in_turn
from bot.store.sql.database import Database
from bot.store.sql.groups import counted

COUNTED_WITHIN = 900.0  # seconds that one count may take: nobody waits for it
ROWS = 1_000  # of one statement
DAYS = {ActivitySpan.WEEK: 7, ActivitySpan.FOUR_WEEKS: 28}
MOST_BATCHES = 1 << 20  # that come during one count
_events, _news, _cells, _members = activity.c, activity_news.c, activity_cells.c, activity_members.c
_VALUES_OF_ALL = [kind.value for kind in OF_ALL]
_COLUMNS = [column.name for column in activity_cells.columns]
# As `may_be_told` says of a cell; tests hold the two together: all together is what may be told of each.
MAY_BE_TOLD = sa.or_(
    _cells.kind.in_(_VALUES_OF_ALL),
    sa.and_(_cells.group == "", _cells.reach >= FEWEST_TO_ANSWER),
    sa.and_(_cells.group != "", _cells.reach >= FEWEST, _members.size >= FEWEST_TO_ANSWER),
)

NOTHING_NEW = 0  # only the sums are to be made
Cells = list[dict[str, object]]
Stretch = tuple[ActivitySpan, date]  # a span, and when it begins


class ActivitySums:
    """Counts what has news, and stores the sums."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def fold(self, today: date) -> int:
        """Brings the sums up to date; returns of how many days there was news."""
        rows = await self._news_until(today)
        ended = [(tenant, day - timedelta(days=1)) for tenant, day, _ in rows if day == period_of(day).first]
        if ended:  # their sums of four weeks are made now
            await self._note(dict.fromkeys(ended, NOTHING_NEW))
            rows = await self._news_until(today)
        return sum([await self._fold(tenant, batches, today) for tenant, batches in _by_periods(rows)])

    async def mark(self) -> int:
        """Makes news of all that ever happened; returns of how many days.

        Mondays are news too where nothing happened in their week: what was counted of it is gone then.
        """
        every = sa.select(_events.tenant, _events.day).distinct()
        async with self._database.reading(COUNTED_WITHIN) as connection:
            days = {(row[0], date.fromisoformat(row[1])) for row in await connection.execute(every)}
        firsts = {(tenant, period_of(day).first) for tenant, day in days}
        mondays = {(tenant, first + timedelta(weeks=week)) for tenant, first in firsts for week in range(4)}
        await self._note({**dict.fromkeys(mondays, NOTHING_NEW), **dict.fromkeys(days, first_batch())})
        return len(days)

    async def _news_until(self, today: date) -> list[tuple[str, date, int]]:
        news = sa.select(_news.tenant, _news.day, _news.batch).where(_news.day <= today.isoformat())
        async with self._database.reading() as connection:
            return [(row[0], date.fromisoformat(row[1]), row[2]) for row in await connection.execute(news)]

    async def _note(self, batches: Mapping[tuple[str, date], int]) -> None:
        """Makes news of days of which there is none."""
        once = self._database.insert(activity_news).on_conflict_do_nothing()
        rows = [
            {"tenant": tenant, "day": day.isoformat(), "batch": batch}
            for (tenant, day), batch in sorted(batches.items())
        ]
        for some in batched(rows, ROWS):
            async with self._database.writing() as connection:
                await connection.execute(once, some)

    async def _fold(self, tenant: str, batches: Mapping[date, int], today: date) -> int:
        period = period_of(min(batches))
        cells = [
            (each, await self._counted(tenant, each, today)) for each in _stretches(batches, period, today)
        ]
        async with self._database.writing() as connection:
            await connection.run_sync(in_turn, activity_cells.name, tenant)
            if not await self._are_ours(connection, tenant, batches):
                return 0
            await self._count_members(connection, tenant, period.first)
            for stretch, some in cells:
                await self._replace(connection, tenant, stretch, some)
            if period.after().first > today:
                await self._look_again(connection, tenant, period)
            seen = [(day.isoformat(), batch) for day, batch in batches.items()]
            done = (_news.tenant == tenant, sa.tuple_(_news.day, _news.batch).in_(seen))
            await connection.execute(sa.delete(activity_news).where(*done))
        return sum(batch > NOTHING_NEW for batch in batches.values())

    async def _counted(self, tenant: str, stretch: Stretch, today: date) -> Cells:
        names = (False, True) if stretch[0] is ActivitySpan.FOUR_WEEKS else (False,)
        cells: Cells = []
        for named in names:
            async with self._database.reading(COUNTED_WITHIN) as connection:
                rows = await connection.execute(_sums(tenant, *stretch, today, named=named))
                cells += [dict(zip(_COLUMNS, row, strict=True)) for row in rows]
        return cells

    async def _are_ours(self, connection: AsyncConnection, tenant: str, batches: Mapping[date, int]) -> bool:
        """Whether nobody stored sums of later news meanwhile: then that news would be gone, or begun anew."""
        days = [day.isoformat() for day in batches]
        query = sa.select(_news.day, _news.batch).where(_news.tenant == tenant, _news.day.in_(days))
        there = {date.fromisoformat(day): batch for day, batch in await connection.execute(query)}
        return all(0 <= there.get(day, -1) - batch < MOST_BATCHES for day, batch in batches.items())

    async def _replace(
        self, connection: AsyncConnection, tenant: str, stretch: Stretch, cells: Cells
    ) -> None:
        span, first = stretch
        mine = (_cells.tenant == tenant, _cells.span == span.value, _cells.first == first.isoformat())
        await connection.execute(sa.delete(activity_cells).where(*mine))
        for some in batched(cells, ROWS):
            await connection.execute(sa.insert(activity_cells), some)
        by = (_cells.kind, _cells.name, _cells.part)
        everybody = (
            sa.select(
                *(_cells.tenant, _cells.span, _cells.first, sa.literal(EVERYBODY), *by),
                sa.func.sum(_cells.count),
                sa.func.sum(_cells.reach),
            )
            .outerjoin_from(activity_cells, activity_members, _same_group(first))
            .where(*mine, MAY_BE_TOLD)
            .group_by(_cells.tenant, _cells.span, _cells.first, *by)
        )
        await connection.execute(sa.insert(activity_cells).from_select(_COLUMNS, everybody))

    async def _look_again(self, connection: AsyncConnection, tenant: str, period: FourWeeks) -> None:
        """Notes when the period will be over: then its sums of four weeks are made."""
        over = {"tenant": tenant, "day": period.after().first.isoformat(), "batch": NOTHING_NEW}
        await connection.execute(self._database.insert(activity_news).on_conflict_do_nothing().values(over))

    async def _count_members(self, connection: AsyncConnection, tenant: str, first: date) -> None:
        there = (counted.c.tenant == tenant, counted.c.first == first.isoformat(), counted.c.group != "")
        sizes = sa.select(
            counted.c.tenant, counted.c.first, counted.c.group, sa.func.count().label("size")
        ).where(*there)
        grouped = sizes.group_by(counted.c.tenant, counted.c.first, counted.c.group)
        insert = self._database.insert(activity_members).from_select(
            ["tenant", "first", "group", "size"], grouped
        )
        # The smallest that it was: nobody makes a group larger to have told what fewer did.
        smaller = sa.case((insert.excluded.size < _members.size, insert.excluded.size), else_=_members.size)
        await connection.execute(
            insert.on_conflict_do_update(index_elements=["tenant", "first", "group"], set_={"size": smaller})
        )


def _by_periods(rows: Iterable[tuple[str, date, int]]) -> Iterator[tuple[str, dict[date, int]]]:
    """Yields the news of each tenant and four weeks, in order: no transaction takes long."""
    batches: dict[tuple[str, date], dict[date, int]] = defaultdict(dict)
    for tenant, day, batch in sorted(rows):
        batches[tenant, period_of(day).first][day] = batch
    for (tenant, _), of_period in batches.items():
        yield tenant, of_period


def _stretches(days: Iterable[date], period: FourWeeks, today: date) -> list[Stretch]:
    over = [(ActivitySpan.FOUR_WEEKS, period.first)] if period.after().first <= today else []
    return [*over, *((ActivitySpan.WEEK, monday) for monday in sorted({week_of_day(day) for day in days}))]


def _sums(tenant: str, span: ActivitySpan, first: date, today: date, *, named: bool) -> sa.Select[Any]:
    """Returns the sums of a week, or of four, by group and kind; `named`: by name, where there is one."""
    # What is of a day still to come, where it has begun already, waits for it.
    last = min(first + timedelta(days=DAYS[span] - 1), today).isoformat()
    start = first.isoformat()
    within = [_events.tenant == tenant, _events.day.between(start, last)]
    within += [_events.name != WHOLE] if named else []
    name = _events.name if named else sa.literal(WHOLE).label("name")
    by = (_events.group, _events.kind, *([_events.name] if named else []))
    reach = (
        sa.select(_events.group, _events.kind, name, sa.func.count(_events.who.distinct()).label("reach"))
        .where(*within)
        .group_by(*by)
        .subquery()
    )
    parts = (
        sa.select(_events.group, _events.kind, name, _events.part, sa.func.count().label("count"))
        .where(*within)
        .group_by(*by, _events.part)
        .subquery()
    )
    same = sa.and_(*(parts.c[each] == reach.c[each] for each in ("group", "kind", "name")))
    cell = (sa.literal(tenant), sa.literal(span.value), sa.literal(start))
    of = (parts.c.group, parts.c.kind, parts.c.name, parts.c.part, parts.c.count, reach.c.reach)
    return sa.select(*cell, *of).join_from(parts, reach, same)


def _same_group(first: date) -> sa.ColumnElement[bool]:
    return sa.and_(
        _members.tenant == _cells.tenant,
        _members.first == period_of(first).first.isoformat(),
        _members.group == _cells.group,
    )
