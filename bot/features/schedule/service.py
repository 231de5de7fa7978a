"""What presses change: managers' schedules, and how agents attend them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time
from enum import Enum

from bot.core import card as c
from bot.core.activity import ActivityKind, ActivityLog
from bot.core.caps import SCHEDULES
from bot.core.chat import Person
from bot.core.edge import Address
from bot.core.groups import LONGEST_NAME, Group
from bot.core.people import Clock
from bot.core.viewer import listed
from bot.features.schedule.all_groups import PracticeGroups, id_for, practice_groups
from bot.features.schedule.deps import STORING, ScheduleDeps
from bot.features.schedule.manager_cards import ONE
from bot.features.schedule.manager_forms import HERE, FilledSchedule
from bot.features.schedule.model import (
    DeliveryFormat,
    RecurrenceRule,
    Schedule,
    ScheduleState,
    SlotStats,
    delivery_key,
    parse_delivery_key,
    slot_campaign,
)
from bot.features.schedule.notices import SlotNotice, postponed_notice, postponed_prefix, trial_notice
from bot.features.schedule.onboarding import ONBOARDING, holidays_of, onboarding_rule
from bot.features.schedule.onboarding_forms import FilledOnboarding
from bot.features.schedule.ports import AttendanceStore
from bot.features.schedule.preference_forms import PAUSE
from bot.features.schedule.recurrence import WINDOW, zone_or


class DrillFinisher:
    """`Finished` of whoever starts drills: stores that a scheduled one was finished."""

    def __init__(self, attendance: AttendanceStore, clock: Clock, activity: ActivityLog) -> None:
        self._attendance, self._clock, self._activity = attendance, clock, activity

    async def __call__(self, person: Person, about: str) -> None:
        """Stores it, if `about` is the key of a delivery to this person."""
        parts = parse_delivery_key(about)
        if parts and parts[2] == person.user_id:
            schedule, day, user = parts
            await self._attendance.note_finished(person.tenant, schedule, user, day, self._clock())
            self._activity.note(person, ActivityKind.FINISHED, about, schedule)


class AttendanceService:
    """What an agent does with a drill that came. Each press counts as an answer."""

    def __init__(self, deps: ScheduleDeps) -> None:
        self._deps = deps

    async def open_drill(self, person: Person, schedule: Schedule, day: date) -> date:
        """Stores that a drill was opened, and returns its slot: the last one that came."""
        day = await self._last_slot(person, schedule, day)
        await self._deps.attendance.note_opened(
            person.tenant, schedule.id, person.user_id, day, self._deps.now()
        )
        opened = delivery_key(schedule.id, day, person.user_id)
        self._deps.activity.note(person, ActivityKind.OPENED, opened, schedule.id)
        await self._cancel_postponed(person, schedule, day)
        return day

    async def postpone_drill(
        self, person: Person, schedule: Schedule, day: date, due: datetime, zone: str
    ) -> date:
        """Has the last drill that came sent again at `due`, and returns its slot."""
        day = await self._last_slot(person, schedule, day)
        await self._cancel_postponed(person, schedule, day)
        await self._deps.attendance.note_heard(person.tenant, schedule.id, person.user_id)
        to = Address(person.tenant, person.platform, person.user_id)
        about = SlotNotice(schedule.id, day, zone, person.language)
        await self._deps.ledger.add_notices([postponed_notice(about, to, due, self._deps.now())])
        return day

    async def skip_drill(self, person: Person, schedule: Schedule, day: date) -> None:
        """Lets a drill go, also where it was put off."""
        await self._cancel_postponed(person, schedule, day)
        await self._deps.attendance.note_heard(person.tenant, schedule.id, person.user_id)

    async def pause_drills(self, person: Person) -> None:
        """Stores that no drills are to come to a person for a while."""
        await self._change_preferences(person, stopped=False, paused_until=self._deps.now() + PAUSE)

    async def stop_drills(self, person: Person) -> None:
        """Stores that no drills are to come to a person any more."""
        await self._change_preferences(person, stopped=True, paused_until=None)

    async def _last_slot(self, person: Person, schedule: Schedule, day: date) -> date:
        attendance = await self._deps.attendance_of(person.tenant, schedule.id, person.user_id)
        return max(day, attendance.day or day)

    async def _cancel_postponed(self, person: Person, schedule: Schedule, day: date) -> None:
        prefix = postponed_prefix(schedule.id, day, person.user_id)
        await self._deps.ledger.cancel_campaign(person.tenant, prefix=prefix)

    async def _change_preferences(
        self, person: Person, *, stopped: bool, paused_until: datetime | None
    ) -> None:
        before = await self._deps.preferences_of(person.tenant, person.user_id)
        after = replace(before, stopped=stopped, paused_until=paused_until)
        await self._deps.preferences.keep_preferences(person.tenant, person.user_id, after)


class DraftResult(Enum):
    """What became of saving a draft: the value names the words for it."""

    SAVED = "schedule.saved"
    STALE = "schedule.stale"  # the schedule that it changes was changed since
    GONE = "schedule.unknown"  # it was deleted
    ALREADY = "schedule.already"  # one like it counts

    @property
    def title(self) -> str:
        """What names the words above the schedule that is shown then: at first sight, which it was."""
        return f"{self.value}.title" if self in (DraftResult.SAVED, DraftResult.ALREADY) else ONE


class ScheduleService:
    """What a manager changes: drafts, schedules, and what of them waits to be sent."""

    def __init__(self, deps: ScheduleDeps) -> None:
        self._deps = deps

    async def keep_draft(
        self, person: Person, before: Schedule | None, group: Group, filled: FilledSchedule
    ) -> Schedule | None:
        """Stores what was filled in as a draft, and returns it; None where it was changed meanwhile."""
        draft = _filled(self._draft(person, before), group, filled)
        return draft if await self._deps.schedules.keep_schedule(draft) else None

    async def like_practice(self, person: Person, topic: str, group: str) -> Schedule | None:
        """Returns the schedule that brings a topic to each person of a group, where there is one."""
        return (await self.practice_on(person, topic)).get(group)

    async def practice_on(self, person: Person, topic: str) -> Mapping[str, Schedule]:
        """Returns the schedule that brings a topic to each person, of each group that has one, by its id."""
        wanted = replace(self._draft(person, None), topic=topic)
        every, today = await self._deps.schedules.all_schedules(person.tenant), wanted.since.date()
        like = (each for each in every if each.is_like(replace(wanted, group=each.group)))
        return {each.group: each for each in reversed([each for each in like if each.counts(today)])}

    async def practice_groups(self, person: Person, topic: str, format: DeliveryFormat) -> PracticeGroups:
        """Returns which of the tenant's groups practice comes to that is for all of them."""
        groups = await self._deps.groups.all_groups(person.tenant)
        alone = topic and not format.in_channel
        scheduled = await self.practice_on(person, topic) if alone else {}
        return practice_groups(groups, scheduled, format)

    def filled_draft(self, person: Person, id: str, group: Group, filled: FilledSchedule) -> Schedule:
        """Returns what was filled in as a draft under an id of its own, which nobody stored."""
        return _filled(replace(self._draft(person, None), id=id), group, filled)

    async def begin_all(self, person: Person, draft: Schedule) -> PracticeGroups:
        """Has a draft for all groups count: a schedule of its own for each. Done twice, each is there once.

        Raises TooMany, and adds none, where the tenant would have more than it may.
        """
        every = {each.id for each in await self._deps.schedules.all_schedules(draft.tenant)}
        groups = await self.practice_groups(person, draft.topic, draft.format)
        mine = {group.id: id_for(draft.id, group.id) for group in (*groups.to, *groups.already)}
        fresh = [group for group in groups.to if mine[group.id] not in every]
        SCHEDULES.check(len(every) + len(fresh))
        added = {group.id for group in groups.already if mine[group.id] in every}
        for group in groups.to:
            own = replace(draft, id=mine[group.id], group=group.id, platform=group.platform, version=0)
            result, _ = await self.begin(own)
            added |= {group.id} if result is DraftResult.SAVED else set()
        known = sorted((*groups.to, *groups.already), key=lambda group: group.name)
        to, already = ([g for g in known if (g.id in added) is there] for there in (True, False))
        return PracticeGroups(tuple(to), tuple(already), groups.left_out)

    async def apply_draft(self, draft: Schedule) -> tuple[DraftResult, str]:
        """Makes a draft count, and returns what became of it and the schedule to look at.

        What waits of the schedule that it changes is planned anew.
        """
        return await (self._change(draft) if draft.replaces else self.begin(draft))

    async def begin(self, draft: Schedule) -> tuple[DraftResult, str]:
        """Has a new draft count, and returns likewise; where it counts, or one like it, that one."""
        active = replace(draft, state=ScheduleState.ACTIVE, since=self._deps.now())
        stored = await self._deps.schedules.add_schedule(active, active.since.date())
        if stored is None:
            return DraftResult.STALE, draft.id
        return DraftResult.SAVED if stored.id == draft.id else DraftResult.ALREADY, stored.id

    async def _change(self, draft: Schedule) -> tuple[DraftResult, str]:
        before = await self._deps.schedules.find_schedule(draft.tenant, draft.replaces)
        if before is None:
            return DraftResult.GONE, draft.replaces
        after = _changed(before, draft, self._deps.now())
        is_current = before.version == draft.replaces_version
        saved = is_current and await self._deps.schedules.change_schedule(after)
        await self._deps.schedules.remove_schedule(draft.tenant, draft.id)
        return DraftResult.SAVED if saved else DraftResult.STALE, draft.replaces

    async def set_state(self, schedule: Schedule, state: ScheduleState) -> bool:
        """Pauses or resumes a schedule; what waits is taken back. False where it was changed meanwhile."""
        since = self._deps.now() if state is ScheduleState.ACTIVE else schedule.since
        after = replace(schedule, state=state, since=since, edition=schedule.edition + 1)
        return await self._deps.schedules.change_schedule(after)

    async def send_trial(self, person: Person, schedule: Schedule) -> str | None:
        """Has a schedule's drill sent to a manager now; returns why, where it is refused at once."""
        notice = trial_notice(schedule, person, self._deps.new_id(), self._deps.now())
        return await self._deps.quick.refusal(notice)

    async def retry_failed(self, schedule: Schedule, slots: Sequence[SlotStats]) -> int:
        """Has what did not arrive of some slots sent once more, and returns how many those are."""
        now, count = self._deps.now(), 0
        for slot in slots:
            if slot.failed:
                campaign = slot_campaign(schedule.id, slot.day)
                await self._deps.ledger.retry_dead(schedule.tenant, campaign, now, now + WINDOW)
                count += slot.failed  # without those that their people held back
        return count

    async def group_or_channel(self, person: Person, id: str, channel: str) -> Group | None:
        """Returns a group; for HERE that of a channel, made if need be. None where it cannot be read."""
        if id != HERE:
            return await self._deps.groups.find_group(person.tenant, id)
        if not channel:
            return None
        groups = await self._deps.groups.all_groups(person.tenant)
        if existing := next((group for group in groups if group.conversation == channel), None):
            return existing
        fresh = await self._channel_group(person, channel, groups)
        if fresh is None:
            return None
        await self._deps.log_group(person, None, fresh)
        if not await self._deps.groups.keep_group(fresh):
            return None
        await self._deps.counting.note_group(None, fresh, self._deps.now())
        return fresh

    async def _channel_group(self, person: Person, channel: str, groups: Sequence[Group]) -> Group | None:
        say, taken = self._deps.viewer(person.language).say, {group.name for group in groups}
        known = (await self._deps.names.of(person.tenant, person.platform, [channel])).get(channel, "")
        numbers = range(1, len(groups) + 2)
        names = (c.clip(known, LONGEST_NAME), *(say("schedule.channel_group", number=n) for n in numbers))
        name = next(name for name in names if name and name not in taken)
        group = Group(person.tenant, self._deps.new_id(), name, person.platform, channel)
        try:
            members = await self._deps.members.in_time(group, STORING)
        except TimeoutError:
            return group  # it is read on, and counted once that is done
        return replace(group, people=tuple(m.user_id for m in members)) if members else None

    def _draft(self, person: Person, before: Schedule | None) -> Schedule:
        now = self._deps.now()
        if before and before.state is ScheduleState.DRAFT:
            return replace(before, since=now)
        fresh = Schedule(
            person.tenant,
            self._deps.new_id(),
            person.platform,
            "",
            person.user_id,
            person.name,
            person.language,
            DeliveryFormat.EACH,
            RecurrenceRule((), time(0), "UTC", own_zone=False, first=now.date()),
            state=ScheduleState.DRAFT,
            since=now,
        )
        return replace(fresh, replaces=before.id, replaces_version=before.version) if before else fresh


