"""Sums over the answers, for managers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

import sqlalchemy as sa

from bot.features.drill.model import OptionPicks, People, PractisedCounts
from bot.features.drill.stats import FEWEST_PEOPLE
from bot.store.sql.database import Database, upsert
from bot.store.sql.drill_tables import answers, habits, settings
from bot.store.sql.ledger_tables import seconds

MANY = 1_000  # people named in one question to the database
_RIGHT = sa.func.sum(sa.case((answers.c.right, 1), else_=0))


class SqlPracticeStats:
    """`PracticeStats` in the database. Each question reads the answers of the span once, by their index.

    People are asked for in parts, where they are many: nobody is in two, so that sums add up.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def count_practised(
        self, tenant: str, people: People, week: datetime, since: datetime
    ) -> PractisedCounts:
        counts = PractisedCounts(0, 0)
        async with self._database.reading() as connection:
            for part in _parts(people):
                # By person first: counting distinct people takes ten times as long.
                last = (
                    sa.select(sa.func.max(answers.c.at).label("last"))
                    .where(*_span(tenant, part, since))
                    .group_by(answers.c.user_id)
                    .subquery()
                )
                fresh = sa.func.sum(sa.case((last.c.last >= seconds(week), 1), else_=0))
                row = (await connection.execute(sa.select(sa.func.count(), fresh).select_from(last))).one()
                counts = PractisedCounts(counts.week + int(row[1] or 0), counts.recently + int(row[0]))
        return counts

    async def option_picks(self, tenant: str, people: People, since: datetime) -> tuple[OptionPicks, ...]:
        counts, right = Counter[tuple[str, int]](), Counter[tuple[str, int]]()
        a = answers.c
        query = sa.select(a.item, a.chosen, sa.func.count(), _RIGHT).group_by(a.item, a.chosen)
        async with self._database.reading() as connection:
            for part in _parts(people):
                rows = await connection.execute(query.where(*_span(tenant, part, since)))
                for item, place, count, were_right in rows:
                    counts[item, place] += count
                    right[item, place] += int(were_right)
        return tuple(OptionPicks(*key, counts[key], right[key]) for key in sorted(counts))

    async def enough_people(
        self, tenant: str, people: People, since: datetime, items: Collection[str]
    ) -> bool:
        users: set[str] = set()
        async with self._database.reading() as connection:
            for part in _parts(people):
                where = (*_span(tenant, part, since), answers.c.item.in_(sorted(items)))
                query = sa.select(answers.c.user_id).where(*where).distinct().limit(FEWEST_PEOPLE)
                users |= set((await connection.execute(query)).scalars())
                if len(users) >= FEWEST_PEOPLE:
                    break
        return len(users) >= FEWEST_PEOPLE

    async def who_practised(self, tenant: str, people: Sequence[str], since: datetime) -> frozenset[str]:
        users: set[str] = set()
        async with self._database.reading() as connection:
            for part in _parts(people):
                query = sa.select(answers.c.user_id).where(*_span(tenant, part, since)).distinct()
                users |= set((await connection.execute(query)).scalars())
        return frozenset(users)

    async def hidden_people(self, tenant: str, people: Sequence[str]) -> frozenset[str]:
        users: set[str] = set()
        async with self._database.reading() as connection:
            for part in _parts(people):
                where = (habits.c.tenant == tenant, habits.c.hidden, habits.c.user_id.in_(part or ()))
                query = sa.select(habits.c.user_id).where(*where)
                users |= set((await connection.execute(query)).scalars())
        return frozenset(users)

    async def are_people_named(self, tenant: str) -> bool:
        query = sa.select(settings.c.named).where(settings.c.tenant == tenant)
        async with self._database.reading() as connection:
            return bool((await connection.execute(query)).scalar())

    async def set_people_named(self, tenant: str, named: bool) -> None:
        row: dict[str, object] = {"tenant": tenant, "named": named}
        await self._database.execute(upsert(self._database, settings, row, ["named"]))


def _parts(people: People) -> Iterator[People]:
    if people is None:
        yield None
        return
    each = list(dict.fromkeys(people))
    yield from (each[start : start + MANY] for start in range(0, len(each), MANY))


def _span(tenant: str, people: People, since: datetime) -> Iterator[sa.ColumnElement[bool]]:
    yield answers.c.tenant == tenant
    yield answers.c.at >= seconds(since)
    if people is not None:
        yield answers.c.user_id.in_(people)
