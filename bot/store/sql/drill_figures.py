"""Sums over the answers, for managers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from bot.core.background import batched
from bot.features.drill.model import PeopleCounts
from bot.store.sql.database import Database, upsert
from bot.store.sql.drill_tables import answers, habits, settings
from bot.store.sql.ledger_tables import moment, seconds

MANY = 1_000  # people named in one question to the database
_RIGHT = sa.func.sum(sa.case((answers.c.right, 1), else_=0))


class SqlPracticeStats:
    """`PracticeStats` in the database. Each question reads the answers of the span once, by their index.

    People are asked for in parts, where they are many: nobody is in two, so that sums add up.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def count_practised(
        self, tenant: str, people: Sequence[str], since: datetime, until: datetime
    ) -> int:
        count = 0
        async with self._database.reading() as connection:
            for part in _parts(people):
                who = sa.select(answers.c.user_id).where(*_span(tenant, part, since, until)).distinct()
                query = sa.select(sa.func.count()).select_from(who.subquery())
                count += (await connection.execute(query)).scalar_one()
        return count

    async def topic_people(
        self, tenant: str, people: Sequence[str], since: datetime, until: datetime
    ) -> Mapping[str, PeopleCounts]:
        return await self._people_by(answers.c.situation, tenant, people, since, until)

    async def item_people(
        self, tenant: str, people: Sequence[str], since: datetime, until: datetime
    ) -> Mapping[str, PeopleCounts]:
        return await self._people_by(answers.c.item, tenant, people, since, until)

    async def option_people(
        self, tenant: str, people: Sequence[str], since: datetime, until: datetime
    ) -> Mapping[tuple[str, int], int]:
        counts = Counter[tuple[str, int]]()
        who = sa.func.count(answers.c.user_id.distinct())
        query = sa.select(answers.c.item, answers.c.chosen, who).group_by(answers.c.item, answers.c.chosen)
        async with self._database.reading() as connection:
            for part in _parts(people):
                rows = await connection.execute(query.where(*_span(tenant, part, since, until)))
                for item, place, count in rows:
                    counts[item, place] += count
        return counts

    async def _people_by(
        self, kind: sa.Column[str], tenant: str, people: Sequence[str], since: datetime, until: datetime
    ) -> Mapping[str, PeopleCounts]:
        # Each person once, however much they answered; right is who was so more often than not.
        answered, right = Counter[str](), Counter[str]()
        async with self._database.reading() as connection:
            for part in _parts(people):
                own = (
                    sa.select(kind.label("name"), sa.func.count().label("all"), _RIGHT.label("right"))
                    .where(*_span(tenant, part, since, until))
                    .group_by(kind, answers.c.user_id)
                    .subquery()
                )
                mostly = sa.func.sum(sa.case((own.c.right * 2 > own.c.all, 1), else_=0))
                query = sa.select(own.c.name, sa.func.count(), mostly).group_by(own.c.name)
                for name, count, were_right in await connection.execute(query):
                    answered[name] += count
                    right[name] += int(were_right)
        return {name: PeopleCounts(answered[name], right[name]) for name in sorted(answered)}

    async def who_practised(
        self, tenant: str, people: Sequence[str], since: datetime, until: datetime | None = None
    ) -> frozenset[str]:
        users: set[str] = set()
        async with self._database.reading() as connection:
            for part in _parts(people):
                query = sa.select(answers.c.user_id).where(*_span(tenant, part, since, until)).distinct()
                users |= set((await connection.execute(query)).scalars())
        return frozenset(users)

    async def hidden_people(self, tenant: str, people: Sequence[str]) -> frozenset[str]:
        users: set[str] = set()
        async with self._database.reading() as connection:
            for part in _parts(people):
                where = (habits.c.tenant == tenant, habits.c.hidden, habits.c.user_id.in_(part))
                query = sa.select(habits.c.user_id).where(*where)
                users |= set((await connection.execute(query)).scalars())
        return frozenset(users)

    async def named_since(self, tenant: str) -> datetime | None:
        query = sa.select(settings.c.named_since).where(settings.c.tenant == tenant, settings.c.named)
        async with self._database.reading() as connection:
            since = (await connection.execute(query)).scalar()
        return None if since is None else moment(since)

    async def set_named_since(self, tenant: str, since: datetime | None) -> None:
        at = 0 if since is None else seconds(since)
        row: dict[str, object] = {"tenant": tenant, "named": since is not None, "named_since": at}
        await self._database.execute(upsert(self._database, settings, row, ["named", "named_since"]))


def _parts(people: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return batched(dict.fromkeys(people), MANY)


def _span(
    tenant: str, people: Sequence[str], since: datetime, until: datetime | None = None
) -> Iterator[sa.ColumnElement[bool]]:
    yield answers.c.tenant == tenant
    yield answers.c.at >= seconds(since)
    if until:
        yield answers.c.at < seconds(until)
    yield answers.c.user_id.in_(people)
