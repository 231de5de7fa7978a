"""Everything that drills by schedule do, for whoever wires them."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from bot.core.card import Button
from bot.core.desk import Handlers
from bot.core.retention import Retention
from bot.core.words import Say
from bot.features.schedule.agent_cards import SETTINGS
from bot.features.schedule.agent_handlers import ScheduledDrillHandlers
from bot.features.schedule.deps import ScheduleDeps
from bot.features.schedule.manager_handlers import ScheduleHandlers
from bot.features.schedule.model import FEATURE
from bot.features.schedule.notices import ScheduleNoticeWriter
from bot.features.schedule.planner import SlotPlanner
from bot.features.schedule.settings_handlers import PreferenceHandlers

DRAFTS = timedelta(days=1)
KEPT = timedelta(days=120)

__all__ = ["FEATURE", "ScheduleTicks", "handlers", "notice_writer", "retention", "settings_button"]


def handlers(deps: ScheduleDeps) -> tuple[Handlers, ...]:
    """Returns what agents and managers can do."""
    return (ScheduleHandlers(deps), ScheduledDrillHandlers(deps), PreferenceHandlers(deps))


def notice_writer(deps: ScheduleDeps) -> ScheduleNoticeWriter:
    """Returns who writes what goes out by schedule."""
    return ScheduleNoticeWriter(deps)


def settings_button(say: Say) -> Button:
    """Returns the way to a person's own drill settings, for the cards of other rooms."""
    return Button(say("schedule.settings"), SETTINGS, form=True)


class ScheduleTicks:
    """The job of every minute. A slot of many people takes a while, and nobody else has to wait for it."""

    def __init__(self, deps: ScheduleDeps) -> None:
        self._deps = deps
        self._expansion = SlotPlanner(deps)
        self._task: asyncio.Task[None] | None = None

    async def __call__(self, now: datetime) -> None:
        """Begins a tick, unless the one before still goes on."""
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self.run(now))

    async def close(self) -> None:
        """Returns when nothing goes on any more."""
        if self._task:
            await asyncio.wait([self._task])

    async def run(self, now: datetime) -> None:
        """Ticks, and returns when all is put down."""
        try:
            await self._expansion.tick(now)
        except Exception as error:  # noqa: BLE001 - the database may be away for a while; the next tick comes
            self._deps.report(error)


def retention(deps: ScheduleDeps) -> Retention:
    """Returns the daily job: it forgets drafts that nobody saved, and what became of slots long ago."""

    async def purge(drafts: datetime, slots: datetime) -> int:
        gone = await deps.schedules.purge_schedules(drafts, slots.date())
        return gone + await deps.attendance.purge_attendance(slots.date())

    return Retention(purge, DRAFTS, KEPT)
