"""What happened: events, and the sums over them, which are made again for each week that has news.

Who writes events touches one row more, that of the day's news; the sums are made behind that
(`activity_sums.py`). A day's row of news is locked by whoever writes an event of it, so that the sums miss
none: either they have the event, or the day has news again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.activity import (
    EVERYBODY,
    OF_ALL,
    Activity,
    ActivityCell,
    ActivityKind,
    ActivitySpan,
    first_of,
)
from bot.core.background import batched
from bot.core.figures import period_of
from bot.store.sql.activity_rows import at_once, one_by_one
from bot.store.sql.activity_sums import ActivitySums
from bot.store.sql.activity_tables import activity, activity_cells, activity_members
from bot.store.sql.database import Database
from bot.store.sql.groups import counted
from bot.store.sql.misses import Pseudonyms, keyed_hash, keys, made_key

ROWS = 500  # of one statement
PURPOSE = "activity"
_events, _cells, _members = activity.c, activity_cells.c, activity_members.c
_KINDS = {kind.value: kind for kind in ActivityKind}
_VALUES_OF_ALL = [kind.value for kind in OF_ALL]


class PeriodPseudonyms:
    """Keyed hashes of people, by another key in every four weeks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def makers(self, connection: sa.Connection, firsts: Iterable[str]) -> dict[str, Callable[..., str]]:
        """Returns what makes the pseudonyms of each period, by when it begins; within one that writes."""
        insert = self._database.insert
        return {
            first: partial(keyed_hash, made_key(connection, insert, _key_name(first)))
            for first in sorted(set(firsts))
        }

    async def known(self, connection: AsyncConnection, tenant: str, first: str, *who: str) -> str:
        """Returns the same within one that reads; "" where no key was made, or it is deleted."""
        period = _period(first)
        # Asked anew each time: what is remembered here might be deleted elsewhere.
        return await Pseudonyms(self._database, _key_name(period)).known(connection, tenant, period, *who)


