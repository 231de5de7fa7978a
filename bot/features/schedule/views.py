"""How managers see their schedules: reads what is kept, and hands it to the cards."""

from __future__ import annotations

from datetime import date, timedelta

from bot.core import card as c
from bot.core.chat import Answer, Person, Placement
from bot.core.viewer import knows_zone, time_of_day
from bot.features.schedule import dates
from bot.features.schedule import manager_cards as cards
from bot.features.schedule.deps import ScheduleDeps
from bot.features.schedule.manager_cards import SLOTS, SlotStats
from bot.features.schedule.model import AttendanceCount, Schedule, ScheduleState, campaign
from bot.features.schedule.recurrence import coming

NEXT = 3
_LOOKED_BACK = timedelta(days=60)


class ScheduleViews:
    """The cards of schedules, as things are now."""

    def __init__(self, deps: ScheduleDeps) -> None:
        self._deps = deps

    async def preview(self, person: Person, draft: Schedule, told: str = "") -> c.Card:
        """Returns what will happen, for a schedule that is not saved yet."""
        say, (name, people) = self._deps.say(person.language), await self._people(draft)
        topic = cards.topic_name(self._deps.drills, draft.topic, person.language)
        days = self._next(draft, person)
        return cards.preview(say, person.language, draft, name, people, topic, days, told)

    async def again(self, person: Person, id: str, told: str) -> Answer:
        """Returns a schedule as it is kept now, with what was just done."""
        schedule = await self._deps.schedules.find_schedule(person.tenant, id)
        return await (self.one(person, schedule, told) if schedule else self.gone(person))

    async def one(self, person: Person, schedule: Schedule, told: str = "") -> Answer:
        """Returns one schedule, in place."""
        if schedule.state is ScheduleState.DRAFT:
            return Answer(await self.preview(person, schedule, told), Placement.UPDATE)
        say, (name, people) = self._deps.say(person.language), await self._people(schedule)
        topic = cards.topic_name(self._deps.drills, schedule.topic, person.language)
        days, figures = self._next(schedule, person), await self.figures(schedule)
        card = cards.shown(say, person.language, schedule, name, people, topic, days, figures, told)
        return Answer(card, Placement.UPDATE)

    async def all(self, person: Person, how: Placement = Placement.UPDATE, told: str = "") -> Answer:
        """Returns all schedules; `told` is what was just done."""
        say = self._deps.say(person.language)
        groups = {group.id: group.name for group in await self._deps.groups.all_groups(person.tenant)}
        rows = []
        for schedule in await self._deps.schedules.all_schedules(person.tenant):
            topic = cards.topic_name(self._deps.drills, schedule.topic, person.language)
            when = self._coming(person, schedule)
            rows.append((schedule, topic, groups.get(schedule.group, say("schedule.no_such_group")), when))
        return Answer(cards.listing(say, person.language, rows, told), how)

    async def gone(self, person: Person) -> Answer:
        """Returns all schedules, for whoever pressed a button of one that is gone."""
        return await self.all(person, told=self._deps.say(person.language)("schedule.unknown"))

    def _coming(self, person: Person, schedule: Schedule) -> str:
        say = self._deps.say(person.language)
        days = self._next(schedule, person)[:1] if schedule.state is ScheduleState.ACTIVE else ()
        if not days:
            return say(f"schedule.state.{schedule.state.value}")
        return say("schedule.short", date=dates.long(say, days[0]), time=time_of_day(schedule.rhythm.at))

    def _next(self, schedule: Schedule, person: Person) -> tuple[date, ...]:
        rhythm = schedule.rhythm
        zone = person.zone if rhythm.own and knows_zone(person.zone) else rhythm.zone
        return coming(rhythm, zone, self._deps.now(), NEXT, self._deps.free)

    async def _people(self, schedule: Schedule) -> tuple[str, int]:
        group = await self._deps.groups.find_group(schedule.tenant, schedule.group)
        if group is None:
            return "—", 0
        # As last read: of a large channel it takes long to read them all, and nobody waits for that here.
        found = group.people or await self._deps.rosters.members(group) or ()
        return group.name, len(found)

    async def figures(self, schedule: Schedule) -> list[SlotStats]:
        """Returns what became of the last slots, the latest first."""
        start = (self._deps.now() - _LOOKED_BACK).date()
        begun = await self._deps.schedules.slots_of(schedule.tenant, schedule.id, start)
        counts = await self._deps.attendance.attendance_counts(schedule.tenant, schedule.id)
        found: list[SlotStats] = []
        for day in sorted(begun, reverse=True):
            progress = await self._deps.ledger.campaign_progress(schedule.tenant, campaign(schedule.id, day))
            if progress:
                found.append(SlotStats(day, progress[0], counts.get(day, AttendanceCount())))
            if len(found) == SLOTS:
                break
        return found
