"""Everything that drills by schedule do, for whoever wires them."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from bot.coach.card import Button
from bot.coach.desk import Capability
from bot.coach.retention import Retention
from bot.coach.schedule.agent_cards import SETTINGS
from bot.coach.schedule.author import ScheduleAuthor
from bot.coach.schedule.expansion import Expansion
from bot.coach.schedule.kit import Kit
from bot.coach.schedule.planning import Planning
from bot.coach.schedule.receiving import Receiving
from bot.coach.schedule.schedule import ROOM
from bot.coach.schedule.wishing import Wishing
from bot.coach.words import Say

DRAFTS = timedelta(days=1)
KEPT = timedelta(days=120)

__all__ = ["ROOM", "Ticks", "author", "capabilities", "retention", "settings_button"]


def capabilities(kit: Kit) -> tuple[Capability, ...]:
    """Returns what agents and managers can do."""
    return (Planning(kit), Receiving(kit), Wishing(kit))


def author(kit: Kit) -> ScheduleAuthor:
    """Returns who writes what goes out by schedule."""
    return ScheduleAuthor(kit)


def settings_button(say: Say) -> Button:
    """Returns the way to a person's own drill settings, for the cards of other rooms."""
    return Button(say("schedule.settings"), SETTINGS, form=True)


class Ticks:
    """The job of every minute. A slot of many people takes a while, and nobody else has to wait for it."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._expansion = Expansion(kit)
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
            self._kit.report(error)


def retention(kit: Kit) -> Retention:
    """Returns the daily job: it forgets drafts that nobody saved, and what became of slots long ago."""

    async def purge(drafts: datetime, slots: datetime) -> int:
        gone = await kit.schedules.purge(drafts, slots.date())
        return gone + await kit.attendance.purge(slots.date())

    return Retention(purge, DRAFTS, KEPT)
