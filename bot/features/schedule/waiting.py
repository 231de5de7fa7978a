"""What schedules tell at the start: agents of drills that wait, managers of schedules that fail."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from bot.core.background import batched
from bot.core.card import Button
from bot.core.chat import Person
from bot.core.home import HomeLine
from bot.features.schedule.agent_cards import START
from bot.features.schedule.buttons import SlotReference
from bot.features.schedule.dates import local_date
from bot.features.schedule.deps import ScheduleDeps
from bot.features.schedule.manager_cards import LIST, topic_name
from bot.features.schedule.model import (
    COUNTED_FOR,
    UNWANTED,
    DeliveryFormat,
    Schedule,
    ScheduleState,
    SlotStage,
    slot_campaign,
)

LOOKED_BACK = timedelta(days=14)  # within which the last drill of a schedule is looked for
MOST = 2  # drills that are named
AT_ONCE = 10  # schedules that are looked at together


class WaitingDrills:
    """`HomeLines` of the drills that came to somebody."""

    def __init__(self, deps: ScheduleDeps) -> None:
        self._deps = deps

    async def __call__(self, person: Person) -> Sequence[HomeLine]:
        """Returns the drills of the last days that the person has not opened, the newest first."""
        deps = self._deps
        schedules = {s.id: s for s in await deps.schedules.all_schedules(person.tenant) if _comes(s)}
        since = local_date(deps.now(), person.zone) - COUNTED_FOR
        waiting = await deps.attendance.waiting_days(person.tenant, person.user_id, schedules, since)
        viewer, lines = deps.viewer(person.language), []
        for id, day in sorted(waiting.items(), key=lambda item: item[1], reverse=True)[:MOST]:
            topic = topic_name(viewer, deps.drills, deps.day_topic(schedules[id], day))
            button = Button(viewer.say("schedule.start"), START, SlotReference(id, day).encode())
            lines.append(HomeLine(viewer.say("home.due.drill", topic=topic), button))
        return lines


class ScheduleTroubles:
    """`HomeLines` of the schedules whose last drill failed."""

    def __init__(self, deps: ScheduleDeps) -> None:
        self._deps = deps

    async def __call__(self, person: Person) -> Sequence[HomeLine]:
        """Returns how many schedules fail, in one line; nothing where none does."""
        every = await self._deps.schedules.all_schedules(person.tenant)
        active = [schedule for schedule in every if schedule.state is ScheduleState.ACTIVE]
        count = 0
        for some in batched(active, AT_ONCE):
            count += sum(await asyncio.gather(*map(self._fails, some)))
        if not count:
            return ()
        say, key = self._deps.viewer(person.language).say, "one" if count == 1 else "many"
        button = Button(say("home.schedules.failing"), LIST)
        return (HomeLine(say(f"home.waits.failing.{key}", count=count), button),)

    async def _fails(self, schedule: Schedule) -> bool:
        """Returns whether something of a schedule's last drill did not arrive, or it was missed."""
        start = (self._deps.now() - LOOKED_BACK).date()
        begun = await self._deps.schedules.slots_of(schedule.tenant, schedule.id, start)
        begun = {day: slot for day, slot in begun.items() if slot.is_told or slot.stage is SlotStage.MISSED}
        if not begun:
            return False
        day = max(begun)
        if begun[day].stage is SlotStage.MISSED:
            return True
        campaign = slot_campaign(schedule.id, day)
        progress = await self._deps.ledger.campaign_progress(schedule.tenant, campaign)
        return any(
            reason != UNWANTED and number for part in progress for reason, number in part.reasons.items()
        )


def _comes(schedule: Schedule) -> bool:
    """Returns whether drills of a schedule come to people, each their own."""
    on = schedule.state in (ScheduleState.ACTIVE, ScheduleState.ENDED)
    return on and schedule.format is DeliveryFormat.EACH
