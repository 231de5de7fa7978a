"""Schedules and their slots, stored together with what they send."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.caps import SCHEDULES
from bot.core.ledger import Notice
from bot.features.schedule.model import (
    DeliveryFormat,
    RecurrenceRule,
    Schedule,
    ScheduleState,
    Slot,
    SlotStage,
    key_prefix,
)
from bot.features.schedule.ports import ScheduleStores
from bot.store.sql.attendance import SqlAttendanceStore, SqlPreferenceStore
from bot.store.sql.caps import capping, in_turn
from bot.store.sql.database import Database
from bot.store.sql.ledger import forgetting, putting
from bot.store.sql.ledger_tables import moment, seconds
from bot.store.sql.schedule_tables import schedules, slots

_SAME = ("tenant", "id", "platform", "group", "by", "name", "language", "topic", "count", "spread")
_STATE = ("edition", "replaces")  # more whose columns are called as the fields are


def schedule_stores(database: Database) -> ScheduleStores:
    """Returns all that is stored for drills by schedule, in one database."""
    return ScheduleStores(
        SqlScheduleStore(database), SqlAttendanceStore(database), SqlPreferenceStore(database)
    )


class SqlScheduleStore:
    """`ScheduleStore` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all_schedules(self, tenant: str) -> tuple[Schedule, ...]:
        mine = (schedules.c.tenant == tenant, schedules.c.state != ScheduleState.DRAFT.value)
        return await self._read(sa.select(schedules).where(*mine).order_by(schedules.c.id))

    async def find_schedule(self, tenant: str, id: str) -> Schedule | None:
        rows = await self._read(sa.select(schedules).where(*_is(tenant, id)))
        return rows[0] if rows else None

    async def active_schedules(self, after: tuple[str, str], count: int) -> tuple[Schedule, ...]:
        order = (schedules.c.tenant, schedules.c.id)
        later = sa.tuple_(*order) > sa.tuple_(sa.literal(after[0]), sa.literal(after[1]))
        active = sa.select(schedules).where(schedules.c.state == ScheduleState.ACTIVE.value, later)
        return await self._read(active.order_by(*order).limit(count))

    async def keep_schedule(self, schedule: Schedule, notices: Sequence[Notice] = ()) -> bool:
        return await self._keep(schedule, notices, anew=False)

    async def add_schedule(self, schedule: Schedule, today: date) -> Schedule | None:
        tenant, c = schedule.tenant, schedules.c
        near = sa.or_(c.id == schedule.id, c.group == schedule.group)
        counting = sa.select(schedules).where(c.tenant == tenant, near, c.state != ScheduleState.DRAFT.value)
        try:
            async with self._database.writing() as connection:
                # One after the other, so that of two at once the second sees the first.
                await connection.run_sync(in_turn, schedules.name, tenant)
                for each in map(_schedule, (await connection.execute(counting)).all()):
                    if each.id == schedule.id or (each.is_like(schedule) and each.counts(today)):
                        return each
                if not await _write(connection, schedule):
                    return None
                await _check_count(connection, schedule)
        except IntegrityError:
            return None
        return replace(schedule, version=schedule.version + 1)

    async def change_schedule(self, schedule: Schedule, notices: Sequence[Notice] = ()) -> bool:
        return await self._keep(schedule, notices, anew=True)

    async def remove_schedule(self, tenant: str, id: str) -> None:
        async with self._database.writing() as connection:
            await connection.execute(sa.delete(schedules).where(*_is(tenant, id)))
            await connection.execute(sa.delete(slots).where(slots.c.tenant == tenant, slots.c.schedule == id))
            await connection.execute(forgetting(tenant, prefix=key_prefix(id)))

    async def slots_of(self, tenant: str, id: str, start: date) -> Mapping[date, Slot]:
        mine = (slots.c.tenant == tenant, slots.c.schedule == id, slots.c.day >= start.isoformat())
        async with self._database.reading() as connection:
            rows = (await connection.execute(sa.select(slots).where(*mine))).all()
        return {date.fromisoformat(row.day): _slot(row) for row in rows}

    async def plan_slot(
        self, schedule: Schedule, before: Slot | None, slot: Slot, notices: Sequence[Notice]
    ) -> bool:
        # The row is held until the end: a change of the schedule waits, and then deletes what we added.
        held = sa.select(schedules.c.edition, schedules.c.state).where(*_is(schedule.tenant, schedule.id))
        try:
            async with self._database.writing() as connection:
                row = (await connection.execute(held.with_for_update())).first()
                if row is None or tuple(row) != (schedule.edition, ScheduleState.ACTIVE.value):
                    return False
                if not await _move(connection, schedule, before, slot):
                    return False
                await connection.run_sync(putting(self._database, notices))
        except IntegrityError:
            return False
        return True

    async def purge_schedules(self, drafts: datetime, before: date) -> int:
        old = (schedules.c.state == ScheduleState.DRAFT.value, schedules.c.since < seconds(drafts))
        async with self._database.writing() as connection:
            deleted = (await connection.execute(sa.delete(schedules).where(*old))).rowcount
            over = sa.delete(slots).where(slots.c.day < before.isoformat())
            return deleted + (await connection.execute(over)).rowcount

    async def _keep(self, schedule: Schedule, notices: Sequence[Notice], *, anew: bool) -> bool:
        try:
            async with self._database.writing() as connection:
                joins = await _joins(connection, schedule)
                if not await _write(connection, schedule):
                    return False
                if joins:
                    await _check_count(connection, schedule)
                if anew:
                    await connection.execute(forgetting(schedule.tenant, prefix=key_prefix(schedule.id)))
                await connection.run_sync(putting(self._database, notices))
        except IntegrityError:
            return False
        return True

    async def _read(self, query: sa.Select[Any]) -> tuple[Schedule, ...]:
        async with self._database.reading() as connection:
            return tuple(_schedule(row) for row in (await connection.execute(query)).all())


