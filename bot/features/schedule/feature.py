"""The door of scheduled drills: what wiring takes of them."""

from __future__ import annotations

import asyncio
from datetime import datetime

from bot.core.desk import Handlers
from bot.core.home import HomeLines
from bot.core.people import Clock
from bot.core.practice import Finished
from bot.core.retention import SCHEDULE_DRAFTS, SCHEDULE_SLOTS, Retention
from bot.features.schedule.agent_cards import settings_button
from bot.features.schedule.agent_handlers import ScheduledDrillHandlers
from bot.features.schedule.deps import ScheduleDeps
from bot.features.schedule.manager_handlers import ScheduleHandlers
from bot.features.schedule.model import FEATURE
from bot.features.schedule.notices import ScheduleNoticeWriter
from bot.features.schedule.onboarding_handlers import OnboardingHandlers
from bot.features.schedule.planner import SlotPlanner
from bot.features.schedule.ports import AttendanceStore
from bot.features.schedule.preference_handlers import PreferenceHandlers
from bot.features.schedule.service import DrillFinisher
from bot.features.schedule.waiting import ScheduleTroubles, WaitingDrills

__all__ = [
    "FEATURE",
    "ScheduleTicks",
    "drill_finisher",
    "due_lines",
    "failing_lines",
    "handlers",
    "notice_writer",
    "retention",
    "settings_button",
]


def handlers(deps: ScheduleDeps) -> tuple[Handlers, ...]:
    """Returns what agents and managers can do."""
    return (
        ScheduleHandlers(deps),
        ScheduledDrillHandlers(deps),
        PreferenceHandlers(deps),
        OnboardingHandlers(deps),
    )


def notice_writer(deps: ScheduleDeps) -> ScheduleNoticeWriter:
    """Returns what writes the cards that go out by schedule."""
    return ScheduleNoticeWriter(deps)


def drill_finisher(attendance: AttendanceStore, clock: Clock) -> Finished:
    """Returns what stores that a scheduled drill was finished, for whoever asks its questions."""
    return DrillFinisher(attendance, clock)


def due_lines(deps: ScheduleDeps) -> HomeLines:
    """Returns what tells somebody of drills that came to them and that they have not opened."""
    return WaitingDrills(deps)


def failing_lines(deps: ScheduleDeps) -> HomeLines:
    """Returns what tells a manager of schedules whose last drill did not get to everybody."""
    return ScheduleTroubles(deps)


class ScheduleTicks:
    """The job of every minute. A slot of many people takes a while, and nobody else has to wait for it."""

    def __init__(self, deps: ScheduleDeps) -> None:
        self._deps = deps
        self._planner = SlotPlanner(deps)
        self._task: asyncio.Task[None] | None = None

    async def __call__(self, now: datetime) -> None:
        """Begins a tick, unless the one before still goes on."""
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self.run(now))

    async def close(self) -> None:
        """Returns once the tick that goes on is over."""
        if self._task:
            await asyncio.wait([self._task])

    async def run(self, now: datetime) -> None:
        """Ticks, and returns once everything that is due is planned."""
        try:
            await self._planner.tick(now)
        except Exception as error:  # noqa: BLE001 - the database may be away for a while; the next tick comes
            self._deps.report(error)


def retention(deps: ScheduleDeps) -> Retention:
    """Returns the daily job: it deletes drafts that nobody saved, and what became of slots long ago."""

    async def purge(drafts: datetime, slots: datetime) -> int:
        deleted = await deps.schedules.purge_schedules(drafts, slots.date())
        return deleted + await deps.attendance.purge_attendance(slots.date())

    return Retention(purge, SCHEDULE_DRAFTS, SCHEDULE_SLOTS)
