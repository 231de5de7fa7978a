"""Writes what goes out by schedule, as things are at the moment it goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.coach import card as c
from bot.coach.edge import Fate
from bot.coach.ledger import Notice
from bot.coach.schedule import agent_cards
from bot.coach.schedule import schedule as names
from bot.coach.schedule.agent_cards import Ref
from bot.coach.schedule.attendance import PATIENCE, Run
from bot.coach.schedule.kit import Kit
from bot.coach.schedule.manager_cards import topic_name, word
from bot.coach.schedule.recurrence import known
from bot.coach.schedule.schedule import Schedule, State
from bot.coach.schedule.wish import Wish, wanted


class ScheduleAuthor:
    """`Author` of drills by schedule, and of what managers are told of them."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit

    async def card(self, notice: Notice) -> c.Card | None:
        """Returns the card as things are now, or None where it is not wanted any more."""
        schedule = await self._kit.schedules.find(notice.to.tenant, notice.about[0])
        if schedule is None:
            return None
        if notice.what == names.TEST:
            return await self._test(notice, schedule)
        if notice.what != names.DRILL:
            reader = await self._kit.reader(notice.to, schedule.language)
            day = date.fromisoformat(notice.about[1])
            return word(self._kit.say(reader.language), reader.language, schedule, notice.what, day)
        if schedule.state not in (State.ACTIVE, State.ENDED):
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
        reader = await self._kit.reader(notice.to, schedule.language)
        say = self._kit.say(reader.language)
        topic = topic_name(self._kit.drills, schedule.topic, reader.language)
        ref = Ref(schedule.id, None)
        return agent_cards.drill(say, reader.language, schedule, ref, topic, first=False)

    async def _drill(self, notice: Notice, schedule: Schedule) -> c.Card | None:
        reader = await self._kit.reader(notice.to, notice.about[3])
        if not await self._is_wanted(notice, reader.zone):
            return None
        day = date.fromisoformat(notice.about[1])
        run = await self._run(notice)
        say = self._kit.say(reader.language)
        if run.asked or (run.day is not None and run.day > day):  # one that was put off, and a later one came
            return None
        if _asks(run, day):
            return agent_cards.asked(say, reader.language, Ref(schedule.id, day))
        topic = topic_name(self._kit.drills, schedule.topic, reader.language)
        ref, first = Ref(schedule.id, day), run.day is None
        return agent_cards.drill(say, reader.language, schedule, ref, topic, first=first)

    async def _is_wanted(self, notice: Notice, own: str) -> bool:
        """Whether the person wants it now; in their quiet hours it is put down once more, for after them."""
        wish = (await self._kit.wishes.of(notice.to.tenant, [notice.to.id])).get(notice.to.id, Wish())
        now, zone = self._kit.now(), own if known(own) else notice.about[2]
        until = notice.until or now
        best = wanted(wish, now, until, zone)
        if best is not None and best > now:
            await self._kit.ledger.add([replace(notice, key=f"{notice.key}:loud", due=best)])
        return best == now

    async def _round(self, notice: Notice, schedule: Schedule) -> c.Card:
        # The key of the slot names the round, whichever delivery brings it.
        card = await self._kit.rounds.posted(
            notice.to, notice.key, schedule.topic, schedule.by, schedule.language
        )
        if schedule.told:
            return card
        say = self._kit.say(schedule.language)
        by = c.Quote(say("schedule.set_up_by"), schedule.name or schedule.by)
        return replace(card, elements=(*card.elements, by, c.Note(say("schedule.turn_down_round"))))

    async def _channel_told(self, notice: Notice) -> None:
        schedule = await self._kit.schedules.find(notice.to.tenant, notice.about[0])
        if schedule and not schedule.told:
            await self._kit.schedules.keep(replace(schedule, told=True))

    async def _arrived(self, notice: Notice) -> None:
        to, day = notice.to, date.fromisoformat(notice.about[1])
        asks = _asks(await self._run(notice), day)
        before = await self._kit.attendance.sent(
            to.tenant, notice.about[0], to.id, day, notice.key, asked=asks
        )
        unread = before.unopened or before.day == day  # of today's, what said when it would be back
        if not before.key or before.key == notice.key or not unread:
            return
        older = await self._kit.ledger.find(to.tenant, before.key)
        if older and older.message:
            await self._kit.withdraw(to, older.message)

    async def _run(self, notice: Notice) -> Run:
        to = notice.to
        return (await self._kit.attendance.of(to.tenant, notice.about[0], [to.id])).get(to.id, Run())


def _asks(run: Run, day: date) -> bool:
    return run.unopened >= PATIENCE and run.day != day and not run.asked
