"""All that the tables hold of people, by the catalogue: written out for them, and erased."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.background import batched
from bot.core.personal import Area, DataSubject, PersonRows
from bot.store.sql.alerts import alerts
from bot.store.sql.catalogue import HOLDINGS, Holding, PersonColumn
from bot.store.sql.database import Database, upserting
from bot.store.sql.edge import references
from bot.store.sql.incidents import OPEN, incidents
from bot.store.sql.ledger_tables import moment, seconds
from bot.store.sql.people import people
from bot.store.sql.traces import TraceFinder, Traces, listed, without

MANY = 500  # values in one statement
_MILLIS = frozenset({"used_until"})  # all other big numbers are seconds, or counts
_TIMES = frozenset(
    {
        "at",
        "began",
        "closed",
        "due",
        "finished",
        "last",
        "left",
        "opened",
        "paused",
        "raised",
        "seen",
        "set_at",
    }
    | {"settled", "since", "taken_at", "backed_at", "result_at", "touched", "until"}
)


class SqlPersonalStore:
    """`PersonalStore` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._finder = TraceFinder(database)
        self._noting = upserting(database, people, ["erasing"])

    async def export_person(self, subject: DataSubject) -> PersonRows:
        rows: dict[Area, dict[str, list[dict[str, Any]]]] = {}
        async with self._database.reading() as connection:
            traces = await self._finder.find_traces(connection, [subject])
            for holding in HOLDINGS:
                if theirs := [row async for row in _rows_of(connection, holding, traces)]:
                    rows.setdefault(holding.area, {})[holding.table.name] = theirs
        return rows

    async def begin_erasing(self, subjects: Sequence[DataSubject], now: datetime) -> None:
        rows = [
            {"tenant": subject.tenant, "user_id": subject.user_id, "erasing": seconds(now)}
            for subject in subjects
        ]
        if rows:
            await self._database.execute(self._noting, rows)

    async def being_erased(self, after: DataSubject | None, count: int) -> Sequence[DataSubject]:
        last = (after.tenant, after.user_id) if after else ("", "")
        later = sa.tuple_(people.c.tenant, people.c.user_id) > sa.tuple_(*map(sa.literal, last))
        waiting = sa.select(people.c.tenant, people.c.user_id).where(people.c.erasing.is_not(None))
        in_order = waiting.where(later).order_by(people.c.tenant, people.c.user_id).limit(count)
        async with self._database.reading() as connection:
            rows = (await connection.execute(in_order)).all()
        return [DataSubject(*row) for row in rows if row.tenant == rows[0].tenant]

    async def is_being_erased(self, subject: DataSubject) -> bool:
        here = (people.c.tenant == subject.tenant, people.c.user_id == subject.user_id)
        async with self._database.reading() as connection:
            return (await connection.execute(sa.select(people.c.erasing).where(*here))).scalar() is not None

    async def erase_people(
        self, subjects: Sequence[DataSubject], now: datetime, *, unfinished: bool = False
    ) -> None:
        if not subjects:
            return
        # What takes long is found before: whoever writes to a file keeps everybody else from it.
        async with self._database.reading() as connection:
            traces = await self._finder.find_traces(connection, subjects)
        async with self._database.writing() as connection:
            await _end_open(connection, traces, now)
            for holding in HOLDINGS:
                for column in holding.columns:
                    await _erase(connection, holding, column, traces)
                await _take_off(connection, holding, traces)
            await _erase_accounts(connection, traces)
            if unfinished:
                noted = [
                    {"tenant": one.tenant, "user_id": one.user_id, "erasing": seconds(now)}
                    for one in subjects
                ]
                await connection.execute(self._noting, noted)
        await self._database.settle()


async def _rows_of(
    connection: AsyncConnection, holding: Holding, traces: Traces
) -> AsyncIterator[dict[str, Any]]:
    """Yields what a table tells of a person, in plain values."""
    table = holding.table
    for column in holding.columns:
        for where in _whose(holding, column, traces):
            async for row in _plain_rows(connection, table, column.shown, where):
                yield row
    shown = {name: None for names in holding.lists.values() for name in names}
    for key in traces.listing.get(table.name, ()) if shown else ():
        async for row in _plain_rows(connection, table, list(shown), _at(table, key)):
            yield row