async def _write(connection: AsyncConnection, schedule: Schedule) -> bool:
    row = _row(schedule)
    if schedule.version == 0:
        await connection.execute(sa.insert(schedules).values(row))
        return True
    held = (*_is(schedule.tenant, schedule.id), schedules.c.version == schedule.version)
    return bool((await connection.execute(sa.update(schedules).where(*held).values(row))).rowcount)


async def _joins(connection: AsyncConnection, schedule: Schedule) -> bool:
    """Returns whether it becomes one more draft, or one more that counts."""
    query = sa.select(schedules.c.state).where(*_is(schedule.tenant, schedule.id))
    before = (await connection.execute(query)).scalar()
    draft = ScheduleState.DRAFT
    return before is None or (before == draft.value) is not (schedule.state is draft)


async def _check_count(connection: AsyncConnection, schedule: Schedule) -> None:
    # Drafts go by themselves, and are counted apart.
    draft = ScheduleState.DRAFT
    alike = schedules.c.state == draft.value if schedule.state is draft else schedules.c.state != draft.value
    await connection.run_sync(capping(SCHEDULES, schedules, alike, tenant=schedule.tenant))


async def _move(connection: AsyncConnection, schedule: Schedule, before: Slot | None, slot: Slot) -> bool:
    row = {"edition": slot.edition, "stage": slot.stage.value, "mark": slot.mark}
    day = slot.day.isoformat()
    if before is None:
        names = {"tenant": schedule.tenant, "schedule": schedule.id, "day": day}
        await connection.execute(sa.insert(slots).values({**names, **row}))
        return True
    held = (
        slots.c.tenant == schedule.tenant,
        slots.c.schedule == schedule.id,
        slots.c.day == day,
        slots.c.edition == before.edition,
        slots.c.stage == before.stage.value,
        slots.c.mark == before.mark,
    )
    return bool((await connection.execute(sa.update(slots).where(*held).values(row))).rowcount)


def _is(tenant: str, id: str) -> tuple[sa.ColumnElement[bool], ...]:
    return (schedules.c.tenant == tenant, schedules.c.id == id)


def _row(schedule: Schedule) -> dict[str, object]:
    return {
        **{name: getattr(schedule, name) for name in (*_SAME, *_STATE)},
        "way": schedule.format.value,
        "rhythm": json.dumps(_rule_data(schedule.recurrence)),
        "state": schedule.state.value,
        "since": seconds(schedule.since),
        "told": schedule.announced,
        "over": schedule.replaces_version,
        "version": schedule.version + 1,
    }


def _schedule(row: Any) -> Schedule:
    fields = row._mapping
    return Schedule(
        **{name: fields[name] for name in (*_SAME, *_STATE, "version")},
        format=DeliveryFormat(row.way),
        recurrence=_rule(json.loads(row.rhythm)),
        state=ScheduleState(row.state),
        since=moment(row.since),
        announced=row.told,
        replaces_version=row.over,
    )


def _slot(row: Any) -> Slot:
    return Slot(date.fromisoformat(row.day), row.edition, SlotStage(row.stage), row.mark)


def _rule_data(rule: RecurrenceRule) -> dict[str, object]:
    return {
        "days": rule.days,
        "at": rule.at.isoformat("minutes"),
        "zone": rule.zone,
        "own": rule.own_zone,
        "first": rule.first.isoformat(),
        "last": rule.last.isoformat() if rule.last else None,
        "holidays": rule.holidays,
        "quiet": [day.isoformat() for day in rule.excluded],
    }


def _rule(data: dict[str, Any]) -> RecurrenceRule:
    return RecurrenceRule(
        days=tuple(data["days"]),
        at=time.fromisoformat(data["at"]),
        zone=data["zone"],
        own_zone=data["own"],
        first=date.fromisoformat(data["first"]),
        last=date.fromisoformat(data["last"]) if data["last"] else None,
        holidays=data["holidays"],
        excluded=tuple(date.fromisoformat(day) for day in data["quiet"]),
    )
