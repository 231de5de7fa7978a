"""How people stand in the tables: by id, by what they signed with, by keyed hashes, in lists."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.background import batched
from bot.core.names import signed_id
from bot.core.personal import DataSubject
from bot.store.sql.activity import PeriodPseudonyms
from bot.store.sql.catalogue import HOLDINGS, Hashed, Holding, PersonColumn
from bot.store.sql.database import Database
from bot.store.sql.edge import references
from bot.store.sql.ledger_tables import lanes
from bot.store.sql.misses import Pseudonyms

FEW = 5  # people who are looked for one by one; of more, all that there is is looked through
PLATFORMS = ("slack", "teams", "playground")  # beside those that a tenant is sent to on
AT_ONCE = 200  # rows looked through before others get their turn
ACCOUNTS = "29:"  # what earlier versions knew people of Teams by, where a reference tells whose it is
_PURPOSES = {  # of all but activity, which has another key in every four weeks
    Hashed.MISSES: "misses",
    Hashed.OUTCOMES: "outcomes",
    Hashed.ROUNDS: "rounds",
}
# By what a hash is another in each place: the columns that come before the person.
_PLACES: Mapping[Hashed, tuple[str, ...]] = {
    Hashed.ACTIVITY: ("first",),
    Hashed.MISSES: (),
    Hashed.OUTCOMES: ("situation", "phrase"),
    Hashed.ROUNDS: ("round",),
}


@dataclass(slots=True)
class Traces:
    """Of people of one tenant: their `ids`; by table and column what else stands for them there.

    `listing` are the keys of rows that list them, by table; `accounts` the ids of references that are theirs.
    """

    tenant: str
    ids: frozenset[str]
    values: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    listing: dict[str, list[tuple[object, ...]]] = field(default_factory=dict)
    accounts: set[str] = field(default_factory=set)

    def values_in(self, holding: Holding, column: PersonColumn) -> Collection[str]:
        """Returns what stands for them in a column."""
        if holding.hashed or column.signed:
            return self.values.get((holding.table.name, column.name), set())
        return self.ids


class TraceFinder:
    """Finds how people stand in the tables."""

    def __init__(self, database: Database) -> None:
        self._pseudonyms: dict[Hashed, Pseudonyms | PeriodPseudonyms] = {
            kind: Pseudonyms(database, purpose) for kind, purpose in _PURPOSES.items()
        }
        self._pseudonyms[Hashed.ACTIVITY] = PeriodPseudonyms(database)

    async def find_traces(self, connection: AsyncConnection, subjects: Sequence[DataSubject]) -> Traces:
        """Returns how people of one tenant stand in the tables, within a transaction."""
        tenant = subjects[0].tenant
        traces = Traces(tenant, frozenset(subject.user_id for subject in subjects) - {""})
        platforms = await self._platforms(connection, tenant, subjects)
        for holding in HOLDINGS:
            if holding.hashed:
                await self._find_hashes(connection, holding, traces, platforms)
            for column in holding.columns:
                if column.signed:
                    await _find_signed(connection, holding, column, traces)
            if holding.lists:
                traces.listing[holding.table.name] = await _find_listing(connection, holding, traces)
        traces.accounts |= await _find_accounts(connection, traces)
        return traces

    async def _platforms(
        self, connection: AsyncConnection, tenant: str, subjects: Sequence[DataSubject]
    ) -> Sequence[str]:
        if all(subject.platform for subject in subjects):
            return sorted({subject.platform for subject in subjects})
        sent_on = (
            await connection.execute(sa.select(lanes.c.platform).where(lanes.c.tenant == tenant))
        ).scalars()
        return sorted({*PLATFORMS, *sent_on, *(subject.platform for subject in subjects)} - {""})

    async def _find_hashes(
        self, connection: AsyncConnection, holding: Holding, traces: Traces, platforms: Sequence[str]
    ) -> None:
        kind = holding.hashed
        assert kind is not None
        table, places, pseudonyms = holding.table, _PLACES[kind], self._pseudonyms[kind]
        theirs = traces.values[table.name, "who"]
        if not places:
            theirs |= {
                await pseudonyms.known(connection, *parts) for parts in _parts(kind, traces, (), platforms)
            }
            return
        here = table.c.tenant == traces.tenant
        if len(traces.ids) <= FEW:
            query = sa.select(*(table.c[name] for name in places)).where(here).distinct()
            for row in (await connection.execute(query)).all():
                for parts in _parts(kind, traces, tuple(row), platforms):
                    theirs.add(await pseudonyms.known(connection, *parts))
            return
        query = sa.select(*(table.c[name] for name in places), table.c.who).where(here)
        present: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for *parts_of, who in await connection.execute(query):
            present[tuple(parts_of)].add(who)
        for place, there in present.items():
            for parts in _parts(kind, traces, place, platforms):
                if (who := await pseudonyms.known(connection, *parts)) in there:
                    theirs.add(who)
            await asyncio.sleep(0)  # many hashes take long, and whoever asks meanwhile does not wait for them


def _parts(
    kind: Hashed, traces: Traces, place: tuple[str, ...], platforms: Sequence[str]
) -> Iterator[tuple[str, ...]]:
    """Yields what each person's hash is made from, in a place."""
    for id in traces.ids:
        if kind is Hashed.ROUNDS:
            yield (traces.tenant, *place, id)
        else:
            yield from ((traces.tenant, *place, platform, id) for platform in platforms)


