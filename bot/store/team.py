"""What teams keep of their own, with every change to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.coach.team.content import Change, Edit, Entry, Kept, Kind, What, applied
from bot.store.database import Database
from bot.store.team_codec import Row, change_of, change_row, entry_of, entry_row
from bot.store.team_tables import team_changes, team_entries, team_versions

_entries, _changes = team_entries.c, team_changes.c
MANY = 500  # rows in one question to the database


class StoredRecords:
    """`Records` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._insert = database.insert

    async def kept(self, tenant: str) -> Kept:
        """Returns all that the team keeps, in the order it was added, what is retired left out."""
        query = sa.select(team_versions.c.version).where(team_versions.c.tenant == tenant)
        async with self._database.reading() as connection:
            # The version first: what is written in between is newer than it says, and will be read again.
            version = (await connection.execute(query)).scalar() or 0
            rows = await connection.execute(_live(tenant))
            return Kept(version, tuple(entry_of(row) for row in rows))

    async def entries(self, tenant: str, kind: Kind) -> tuple[Entry, ...]:
        """Returns the team's entries of one kind, in the order they were added, without retired ones."""
        async with self._database.reading() as connection:
            rows = await connection.execute(_live(tenant).where(_entries.kind == kind.value))
            return tuple(entry_of(row) for row in rows)

    async def entry(self, tenant: str, kind: Kind, entry_id: str) -> Entry | None:
        """Returns one entry, also a retired one."""
        async with self._database.reading() as connection:
            return (await _found(connection, tenant, [(kind, entry_id)])).get((kind, entry_id))

    async def write(
        self, tenant: str, edits: Sequence[Edit], by: str, at: datetime, *, imported: bool = False
    ) -> None:
        """Makes all edits and notes each, or none of them. Raises Stale where one meets another's change."""
        async with self._database.writing() as connection:
            # Counting first locks the team's row, so that its writers come one after the other.
            version = await self._next_version(connection, tenant)
            found = await _found(connection, tenant, [(edit.kind, edit.id) for edit in edits])
            entries, noted = list[Row](), list[Row]()
            for nth, edit in enumerate(edits):
                key = (edit.kind, edit.id)
                found[key], change = applied(edit, found.get(key), by, at)
                entries.append({**entry_row(tenant, found[key]), "since": version, "nth": nth})
                noted.append(change_row(tenant, version, nth, change, shown=not imported))
            if imported:
                summary = Change(What.IMPORTED, "", by, at, amount=len(edits))
                noted.append(change_row(tenant, version, len(edits), summary, shown=True))
            await self._keep(connection, entries, noted)

    async def note(self, tenant: str, change: Change) -> None:
        """Notes a change that is made elsewhere."""
        async with self._database.writing() as connection:
            version = await self._next_version(connection, tenant)
            await connection.execute(
                sa.insert(team_changes).values(change_row(tenant, version, 0, change, shown=True))
            )

    async def changes(self, tenant: str, start: int, count: int) -> tuple[Change, ...]:
        """Returns `count` changes from the newest but `start` on, the newest first."""
        query = (
            sa.select(team_changes)
            .where(_changes.tenant == tenant, _changes.shown)
            .order_by(_changes.version.desc(), _changes.nth.desc())
            .offset(start)
            .limit(count)
        )
        async with self._database.reading() as connection:
            return tuple(change_of(row) for row in await connection.execute(query))

    async def versions(self) -> Mapping[str, int]:
        """Returns the version of each team that ever changed anything."""
        async with self._database.reading() as connection:
            rows = await connection.execute(sa.select(team_versions.c.tenant, team_versions.c.version))
            return {row.tenant: row.version for row in rows}

    async def _next_version(self, connection: AsyncConnection, tenant: str) -> int:
        statement = self._insert(team_versions).values(tenant=tenant, version=1)
        more = statement.on_conflict_do_update(
            index_elements=["tenant"], set_={"version": team_versions.c.version + 1}
        )
        return int((await connection.execute(more.returning(team_versions.c.version))).scalar_one())

    async def _keep(self, connection: AsyncConnection, entries: list[Row], noted: list[Row]) -> None:
        statement = self._insert(team_entries)
        changed = {name: statement.excluded[name] for name in ("content", "version", "by", "at", "retired")}
        kept = statement.on_conflict_do_update(index_elements=["tenant", "kind", "id"], set_=changed)
        for start in range(0, len(noted), MANY):
            if entries[start:]:
                await connection.execute(kept, entries[start : start + MANY])
            await connection.execute(sa.insert(team_changes), noted[start : start + MANY])


def _live(tenant: str) -> sa.Select[Any]:
    query = sa.select(team_entries).where(_entries.tenant == tenant, ~_entries.retired)
    return query.order_by(_entries.since, _entries.nth)


async def _found(
    connection: AsyncConnection, tenant: str, keys: Sequence[tuple[Kind, str]]
) -> dict[tuple[Kind, str], Entry]:
    ids = sorted({entry_id for _, entry_id in keys})
    found: dict[tuple[Kind, str], Entry] = {}
    for start in range(0, len(ids), MANY):
        query = sa.select(team_entries).where(
            _entries.tenant == tenant, _entries.id.in_(ids[start : start + MANY])
        )
        entries: Iterable[Entry] = map(entry_of, await connection.execute(query))
        found |= {(entry.kind, entry.id): entry for entry in entries}
    return found
