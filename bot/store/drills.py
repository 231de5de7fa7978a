"""Drills, every answer to them, and what people remember."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.coach.drill.drill import Drill, Given, Question, State
from bot.coach.drill.kept import Remembered
from bot.coach.drill.memory import Memory
from bot.store.database import Database, upsert
from bot.store.drill_tables import answers, drills, habits, memories
from bot.store.outbox import moment, seconds

_ANSWERS = sa.select(answers).order_by(answers.c.turn)


class StoredDrills:
    """`Drills` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def open_of(self, tenant: str, user: str) -> Drill | None:
        """Returns the one drill of a person that is open."""
        return await self._read(
            drills.c.tenant == tenant, drills.c.user_id == user, drills.c.state == State.OPEN.value
        )

    async def find(self, tenant: str, id: str) -> Drill | None:
        """Returns a drill of the tenant."""
        return await self._read(drills.c.tenant == tenant, drills.c.id == id)

    async def about(self, tenant: str, user: str, about: str) -> Drill | None:
        """Returns the newest drill of a person that was asked for by `about`."""
        return await self._read(drills.c.tenant == tenant, drills.c.user_id == user, drills.c.about == about)

    async def keep(self, changed: Sequence[Drill], remembered: Remembered | None = None) -> bool:
        """Keeps drills with their new answers and what is remembered, all or nothing; False if outrun."""
        try:
            async with self._database.writing() as connection:
                for drill in changed:
                    await _write(connection, drill)
                    if remembered:
                        await self._remember(connection, drill, remembered)
        except (_Stale, IntegrityError):
            return False
        return True

    async def memory(self, tenant: str, user: str, item: str) -> Memory | None:
        """Returns what a person remembers of an item; None if they never answered it."""
        mine = (memories.c.tenant == tenant, memories.c.user_id == user, memories.c.item == item)
        async with self._database.reading() as connection:
            row = (await connection.execute(sa.select(memories).where(*mine))).first()
        return _memory(row) if row else None

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
            if row is None:
                return None
            of = _ANSWERS.where(answers.c.tenant == row.tenant, answers.c.drill == row.id)
            return _drill(row, (await connection.execute(of)).all() if row.turn else ())

    async def _remember(self, connection: AsyncConnection, drill: Drill, found: Remembered) -> None:
        memory = found.memory
        row: dict[str, object] = {
            "tenant": drill.tenant,
            "user_id": drill.user,
            "item": found.item,
            "stability": memory.stability,
            "difficulty": memory.difficulty,
            "due": seconds(memory.due),
            "last": seconds(memory.last),
        }
        changed = ["stability", "difficulty", "due", "last"]
        await connection.execute(upsert(self._database, memories, row, changed))


class _Stale(Exception):
    """A row was changed since it was read; the transaction ends with nothing kept."""


async def _write(connection: AsyncConnection, drill: Drill) -> None:
    row = {**_row(drill), "version": drill.version + 1}
    if drill.version == 0:
        await connection.execute(sa.insert(drills).values(row))
        new = range(drill.turn)
    else:
        held = (drills.c.tenant == drill.tenant, drills.c.id == drill.id, drills.c.version == drill.version)
        # The version tells that nobody answered since it was read; so what was answered by then is in it.
        before = (await connection.execute(sa.select(drills.c.turn).where(*held).with_for_update())).scalar()
        if before is None:
            raise _Stale
        await connection.execute(sa.update(drills).where(*held).values(row))
        new = range(before, drill.turn)
    if new:
        await connection.execute(sa.insert(answers), [_answer(drill, turn) for turn in new])


def _row(drill: Drill) -> dict[str, object]:
    return {
        "tenant": drill.tenant,
        "id": drill.id,
        "user_id": drill.user,
        "topic": drill.topic,
        "count": drill.count,
        "about": drill.about,
        "state": drill.state.value,
        "turn": drill.turn,
        "began": seconds(drill.began),
        "touched": seconds(drill.touched),
        "questions": json.dumps([[question.item, *question.order] for question in drill.questions]),
    }


def _answer(drill: Drill, turn: int) -> dict[str, object]:
    given = drill.given[turn]
    return {
        "tenant": drill.tenant,
        "drill": drill.id,
        "turn": turn,
        "user_id": drill.user,
        "item": given.item,
        "situation": given.situation,
        "chosen": given.chosen,
        "right": given.right,
        "guessed": given.guessed,
        "at": seconds(given.at),
    }


def _drill(row: Any, given: Sequence[Any]) -> Drill:
    return Drill(
        tenant=row.tenant,
        id=row.id,
        user=row.user_id,
        topic=row.topic,
        count=row.count,
        about=row.about,
        began=moment(row.began),
        questions=tuple(Question(item, tuple(order)) for item, *order in json.loads(row.questions)),
        given=tuple(Given(a.item, a.situation, a.chosen, a.right, a.guessed, moment(a.at)) for a in given),
        state=State(row.state),
        version=row.version,
    )


def _memory(row: Any) -> Memory:
    return Memory(row.stability, row.difficulty, moment(row.due), moment(row.last))
