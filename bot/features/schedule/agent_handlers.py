"""What agents do with the drills that come to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.core.chat import Answer, Person, Placement, Press
from bot.core.desk import PressRoute, Routes
from bot.core.edge import Address
from bot.core.ledger import Notice
from bot.core.people import Clock
from bot.core.practice import DrillRequest
from bot.core.viewer import knows_zone, time_of_day
from bot.features.schedule import agent_cards as cards
from bot.features.schedule import model as names
from bot.features.schedule.buttons import SlotReference, read
from bot.features.schedule.deps import ScheduleDeps
from bot.features.schedule.model import Schedule, SlotAttendance, campaign, key
from bot.features.schedule.ports import AttendanceStore
from bot.features.schedule.preferences import DeliveryPreferences
from bot.features.schedule.recurrence import WINDOW

END_OF_SHIFT = time(17, 30)  # nobody tells the coach when a shift ends
WEEK = timedelta(days=7)
_PARTS = 4  # of a key: schedule, its id, the date, the recipient


class DrillFinisher:
    """`Finished` of whoever starts drills: keeps that a scheduled one was finished."""

    def __init__(self, attendance: AttendanceStore, clock: Clock) -> None:
        self._attendance = attendance
        self._clock = clock

    async def __call__(self, person: Person, about: str) -> None:
        """Keeps it, if `about` is the key of a delivery to this person."""
        parts = about.split(":", _PARTS - 1)
        if len(parts) == _PARTS and parts[0] == names.FEATURE and parts[3] == person.user_id:
            day, user = date.fromisoformat(parts[2]), person.user_id
            await self._attendance.note_finished(person.tenant, parts[1], user, day, self._clock())


class ScheduledDrillHandlers:
    """Starts, puts off and turns down. Whatever is pressed is an answer: nothing is unopened then."""

    def __init__(self, deps: ScheduleDeps) -> None:
        self._deps = deps

    def routes(self) -> Routes:
        """Returns what this room answers to everybody."""
        return Routes(
            presses=(
                PressRoute(cards.START, self.start),
                PressRoute(cards.LATER, self.later),
                PressRoute(cards.NOT_TODAY, self.not_today),
                PressRoute(cards.KEEP_ON, self.keep_on),
                PressRoute(cards.REST, self.rest),
                PressRoute(cards.STOP, self.stop),
            )
        )

    async def start(self, ask: Press) -> Answer:
        """Begins the drill in place of its card; an old card leads to the last drill that came."""
        person, ref = ask.person, read(ask.value)
        schedule = await self._deps.schedules.find_schedule(person.tenant, ref.schedule) if ref else None
        if ref is None or schedule is None:  # deleted since; whoever wants to practise still can
            return await self._deps.drills.start(person, DrillRequest())
        wanted = DrillRequest(schedule.topic, schedule.count)
        if ref.day is None:
            return await self._deps.drills.start(person, wanted)
        day = await self._last(person, schedule, ref.day)
        about = key(schedule.id, day, person.user_id)
        await self._deps.attendance.note_opened(
            person.tenant, schedule.id, person.user_id, day, self._deps.now()
        )
        await self._forget_later(person, schedule, day)
        return await self._deps.drills.start(person, replace(wanted, about=about))

    async def later(self, ask: Press) -> Answer:
        """Puts the drill off; of one person there is never more than one put off."""
        when, _, value = ask.value.partition(".")
        person, ref = ask.person, read(value)
        schedule = await self._deps.schedules.find_schedule(person.tenant, ref.schedule) if ref else None
        if ref is None or ref.day is None or schedule is None:
            return self._told(person, "schedule.over")
        day = await self._last(person, schedule, ref.day)
        due = self._due(person, schedule, when)
        await self._forget_later(person, schedule, day)
        await self._deps.attendance.note_heard(person.tenant, schedule.id, person.user_id)
        await self._deps.ledger.add_notices([self._put_off(person, schedule, day, due)])
        zone = self._zone(person, schedule)
        say = self._deps.say(person.language)
        shown = time_of_day(due.astimezone(ZoneInfo(zone)))
        return Answer(
            cards.put_off(say, person.language, shown, SlotReference(schedule.id, day)), Placement.UPDATE
        )

    async def not_today(self, ask: Press) -> Answer:
        """Lets this one go."""
        person, ref = ask.person, read(ask.value)
        schedule = await self._deps.schedules.find_schedule(person.tenant, ref.schedule) if ref else None
        if ref and ref.day and schedule:
            await self._forget_later(person, schedule, ref.day)
            await self._deps.attendance.note_heard(person.tenant, schedule.id, person.user_id)
        return self._told(person, "schedule.let_go")

    async def keep_on(self, ask: Press) -> Answer:
        """Goes on as before."""
        await self._heard(ask)
        return self._told(ask.person, "schedule.goes_on")

    async def rest(self, ask: Press) -> Answer:
        """Pauses all drills of the person for a week."""
        await self._heard(ask)
        await self._wish(ask.person, stopped=False, paused=self._deps.now() + WEEK)
        return self._told(ask.person, "schedule.rests")

    async def stop(self, ask: Press) -> Answer:
        """Stops all drills of the person."""
        await self._heard(ask)
        await self._wish(ask.person, stopped=True, paused=None)
        return self._told(ask.person, "schedule.stopped")

    async def _last(self, person: Person, schedule: Schedule, day: date) -> date:
        found = await self._deps.attendance.find_attendance(person.tenant, schedule.id, [person.user_id])
        return max(day, found.get(person.user_id, SlotAttendance()).day or day)

    def _due(self, person: Person, schedule: Schedule, when: str) -> datetime:
        now = self._deps.now()
        if when != cards.SHIFT:
            return now + timedelta(minutes=15 if when == cards.FIFTEEN else 60)
        where = ZoneInfo(self._zone(person, schedule))
        local = now.astimezone(where)
        end = datetime.combine(local.date(), END_OF_SHIFT, where).astimezone(UTC)
        return end if end > now else now + WINDOW  # a shift at night ends some time later

    def _put_off(self, person: Person, schedule: Schedule, day: date, due: datetime) -> Notice:
        to = Address(person.tenant, person.platform, person.user_id)
        about = (schedule.id, day.isoformat(), self._zone(person, schedule), person.language)
        name = f"{key(schedule.id, day, person.user_id)}:later:{int(due.timestamp())}"
        return Notice(
            name, to, names.DRILL, about, due, due + WINDOW, campaign=f"later:{campaign(schedule.id, day)}"
        )

    def _zone(self, person: Person, schedule: Schedule) -> str:
        return person.zone if knows_zone(person.zone) else schedule.rhythm.zone

    async def _forget_later(self, person: Person, schedule: Schedule, day: date) -> None:
        prefix = f"{key(schedule.id, day, person.user_id)}:later:"
        await self._deps.ledger.cancel_campaign(person.tenant, prefix=prefix)

    async def _heard(self, ask: Press) -> None:
        if ref := read(ask.value):
            await self._deps.attendance.note_heard(ask.person.tenant, ref.schedule, ask.person.user_id)

    async def _wish(self, person: Person, *, stopped: bool, paused: datetime | None) -> None:
        wishes = await self._deps.preferences.find_preferences(person.tenant, [person.user_id])
        wish = wishes.get(person.user_id, DeliveryPreferences())
        await self._deps.preferences.keep_preferences(
            person.tenant, person.user_id, replace(wish, stopped=stopped, paused=paused)
        )

    def _told(self, person: Person, key: str) -> Answer:
        return Answer(cards.told(self._deps.say(person.language), person.language, key), Placement.UPDATE)
