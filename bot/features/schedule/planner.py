"""The tick: puts down what each slot is to send, in batches, so that it goes on where it stopped."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.core.edge import Address, ChannelMember
from bot.core.groups import Group
from bot.core.ledger import DeliveryState, Notice
from bot.core.viewer import knows_zone
from bot.features.schedule import model as names
from bot.features.schedule.deps import ScheduleDeps
from bot.features.schedule.model import DeliveryFormat, Schedule, Slot, SlotStage, campaign, key
from bot.features.schedule.preferences import DeliveryPreferences, wanted
from bot.features.schedule.recurrence import (
    WINDOW,
    closes,
    ends,
    falls_on,
    instant,
    offset,
    opens,
    slots,
)

BATCH = 1_000  # people put down in one transaction
PAGE = 200  # schedules read at a time
LOOKED_BACK = timedelta(days=7)  # what a machine slept over is told of for so long
SETTLES = timedelta(minutes=5)  # after the window, until the figures of a slot stand still
LEAD = timedelta(minutes=10)  # before its moment a slot is put down
PATIENCE = timedelta(minutes=15)  # after its moment, with a channel that cannot be read
MISSED, EXPIRED, UNREADABLE = "schedule.missed", "schedule.expired", "schedule.unreadable"


class SlotPlanner:
    """The job of every minute. Any number of processes may run it: the ledger has each delivery once."""

    def __init__(self, deps: ScheduleDeps, batch: int = BATCH) -> None:
        self._deps = deps
        self._batch = batch

    async def tick(self, now: datetime) -> None:
        """Puts down every slot whose time has come, and tells managers what did not come."""
        now = now.replace(microsecond=0)
        async for schedule in self._active():
            try:
                await self._schedule(schedule, now)
            except Exception as error:  # noqa: BLE001 - one of them must not keep the others from coming
                self._deps.report(error)

    async def _active(self) -> AsyncIterator[Schedule]:
        after = ("", "")
        while found := await self._deps.schedules.active_schedules(after, PAGE):
            for schedule in found:
                yield schedule
            after = (found[-1].tenant, found[-1].id)

    async def _schedule(self, schedule: Schedule, now: datetime) -> None:
        start = (now - LOOKED_BACK).date()
        begun = await self._deps.schedules.slots_of(schedule.tenant, schedule.id, start)
        due = self._due(schedule, begun, start, now)
        missed = [day for day in due if day not in begun and now >= closes(schedule, day)]
        if missed and not await self._missed(schedule, missed, now):
            return
        for day in due:
            if day not in missed and not await self._slot(schedule, day, begun.get(day), now):
                return
        last = schedule.rhythm.last
        if last and now >= closes(schedule, last) + SETTLES:
            await self._deps.schedules.keep_schedule(replace(schedule, state=names.ScheduleState.ENDED))

    def _due(self, schedule: Schedule, begun: Mapping[date, Slot], start: date, now: datetime) -> list[date]:
        end = (now + timedelta(days=2)).date()
        found = {
            day
            for day in slots(schedule.rhythm, start, end, self._deps.free)
            if self._open(schedule, day, now)
        }
        return sorted(found | {day for day, slot in begun.items() if slot.stage is SlotStage.PLANNED})

    def _open(self, schedule: Schedule, day: date, now: datetime) -> bool:
        # Of a day that was all over when the schedule was set up, nothing is due.
        last = closes(schedule, day) - WINDOW
        return opens(schedule, day) - LEAD <= now and last >= schedule.since

    async def _slot(self, schedule: Schedule, day: date, slot: Slot | None, now: datetime) -> bool:
        over = now >= closes(schedule, day)
        if slot and slot.stage in (SlotStage.OVER, SlotStage.MISSED):
            return True
        if slot and (over or (slot.stage is SlotStage.PLANNED and slot.edition == schedule.edition)):
            return await self._close(schedule, day, slot, now) if over else True
        if not falls_on(schedule.rhythm, day, self._deps.free):
            return True
        return await self._put_down(schedule, day, slot, now)

    async def _missed(self, schedule: Schedule, days: list[date], now: datetime) -> bool:
        for day in days:  # told once, however long the machine slept
            told = [self._told(schedule, MISSED, day, now)] if day == days[-1] else []
            slot = Slot(day, schedule.edition, SlotStage.MISSED)
            if not await self._deps.schedules.plan_slot(schedule, None, slot, told):
                return False
        return True

    async def _close(self, schedule: Schedule, day: date, slot: Slot, now: datetime) -> bool:
        if now < closes(schedule, day) + SETTLES:
            return True
        await self._deps.ledger.expire_overdue(now)  # so that what is too late counts as such
        found = await self._deps.ledger.campaign_progress(schedule.tenant, campaign(schedule.id, day))
        late = sum(progress.of(DeliveryState.EXPIRED) for progress in found)
        told = [self._told(schedule, EXPIRED, day, now)] if late else []
        return await self._deps.schedules.plan_slot(schedule, slot, replace(slot, stage=SlotStage.OVER), told)

    async def _put_down(self, schedule: Schedule, day: date, slot: Slot | None, now: datetime) -> bool:
        group = await self._deps.groups.find_group(schedule.tenant, schedule.group)
        members = await self._members(schedule, group)
        moment = instant(day, schedule.rhythm.at, schedule.rhythm.zone)
        if group and members is None and now < moment + PATIENCE:
            return True  # the platform may be away for a moment; the next tick asks again
        if group is None or members is None:
            return await self._stop(schedule, day, now)
        fresh = slot is None or slot.edition != schedule.edition
        before, mark = slot, "" if fresh or slot is None else slot.mark
        left = [member for member in members if member.user_id > mark]
        while True:
            batch, left = left[: self._batch], left[self._batch :]
            stage = SlotStage.BEGUN if left else SlotStage.PLANNED
            after = Slot(day, schedule.edition, stage, batch[-1].user_id if batch else mark)
            notices = await self._notices(schedule, group, day, batch)
            if not await self._deps.schedules.plan_slot(schedule, before, after, notices):
                return False  # changed meanwhile, or another process is at it
            if not left:
                return True
            before, mark = after, after.mark

    async def _members(self, schedule: Schedule, group: Group | None) -> list[ChannelMember] | None:
        if group is None:
            return None
        if schedule.way is DeliveryFormat.ROUND:
            return [ChannelMember(group.conversation)] if group.conversation else None
        found = await self._deps.rosters.members(group)
        return None if found is None else sorted(found, key=lambda member: member.user_id)

    async def _notices(
        self, schedule: Schedule, group: Group, day: date, batch: list[ChannelMember]
    ) -> list[Notice]:
        if schedule.way is DeliveryFormat.ROUND:
            to = Address(schedule.tenant, group.platform, group.conversation, channel=True)
            found = self._notice(schedule, day, to, schedule.rhythm.zone, DeliveryPreferences())
            return [found] if found else []
        ids = [member.user_id for member in batch]
        met = await self._deps.people.find_profiles(schedule.tenant, ids)
        wishes = await self._deps.preferences.find_preferences(schedule.tenant, ids)
        runs = await self._deps.attendance.find_attendance(schedule.tenant, schedule.id, ids)
        notices = []
        for member in batch:
            if member.user_id in runs and runs[member.user_id].asked:
                continue
            told = met[member.user_id].zone if member.user_id in met else ""
            zone = next((z for z in (told, member.zone) if knows_zone(z)), schedule.rhythm.zone)
            to = Address(schedule.tenant, group.platform, member.user_id)
            wish = wishes.get(member.user_id, DeliveryPreferences())
            notices.append(self._notice(schedule, day, to, zone, wish, member.language))
        return [notice for notice in notices if notice]

    def _notice(
        self,
        schedule: Schedule,
        day: date,
        to: Address,
        own: str,
        wish: DeliveryPreferences,
        language: str = "",
    ) -> Notice | None:
        rhythm = schedule.rhythm
        zone = own if rhythm.own else rhythm.zone
        due = instant(day, rhythm.at, zone) + offset(schedule.id, to.id, schedule.spread)
        until = ends(schedule, day, zone)
        if due < schedule.since:
            return None
        best = wanted(wish, due, until, own)
        if best is None:
            return None
        spoken = language if language in self._deps.library.words.languages else schedule.language
        about = (schedule.id, day.isoformat(), zone, spoken)
        return Notice(
            key(schedule.id, day, to.id),
            to,
            names.DRILL,
            about,
            best,
            until=until,
            campaign=campaign(schedule.id, day),
        )

    async def _stop(self, schedule: Schedule, day: date, now: datetime) -> bool:
        told = self._told(schedule, UNREADABLE, day, now)
        await self._deps.schedules.change_schedule(
            replace(schedule, state=names.ScheduleState.PAUSED, edition=schedule.edition + 1), [told]
        )
        return False

    def _told(self, schedule: Schedule, what: str, day: date, now: datetime) -> Notice:
        to = Address(schedule.tenant, schedule.platform, schedule.by)
        about = (schedule.id, day.isoformat())
        return Notice(f"{what}:{schedule.id}:{day.isoformat()}:{schedule.edition}", to, what, about, now)
