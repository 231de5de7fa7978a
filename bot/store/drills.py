"""Drills, every answer to them, and what people remember."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.coach.background import Together
from bot.coach.drill.drill import Drill, State
from bot.coach.drill.memory import Memory
from bot.store.database import Database, upsert
from bot.store.drill_answers import AnswerWriter
from bot.store.drill_codec import drill_of, drill_row
from bot.store.drill_figures import StoredFigures
from bot.store.drill_tables import answers, drills, habits, memories
from bot.store.ledger_tables import moment, seconds

_FIND = sa.select(drills).where(drills.c.tenant == sa.bindparam("tenant"), drills.c.id == sa.bindparam("id"))


class StoredDrills:
    """`Drills` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.figures = StoredFigures(database)
        self._together = Together(AnswerWriter(database))

    async def open_of(self, tenant: str, user: str) -> Drill | None:
        """Returns the one drill of a person that is open."""
        return await self._read(
            drills.c.tenant == tenant, drills.c.user_id == user, drills.c.state == State.OPEN.value
        )

    async def find(self, tenant: str, id: str) -> Drill | None:
        """Returns a drill of the tenant."""
        row = await self._database.first(_FIND, {"tenant": tenant, "id": id})
        return drill_of(row) if row else None

    async def about(self, tenant: str, user: str, about: str) -> Drill | None:
        """Returns the newest drill of a person that was asked for by `about`."""
        return await self._read(drills.c.tenant == tenant, drills.c.user_id == user, drills.c.about == about)

    async def keep(self, changed: Sequence[Drill]) -> bool:
        """Keeps drills, all or nothing, none of them with a new answer; False if another came first."""
        try:
            async with self._database.writing() as connection:
                for drill in changed:
                    await _write(connection, drill)
        except (_Stale, IntegrityError):
            return False
        return True

    async def answered(self, drill: Drill) -> bool:
        """Keeps a drill with its last answer and what is remembered by it; False if another came first.

        Answers that come at the same moment share one transaction, and so one wait for the disk.
        """
        return await self._together(drill)

    async def memories(self, tenant: str, user: str) -> Mapping[str, Memory]:
        """Returns what a person remembers, by item."""
        mine = sa.select(memories).where(memories.c.tenant == tenant, memories.c.user_id == user)
        async with self._database.reading() as connection:
            return {row.item: _memory(row) for row in await connection.execute(mine)}

    async def times(self, tenant: str, user: str, since: datetime) -> tuple[datetime, ...]:
        """Returns when a person answered, from `since` on, in order."""
        mine = (answers.c.tenant == tenant, answers.c.user_id == user, answers.c.at >= seconds(since))
        query = sa.select(answers.c.at).where(*mine).order_by(answers.c.at)
        async with self._database.reading() as connection:
            return tuple(moment(at) for at in (await connection.execute(query)).scalars())

    async def hidden(self, tenant: str, user: str) -> bool:
        """Returns whether a person wants to see no figures about themselves."""
        query = sa.select(habits.c.hidden).where(habits.c.tenant == tenant, habits.c.user_id == user)
        async with self._database.reading() as connection:
            return bool((await connection.execute(query)).scalar())

    async def hide(self, tenant: str, user: str, hidden: bool) -> None:
        """Keeps whether a person wants to see no figures."""
        row: dict[str, object] = {"tenant": tenant, "user_id": user, "hidden": hidden}
        async with self._database.writing() as connection:
            await connection.execute(upsert(self._database, habits, row, ["hidden"]))

    async def purge(self, before: datetime, answered: datetime, remembered: datetime) -> int:
        """Deletes drills, answers and memories last touched before these times; returns how many rows."""
        old = (
            sa.delete(drills).where(drills.c.touched < seconds(before)),
            sa.delete(answers).where(answers.c.at < seconds(answered)),
            sa.delete(memories).where(memories.c.last < seconds(remembered)),
        )
        async with self._database.writing() as connection:
            return sum([(await connection.execute(statement)).rowcount for statement in old])

    async def _read(self, *where: sa.ColumnElement[bool]) -> Drill | None:
        newest = sa.select(drills).where(*where).order_by(drills.c.began.desc(), drills.c.id.desc()).limit(1)
        async with self._database.reading() as connection:
            row = (await connection.execute(newest)).first()
        return drill_of(row) if row else None


class _Stale(Exception):
    """A row was changed since it was read; the transaction ends with nothing kept."""


async def _write(connection: AsyncConnection, drill: Drill) -> None:
    row = {**drill_row(drill), "version": drill.version + 1}
    if drill.version == 0:
        await connection.execute(sa.insert(drills).values(row))
        return
    held = (drills.c.tenant == drill.tenant, drills.c.id == drill.id, drills.c.version == drill.version)
    done = await connection.execute(sa.update(drills).where(*held).values(row))
    if not done.rowcount:
        raise _Stale


def _memory(row: Any) -> Memory:
    return Memory(row.stability, row.difficulty, moment(row.due), moment(row.last))
