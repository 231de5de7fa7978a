"""Drills, every answer to them, and what people remember."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.background import Batcher
from bot.core.clocks import zone_of
from bot.features.drill.consent import is_told
from bot.features.drill.fsrs import ItemMemory
from bot.features.drill.model import Drill, DrillQuestion, DrillState, GivenAnswer
from bot.store.sql.database import Database, upsert
from bot.store.sql.direct import driver_of, sql
from bot.store.sql.drill_figures import SqlPracticeStats
from bot.store.sql.drill_tables import answers, drills, habits, memories
from bot.store.sql.learning import FINISHING
from bot.store.sql.ledger_tables import moment, seconds
from bot.store.sql.versions import write_versions

_FIND = sa.select(drills).where(drills.c.tenant == sa.bindparam("tenant"), drills.c.id == sa.bindparam("id"))
_OPEN_OF = (
    sa.select(drills)
    .where(drills.c.tenant == sa.bindparam("tenant"), drills.c.user_id == sa.bindparam("user_id"))
    .where(drills.c.state == sa.literal_column(f"'{DrillState.OPEN.value}'"))
    .order_by(drills.c.began.desc(), drills.c.id.desc())
)
_CHANGED = ("state", "touched", "questions", "given", "version")
_UPDATE = (
    sa.update(drills)
    .where(drills.c.tenant == sa.bindparam("its_tenant"), drills.c.id == sa.bindparam("its_id"))
    .where(drills.c.version == sa.bindparam("its_version"))
    .values({name: sa.bindparam(f"new_{name}") for name in _CHANGED})
)
_INSERT = sa.insert(answers)


def drill_row(drill: Drill) -> dict[str, object]:
    """Returns the row of a drill, without its version."""
    return {
        "tenant": drill.tenant,
        "id": drill.id,
        "user_id": drill.user,
        "topic": drill.topic,
        "count": drill.count,
        "about": drill.about,
        "state": drill.state.value,
        "began": seconds(drill.began),
        "touched": seconds(drill.touched),
        "questions": json.dumps([_question(question) for question in drill.questions]),
        "given": json.dumps([_given(given) for given in drill.given]),
    }


def drill_of(row: Any) -> Drill:
    """Returns the drill of a row."""
    return Drill(
        tenant=row.tenant,
        id=row.id,
        user=row.user_id,
        topic=row.topic,
        count=row.count,
        about=row.about,
        began=moment(row.began),
        questions=tuple(
            DrillQuestion(item, tuple(order), _memory_of(memory) if memory else None)
            for item, order, memory in json.loads(row.questions)
        ),
        given=tuple(_given_of(*parts) for parts in json.loads(row.given)),
        state=DrillState(row.state),
        version=row.version,
    )


def _question(question: DrillQuestion) -> list[object]:
    return [question.item, question.order, _memory_data(question.memory) if question.memory else None]


def _given(given: GivenAnswer) -> list[object]:
    answer = (given.item, given.situation, given.chosen, given.right, given.guessed)
    return [*answer, seconds(given.at), _memory_data(given.memory)]


def _given_of(
    item: str, situation: str, chosen: int, right: bool, guessed: bool, at: int, memory: list[Any]
) -> GivenAnswer:
    return GivenAnswer(item, situation, chosen, right, guessed, moment(at), _memory_of(memory))


def _memory_data(memory: ItemMemory) -> list[object]:
    return [memory.stability, memory.difficulty, seconds(memory.due), seconds(memory.last)]


def _memory_of(data: list[Any]) -> ItemMemory:
    stability, difficulty, due, last = data
    return ItemMemory(stability, difficulty, moment(due), moment(last))


class SqlDrillStore:
    """`DrillStore` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.stats = SqlPracticeStats(database)
        self._together = Batcher(AnswerWriter(database))

    async def open_drill(self, tenant: str, user: str) -> Drill | None:
        row = await self._database.first(_OPEN_OF, {"tenant": tenant, "user_id": user})
        return drill_of(row) if row else None

    async def find_drill(self, tenant: str, id: str) -> Drill | None:
        row = await self._database.first(_FIND, {"tenant": tenant, "id": id})
        return drill_of(row) if row else None

    async def drill_about(self, tenant: str, user: str, about: str) -> Drill | None:
        return await self._read(drills.c.tenant == tenant, drills.c.user_id == user, drills.c.about == about)

    async def keep_drill(self, changed: Sequence[Drill]) -> bool:
        rows = ((drill_row(drill), drill.version) for drill in changed)
        done = _finished(changed)
        also = (lambda connection: connection.execute(FINISHING, done)) if done else None
        return await write_versions(self._database, drills, rows, also)

    async def keep_answer(self, drill: Drill) -> bool:
        """Stores a drill with its last answer and what is remembered by it; False if another came first.

        Answers that come at the same moment share one transaction, and so one wait for the disk.
        """
        return await self._together(drill)

    async def memories(self, tenant: str, user: str) -> Mapping[str, ItemMemory]:
        mine = sa.select(memories).where(memories.c.tenant == tenant, memories.c.user_id == user)
        async with self._database.reading() as connection:
            return {row.item: _remembered(row) for row in await connection.execute(mine)}

    async def answer_times(self, tenant: str, user: str, since: datetime) -> tuple[datetime, ...]:
        mine = (answers.c.tenant == tenant, answers.c.user_id == user, answers.c.at >= seconds(since))
        query = sa.select(answers.c.at, answers.c.zone).where(*mine).order_by(answers.c.at)
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        return tuple(moment(at).astimezone(zone_of(zone)) for at, zone in rows)

    async def is_hidden(self, tenant: str, user: str) -> bool:
        query = sa.select(habits.c.hidden).where(habits.c.tenant == tenant, habits.c.user_id == user)
        async with self._database.reading() as connection:
            return bool((await connection.execute(query)).scalar())

    async def set_hidden(self, tenant: str, user: str, hidden: bool) -> None:
        row: dict[str, object] = {"tenant": tenant, "user_id": user, "hidden": hidden}
        await self._database.execute(upsert(self._database, habits, row, ["hidden"]))

    async def purge_drills(self, before: datetime, answered: datetime, remembered: datetime) -> int:
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


