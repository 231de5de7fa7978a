"""What people did with the drills that came to them, and what they want for themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa

from bot.core.background import batched
from bot.features.schedule.model import AttendanceCount, DeliveryPreferences, SlotAttendance
from bot.store.sql.database import Database, upsert
from bot.store.sql.ledger_tables import moment, seconds
from bot.store.sql.schedule_tables import answers, preferences, runs

MOST_PEOPLE = 500  # of one query


class SqlPreferenceStore:
    """`PreferenceStore` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find_preferences(self, tenant: str, users: Iterable[str]) -> Mapping[str, DeliveryPreferences]:
        stored: dict[str, DeliveryPreferences] = {}
        async with self._database.reading() as connection:
            for some in batched(users, MOST_PEOPLE):
                query = sa.select(preferences).where(
                    preferences.c.tenant == tenant, preferences.c.user.in_(some)
                )
                stored |= {row.user: _preferences(row) for row in await connection.execute(query)}
        return stored

    async def keep_preferences(self, tenant: str, user: str, chosen: DeliveryPreferences) -> None:
        values: dict[str, object] = {
            "tenant": tenant,
            "user": user,
            "stopped": chosen.stopped,
            "paused": seconds(chosen.paused_until) if chosen.paused_until else None,
            "quiet": chosen.quiet_from.isoformat("minutes") if chosen.quiet_from else "",
            "loud": chosen.quiet_until.isoformat("minutes") if chosen.quiet_until else "",
        }
        changed = ["stopped", "paused", "quiet", "loud"]
        await self._database.execute(upsert(self._database, preferences, values, changed))


def _preferences(row: Any) -> DeliveryPreferences:
    paused = moment(row.paused) if row.paused is not None else None
    return DeliveryPreferences(row.stopped, paused, _time(row.quiet), _time(row.loud))


def _time(text: str) -> time | None:
    return time.fromisoformat(text) if text else None


class SqlAttendanceStore:
    """`AttendanceStore` in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find_attendance(
        self, tenant: str, schedule: str, users: Iterable[str]
    ) -> Mapping[str, SlotAttendance]:
        stored: dict[str, SlotAttendance] = {}
        async with self._database.reading() as connection:
            for some in batched(users, MOST_PEOPLE):
                query = sa.select(runs).where(*_of(tenant, schedule), runs.c.user.in_(some))
                stored |= {row.user: _attendance(row) for row in await connection.execute(query)}
        return stored

    async def waiting_days(
        self, tenant: str, user: str, schedules: Iterable[str], since: date
    ) -> Mapping[str, date]:
        stored: dict[str, date] = {}
        waits = (runs.c.unopened > 0, runs.c.asked.is_(sa.false()), runs.c.day >= since.isoformat())
        async with self._database.reading() as connection:
            for some in batched(schedules, MOST_PEOPLE):
                mine = (runs.c.tenant == tenant, runs.c.schedule.in_(some), runs.c.user == user)
                rows = await connection.execute(sa.select(runs.c.schedule, runs.c.day).where(*mine, *waits))
                stored |= {row.schedule: date.fromisoformat(row.day) for row in rows}
        return stored

    async def note_sent(
        self, tenant: str, schedule: str, user: str, day: date, key: str, *, asked: bool = False
    ) -> SlotAttendance:
        query = sa.select(runs).where(*_of(tenant, schedule), runs.c.user == user)
        async with self._database.writing() as connection:
            row = (await connection.execute(query.with_for_update())).first()
            before = _attendance(row) if row else SlotAttendance()
            new = before.after_arrival(day, key, asked=asked)
            values: dict[str, object] = {
                **{"tenant": tenant, "schedule": schedule, "user": user, "day": day.isoformat()},
                **{"key": new.key, "unopened": new.unopened, "asked": new.asked},
            }
            await connection.execute(
                upsert(self._database, runs, values, ["day", "key", "unopened", "asked"])
            )
        return before

    async def note_opened(self, tenant: str, schedule: str, user: str, day: date, now: datetime) -> None:
        insert = self._database.insert
        row = _answer(tenant, schedule, user, day)
        first = insert(answers).values({**row, "opened": seconds(now)}).on_conflict_do_nothing()
        async with self._database.writing() as connection:
            await connection.execute(first)
            await connection.execute(_heard(tenant, schedule, user))

    async def note_finished(self, tenant: str, schedule: str, user: str, day: date, now: datetime) -> None:
        insert = self._database.insert
        at = seconds(now)
        row = {**_answer(tenant, schedule, user, day), "opened": at, "finished": at}
        statement = insert(answers).values(row)
        keys = [column.name for column in answers.primary_key.columns]
        once = statement.on_conflict_do_update(
            index_elements=keys, set_={"finished": at}, where=answers.c.finished.is_(None)
        )
        await self._database.execute(once)

    async def note_heard(self, tenant: str, schedule: str, user: str) -> None:
        await self._database.execute(_heard(tenant, schedule, user))

    async def attendance_count(
        self, tenant: str, schedule: str, day: date, people: Sequence[str], until: datetime
    ) -> AttendanceCount:
        opened, finished, at = 0, 0, seconds(until)
        done = sa.func.sum(sa.case((answers.c.finished < at, 1), else_=0))
        slot = (answers.c.tenant == tenant, answers.c.schedule == schedule, answers.c.day == day.isoformat())
        query = sa.select(sa.func.count(), done).where(*slot, answers.c.opened < at)
        async with self._database.reading() as connection:
            for some in batched(people, MOST_PEOPLE):
                row = (await connection.execute(query.where(answers.c.user.in_(some)))).one()
                opened, finished = opened + row[0], finished + int(row[1] or 0)
        return AttendanceCount(opened, finished)

    async def purge_attendance(self, before: date) -> int:
        async with self._database.writing() as connection:
            old = sa.delete(answers).where(answers.c.day < before.isoformat())
            await connection.execute(sa.delete(runs).where(runs.c.day < before.isoformat()))
            return (await connection.execute(old)).rowcount


def _of(tenant: str, schedule: str) -> tuple[sa.ColumnElement[bool], ...]:
    return (runs.c.tenant == tenant, runs.c.schedule == schedule)


def _heard(tenant: str, schedule: str, user: str) -> sa.Update:
    mine = sa.update(runs).where(*_of(tenant, schedule), runs.c.user == user)
    return mine.values(unopened=0, asked=False)


def _answer(tenant: str, schedule: str, user: str, day: date) -> dict[str, object]:
    return {"tenant": tenant, "schedule": schedule, "user": user, "day": day.isoformat()}


def _attendance(row: Any) -> SlotAttendance:
    return SlotAttendance(date.fromisoformat(row.day), row.key, row.unopened, row.asked)
