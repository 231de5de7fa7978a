"""The tick: plans what each slot is to send, in batches, so that it goes on where it stopped."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.core.clocks import instant
from bot.core.edge import Address, ChannelMember
from bot.core.groups import READ_WITHIN, Group
from bot.core.ledger import DeliveryState, Notice
from bot.core.numbers import country_of_zone
from bot.core.people import PlatformProfile
from bot.core.shift import Shift
from bot.features.schedule.deps import ScheduleDeps
from bot.features.schedule.model import (
    DeliveryPreferences,
    Schedule,
    ScheduleState,
    Slot,
    SlotStage,
    slot_campaign,
)
from bot.features.schedule.notices import (
    EXPIRED,
    MISSED,
    UNREADABLE,
    SlotNotice,
    drill_notice,
    moved_notice,
    problem_notice,
)
from bot.features.schedule.preferences import preferred_time
from bot.features.schedule.reach import is_asked
from bot.features.schedule.recurrence import (
    WINDOW,
    is_day_off,
    is_slot,
    slot_closes,
    slot_opens,
    slots,
    turn,
    whereabouts,
    window_end,
)

BATCH = 1_000  # people planned in one transaction
PAGE = 200  # schedules read at a time
LOOKED_BACK = timedelta(days=7)  # for so long a manager is told what a machine slept over
SETTLES = timedelta(minutes=5)  # after the window, until the figures of a slot are final
LEAD = timedelta(minutes=10)  # before its moment a slot is planned
GRACE = timedelta(minutes=15)  # after its moment, for a channel that cannot be read


class SlotPlanner:
    """The job of every minute. Any number of processes may run it: the ledger has each delivery once."""

    def __init__(self, deps: ScheduleDeps, batch: int = BATCH) -> None:
        self._deps = deps
        self._batch = batch

    async def tick(self, now: datetime) -> None:
        """Plans every slot whose time has come, and tells managers what did not come."""
        now = now.replace(microsecond=0)
        async for schedule in self._active():
            try:
                await self._schedule(schedule, now)
            except Exception as error:  # noqa: BLE001 - one of them must not keep the others from coming
                self._deps.report(error)

    async def _active(self) -> AsyncIterator[Schedule]:
        after = ("", "")
        while page := await self._deps.schedules.active_schedules(after, PAGE):
            for schedule in page:
                yield schedule
            after = (page[-1].tenant, page[-1].id)

    async def _schedule(self, schedule: Schedule, now: datetime) -> None:
        start = (now - LOOKED_BACK).date()
        begun = await self._deps.schedules.slots_of(schedule.tenant, schedule.id, start)
        due = self._due(schedule, begun, start, now)
        missed = [day for day in due if day not in begun and now >= slot_closes(schedule, day)]
        if missed and not await self._note_missed(schedule, missed, now):
            return
        for day in due:
            if day not in missed and not await self._plan_or_close(schedule, day, begun.get(day), now):
                return
        last = schedule.recurrence.last
        if last and now >= slot_closes(schedule, last) + SETTLES:
            await self._deps.schedules.keep_schedule(replace(schedule, state=ScheduleState.ENDED))

    def _due(self, schedule: Schedule, begun: Mapping[date, Slot], start: date, now: datetime) -> list[date]:
        end = (now + timedelta(days=2)).date()
        days = slots(schedule.recurrence, start, end, self._deps.is_holiday)
        due = {day for day in days if self._is_due(schedule, day, now)}
        return sorted(due | {day for day, slot in begun.items() if slot.stage is SlotStage.PLANNED})

    def _is_due(self, schedule: Schedule, day: date, now: datetime) -> bool:
        # Of a day that was all over when the schedule was set up, nothing is due.
        last = slot_closes(schedule, day) - WINDOW
        return slot_opens(schedule, day) - LEAD <= now and last >= schedule.since

    async def _plan_or_close(self, schedule: Schedule, day: date, slot: Slot | None, now: datetime) -> bool:
        over = now >= slot_closes(schedule, day)
        if slot and slot.stage in (SlotStage.OVER, SlotStage.MISSED):
            return True
        if slot and (over or (slot.stage is SlotStage.PLANNED and slot.edition == schedule.edition)):
            return await self._close(schedule, day, slot, now) if over else True
        if not is_slot(schedule.recurrence, day, self._deps.is_holiday):
            return True
        return await self._plan(schedule, day, slot, now)

    async def _note_missed(self, schedule: Schedule, days: list[date], now: datetime) -> bool:
        for day in days:  # the manager is told once, however long the machine slept
            notices = [problem_notice(schedule, MISSED, day, now)] if day == days[-1] else []
            slot = Slot(day, schedule.edition, SlotStage.MISSED)
            if not await self._deps.schedules.plan_slot(schedule, None, slot, notices):
                return False
        return True

    async def _close(self, schedule: Schedule, day: date, slot: Slot, now: datetime) -> bool:
        if now < slot_closes(schedule, day) + SETTLES:
            return True
        await self._deps.ledger.expire_overdue(now)  # so that what is too late counts as such
        campaign = slot_campaign(schedule.id, day)
        campaigns = await self._deps.ledger.campaign_progress(schedule.tenant, campaign)
        late = sum(progress.of(DeliveryState.EXPIRED) for progress in campaigns)
        notices = [problem_notice(schedule, EXPIRED, day, now)] if late else []
        over = replace(slot, stage=SlotStage.OVER)
        return await self._deps.schedules.plan_slot(schedule, slot, over, notices)

    async def _plan(self, schedule: Schedule, day: date, slot: Slot | None, now: datetime) -> bool:
        group = await self._deps.groups.find_group(schedule.tenant, schedule.group)
        moment = instant(day, schedule.recurrence.at, schedule.recurrence.zone)
        try:
            members = await self._members(schedule, group)
        except TimeoutError:  # it is read on, and the other schedules do not wait for that
            if group is None or now < moment or not group.people:
                return True
            members = [ChannelMember(id) for id in sorted(group.people)]  # as last read
        if group and members is None and now < moment + GRACE:
            return True  # the platform may be away for a moment; the next tick asks again
        if group is None or members is None:
            return await self._pause(schedule, day, now)
        fresh = slot is None or slot.edition != schedule.edition
        before, mark = slot, "" if fresh or slot is None else slot.mark
        # What was once somebody's turn stays so: else an edit would tell who holds drills back.
        turns = slot is not None and slot.mark != ""
        left = [member for member in members if member.user_id > mark]
        while True:
            batch, left = left[: self._batch], left[self._batch :]
            planned = await self._notices(schedule, group, day, batch)
            notices, turns = [notice for notice in planned if notice], turns or bool(planned)
            last = batch[-1].user_id if batch else mark
            stage = SlotStage.BEGUN if left else SlotStage.PLANNED
            after = Slot(day, schedule.edition, stage, last if left or turns else "")
            if not await self._deps.schedules.plan_slot(schedule, before, after, notices):
                return False  # changed meanwhile, or another process is at it
            if not left:
                return True
            before, mark = after, after.mark

    async def _members(self, schedule: Schedule, group: Group | None) -> list[ChannelMember] | None:
        if group is None:
            return None
        if schedule.format.in_channel:
            return [ChannelMember(group.conversation)] if group.conversation else None
        async with asyncio.timeout(READ_WITHIN):
            members = await self._deps.members.reread(group)
        return None if members is None else sorted(members, key=lambda member: member.user_id)

    async def _notices(
        self, schedule: Schedule, group: Group, day: date, batch: list[ChannelMember]
    ) -> list[Notice | None]:
        """Returns what is to be sent to those whose turn it is; None for whoever wants none now."""
        if schedule.format.in_channel:
            to = Address(schedule.tenant, group.platform, group.conversation, channel=True)
            zone = schedule.recurrence.zone
            if is_day_off(schedule.recurrence, day, country_of_zone(zone), self._deps.is_holiday):
                return []
            if turn(schedule, day, to.id, zone) < schedule.since:
                return []
            return [self._notice(schedule, day, to, zone, DeliveryPreferences(), schedule.language)]
        return [notice async for notice in self._person_notices(schedule, group, day, batch)]

    async def _person_notices(
        self, schedule: Schedule, group: Group, day: date, batch: list[ChannelMember]
    ) -> AsyncIterator[Notice | None]:
        ids = [member.user_id for member in batch]
        profiles = await self._deps.people.find_profiles(schedule.tenant, ids)
        preferences = await self._deps.preferences.find_preferences(schedule.tenant, ids)
        attendance = await self._deps.attendance.find_attendance(schedule.tenant, schedule.id, ids)
        for member in batch:
            id = member.user_id
            known = profiles.get(id, PlatformProfile())
            zone, country = whereabouts(schedule.recurrence, known, member.zone)
            if is_day_off(schedule.recurrence, day, country, self._deps.is_holiday):
                continue
            if turn(schedule, day, id, zone) < schedule.since:
                continue
            if is_asked(attendance, id):
                yield None
                continue
            to = Address(schedule.tenant, group.platform, id)
            wanted = preferences.get(id, DeliveryPreferences())
            yield self._notice(schedule, day, to, zone, wanted, member.language, known.shift)

    def _notice(
        self,
        schedule: Schedule,
        day: date,
        to: Address,
        own_zone: str,
        preferences: DeliveryPreferences,
        language: str,
        shift: Shift | None = None,
    ) -> Notice | None:
        rule = schedule.recurrence
        zone = own_zone if rule.own_zone else rule.zone
        due = turn(schedule, day, to.id, own_zone)
        until = window_end(schedule, day, zone)
        best = preferred_time(preferences, due, until, own_zone, shift)
        if best is None:
            return None
        spoken = language if language in self._deps.phrasebook.words.languages else schedule.language
        notice = drill_notice(SlotNotice(schedule.id, day, zone, spoken), to, due, until, schedule.by)
        return notice if best == due else moved_notice(notice, best)

    async def _pause(self, schedule: Schedule, day: date, now: datetime) -> bool:
        paused = replace(schedule, state=ScheduleState.PAUSED, edition=schedule.edition + 1)
        notice = problem_notice(schedule, UNREADABLE, day, now)
        await self._deps.schedules.change_schedule(paused, [notice])
        return False
