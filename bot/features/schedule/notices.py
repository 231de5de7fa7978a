"""Writes what goes out by schedule, as things are at the moment it goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.core import card as c
from bot.core.edge import Fate
from bot.core.ledger import Notice
from bot.core.viewer import knows_zone
from bot.features.schedule import agent_cards
from bot.features.schedule import model as names
from bot.features.schedule.buttons import SlotReference
from bot.features.schedule.deps import ScheduleDeps
from bot.features.schedule.manager_cards import topic_name, word
from bot.features.schedule.model import PATIENCE, Schedule, ScheduleState, SlotAttendance
from bot.features.schedule.preferences import DeliveryPreferences, wanted


class ScheduleNoticeWriter:
    """`Author` of drills by schedule, and of what managers are told of them."""

    def __init__(self, deps: ScheduleDeps) -> None:
        self._deps = deps

    async def card(self, notice: Notice) -> c.Card | None:
        """Returns the card as things are now, or None where it is not wanted any more."""
        schedule = await self._deps.schedules.find_schedule(notice.to.tenant, notice.about[0])
        if schedule is None:
            return None
        if notice.what == names.TEST:
            return await self._test(notice, schedule)
        if notice.what != names.DRILL:
            reader = await self._deps.reader(notice.to, schedule.language)
            day = date.fromisoformat(notice.about[1])
            return word(self._deps.say(reader.language), reader.language, schedule, notice.what, day)
        if schedule.state not in (ScheduleState.ACTIVE, ScheduleState.ENDED):
            return None
        return await (self._round if notice.to.channel else self._drill)(notice, schedule)

    async def follow(self, notice: Notice, fate: Fate, now: datetime) -> Sequence[Notice]:
        """Takes the drill before this one back, if it was not opened. Nothing follows."""
        if notice.what != names.DRILL or fate is not Fate.SENT:
            return ()
        if notice.to.channel:
            await self._channel_told(notice)
        else:
            await self._arrived(notice)
        return ()

    async def _test(self, notice: Notice, schedule: Schedule) -> c.Card:
        reader = await self._deps.reader(notice.to, schedule.language)
        say = self._deps.say(reader.language)
        topic = topic_name(self._deps.drills, schedule.topic, reader.language)
        ref = SlotReference(schedule.id, None)
        return agent_cards.drill(say, reader.language, schedule, ref, topic, first=False)

    async def _drill(self, notice: Notice, schedule: Schedule) -> c.Card | None:
        reader = await self._deps.reader(notice.to, notice.about[3])
        if not await self._is_wanted(notice, reader.zone):
            return None
        day = date.fromisoformat(notice.about[1])
        run = await self._run(notice)
        say = self._deps.say(reader.language)
        if run.asked or (run.day is not None and run.day > day):  # one that was put off, and a later one came
            return None
        if _asks(run, day):
            return agent_cards.asked(say, reader.language, SlotReference(schedule.id, day))
        topic = topic_name(self._deps.drills, schedule.topic, reader.language)
        ref, first = SlotReference(schedule.id, day), run.day is None
        return agent_cards.drill(say, reader.language, schedule, ref, topic, first=first)

    async def _is_wanted(self, notice: Notice, own: str) -> bool:
        """Whether the person wants it now; in their quiet hours it is put down once more, for after them."""
        wish = (await self._deps.preferences.find_preferences(notice.to.tenant, [notice.to.id])).get(
            notice.to.id, DeliveryPreferences()
        )
        now, zone = self._deps.now(), own if knows_zone(own) else notice.about[2]
        until = notice.until or now
        best = wanted(wish, now, until, zone)
        if best is not None and best > now:
            await self._deps.ledger.add_notices([replace(notice, key=f"{notice.key}:loud", due=best)])
        return best == now

    async def _round(self, notice: Notice, schedule: Schedule) -> c.Card:
        # The key of the slot names the round, whichever delivery brings it.
        card = await self._deps.rounds.posted(
            notice.to, notice.key, schedule.topic, schedule.by, schedule.language
        )
        if schedule.told:
            return card
        say = self._deps.say(schedule.language)
        by = c.Quote(say("schedule.set_up_by"), schedule.name or schedule.by)
        return replace(card, elements=(*card.elements, by, c.Note(say("schedule.turn_down_round"))))

    async def _channel_told(self, notice: Notice) -> None:
        schedule = await self._deps.schedules.find_schedule(notice.to.tenant, notice.about[0])
        if schedule and not schedule.told:
            await self._deps.schedules.keep_schedule(replace(schedule, told=True))

    async def _arrived(self, notice: Notice) -> None:
        to, day = notice.to, date.fromisoformat(notice.about[1])
        asks = _asks(await self._run(notice), day)
        before = await self._deps.attendance.note_sent(
            to.tenant, notice.about[0], to.id, day, notice.key, asked=asks
        )
        unread = before.unopened or before.day == day  # of today's, what said when it would be back
        if not before.key or before.key == notice.key or not unread:
            return
        older = await self._deps.ledger.find_delivery(to.tenant, before.key)
        if older and older.message:
            await self._deps.withdraw(to, older.message)

    async def _run(self, notice: Notice) -> SlotAttendance:
        to = notice.to
        return (await self._deps.attendance.find_attendance(to.tenant, notice.about[0], [to.id])).get(
            to.id, SlotAttendance()
        )


def _asks(run: SlotAttendance, day: date) -> bool:
    return run.unopened >= PATIENCE and run.day != day and not run.asked
