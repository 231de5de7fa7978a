"""How managers see their schedules: reads what is stored, and hands it to the cards."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import islice

from bot.core import card as c
from bot.core.background import batched
from bot.core.chat import Answer, Person, Placement
from bot.core.clocks import instant
from bot.core.figures import FEWEST, period_of, share_of
from bot.core.groups import Group
from bot.core.ledger import CampaignProgress
from bot.core.numbers import country_of, country_of_zone
from bot.core.pages import FIRST, Page
from bot.core.people import PlatformProfile
from bot.core.viewer import dotted, name_line, time_of_day
from bot.core.written import locale_of
from bot.features.schedule import dates
from bot.features.schedule import manager_cards as cards
from bot.features.schedule.all_groups import ALL, PracticeGroups, together
from bot.features.schedule.all_groups_cards import all_group_notes, all_saved_card, group_names
from bot.features.schedule.dates import local_date
from bot.features.schedule.deps import STORING, ScheduleDeps
from bot.features.schedule.model import (
    Schedule,
    ScheduleState,
    SlotStats,
    counted_until,
    slot_campaign,
)
from bot.features.schedule.preferences import holds_back
from bot.features.schedule.reach import (
    Reach,
    is_asked,
    is_unreached,
    reach_without_people,
)
from bot.features.schedule.recurrence import (
    coming_slots,
    earlier_slots,
    is_day_off,
    slot_closes,
    slots,
    turn,
    whereabouts,
    zone_or,
)
from bot.features.schedule.service import ScheduleService

NEXT = 3  # slots shown
_TOLD_AHEAD = timedelta(days=60)  # of public holidays
_LOOKED_BACK = timedelta(days=60)
# In the list what goes on stands first, and then what only waits for a press.
_LISTED = {
    state: place
    for place, state in enumerate(
        (ScheduleState.ACTIVE, ScheduleState.PAUSED, ScheduleState.ENDED, ScheduleState.DRAFT)
    )
}
_AT_ONCE = 200  # people looked at, until one of them gets it


ScheduleCard = Callable[[cards.ScheduleOverview], c.Card]


class ScheduleViewer:
    """The cards of schedules, as things are now. `status` is what was just done."""

    def __init__(self, deps: ScheduleDeps) -> None:
        self._deps, self._service = deps, ScheduleService(deps)

    async def preview(self, person: Person, draft: Schedule, status: str = "") -> Answer:
        """Returns what will happen, for a schedule that is not saved yet, in place."""
        viewer = self._deps.viewer(person.language)
        groups = await self._all_groups(person, draft)
        notes = (
            all_group_notes(viewer.say, groups, locale_of(person.language, country_of(person)))
            if groups
            else ()
        )
        return await self._shown(
            person, draft, (), lambda all: cards.preview_card(viewer, all, status, notes)
        )

    async def begun_for_all(self, person: Person, draft: Schedule, groups: PracticeGroups) -> c.Card:
        """Returns what became of practice for all groups at once: who gets it, when, who has it already."""
        group = self._together(person, groups)
        overview = await self._overview(person, draft, group, groups.people or None, ())
        return all_saved_card(self._deps.viewer(person.language), overview, groups)

    async def reread(self, person: Person, id: str, status: str, title: str = cards.ONE) -> Answer:
        """Returns a schedule as it is stored now."""
        schedule = await self._deps.schedules.find_schedule(person.tenant, id)
        return await (self.schedule(person, schedule, status, title) if schedule else self.unknown(person))

    async def schedule(
        self, person: Person, schedule: Schedule, status: str = "", title: str = cards.ONE
    ) -> Answer:
        """Returns one schedule, in place; `title` names the words above it."""
        if schedule.state is ScheduleState.DRAFT:
            return await self.preview(person, schedule, status)
        viewer, past = self._deps.viewer(person.language), await self.past_slots(schedule)

        def card(overview: cards.ScheduleOverview) -> c.Card:
            return cards.schedule_card(viewer, overview, past, status, title)

        return await self._shown(person, schedule, past, card)

    async def schedules(self, person: Person, status: str = "", page: Page = FIRST) -> Answer:
        """Returns a page of all schedules, in place."""
        viewer = self._deps.viewer(person.language)
        groups = {group.id: group for group in await self._deps.groups.all_groups(person.tenant)}
        rows = [
            cards.ScheduleRow(
                schedule.id,
                self._topic(person, schedule),
                group.name if group else viewer.say("schedule.no_such_group"),
                await self._coming(person, schedule, group),
            )
            for schedule in sorted(
                await self._deps.schedules.all_schedules(person.tenant), key=lambda each: _LISTED[each.state]
            )
            for group in [groups.get(schedule.group)]
        ]
        return Answer(cards.list_card(viewer, rows, page, status), Placement.UPDATE)

    async def names(self, person: Person) -> dict[str, str]:
        """Returns what each schedule of the person's tenant is called, by id: its topic and its group."""
        groups = {group.id: group.name for group in await self._deps.groups.all_groups(person.tenant)}
        every = await self._deps.schedules.all_schedules(person.tenant)
        return {
            each.id: dotted(self._topic(person, each), name_line(groups.get(each.group, "")))
            for each in every
        }

    async def unknown(self, person: Person) -> Answer:
        """Returns all schedules, for whoever pressed a button of one that was deleted."""
        return await self.schedules(person, status=self._deps.viewer(person.language).say("schedule.unknown"))

    async def past_slots(self, schedule: Schedule) -> list[SlotStats]:
        """Returns what became of the last slots, the latest first."""
        start = (self._deps.now() - _LOOKED_BACK).date()
        slots = await self._deps.schedules.slots_of(schedule.tenant, schedule.id, start)
        # Shown as well where nothing was to be sent: that nobody wants drills is nobody's business.
        begun = [day for day, slot in slots.items() if slot.is_told]
        stats: list[SlotStats] = []
        for day in sorted(begun, reverse=True)[: cards.SLOTS]:
            campaign = slot_campaign(schedule.id, day)
            progress = await self._deps.ledger.campaign_progress(schedule.tenant, campaign)
            known = progress[0] if progress else CampaignProgress(schedule.tenant, campaign)
            ahead = not known.done and (known.total > 0 or not await self._turned(schedule, day))
            stats.append(replace(await self._slot_stats(schedule, day, known), ahead=ahead))
        return stats

    async def _turned(self, schedule: Schedule, day: date) -> bool:
        """Returns whether a slot has come to somebody's turn by now, by the clock alone."""
        now = self._deps.now()
        if now >= slot_closes(schedule, day):
            return True
        group = await self._deps.groups.find_group(schedule.tenant, schedule.group)
        turns = await self._turns(schedule, group, group.people if group else (), [day])
        rule = schedule.recurrence
        return min((at for _, at in turns), default=instant(day, rule.at, rule.zone)) <= now

    async def _turns(
        self, schedule: Schedule, group: Group | None, people: Sequence[str] | None, days: Sequence[date]
    ) -> list[tuple[date, datetime]]:
        """Returns when some slots come to each who is in a group, without those that are a day off there."""
        rule, off = schedule.recurrence, self._deps.is_holiday
        if group is None or not days:
            return []
        if schedule.format.in_channel:
            place = country_of_zone(rule.zone)
            days = [day for day in days if not is_day_off(rule, day, place, off)]
            return [(day, turn(schedule, day, group.conversation, rule.zone)) for day in days]
        known: dict[str, str] = dict.fromkeys(people or (), "")
        if rule.own_zone:
            with suppress(TimeoutError):
                members = await self._deps.members.in_time(group, STORING)
                known |= {member.user_id: member.zone for member in members or ()}
        profiles = await self._deps.people.find_profiles(schedule.tenant, list(known))
        turns = []
        for id, told in known.items():
            zone, country = whereabouts(rule, profiles.get(id, PlatformProfile()), told)
            some = [day for day in days if not is_day_off(rule, day, country, off)]
            turns += [(day, turn(schedule, day, id, zone)) for day in some]
        return turns

    async def _before(
        self, schedule: Schedule, group: Group | None, people: Sequence[str] | None, days: Sequence[date]
    ) -> tuple[date, ...]:
        """Returns the slots before the next one that are still to come to some people of the group."""
        now = self._deps.now()
        some = earlier_slots(schedule, now, days[0] if days else None, self._deps.is_holiday)
        turns = await self._turns(schedule, group, people, some)
        return tuple(sorted({day for day, at in turns if at > max(now, schedule.since)}))

    async def _slot_stats(self, schedule: Schedule, day: date, progress: CampaignProgress) -> SlotStats:
        # Of those who counted in the group then, whoever it goes to now; and final, so that nobody is seen
        # to open it between two looks.
        first, until = period_of(day).first, counted_until(day)
        people = await self._deps.groups.counted_people(schedule.tenant, first, schedule.group)
        if not people or self._deps.now() < until:
            return SlotStats(day, progress, bool(people))
        count = await self._deps.attendance.attendance_count(schedule.tenant, schedule.id, day, people, until)
        opened, finished = (share_of(part, len(people)) for part in (count.opened, count.finished))
        return SlotStats(day, progress, opened is not None, opened, finished)

    async def _shown(
        self, person: Person, schedule: Schedule, past: Sequence[SlotStats], card: ScheduleCard
    ) -> Answer:
        """Returns a card about a schedule in place; how many people it is for, as soon as that is known."""
        groups = await self._all_groups(person, schedule)
        if groups:
            group: Group | None = self._together(person, groups)
            people: Sequence[str] | None = groups.people or None
        else:
            group = await self._deps.groups.find_group(schedule.tenant, schedule.group)
            people = await self._people(group) if group else None
        answer = Answer(card(await self._overview(person, schedule, group, people, past)), Placement.UPDATE)
        if group is None or people is not None or groups:
            return answer
        reading = self._deps.members.behind(group)

        async def rest() -> c.Card | None:
            members = await asyncio.shield(reading)
            if members is None:
                return None
            known = [member.user_id for member in members]
            return card(await self._overview(person, schedule, group, known, past))

        return replace(answer, rest=rest)

    async def _all_groups(self, person: Person, schedule: Schedule) -> PracticeGroups | None:
        """Returns the groups of a draft that is for all of them; None of any other."""
        if schedule.group != ALL:
            return None
        return await self._service.practice_groups(person, schedule.topic, schedule.format)

    def _together(self, person: Person, groups: PracticeGroups) -> Group:
        say = self._deps.viewer(person.language).say
        return together(groups, person.tenant, person.platform, group_names(say, groups.to))

    async def _overview(
        self,
        person: Person,
        schedule: Schedule,
        group: Group | None,
        people: Sequence[str] | None,
        past: Sequence[SlotStats],
    ) -> cards.ScheduleOverview:
        topic, days = self._topic(person, schedule), self._next(person, schedule)
        heavy = self._deps.drills.is_heavy(schedule.topic)
        reach = Reach.SOMEBODY
        if schedule.state is ScheduleState.ACTIVE:
            reach = await self._reach(schedule, group, people, days)
            reach = Reach.UNREACHED if reach is Reach.SOMEBODY and is_unreached(past) else reach
        paused = schedule.state not in (ScheduleState.ACTIVE, ScheduleState.DRAFT)
        before = () if paused or schedule.group == ALL else await self._before(schedule, group, people, days)
        today = local_date(self._deps.now(), person.zone)
        name = group.name if group else "—"
        count = None if group and people is None else len(people or ())
        holidays = () if paused else self._holidays(person, schedule, today)
        return cards.ScheduleOverview(
            schedule,
            name,
            count,
            topic,
            days,
            heavy,
            reach,
            today,
            before,
            holidays,
            locale_of(person.language, country_of(person)),
        )

    def _holidays(self, person: Person, schedule: Schedule, today: date) -> tuple[date, ...]:
        """Returns the next public holidays where a manager is on which a schedule comes all the same."""
        rule, off = schedule.recurrence, self._deps.is_holiday
        country = country_of(person)
        if rule.holidays or not country:
            return ()
        start = max(today, rule.first)
        coming = slots(rule, start, start + _TOLD_AHEAD, off)
        return tuple(islice((day for day in coming if off(country, day)), NEXT))

    async def _reach(
        self, schedule: Schedule, group: Group | None, people: Sequence[str] | None, days: Sequence[date]
    ) -> Reach:
        reason = reach_without_people(schedule, group, people, days)
        if reason or not people or schedule.format.in_channel:
            return reason or Reach.SOMEBODY
        rule, asked, tenant = schedule.recurrence, 0, schedule.tenant
        due = instant(days[0], rule.at, rule.zone)
        for some in batched(people, _AT_ONCE):
            attendance = await self._deps.attendance.find_attendance(tenant, schedule.id, some)
            waiting = [user for user in some if is_asked(attendance, user)]
            preferences = await self._deps.preferences.find_preferences(tenant, set(some) - set(waiting))
            held = [user for user, wanted in preferences.items() if holds_back(wanted, due)]
            if len(waiting) + len(held) < len(some):
                return Reach.SOMEBODY
            asked += len(waiting)
        if asked == len(people):
            return Reach.WAITING
        # Of fewer people it would tell who holds drills back.
        return Reach.NOBODY if len(people) >= FEWEST else Reach.SOMEBODY

    def _topic(self, person: Person, schedule: Schedule) -> str:
        return cards.topic_name(self._deps.viewer(person.language), self._deps.drills, schedule.topic)

    async def _coming(self, person: Person, schedule: Schedule, group: Group | None) -> str:
        say = self._deps.viewer(person.language).say
        if schedule.state is not ScheduleState.ACTIVE:
            return say(f"schedule.state.{schedule.state.value}")
        days = self._next(person, schedule)
        people = group.people if group and (group.people or not group.conversation) else None
        reach = await self._reach(schedule, group, people, days)
        if reach is not Reach.SOMEBODY:
            return say(f"schedule.state.{reach.value}")
        today = local_date(self._deps.now(), person.zone)
        rule = schedule.recurrence
        if not rule.own_zone and rule.zone != person.zone:  # then it is said by whose clock
            return dates.slot_time(say, rule, days[0], today)
        day = dates.near_date(say, days[0], today)
        return say("schedule.short", date=day, time=time_of_day(rule.at))

    def _next(self, person: Person, schedule: Schedule) -> tuple[date, ...]:
        rule = schedule.recurrence
        zone = zone_or(person.zone, rule.zone) if rule.own_zone else rule.zone
        return coming_slots(rule, zone, self._deps.now(), NEXT, self._deps.is_holiday)

    async def _people(self, group: Group) -> Sequence[str] | None:
        """Returns who is in a group, as last read; None while they are being read, or cannot be."""
        if group.people:
            return group.people
        with suppress(TimeoutError):
            members = await self._deps.members.in_time(group, STORING)
            return None if members is None else [member.user_id for member in members]
        return None
