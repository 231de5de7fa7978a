"""Whatever happens in whatever order: one delivery for each slot and recipient, and none is missed."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.card import Card
from bot.core.clocks import instant
from bot.core.edge import Address, Fate, Receipt
from bot.core.ledger import Notice
from bot.features.schedule.model import DeliveryFormat, RecurrenceRule, Schedule, Slot
from bot.features.schedule.ports import ScheduleStores
from bot.features.schedule.recurrence import WINDOW, spread_offset
from bot.store.memory.schedule import MemoryAttendanceStore, MemoryPreferenceStore, MemoryScheduleStore
from bot.wiring.stores import Stores
from tests.harness import PLATFORM, Clock
from tests.schedule.actor import BOGOTA, MADRID, MEXICO, ScheduleApp, manager

PEOPLE = {"ana": BOGOTA, "luis": MADRID, "eva": MEXICO, "zoe": "", "ivo": "America/Santiago"}
START = datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
GOING_ON = st.one_of(
    st.tuples(st.just("passes"), st.integers(1, 45)),
    st.tuples(st.just("dies"), st.integers(0, 2)),
    st.tuples(st.just("twice"), st.just(0)),
)
ANYTHING = st.one_of(
    GOING_ON,
    st.tuples(st.just("passes"), st.integers(60, 900)),  # asleep meanwhile
    st.tuples(st.just("back"), st.integers(1, 600)),
    st.tuples(st.just("moves"), st.integers(0, 4)),
    st.tuples(st.just("at"), st.sampled_from([7, 9, 12, 20])),
    st.tuples(st.just("topic"), st.just(0)),
    st.tuples(st.just("pause"), st.just(0)),
)


class Died(Exception):
    """The process was killed."""


class Mortal(MemoryScheduleStore):
    """Schedules of a process that dies after so many batches; less than none: never."""

    lives = -1

    async def plan_slot(
        self, schedule: Schedule, before: Slot | None, slot: Slot, notices: Sequence[Notice]
    ) -> bool:
        if self.lives == 0:
            raise Died
        self.lives -= 1
        return await super().plan_slot(schedule, before, slot, notices)


class Counting:
    """A messenger that takes everything, and remembers when."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, datetime]] = []
        self.clock = Clock(START)

    async def send(self, address: Address, card: Card, key: str) -> Receipt:
        if address.id != "marta":
            self.sent.append((address.id, key.split(":")[2], self.clock.now))
        return Receipt(Fate.SENT, key)


class World:
    """A schedule of five people in five zones."""

    def __init__(self) -> None:
        self.schedules, self.messenger = Mortal(), Counting()
        self.app = ScheduleApp(
            Stores(schedule=ScheduleStores(self.schedules, MemoryAttendanceStore(), MemoryPreferenceStore())),
            now=START,
            messenger=self.messenger,
        )
        self.messenger.clock = self.app.clock

    async def begin(self, *, own: bool) -> None:
        await self.app.team(*PEOPLE)
        for name, zone in PEOPLE.items():
            if zone:
                await self.app.meet(name, zone)
        rule = RecurrenceRule(tuple(range(7)), time(9, 30), MEXICO, own, date(2026, 11, 1))
        schedule = Schedule("T1", "s1", PLATFORM, "night", "marta", "Marta", "en", DeliveryFormat.EACH, rule)
        await self.schedules.keep_schedule(replace(schedule, spread=10, since=START))

    async def does(self, what: str, number: int) -> None:
        await getattr(self, what)(number)
        await self.tick()

    async def tick(self) -> None:
        await self.app.ticks()

    async def passes(self, minutes: int) -> None:
        self.app.later(minutes=minutes)

    async def back(self, minutes: int) -> None:
        self.app.later(minutes=-minutes)

    async def dies(self, lives: int) -> None:
        self.schedules.lives = lives
        await self.tick()
        self.schedules.lives = -1
        self.app.errors.clear()

    async def twice(self, _: int) -> None:
        await asyncio.gather(*(self.app.planner.tick(self.app.now) for _ in range(2)))

    async def moves(self, number: int) -> None:
        await self.app.meet("ana", list(PEOPLE.values())[number] or "America/Tijuana")

    async def at(self, hour: int) -> None:
        before = await self.app.only()
        rule = replace(before.recurrence, at=time(hour, 30))
        await self.schedules.change_schedule(
            replace(before, recurrence=rule, since=self.app.now, edition=before.edition + 1)
        )

    async def topic(self, _: int) -> None:
        before = await self.app.only()
        await self.schedules.change_schedule(replace(before, topic="saying-no", edition=before.edition + 1))

    async def pause(self, _: int) -> None:
        marta = manager(self.app)
        await marta.types("schedules")
        await marta.chooses(marta.options()[0])
        await marta.presses("Pause")
        await marta.presses("Resume")


@settings(max_examples=40, deadline=None)
@given(st.booleans(), st.lists(ANYTHING, max_size=40))
def test_never_twice(own: bool, steps: list[tuple[str, int]]) -> None:
    async def run() -> None:
        world = World()
        await world.begin(own=own)
        for what, number in steps:
            await world.does(what, number)
        for _ in range(30):
            await world.does("passes", 60)
        counts = Counter((user, day) for user, day, _ in world.messenger.sent)
        assert max(counts.values(), default=0) <= 1
        assert not world.app.errors

    asyncio.run(run())


@settings(max_examples=25, deadline=None)
@given(st.booleans(), st.lists(GOING_ON, max_size=60))
def test_everybody_gets_theirs_within_the_window(own: bool, steps: list[tuple[str, int]]) -> None:
    async def run() -> None:
        world = World()
        await world.begin(own=own)
        for what, number in steps:
            await world.does(what, number)
        while world.app.now < START + timedelta(days=3):
            await world.does("passes", 45)
        got = {(user, day): at for user, day, at in world.messenger.sent}
        assert len(got) == len(world.messenger.sent)
        for user, zone in PEOPLE.items():
            for day in (date(2026, 11, 23), date(2026, 11, 24)):
                moment = instant(day, time(9, 30), (zone if own and zone else MEXICO))
                due = moment + spread_offset("s1", user, 10)
                assert due <= got[user, day.isoformat()] <= moment + timedelta(minutes=10) + WINDOW

    asyncio.run(run())