def _remembered(row: Any) -> ItemMemory:
    return ItemMemory(row.stability, row.difficulty, moment(row.due), moment(row.last))


class AnswerWriter:
    """Writes the last answer of each drill it is given; returns for each whether it was the first to come."""

    def __init__(self, database: Database) -> None:
        self._database = database
        insert = database.insert(memories)
        changed = {name: insert.excluded[name] for name in ("stability", "difficulty", "due", "last")}
        keys = [column.name for column in memories.primary_key.columns]
        self._remember = insert.on_conflict_do_update(index_elements=keys, set_=changed)

    async def __call__(self, given: Sequence[Drill]) -> list[bool]:
        if self._database.sqlite:
            return await self._database.write(partial(self._at_once, given))
        async with self._database.writing() as connection:
            first = await _first(connection, given)
            written = [given[place] for place in first]
            if written:
                await connection.execute(_INSERT, [_answer(drill) for drill in written])
                await connection.execute(self._remember, [_memory(drill) for drill in written])
            if done := _finished(written):
                await connection.execute(FINISHING, done)
        return [place in first for place in range(len(given))]

    def _at_once(self, given: Sequence[Drill], connection: sa.Connection) -> list[bool]:
        # A drill that is written takes its version away, so that a second press in the batch is too late.
        raw = driver_of(connection)
        first = [raw.execute(sql(_UPDATE), _update(drill)).rowcount > 0 for drill in given]
        written = [drill for drill, came_first in zip(given, first, strict=True) if came_first]
        raw.executemany(sql(_INSERT), [_answer(drill) for drill in written])
        raw.executemany(sql(self._remember), [_memory(drill) for drill in written])
        raw.executemany(sql(FINISHING), _finished(written))
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


def _finished(drills: Iterable[Drill]) -> list[dict[str, object]]:
    """Returns what a learning record store may be told of: drills at their end, none about danger."""
    return [
        {
            "its_tenant": drill.tenant,
            "its_user": drill.user,
            "its_id": drill.id,
            "its_topic": drill.topic,
            "its_at": seconds(drill.touched),
        }
        for drill in drills
        if is_told(drill)
    ]


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
        "zone": given.zone[:64],
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
