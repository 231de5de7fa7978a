"""What agents do with the drills that come to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from bot.core.chat import Answer, Person, Placement, Press
from bot.core.desk import PressRoute, Routes
from bot.core.practice import DrillRequest
from bot.core.shift import Shift, ending_at
from bot.features.schedule import agent_cards as cards
from bot.features.schedule.buttons import SlotReference, decode_delay
from bot.features.schedule.deps import ScheduleDeps
from bot.features.schedule.model import Schedule, delivery_key
from bot.features.schedule.postponing import SHIFT, chosen_end, comes_back, possible_ends
from bot.features.schedule.recurrence import zone_or
from bot.features.schedule.service import AttendanceService


class ScheduledDrillHandlers:
    """Starts, puts off and turns down. Whatever is pressed is an answer: nothing is unopened then."""

    def __init__(self, deps: ScheduleDeps) -> None:
        self._deps = deps
        self._service = AttendanceService(deps)

    def routes(self) -> Routes:
        """Returns what is answered to everybody."""
        return Routes(
            presses=(
                PressRoute(cards.START, self.start),
                PressRoute(cards.LATER, self.later),
                PressRoute(cards.ENDS, self.ends),
                PressRoute(cards.NOT_TODAY, self.not_today),
                PressRoute(cards.KEEP_ON, self.keep_on),
                PressRoute(cards.REST, self.rest),
                PressRoute(cards.STOP, self.stop),
            )
        )

    async def start(self, ask: Press) -> Answer:
        """Begins the drill in place of its card; an old card leads to the last drill that came."""
        person, ref = ask.person, SlotReference.decode(ask.value)
        schedule = await self._schedule(person, ref)
        if ref is None or schedule is None:  # deleted since; whoever wants to practise still can
            return await self._deps.drills.start(person, DrillRequest())
        if ref.day is None:
            topic = self._deps.day_topic(schedule, None)
            return await self._deps.drills.start(person, DrillRequest(topic, schedule.count))
        day = await self._service.open_drill(person, schedule, ref.day)
        about = delivery_key(schedule.id, day, person.user_id)
        topic = self._deps.day_topic(schedule, day)
        return await self._deps.drills.start(person, DrillRequest(topic, schedule.count, about))

    async def later(self, ask: Press) -> Answer:
        """Puts the drill off; of one person there is never more than one put off.

        To the end of a shift that nobody knows: asks when that is.
        """
        person, (delay, ref) = ask.person, decode_delay(ask.value)
        schedule = await self._schedule(person, ref)
        if ref is None or ref.day is None or schedule is None:
            return self._status(person, "schedule.over")
        clock = self._clock(person, schedule)
        due = comes_back(delay, clock.now, clock.zone, clock.shift)
        if due is None:
            return self._ask_end(person, ref, clock)
        return await self._put_off(person, schedule, ref.day, due, clock)

    async def ends(self, ask: Press) -> Answer:
        """Puts the drill off to the end of the shift that was chosen; remembers it where none was told."""
        person, (written, ref) = ask.person, decode_delay(ask.value)
        schedule = await self._schedule(person, ref)
        if ref is None or ref.day is None or schedule is None:
            return self._status(person, "schedule.over")
        clock = self._clock(person, schedule)
        end = chosen_end(written, clock.now)
        if end is None:
            return self._ask_end(person, ref, clock)
        likely = ending_at(end, clock.now, clock.zone)
        chosen = await self._deps.people.chosen_preferences(person)
        if chosen.shift is None:
            await self._deps.people.keep_preferences(person, replace(chosen, shift=likely))
        due = comes_back(SHIFT, clock.now, clock.zone, chosen.shift or likely) or end
        told = likely if chosen.shift is None else None
        return await self._put_off(person, schedule, ref.day, due, clock, told)

    async def not_today(self, ask: Press) -> Answer:
        """Lets this one go."""
        person, ref = ask.person, SlotReference.decode(ask.value)
        schedule = await self._schedule(person, ref)
        if ref and ref.day and schedule:
            await self._service.skip_drill(person, schedule, ref.day)
        return self._status(person, "schedule.let_go")

    async def keep_on(self, ask: Press) -> Answer:
        """Goes on as before."""
        await self._note_heard(ask)
        return self._status(ask.person, "schedule.goes_on")

    async def rest(self, ask: Press) -> Answer:
        """Pauses all drills of the person for a week."""
        await self._note_heard(ask)
        await self._service.pause_drills(ask.person)
        return self._status(ask.person, "schedule.rests")

    async def stop(self, ask: Press) -> Answer:
        """Stops all drills of the person."""
        await self._note_heard(ask)
        await self._service.stop_drills(ask.person)
        return self._status(ask.person, "schedule.stopped")

    async def _schedule(self, person: Person, ref: SlotReference | None) -> Schedule | None:
        return await self._deps.schedules.find_schedule(person.tenant, ref.schedule) if ref else None

    async def _put_off(
        self,
        person: Person,
        schedule: Schedule,
        day: date,
        due: datetime,
        clock: cards.DrillClock,
        likely: Shift | None = None,
    ) -> Answer:
        day = await self._service.postpone_drill(person, schedule, day, due, clock.zone)
        viewer, current = self._deps.viewer(person.language), SlotReference(schedule.id, day)
        return Answer(cards.postponed_card(viewer, due, current, clock, likely), Placement.UPDATE)

    def _ask_end(self, person: Person, ref: SlotReference, clock: cards.DrillClock) -> Answer:
        viewer, ends = self._deps.viewer(person.language), possible_ends(clock.now, clock.zone)
        return Answer(cards.shift_card(viewer, ref, ends, clock), Placement.UPDATE)

    def _clock(self, person: Person, schedule: Schedule) -> cards.DrillClock:
        zone = zone_or(person.zone, schedule.recurrence.zone)
        return cards.DrillClock(self._deps.now(), zone, person.shift)

    async def _note_heard(self, ask: Press) -> None:
        if ref := SlotReference.decode(ask.value):
            await self._deps.attendance.note_heard(ask.person.tenant, ref.schedule, ask.person.user_id)

    def _status(self, person: Person, key: str) -> Answer:
        return Answer(cards.status_card(self._deps.viewer(person.language), key), Placement.UPDATE)
