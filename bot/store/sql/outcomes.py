"""What came of look-ups: counts by week. Who reported what is not stored, only which look-ups were."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC

import sqlalchemy as sa

from bot.core.chat import Person
from bot.core.outcomes import Outcome, OutcomeReport, OutcomeWeek, Tally, iso_week
from bot.core.retention import OUTCOME_TICKETS
from bot.store.sql.database import SECONDS, SHORT, TENANT, USER, Database, metadata

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
_counts, _tickets = outcome_counts.c, outcome_tickets.c
_KNOWN = [outcome.value for outcome in Outcome]


class SqlOutcomeStore:
    """`OutcomeStore` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._insert = database.insert

    async def keep_report(self, person: Person, report: OutcomeReport) -> bool:
        def work(connection: sa.Connection) -> bool:
            if not self._first(connection, person, report):
                return False
            self._count(connection, person.tenant, report)
            old = int((report.at - OUTCOME_TICKETS).timestamp())
            mine = (_tickets.tenant == person.tenant, _tickets.user_id == person.user_id)
            connection.execute(sa.delete(outcome_tickets).where(*mine, _tickets.at < old))
            return True

        return await self._database.write(work)

    async def find_tallies(self, tenant: str) -> Mapping[str, Mapping[str, Tally]]:
        calmed = sa.case((_counts.outcome == Outcome.CALMED.value, _counts.count), else_=0)
        query = (
            sa.select(_counts.situation, _counts.phrase, sa.func.sum(calmed), sa.func.sum(_counts.count))
            .where(_counts.tenant == tenant, _counts.phrase != WHOLE)
            .group_by(_counts.situation, _counts.phrase)
        )
        tallies: dict[str, dict[str, Tally]] = defaultdict(dict)
        async with self._database.reading() as connection:
            for situation, phrase, calm, total in await connection.execute(query):
                tallies[situation][phrase] = Tally(int(calm), int(total))
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

    def _first(self, connection: sa.Connection, person: Person, report: OutcomeReport) -> bool:
        row = {"tenant": person.tenant, "user_id": person.user_id, "ticket": report.ticket}
        at = int(report.at.astimezone(UTC).timestamp())
        statement = self._insert(outcome_tickets).values({**row, "at": at}).on_conflict_do_nothing()
        done = connection.execute(statement.returning(outcome_tickets.c.ticket))
        return done.first() is not None

    def _count(self, connection: sa.Connection, tenant: str, report: OutcomeReport) -> None:
        shared = {"tenant": tenant, "situation": report.situation, "week": iso_week(report.at), "count": 1}
        rows = [
            {**shared, "phrase": phrase, "outcome": report.outcome.value}
            for phrase in (WHOLE, *sorted(set(report.phrases)))  # one order, so that two writers cannot lock
        ]
        statement = self._insert(outcome_counts).values(rows)
        keys = [column.name for column in outcome_counts.primary_key.columns]
        more = statement.on_conflict_do_update(index_elements=keys, set_={"count": _counts.count + 1})
        connection.execute(more)