async def _find_signed(
    connection: AsyncConnection, holding: Holding, column: PersonColumn, traces: Traces
) -> None:
    stored = sa.select(holding.table.c[column.name]).where(holding.table.c.tenant == traces.tenant)
    for signature in (await connection.execute(stored.distinct())).scalars():
        if signed_id(signature) in traces.ids or signature in traces.ids:
            traces.values[holding.table.name, column.name].add(signature)


async def _find_listing(
    connection: AsyncConnection, holding: Holding, traces: Traces
) -> list[tuple[object, ...]]:
    table = holding.table
    keys = list(table.primary_key.columns)
    query = sa.select(*keys, *(table.c[name] for name in holding.lists)).where(
        table.c.tenant == traces.tenant
    )
    if len(traces.ids) <= FEW:
        query = query.where(sa.or_(sa.false(), *_mentioning(table, holding.lists, traces.ids)))
    count, listing = len(keys), list[tuple[object, ...]]()
    for rows in batched(await connection.execute(query), AT_ONCE):
        listing += [
            tuple(row[:count])
            for row in rows
            if any(not traces.ids.isdisjoint(_texts(listed(text))) for text in row[count:])
        ]
        await asyncio.sleep(0)  # as above
    return listing


def _mentioning(
    table: sa.Table, names: Iterable[str], ids: Collection[str]
) -> Iterator[sa.ColumnElement[bool]]:
    for name in names:
        for id in ids:
            in_json = json.dumps(id)[1:-1]
            yield sa.cast(table.c[name], sa.Text).contains(in_json, autoescape=True)


async def _find_accounts(connection: AsyncConnection, traces: Traces) -> set[str]:
    theirs = sa.select(references.c.id, references.c.reference).where(
        references.c.tenant == traces.tenant, references.c.id.startswith(ACCOUNTS, autoescape=True)
    )
    rows = await connection.execute(theirs)
    return {row.id for row in rows if not traces.ids.isdisjoint(_texts(listed(row.reference)))}


def listed(text: object) -> Any:
    """Returns what stands in a column of JSON, whichever way it comes; None for what is none."""
    if not isinstance(text, str):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return None


def without(data: Any, ids: Collection[str]) -> Any:
    """Returns data without people: what lists them by id, or by an address, lists them no more."""
    if isinstance(data, list):
        return [without(part, ids) for part in data if not _names(part, ids)]
    if isinstance(data, dict):
        return {name: without(part, ids) for name, part in data.items() if name not in ids}
    return data


def _names(part: Any, ids: Collection[str]) -> bool:
    if isinstance(part, list):  # an address: platform, id, whether it is a channel
        return (
            bool(part) and not isinstance(part[0], list) and any(x in ids for x in part if isinstance(x, str))
        )
    return isinstance(part, str) and part in ids


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, list | dict):
        for part in (*data, *data.values()) if isinstance(data, dict) else data:
            yield from _texts(part)