class OnboardingService:
    """What a manager does for somebody new: five days of drills, begun and undone in one press each."""

    def __init__(self, deps: ScheduleDeps) -> None:
        self._deps = deps

    async def keep_draft(self, person: Person, filled: FilledOnboarding) -> Schedule | str:
        """Stores the five days as a draft, and returns it; else the words for what is to be mended."""
        rule = onboarding_rule(
            filled.first,
            filled.at,
            zone_or(person.zone, "UTC"),
            holidays_of(person.zone),
            self._deps.is_holiday,
        )
        id = self._deps.new_id()
        group = await self._group(person, id, filled)
        if isinstance(group, str):
            return group
        draft = Schedule(
            person.tenant,
            id,
            group.platform,
            group.id,
            person.user_id,
            person.name,
            person.language,
            DeliveryFormat.EACH,
            rule,
            topic=ONBOARDING,
            state=ScheduleState.DRAFT,
            since=self._deps.now(),
        )
        return draft if await self._deps.schedules.keep_schedule(draft) else "schedule.wrong.stale"

    async def begin(self, person: Person, draft: Schedule) -> bool:
        """Makes the five days count, and notes it. False where their group is gone."""
        group = await self._deps.groups.find_group(draft.tenant, draft.group)
        if group is None:
            return False
        # Before it is done: a change that failed may be noted, one that was made is never missing.
        await self._deps.log_onboarding(person, group, True)
        active = replace(draft, state=ScheduleState.ACTIVE, since=self._deps.now())
        return await self._deps.schedules.keep_schedule(active)

    async def undo(self, person: Person, schedule: Schedule) -> None:
        """Takes the five days back with all that waits, and the group that was made for them."""
        group = await self._deps.groups.find_group(schedule.tenant, schedule.group)
        if group and schedule.state is not ScheduleState.DRAFT:
            await self._deps.log_onboarding(person, group, False)
        await self._deps.schedules.remove_schedule(schedule.tenant, schedule.id)
        if group and group.id == schedule.id:
            await self._deps.log_group(person, group, None)
            await self._deps.counting.note_group(group, None, self._deps.now())
            await self._deps.groups.remove_group(schedule.tenant, group.id)

    async def _group(self, person: Person, id: str, filled: FilledOnboarding) -> Group | str:
        """Returns the group that was picked, or one made of the people; else what is to be mended."""
        if not filled.people:
            group = await self._deps.groups.find_group(person.tenant, filled.group)
            return group or "schedule.wrong.group"
        name = await self._name(person, filled.people)
        group = Group(person.tenant, id, name, person.platform, people=filled.people)
        with suppress(TimeoutError):  # then all of them, and whom no message gets to is seen when it goes
            members = await self._deps.members.in_time(group, STORING)
            if not members:
                return "schedule.onboarding.nobody"
            group = replace(group, people=tuple(member.user_id for member in members))
        await self._deps.log_group(person, None, group)
        if not await self._deps.groups.keep_group(group):
            return "schedule.wrong.stale"
        await self._deps.counting.note_group(None, group, self._deps.now())
        return group

    async def _name(self, person: Person, people: Sequence[str]) -> str:
        say = self._deps.viewer(person.language).say
        names = await self._deps.names.of(person.tenant, person.platform, people[:3])
        known = listed(say, [names[id] for id in people[:3] if id in names])
        taken = {group.name for group in await self._deps.groups.all_groups(person.tenant)}
        wanted = say("schedule.onboarding.group", names=known) if known else say("schedule.topic.onboarding")
        numbered = (f"{c.clip(wanted, LONGEST_NAME - 4)} {number}" for number in range(2, len(taken) + 3))
        return next(name for name in (c.clip(wanted, LONGEST_NAME), *numbered) if name not in taken)


def _filled(draft: Schedule, group: Group, filled: FilledSchedule) -> Schedule:
    return replace(
        draft,
        group=group.id,
        platform=group.platform,
        format=filled.format,
        topic=filled.topic,
        count=filled.count,
        spread=filled.spread,
        recurrence=filled.recurrence,
    )


def _changed(before: Schedule, draft: Schedule, now: datetime) -> Schedule:
    """Returns a schedule as a draft says. What came before a change of recurrence does not come anew."""
    goes_on = before.recurrence == draft.recurrence and before.state is ScheduleState.ACTIVE
    return replace(
        before,
        platform=draft.platform,
        group=draft.group,
        format=draft.format,
        recurrence=draft.recurrence,
        topic=draft.topic,
        count=draft.count,
        spread=draft.spread,
        since=before.since if goes_on else now,
        state=ScheduleState.PAUSED if before.state is ScheduleState.PAUSED else ScheduleState.ACTIVE,
        edition=before.edition + 1,
    )
