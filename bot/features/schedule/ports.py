"""What schedules need stored: the schedules and their slots, people's attendance, people's preferences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from bot.core.ledger import Notice
from bot.features.schedule.model import (
    AttendanceCount,
    DeliveryPreferences,
    Schedule,
    Slot,
    SlotAttendance,
)


class PreferenceStore(Protocol):
    """Stores what people want."""

    async def find_preferences(self, tenant: str, users: Iterable[str]) -> Mapping[str, DeliveryPreferences]:
        """Returns the preferences of people; whoever never set any is left out."""

    async def keep_preferences(self, tenant: str, user: str, preferences: DeliveryPreferences) -> None:
        """Stores a person's preferences in place of those before."""


class AttendanceStore(Protocol):
    """Stores what became of drills."""

    async def find_attendance(
        self, tenant: str, schedule: str, users: Iterable[str]
    ) -> Mapping[str, SlotAttendance]:
        """Returns how people attend a schedule; whoever got nothing yet is left out."""

    async def waiting_days(
        self, tenant: str, user: str, schedules: Iterable[str], since: date
    ) -> Mapping[str, date]:
        """Returns the day of the drill of each of these schedules that a person has not opened.

        Of those that came from `since` on, without those that nothing comes from until there is an answer.
        """

    async def note_sent(
        self, tenant: str, schedule: str, user: str, day: date, key: str, *, asked: bool = False
    ) -> SlotAttendance:
        """Stores that a delivery arrived, and returns how things were before; noted twice, it counts once."""

    async def note_opened(self, tenant: str, schedule: str, user: str, day: date, now: datetime) -> None:
        """Stores that a person began a drill; only the first time counts."""

    async def note_finished(self, tenant: str, schedule: str, user: str, day: date, now: datetime) -> None:
        """Stores that a person finished a drill; only the first time counts."""

    async def note_heard(self, tenant: str, schedule: str, user: str) -> None:
        """Stores that a person answered in any way: nothing counts as unopened, and drills go on."""

    async def attendance_count(
        self, tenant: str, schedule: str, day: date, people: Sequence[str], until: datetime
    ) -> AttendanceCount:
        """Returns how many of these people opened a slot's drill, and finished it, before `until`."""

    async def purge_attendance(self, before: date) -> int:
        """Deletes what became of slots before a date, and returns how many rows that were."""


class ScheduleStore(Protocol):
    """Stores schedules and their slots. A tenant never sees another's."""

    async def all_schedules(self, tenant: str) -> tuple[Schedule, ...]:
        """Returns the tenant's schedules without drafts, by id."""

    async def find_schedule(self, tenant: str, id: str) -> Schedule | None:
        """Returns a schedule of the tenant, a draft too."""

    async def active_schedules(self, after: tuple[str, str], count: int) -> tuple[Schedule, ...]:
        """Returns the active schedules of all tenants after a tenant and id, in that order."""

    async def keep_schedule(self, schedule: Schedule, notices: Sequence[Notice] = ()) -> bool:
        """Stores a schedule and its notices; False, and nothing is stored, if it was changed since."""

    async def add_schedule(self, schedule: Schedule, today: date) -> Schedule | None:
        """Stores a schedule that begins to count, and returns it.

        Where it counts already, or one like it does on that day, nothing is stored, and that one is
        returned; None if it was changed since.
        """

    async def change_schedule(self, schedule: Schedule, notices: Sequence[Notice] = ()) -> bool:
        """Does as `keep_schedule`, and in the same transaction deletes what waits to be sent."""

    async def remove_schedule(self, tenant: str, id: str) -> None:
        """Deletes a schedule, its slots, and what waits to be sent."""

    async def slots_of(self, tenant: str, id: str, start: date) -> Mapping[date, Slot]:
        """Returns the slots of a schedule that were begun, from a date on."""

    async def plan_slot(
        self, schedule: Schedule, before: Slot | None, slot: Slot, notices: Sequence[Notice]
    ) -> bool:
        """Stores how far a slot has come and what is to be sent, all or nothing.

        False if the slot is not as it was `before`, or the schedule was planned anew or stopped meanwhile.
        """

    async def purge_schedules(self, drafts: datetime, slots: date) -> int:
        """Deletes drafts from before a time and slots before a date, and returns how many that were."""


@dataclass(frozen=True, slots=True)
class ScheduleStores:
    """All that is stored for drills by schedule."""

    schedules: ScheduleStore
    attendance: AttendanceStore
    preferences: PreferenceStore
