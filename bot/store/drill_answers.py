"""Writes answers: each with its drill and what is remembered by it, several of them in one transaction."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from functools import partial

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.coach.drill.drill import Drill
from bot.store.database import Database
from bot.store.direct import sql
from bot.store.drill_codec import drill_row
from bot.store.drill_tables import answers, drills, memories
from bot.store.ledger_tables import seconds

_CHANGED = ("state", "touched", "questions", "given", "version")
_UPDATE = (
    sa.update(drills)
    .where(drills.c.tenant == sa.bindparam("its_tenant"), drills.c.id == sa.bindparam("its_id"))
    .where(drills.c.version == sa.bindparam("its_version"))
    .values({name: sa.bindparam(f"new_{name}") for name in _CHANGED})
)
_INSERT = sa.insert(answers)


class AnswerWriter:
    """Writes the last answer of each drill it is given; returns for each whether it was the first to come."""

    def __init__(self, database: Database) -> None:
        self._database = database
        insert = database.insert(memories)
        changed = {name: insert.excluded[name] for name in ("stability", "difficulty", "due", "last")}
        keys = [column.name for column in memories.primary_key.columns]
        self._remember = insert.on_conflict_do_update(index_elements=keys, set_=changed)

    async def __call__(self, given: Sequence[Drill]) -> list[bool]:
        if self._database.at_once:
            return await self._database.write_at_once(partial(self._at_once, given))
        async with self._database.writing() as connection:
            first = await _first(connection, given)
            kept = [given[place] for place in first]
            if kept:
                await connection.execute(_INSERT, [_answer(drill) for drill in kept])
                await connection.execute(self._remember, [_memory(drill) for drill in kept])
        return [place in first for place in range(len(given))]

    def _at_once(self, given: Sequence[Drill], connection: sqlite3.Connection) -> list[bool]:
        # A drill that is written takes its version away, so that a second press in the batch is too late.
        first = [connection.execute(sql(_UPDATE), _update(drill)).rowcount > 0 for drill in given]
        kept = [drill for drill, came_first in zip(given, first, strict=True) if came_first]
        connection.executemany(sql(_INSERT), [_answer(drill) for drill in kept])
        connection.executemany(sql(self._remember), [_memory(drill) for drill in kept])
        return first


async def _first(connection: AsyncConnection, given: Sequence[Drill]) -> list[int]:
    # Updates the drills, and returns the places of those that were the first to come.
    if len(given) == 1:
        done = await connection.execute(_UPDATE, _update(given[0]))
        return [0] if done.rowcount else []
    versions = await _versions(connection, given)
    # One order, so that two processes cannot lock each other out. And a drill that is written takes its
    # version away, so that a second press in the same batch is too late.
    places = sorted(range(len(given)), key=lambda place: _key(given[place]))
    first = [place for place in places if versions.pop(_key(given[place]), None) == given[place].version]
    if first:
        await connection.execute(_UPDATE, [_update(given[place]) for place in first])
    return first


async def _versions(connection: AsyncConnection, given: Sequence[Drill]) -> dict[tuple[str, str], int]:
    by_tenant = defaultdict(list)
    for drill in given:
        by_tenant[drill.tenant].append(drill.id)
    theirs = [sa.and_(drills.c.tenant == tenant, drills.c.id.in_(ids)) for tenant, ids in by_tenant.items()]
    query = sa.select(drills.c.tenant, drills.c.id, drills.c.version).where(sa.or_(*theirs))
    rows = await connection.execute(query.order_by(drills.c.tenant, drills.c.id).with_for_update())
    return {(tenant, id): version for tenant, id, version in rows}


def _key(drill: Drill) -> tuple[str, str]:
    return drill.tenant, drill.id


def _update(drill: Drill) -> dict[str, object]:
    row = {**drill_row(drill), "version": drill.version + 1}
    return {
        "its_tenant": drill.tenant,
        "its_id": drill.id,
        "its_version": drill.version,
        **{f"new_{name}": row[name] for name in _CHANGED},
    }


def _answer(drill: Drill) -> dict[str, object]:
    given = drill.given[-1]
    return {
        "tenant": drill.tenant,
        "drill": drill.id,
        "turn": drill.turn - 1,
        "user_id": drill.user,
        "item": given.item,
        "situation": given.situation,
        "chosen": given.chosen,
        "right": given.right,
        "guessed": given.guessed,
        "at": seconds(given.at),
    }


def _memory(drill: Drill) -> dict[str, object]:
    given = drill.given[-1]
    return {
        "tenant": drill.tenant,
        "user_id": drill.user,
        "item": given.item,
        "stability": given.memory.stability,
        "difficulty": given.memory.difficulty,
        "due": seconds(given.memory.due),
        "last": seconds(given.memory.last),
    }
