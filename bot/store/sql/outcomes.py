"""What came of look-ups: counts by week. Who reported what is not stored, only which look-ups were.

And by phrase, with keyed hashes of whom they are of: a ranking needs several people, each once a week.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.chat import Person
from bot.core.figures import FEWEST
from bot.core.outcomes import Outcome, OutcomeReport, OutcomeWeek, Tally, iso_week
from bot.store.sql.database import SECONDS, SHORT, TENANT, USER, Database, metadata
from bot.store.sql.misses import PSEUDONYM, Pseudonyms

WHOLE = ""  # in place of a phrase: the look-up itself, counted once however many phrases it showed

outcome_counts = sa.Table(
    "outcome_counts",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("situation", SHORT, primary_key=True),
    sa.Column("phrase", sa.String(128), primary_key=True),
    sa.Column("outcome", sa.String(16), primary_key=True),
    sa.Column("week", sa.String(8), primary_key=True),
    sa.Column("count", sa.Integer, nullable=False),
)
outcome_tickets = sa.Table(
    "outcome_tickets",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("user_id", USER, primary_key=True),
    sa.Column("ticket", sa.String(255), primary_key=True),
    sa.Column("at", SECONDS, nullable=False),
)
outcome_tallies = sa.Table(
    "outcome_tallies",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("situation", SHORT, primary_key=True),
    sa.Column("phrase", sa.String(128), primary_key=True),
    sa.Column("calmed", sa.Integer, nullable=False),
    sa.Column("total", sa.Integer, nullable=False),
)
outcome_people = sa.Table(
    "outcome_people",
    metadata,
    sa.Column("tenant", TENANT, primary_key=True),
    sa.Column("situation", SHORT, primary_key=True),
    sa.Column("phrase", sa.String(128), primary_key=True),
    sa.Column("who", PSEUDONYM, primary_key=True),  # another for each phrase: two rows tell of nobody in both
    sa.Column("week", sa.String(8), nullable=False),  # the last one in which they told an outcome
)
_counts, _tickets = outcome_counts.c, outcome_tickets.c
_tallies, _people = outcome_tallies.c, outcome_people.c
_KNOWN = [outcome.value for outcome in Outcome]


class SqlOutcomeStore:
    """`OutcomeStore` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._insert = database.insert
        self._pseudonyms = Pseudonyms(database, "outcomes")

    async def keep_report(self, person: Person, report: OutcomeReport) -> bool:
        async with self._database.writing() as connection:
            if not await self._first(connection, person, report):
                return False
            await self._count_week(connection, person.tenant, report)
            for phrase in sorted(set(report.phrases)):  # one order, so that two writers cannot lock
                await self._count_phrase(connection, person, report, phrase)
            return True

    async def find_tallies(self, tenant: str) -> Mapping[str, Mapping[str, Tally]]:
        enough = (
            sa.select(_people.situation, _people.phrase)
            .where(_people.tenant == tenant)
            .group_by(_people.situation, _people.phrase)
            .having(sa.func.count() >= FEWEST)
            .subquery()
        )
        same = sa.and_(_tallies.situation == enough.c.situation, _tallies.phrase == enough.c.phrase)
        query = sa.select(_tallies.situation, _tallies.phrase, _tallies.calmed, _tallies.total)
        query = query.join_from(outcome_tallies, enough, same).where(_tallies.tenant == tenant)
        tallies: dict[str, dict[str, Tally]] = defaultdict(dict)
        async with self._database.reading() as connection:
            for situation, phrase, calm, total in await connection.execute(query):
                tallies[situation][phrase] = Tally(calm, total)
        return tallies

    async def outcome_weeks(self, tenant: str, first: str, last: str) -> tuple[OutcomeWeek, ...]:
        query = (
            sa.select(_counts.week, _counts.situation, _counts.outcome, _counts.count)
            .where(_counts.tenant == tenant, _counts.phrase == WHOLE, _counts.week.between(first, last))
            .where(_counts.outcome.in_(_KNOWN))
        )
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        # Sorted here, because the engines do not agree on the order of texts.
        return tuple(
            OutcomeWeek(week, s, Outcome(outcome), count)
            for week, s, outcome, count in sorted(map(tuple, rows))
        )

    async def purge_outcomes(self, tickets: datetime, people: datetime, counts: datetime) -> int:
        old = (
            sa.delete(outcome_tickets).where(_tickets.at < int(tickets.timestamp())),
            sa.delete(outcome_people).where(_people.week < iso_week(people)),
            sa.delete(outcome_counts).where(_counts.week < iso_week(counts)),
        )
        async with self._database.writing() as connection:
            return sum([(await connection.execute(statement)).rowcount for statement in old])

    async def _first(self, connection: AsyncConnection, person: Person, report: OutcomeReport) -> bool:
        row = {"tenant": person.tenant, "user_id": person.user_id, "ticket": report.ticket}
        at = int(report.at.astimezone(UTC).timestamp())
        statement = self._insert(outcome_tickets).values({**row, "at": at}).on_conflict_do_nothing()
        done = await connection.execute(statement.returning(outcome_tickets.c.ticket))
        return done.first() is not None

    async def _count_week(self, connection: AsyncConnection, tenant: str, report: OutcomeReport) -> None:
        row = {"tenant": tenant, "situation": report.situation, "week": iso_week(report.at)}
        shown = {**row, "phrase": WHOLE, "outcome": report.outcome.value, "count": 1}
        statement = self._insert(outcome_counts).values(shown)
        more = statement.on_conflict_do_update(
            index_elements=_names(outcome_counts), set_={"count": _counts.count + 1}
        )
        await connection.execute(more)

    async def _count_phrase(
        self, connection: AsyncConnection, person: Person, report: OutcomeReport, phrase: str
    ) -> None:
        place = {"tenant": person.tenant, "situation": report.situation, "phrase": phrase}
        who = await self._pseudonyms.of(connection, *place.values(), person.platform, person.user_id)
        week = iso_week(report.at)
        person_row = self._insert(outcome_people).values({**place, "who": who, "week": week})
        # Once a week: whoever looks up a lot has no more of a say than anybody else.
        fresh = person_row.on_conflict_do_update(
            index_elements=_names(outcome_people), set_={"week": week}, where=_people.week < week
        )
        if (await connection.execute(fresh.returning(_people.who))).first() is None:
            return
        calmed = int(report.outcome is Outcome.CALMED)
        tally = self._insert(outcome_tallies).values({**place, "calmed": calmed, "total": 1})
        added = {"calmed": _tallies.calmed + calmed, "total": _tallies.total + 1}
        keys = _names(outcome_tallies)
        await connection.execute(tally.on_conflict_do_update(index_elements=keys, set_=added))


def _names(table: sa.Table) -> list[str]:
    return [column.name for column in table.primary_key.columns]
