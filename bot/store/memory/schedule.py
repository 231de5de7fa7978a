"""Schedules, their slots, attendance and preferences, in memory: forgotten at the end of the process."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime

from bot.core.caps import SCHEDULES
from bot.core.ledger import Ledger, Notice
from bot.core.personal import NAMELESS, Area
from bot.features.schedule.model import (
    AttendanceCount,
    DeliveryPreferences,
    Schedule,
    ScheduleState,
    Slot,
    SlotAttendance,
    key_prefix,
)
from bot.features.schedule.ports import ScheduleStores
from bot.store.memory.ledger import MemoryLedger
from bot.store.memory.rows import PersonalRow


def schedule_in_memory() -> ScheduleStores:
    """Returns all that is stored for drills by schedule, in memory."""
    return ScheduleStores(MemoryScheduleStore(), MemoryAttendanceStore(), MemoryPreferenceStore())


class MemoryPreferenceStore:
    """`PreferenceStore` in memory."""

    def __init__(self) -> None:
        self._preferences: dict[tuple[str, str], DeliveryPreferences] = {}

    async def find_preferences(self, tenant: str, users: Iterable[str]) -> Mapping[str, DeliveryPreferences]:
        stored = self._preferences
        return {user: stored[tenant, user] for user in users if (tenant, user) in stored}

    async def keep_preferences(self, tenant: str, user: str, preferences: DeliveryPreferences) -> None:
        self._preferences[tenant, user] = preferences

    def personal_rows(self, tenant: str, user_id: str) -> Iterator[PersonalRow]:
        """Yields what is stored of a person."""
        if chosen := self._preferences.get((tenant, user_id)):
            yield Area.SCHEDULES, "drill_wishes", asdict(chosen)

    def erase_people(self, tenant: str, ids: Collection[str], now: datetime) -> None:
        """Deletes all of people."""
        for user_id in ids:
            self._preferences.pop((tenant, user_id), None)


class MemoryAttendanceStore:
    """`AttendanceStore` in memory."""

    def __init__(self) -> None:
        self._attendance: dict[tuple[str, str, str], SlotAttendance] = {}
        self._opened: dict[tuple[str, str, str, date], datetime] = {}
        self._finished: dict[tuple[str, str, str, date], datetime] = {}

    async def find_attendance(
        self, tenant: str, schedule: str, users: Iterable[str]
    ) -> Mapping[str, SlotAttendance]:
        keys = {user: (tenant, schedule, user) for user in users}
        return {user: self._attendance[key] for user, key in keys.items() if key in self._attendance}

    async def waiting_days(
        self, tenant: str, user: str, schedules: Iterable[str], since: date
    ) -> Mapping[str, date]:
        known = ((id, self._attendance.get((tenant, id, user))) for id in schedules)
        return {
            id: had.day
            for id, had in known
            if had and had.day and had.day >= since and had.unopened and not had.asked
        }

    async def note_sent(
        self, tenant: str, schedule: str, user: str, day: date, key: str, *, asked: bool = False
    ) -> SlotAttendance:
        before = self._attendance.get((tenant, schedule, user), SlotAttendance())
        self._attendance[tenant, schedule, user] = before.after_arrival(day, key, asked=asked)
        return before

    async def note_opened(self, tenant: str, schedule: str, user: str, day: date, now: datetime) -> None:
        self._opened.setdefault((tenant, schedule, user, day), now)
        await self.note_heard(tenant, schedule, user)

    async def note_finished(self, tenant: str, schedule: str, user: str, day: date, now: datetime) -> None:
        self._opened.setdefault((tenant, schedule, user, day), now)
        self._finished.setdefault((tenant, schedule, user, day), now)

    async def note_heard(self, tenant: str, schedule: str, user: str) -> None:
        if attendance := self._attendance.get((tenant, schedule, user)):
            self._attendance[tenant, schedule, user] = replace(attendance, unopened=0, asked=False)

    async def attendance_count(
        self, tenant: str, schedule: str, day: date, people: Sequence[str], until: datetime
    ) -> AttendanceCount:
        keys = [(tenant, schedule, user, day) for user in people]
        opened = sum(key in self._opened and self._opened[key] < until for key in keys)
        finished = sum(key in self._finished and self._finished[key] < until for key in keys)
        return AttendanceCount(opened, finished)

    async def purge_attendance(self, before: date) -> int:
        for name in [name for name, last in self._attendance.items() if last.day and last.day < before]:
            del self._attendance[name]
        old = [key for key in self._opened if key[3] < before]
        for key in old:
            self._finished.pop(key, None)
            del self._opened[key]
        return len(old)

    def personal_rows(self, tenant: str, user_id: str) -> Iterator[PersonalRow]:
        """Yields what is stored of a person."""
        for owner, schedule, user in self._attendance:
            if (owner, user) == (tenant, user_id):
                yield Area.SCHEDULES, "schedule_runs", {"schedule": schedule}
        for (owner, schedule, user, day), opened in self._opened.items():
            if (owner, user) == (tenant, user_id):
                yield Area.SCHEDULES, "schedule_answers", {"schedule": schedule, "day": day, "opened": opened}

    def erase_people(self, tenant: str, ids: Collection[str], now: datetime) -> None:
        """Deletes all of people."""
        for name in [name for name in self._attendance if name[0] == tenant and name[2] in ids]:
            del self._attendance[name]
        for key in [key for key in self._opened if key[0] == tenant and key[2] in ids]:
            self._finished.pop(key, None)
            del self._opened[key]


class MemoryScheduleStore:
    """`ScheduleStore` in memory. Notices go to a ledger beside it."""

    def __init__(self, ledger: Ledger | None = None) -> None:
        self._ledger: Ledger = ledger or MemoryLedger()
        self._schedules: dict[tuple[str, str], Schedule] = {}
        self._slots: dict[tuple[str, str, date], Slot] = {}

    def send_by(self, ledger: Ledger) -> None:
        """Puts what is to be sent into `ledger` from now on."""
        self._ledger = ledger

    async def all_schedules(self, tenant: str) -> tuple[Schedule, ...]:
        mine = (s for s in self._schedules.values() if s.tenant == tenant)
        return tuple(sorted((s for s in mine if s.state is not ScheduleState.DRAFT), key=lambda s: s.id))

    async def find_schedule(self, tenant: str, id: str) -> Schedule | None:
        return self._schedules.get((tenant, id))

    async def active_schedules(self, after: tuple[str, str], count: int) -> tuple[Schedule, ...]:
        names = sorted(
            name for name, s in self._schedules.items() if s.state is ScheduleState.ACTIVE and name > after
        )
        return tuple(self._schedules[name] for name in names[:count])

    async def keep_schedule(self, schedule: Schedule, notices: Sequence[Notice] = ()) -> bool:
        name = (schedule.tenant, schedule.id)
        stored = self._schedules.get(name)
        if schedule.version != (stored.version if stored else 0):
            return False
        drafts = schedule.state is ScheduleState.DRAFT
        mine = [one for one in self._schedules.values() if one.tenant == schedule.tenant]
        alike = {one.id for one in mine if (one.state is ScheduleState.DRAFT) is drafts}
        if schedule.id not in alike:
            SCHEDULES.check(1 + len(alike))
        self._schedules[name] = replace(schedule, version=schedule.version + 1)
        await self._ledger.add_notices(notices)
        return True

    async def add_schedule(self, schedule: Schedule, today: date) -> Schedule | None:
        for each in await self.all_schedules(schedule.tenant):
            if each.id == schedule.id or (each.is_like(schedule) and each.counts(today)):
                return each
        kept = await self.keep_schedule(schedule)
        return self._schedules[schedule.tenant, schedule.id] if kept else None

    async def change_schedule(self, schedule: Schedule, notices: Sequence[Notice] = ()) -> bool:
        if not await self.keep_schedule(schedule):
            return False
        await self._ledger.cancel_campaign(schedule.tenant, prefix=key_prefix(schedule.id))
        await self._ledger.add_notices(notices)
        return True

    async def remove_schedule(self, tenant: str, id: str) -> None:
        self._schedules.pop((tenant, id), None)
        for name in [name for name in self._slots if name[:2] == (tenant, id)]:
            del self._slots[name]
        await self._ledger.cancel_campaign(tenant, prefix=key_prefix(id))

    async def slots_of(self, tenant: str, id: str, start: date) -> Mapping[date, Slot]:
        mine = (slot for name, slot in self._slots.items() if name[:2] == (tenant, id))
        return {slot.day: slot for slot in mine if slot.day >= start}

    async def plan_slot(
        self, schedule: Schedule, before: Slot | None, slot: Slot, notices: Sequence[Notice]
    ) -> bool:
        name = (schedule.tenant, schedule.id, slot.day)
        stored = self._schedules.get(name[:2])
        if stored is None or (stored.edition, stored.state) != (schedule.edition, ScheduleState.ACTIVE):
            return False
        if self._slots.get(name) != before:
            return False
        self._slots[name] = slot
        await self._ledger.add_notices(notices)
        return True

    async def purge_schedules(self, drafts: datetime, slots: date) -> int:
        old = [n for n, s in self._schedules.items() if s.state is ScheduleState.DRAFT and s.since < drafts]
        over = [name for name in self._slots if name[2] < slots]
        for id in old:
            del self._schedules[id]
        for slot in over:
            del self._slots[slot]
        return len(old) + len(over)

    def personal_rows(self, tenant: str, user_id: str) -> Iterator[PersonalRow]:
        """Yields what is stored of a person."""
        for (owner, _), schedule in self._schedules.items():
            if (owner, schedule.by) == (tenant, user_id):
                yield Area.SCHEDULES, "schedules", {"topic": schedule.topic, "since": schedule.since}

    def erase_people(self, tenant: str, ids: Collection[str], now: datetime) -> None:
        """Takes the names of people from what they set up."""
        for place, each in self._schedules.items():
            if place[0] == tenant and each.by in ids:
                self._schedules[place] = replace(each, by=NAMELESS, name=NAMELESS, version=each.version + 1)