class SqlActivityStore:
    """`ActivityStore` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._pseudonyms = PeriodPseudonyms(database)
        self._insert = one_by_one(database.insert) if database.sqlite else at_once(database.insert)
        self._sums = ActivitySums(database)

    async def keep_activity(self, events: Sequence[Activity]) -> int:
        # In one order, and no more in one transaction, so that two writers cannot wait for each other. Where
        # one stops between two, what is stored once more counts once.
        in_order = sorted(events, key=lambda event: (event.tenant, event.day, event.id))
        return sum(
            [await self._database.write(partial(self._keep, some)) for some in batched(in_order, ROWS)]
        )

    def _keep(self, events: Sequence[Activity], connection: sa.Connection) -> int:
        groups = _groups_of(connection, events)
        makers = self._pseudonyms.makers(connection, map(_first, events))
        return self._insert(connection, [_row(event, groups, makers[_first(event)]) for event in events])

    async def fold_activity(self, today: date) -> int:
        return await self._sums.fold(today)

    async def rebuild_activity(self, today: date) -> int:
        count = await self._sums.mark()
        await self._sums.fold(today)
        return count

    async def activity_cells(
        self, tenant: str, span: ActivitySpan, first: date, until: date, group: str
    ) -> tuple[ActivityCell, ...]:
        # Events of all stand in no group, and are everybody's: they come once.
        mine = sa.or_(
            sa.and_(_cells.group == group, _cells.kind.not_in(_VALUES_OF_ALL)),
            sa.and_(_cells.group == EVERYBODY, _cells.kind.in_(_VALUES_OF_ALL)),
        )
        return await self._sums_of(tenant, span, first, until, mine, _members.group == group)

    async def cells_by_group(
        self, tenant: str, span: ActivitySpan, first: date, until: date, kind: ActivityKind, name: str
    ) -> tuple[ActivityCell, ...]:
        by_itself = _cells.group != EVERYBODY, _cells.kind.not_in(_VALUES_OF_ALL)
        mine = sa.and_(*by_itself, _cells.kind == kind.value, _cells.name == name)
        return await self._sums_of(tenant, span, first, until, mine, sa.true())

    async def _sums_of(
        self,
        tenant: str,
        span: ActivitySpan,
        first: date,
        until: date,
        mine: sa.ColumnElement[bool],
        of_groups: sa.ColumnElement[bool],
    ) -> tuple[ActivityCell, ...]:
        here = [_cells.tenant == tenant, _cells.span == span.value]
        here += [_cells.first >= first.isoformat(), _cells.first < until.isoformat()]
        query = sa.select(
            _cells.first, _cells.group, _cells.kind, _cells.name, _cells.part, _cells.count, _cells.reach
        ).where(*here, mine)
        start = first_of(ActivitySpan.FOUR_WEEKS, first).isoformat()
        sizes = sa.select(_members.first, _members.group, _members.size).where(
            _members.tenant == tenant,
            of_groups,
            _members.first >= start,
            _members.first < until.isoformat(),
        )
        async with self._database.reading() as connection:
            rows = [tuple(row) for row in await connection.execute(query)]
            members = {(row[0], row[1]): row[2] for row in await connection.execute(sizes)}
        # Sorted here, because the engines do not agree on the order of texts.
        return tuple(_read(sorted(row for row in rows if row[2] in _KINDS), members))

    async def purge_activity(self, keys: datetime, events: datetime, sums: datetime) -> int:
        # By whole periods: sums that are made anew are of whole ones.
        unknown = keys.date().isoformat()
        old, oldest = (period_of(at.date()).first.isoformat() for at in (events, sums))
        async with self._database.writing() as connection:
            done = [
                await connection.execute(statement)
                for statement in (
                    _forgotten_keys(unknown),
                    sa.delete(activity).where(_events.first < old),
                    sa.delete(activity_cells).where(_cells.first < oldest),
                    sa.delete(activity_members).where(_members.first < oldest),
                )
            ]
        return sum(result.rowcount for result in done)


def _first(event: Activity) -> str:
    return period_of(event.day).first.isoformat()


def _row(
    event: Activity, groups: Mapping[tuple[str, str, str], str], pseudonym: Callable[..., str]
) -> dict[str, object]:
    first, of_all = _first(event), event.kind in OF_ALL
    return {
        "tenant": event.tenant,
        # An id may name a person or a drill of theirs; of an incident, it has to be the same in later weeks.
        "id": event.id if of_all else pseudonym(event.tenant, first, "event", event.id),
        "day": event.day.isoformat(),
        "first": first,
        "group": "" if of_all else groups.get((event.tenant, first, event.user_id), ""),
        "kind": event.kind.value,
        "name": event.name,
        "part": event.part,
        "who": "" if of_all else pseudonym(event.tenant, first, event.platform, event.user_id),
    }


def _groups_of(connection: sa.Connection, events: Iterable[Activity]) -> dict[tuple[str, str, str], str]:
    """Returns the groups that people count in, by tenant, period and person.

    Until a period's groups are counted, which takes some hours at most, those of the one before hold.
    """
    wanted: dict[tuple[str, date], set[str]] = defaultdict(set)
    for event in events:
        wanted[event.tenant, period_of(event.day).first].add(event.user_id)
    groups: dict[tuple[str, str, str], str] = {}
    for (tenant, first), users in sorted(wanted.items()):
        here = sa.select(counted.c.first).where(
            counted.c.tenant == tenant, counted.c.first <= first.isoformat()
        )
        newest = connection.execute(sa.select(sa.func.max(here.subquery().c.first))).scalar()
        if newest is None or newest < period_of(first).before().first.isoformat():
            continue
        query = sa.select(counted.c.user_id, counted.c.group).where(
            counted.c.tenant == tenant, counted.c.first == newest, counted.c.user_id.in_(sorted(users))
        )
        rows = connection.execute(query)
        groups |= {(tenant, first.isoformat(), row.user_id): row.group for row in rows}
    return groups


def _read(rows: Sequence[tuple[Any, ...]], members: Mapping[tuple[str, str], int]) -> Iterator[ActivityCell]:
    days = {first: date.fromisoformat(first) for first in {row[0] for row in rows}}
    periods = {first: period_of(day).first.isoformat() for first, day in days.items()}
    for (first, group, kind, name), parts in groupby(rows, key=lambda row: row[:4]):
        of_parts = list(parts)
        yield ActivityCell(
            days[first],
            group,
            _KINDS[kind],
            name,
            sum(row[5] for row in of_parts),
            of_parts[0][6],
            members.get((periods[first], group), 0),
            {row[4]: row[5] for row in of_parts},
        )


def _period(day: str) -> str:
    return period_of(date.fromisoformat(day)).first.isoformat()


def _key_name(first: str) -> str:
    return f"{PURPOSE} {first}"


def _forgotten_keys(before: str) -> sa.Delete:
    ours = keys.c.name.startswith(f"{PURPOSE} ", autoescape=True)
    return sa.delete(keys).where(ours, keys.c.name <= _key_name(before))
