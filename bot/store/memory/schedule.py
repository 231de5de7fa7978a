"""What is kept of schedules, and its twin in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.core.ledger import Ledger, Notice
from bot.features.schedule.model import (
    AttendanceCount,
    Schedule,
    ScheduleState,
    Slot,
    SlotAttendance,
    after,
    prefix,
)
from bot.features.schedule.ports import ScheduleStores
from bot.features.schedule.preferences import DeliveryPreferences
from bot.store.memory.ledger import MemoryLedger


def schedule_in_memory() -> ScheduleStores:
    """Returns all that is stored for drills by schedule, in memory."""
    return ScheduleStores(MemoryScheduleStore(), MemoryAttendanceStore(), MemoryPreferenceStore())


class MemoryPreferenceStore:
    """`Wishes` that are forgotten at the end of the process."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], DeliveryPreferences] = {}

    async def find_preferences(self, tenant: str, users: Iterable[str]) -> Mapping[str, DeliveryPreferences]:
        return {user: self._kept[tenant, user] for user in users if (tenant, user) in self._kept}

    async def keep_preferences(self, tenant: str, user: str, wish: DeliveryPreferences) -> None:
        self._kept[tenant, user] = wish


class MemoryAttendanceStore:
    """`Attendance` that forgets at the end of the process."""

    def __init__(self) -> None:
        self._runs: dict[tuple[str, str, str], SlotAttendance] = {}
        self._opened: dict[tuple[str, str, str, date], datetime] = {}
        self._finished: dict[tuple[str, str, str, date], datetime] = {}

    async def find_attendance(
        self, tenant: str, schedule: str, users: Iterable[str]
    ) -> Mapping[str, SlotAttendance]:
        keys = {user: (tenant, schedule, user) for user in users}
        return {user: self._runs[key] for user, key in keys.items() if key in self._runs}

    async def note_sent(
        self, tenant: str, schedule: str, user: str, day: date, key: str, *, asked: bool = False
    ) -> SlotAttendance:
        before = self._runs.get((tenant, schedule, user), SlotAttendance())
        self._runs[tenant, schedule, user] = after(before, day, key, asked=asked)
        return before

    async def note_opened(self, tenant: str, schedule: str, user: str, day: date, now: datetime) -> None:
        self._opened.setdefault((tenant, schedule, user, day), now)
        await self.note_heard(tenant, schedule, user)

    async def note_finished(self, tenant: str, schedule: str, user: str, day: date, now: datetime) -> None:
        self._opened.setdefault((tenant, schedule, user, day), now)
        self._finished.setdefault((tenant, schedule, user, day), now)

    async def note_heard(self, tenant: str, schedule: str, user: str) -> None:
        if run := self._runs.get((tenant, schedule, user)):
            self._runs[tenant, schedule, user] = replace(run, unopened=0, asked=False)

    async def attendance_counts(self, tenant: str, schedule: str) -> Mapping[date, AttendanceCount]:
        found: dict[date, AttendanceCount] = {}
        for t, s, user, day in self._opened:
            if (t, s) == (tenant, schedule):
                done = (t, s, user, day) in self._finished
                before = found.get(day, AttendanceCount())
                found[day] = AttendanceCount(before.opened + 1, before.finished + done)
        return found

    async def purge_attendance(self, before: date) -> int:
        for name in [name for name, run in self._runs.items() if run.day and run.day < before]:
            del self._runs[name]
        old = [key for key in self._opened if key[3] < before]
        for key in old:
            self._finished.pop(key, None)
            del self._opened[key]
        return len(old)


class MemoryScheduleStore:
    """`Schedules` that forget at the end of the process. Notices go to a ledger in memory."""

    def __init__(self, ledger: Ledger | None = None) -> None:
        self._ledger: Ledger = ledger or MemoryLedger()
        self._kept: dict[tuple[str, str], Schedule] = {}
        self._slots: dict[tuple[str, str, date], Slot] = {}

    def send_by(self, ledger: Ledger) -> None:
        """Puts what is to be sent into `ledger` from now on."""
        self._ledger = ledger

    async def all_schedules(self, tenant: str) -> tuple[Schedule, ...]:
        mine = (found for found in self._kept.values() if found.tenant == tenant)
        return tuple(sorted((s for s in mine if s.state is not ScheduleState.DRAFT), key=lambda s: s.id))

    async def find_schedule(self, tenant: str, id: str) -> Schedule | None:
        return self._kept.get((tenant, id))

    async def active_schedules(self, after: tuple[str, str], count: int) -> tuple[Schedule, ...]:
        names = sorted(
            name for name, s in self._kept.items() if s.state is ScheduleState.ACTIVE and name > after
        )
        return tuple(self._kept[name] for name in names[:count])

    async def keep_schedule(self, schedule: Schedule, notices: Sequence[Notice] = ()) -> bool:
        name = (schedule.tenant, schedule.id)
        kept = self._kept.get(name)
        if schedule.version != (kept.version if kept else 0):
            return False
        self._kept[name] = replace(schedule, version=schedule.version + 1)
        await self._ledger.add_notices(notices)
        return True

    async def change_schedule(self, schedule: Schedule, notices: Sequence[Notice] = ()) -> bool:
        if not await self.keep_schedule(schedule):
            return False
        await self._ledger.cancel_campaign(schedule.tenant, prefix=prefix(schedule.id))
        await self._ledger.add_notices(notices)
        return True

    async def remove_schedule(self, tenant: str, id: str) -> None:
        self._kept.pop((tenant, id), None)
        for name in [name for name in self._slots if name[:2] == (tenant, id)]:
            del self._slots[name]
        await self._ledger.cancel_campaign(tenant, prefix=prefix(id))

    async def slots_of(self, tenant: str, id: str, start: date) -> Mapping[date, Slot]:
        mine = (slot for name, slot in self._slots.items() if name[:2] == (tenant, id))
        return {slot.day: slot for slot in mine if slot.day >= start}

    async def plan_slot(
        self, schedule: Schedule, before: Slot | None, slot: Slot, notices: Sequence[Notice]
    ) -> bool:
        name = (schedule.tenant, schedule.id, slot.day)
        kept = self._kept.get(name[:2])
        if kept is None or (kept.edition, kept.state) != (schedule.edition, ScheduleState.ACTIVE):
            return False
        if self._slots.get(name) != before:
            return False
        self._slots[name] = slot
        await self._ledger.add_notices(notices)
        return True

    async def purge_schedules(self, drafts: datetime, slots: date) -> int:
        old = [n for n, s in self._kept.items() if s.state is ScheduleState.DRAFT and s.since < drafts]
        over = [name for name in self._slots if name[2] < slots]
        for one in old:
            del self._kept[one]
        for each in over:
            del self._slots[each]
        return len(old) + len(over)
