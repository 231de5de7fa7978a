"""What is kept of schedules, and its twin in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Protocol

from bot.coach.ledger import Ledger, Notice
from bot.coach.ledger_memory import LedgerInMemory
from bot.coach.schedule.attendance import Attendance, AttendanceInMemory
from bot.coach.schedule.schedule import Schedule, Slot, State, prefix
from bot.coach.schedule.wish import Wishes, WishesInMemory


class Schedules(Protocol):
    """Keeps schedules and their slots. A tenant never sees another's."""

    async def all(self, tenant: str) -> tuple[Schedule, ...]:
        """Returns the tenant's schedules without drafts, by id."""

    async def find(self, tenant: str, id: str) -> Schedule | None:
        """Returns a schedule of the tenant, a draft too."""

    async def active(self, after: tuple[str, str], count: int) -> tuple[Schedule, ...]:
        """Returns the active schedules of all tenants after a tenant and id, in that order."""

    async def keep(self, schedule: Schedule, notices: Sequence[Notice] = ()) -> bool:
        """Keeps a schedule and what it causes; False, and nothing is kept, if it was changed since."""

    async def change(self, schedule: Schedule, notices: Sequence[Notice] = ()) -> bool:
        """Keeps a schedule as `keep` does, and in the same transaction forgets what waits to be sent."""

    async def remove(self, tenant: str, id: str) -> None:
        """Forgets a schedule, its slots, and what waits to be sent."""

    async def slots(self, tenant: str, id: str, start: date) -> Mapping[date, Slot]:
        """Returns the slots of a schedule that were begun, from a date on."""

    async def plan(
        self, schedule: Schedule, before: Slot | None, slot: Slot, notices: Sequence[Notice]
    ) -> bool:
        """Keeps how far a slot has come and what is to be sent, all or nothing.

        False if the slot is not as it was `before`, or the schedule was planned anew or stopped meanwhile.
        """

    async def purge(self, drafts: datetime, slots: date) -> int:
        """Forgets drafts from before a time and slots before a date, and returns how many that were."""


class SchedulesInMemory:
    """`Schedules` that forget at the end of the process. Notices go to a ledger in memory."""

    def __init__(self, ledger: Ledger | None = None) -> None:
        self._ledger: Ledger = ledger or LedgerInMemory()
        self._kept: dict[tuple[str, str], Schedule] = {}
        self._slots: dict[tuple[str, str, date], Slot] = {}

    def send_by(self, ledger: Ledger) -> None:
        """Puts what is to be sent into `ledger` from now on."""
        self._ledger = ledger

    async def all(self, tenant: str) -> tuple[Schedule, ...]:
        mine = (found for found in self._kept.values() if found.tenant == tenant)
        return tuple(sorted((s for s in mine if s.state is not State.DRAFT), key=lambda s: s.id))

    async def find(self, tenant: str, id: str) -> Schedule | None:
        return self._kept.get((tenant, id))

    async def active(self, after: tuple[str, str], count: int) -> tuple[Schedule, ...]:
        names = sorted(name for name, s in self._kept.items() if s.state is State.ACTIVE and name > after)
        return tuple(self._kept[name] for name in names[:count])

    async def keep(self, schedule: Schedule, notices: Sequence[Notice] = ()) -> bool:
        name = (schedule.tenant, schedule.id)
        kept = self._kept.get(name)
        if schedule.version != (kept.version if kept else 0):
            return False
        self._kept[name] = replace(schedule, version=schedule.version + 1)
        await self._ledger.add(notices)
        return True

    async def change(self, schedule: Schedule, notices: Sequence[Notice] = ()) -> bool:
        if not await self.keep(schedule):
            return False
        await self._ledger.cancel(schedule.tenant, prefix=prefix(schedule.id))
        await self._ledger.add(notices)
        return True

    async def remove(self, tenant: str, id: str) -> None:
        self._kept.pop((tenant, id), None)
        for name in [name for name in self._slots if name[:2] == (tenant, id)]:
            del self._slots[name]
        await self._ledger.cancel(tenant, prefix=prefix(id))

    async def slots(self, tenant: str, id: str, start: date) -> Mapping[date, Slot]:
        mine = (slot for name, slot in self._slots.items() if name[:2] == (tenant, id))
        return {slot.day: slot for slot in mine if slot.day >= start}

    async def plan(
        self, schedule: Schedule, before: Slot | None, slot: Slot, notices: Sequence[Notice]
    ) -> bool:
        name = (schedule.tenant, schedule.id, slot.day)
        kept = self._kept.get(name[:2])
        if kept is None or (kept.edition, kept.state) != (schedule.edition, State.ACTIVE):
            return False
        if self._slots.get(name) != before:
            return False
        self._slots[name] = slot
        await self._ledger.add(notices)
        return True

    async def purge(self, drafts: datetime, slots: date) -> int:
        old = [n for n, s in self._kept.items() if s.state is State.DRAFT and s.since < drafts]
        over = [name for name in self._slots if name[2] < slots]
        for one in old:
            del self._kept[one]
        for each in over:
            del self._slots[each]
        return len(old) + len(over)


@dataclass(frozen=True, slots=True)
class Kept:
    """All that is kept for drills by schedule."""

    schedules: Schedules = field(default_factory=SchedulesInMemory)
    attendance: Attendance = field(default_factory=AttendanceInMemory)
    wishes: Wishes = field(default_factory=WishesInMemory)