async def _plain_rows(
    connection: AsyncConnection,
    table: sa.Table,
    names: Sequence[str],
    where: Iterable[sa.ColumnElement[bool]],
) -> AsyncIterator[dict[str, Any]]:
    query = sa.select(*(table.c[name] for name in names)).where(*where)
    for row in (await connection.execute(query)).mappings():
        yield {name: _plain(name, row[name]) for name in names}


async def _end_open(connection: AsyncConnection, traces: Traces, now: datetime) -> None:
    """Closes what a person's colleagues would go on with, and nobody could be told of any more."""
    for some in batched(sorted(traces.ids), MANY):
        mine = (alerts.c.tenant == traces.tenant, alerts.c.agent.in_(some), alerts.c.closed.is_(None))
        await connection.execute(sa.update(alerts).where(*mine).values(closed=seconds(now)))
        going = (incidents.c.tenant == traces.tenant, incidents.c.agent.in_(some), OPEN)
        await connection.execute(sa.delete(incidents).where(*going))


async def _erase(connection: AsyncConnection, holding: Holding, column: PersonColumn, traces: Traces) -> None:
    table = holding.table
    for where in _whose(holding, column, traces):
        if column.deletes:
            await connection.execute(sa.delete(table).where(*where))
            continue
        values = {**column.unnamed, **_next_version(table)}
        await connection.execute(sa.update(table).where(*where).values(values))


async def _take_off(connection: AsyncConnection, holding: Holding, traces: Traces) -> None:
    """Takes people off the lists in a table."""
    table = holding.table
    for key in traces.listing.get(table.name, ()):
        names = list(holding.lists)
        query = sa.select(*(table.c[name] for name in names)).where(*_at(table, key)).with_for_update()
        row = (await connection.execute(query)).mappings().first()
        if row is None:
            continue
        values: dict[str, Any] = {}
        for name in names:
            left = without(listed(row[name]), traces.ids)
            as_text = isinstance(row[name], str)
            values[name] = json.dumps(left, ensure_ascii=name != "policy") if as_text else left
        values |= _next_version(table)
        await connection.execute(sa.update(table).where(*_at(table, key)).values(values))


def _next_version(table: sa.Table) -> dict[str, Any]:
    """Returns what a changed row has besides: whoever read it before must not write the name back."""
    counted = "version" in table.c and not table.c.version.primary_key
    return {"version": table.c.version + 1} if counted else {}


async def _erase_accounts(connection: AsyncConnection, traces: Traces) -> None:
    for some in batched(sorted(traces.accounts), MANY):
        here = (references.c.tenant == traces.tenant, references.c.id.in_(some))
        await connection.execute(sa.delete(references).where(*here))


def _whose(
    holding: Holding, column: PersonColumn, traces: Traces
) -> Iterator[tuple[sa.ColumnElement[bool], ...]]:
    """Yields conditions of the rows that are of these people by a column, for some of them at a time."""
    table = holding.table
    for some in batched(sorted(traces.values_in(holding, column)), MANY):
        yield (table.c.tenant == traces.tenant, table.c[column.name].in_(some))


def _at(table: sa.Table, key: Sequence[object]) -> Iterable[sa.ColumnElement[bool]]:
    return [column == value for column, value in zip(table.primary_key.columns, key, strict=True)]


def _plain(name: str, value: object) -> object:
    if name in _TIMES and isinstance(value, int) and not isinstance(value, bool):
        return moment(value).isoformat()
    if name in _MILLIS and isinstance(value, int):
        return moment(value // 1_000).isoformat()
    if isinstance(value, str) and value[:1] in ("[", "{"):
        try:
            parsed: object = json.loads(value)
        except ValueError:
            return value
        return parsed
    return dict(value) if isinstance(value, Mapping) else value
