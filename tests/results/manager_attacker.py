"""A manager who wants to know what one person did: makes groups, changes and removes them, looks at all."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import count

from bot.core.chat import Person, Role
from bot.core.figures import period_at
from bot.core.ledger import Notice
from bot.core.phrasebook import Phrasebook
from bot.core.ranges import TOGETHER
from bot.features.schedule.model import DeliveryFormat, RecurrenceRule, Schedule, Slot, SlotStage
from tests.harness import PLATFORM, TENANT, TUESDAY, Agent, Harness
from tests.results.floor import answers

ITEM, TOPIC = "saying-no-item-0", "saying-no"
PEOPLE = tuple(f"p{n:02}" for n in range(22))
PUPPETS = PEOPLE[:TOGETHER]  # what these did the manager knows
VICTIMS = PEOPLE[TOGETHER:]
WEEKS, DAY = 12, timedelta(days=1)


@dataclass(frozen=True)
class Deed:
    """What somebody did in four weeks: nothing, or an answer on a day, right or wrong, opening the drill."""

    day: int = 0
    right: bool = False
    practised: bool = True


NOTHING = Deed(practised=False)
World = Mapping[tuple[str, int], Deed]  # by person and the number of the four weeks


def world(dice: random.Random) -> dict[tuple[str, int], Deed]:
    """Returns what everybody did: in some worlds nearly all of it well, in others hardly any."""
    much, well = dice.choice((0.1, 0.5, 0.95, 1.0)), dice.choice((0.0, 0.5, 1.0))
    return {
        (user, number): Deed(dice.randrange(28), dice.random() < well) if dice.random() < much else NOTHING
        for user in PEOPLE
        for number in range(WEEKS // 4)
    }


def others_deed(dice: random.Random, deed: Deed) -> Iterator[Deed]:
    """Yields what somebody may have done otherwise: nothing, the right answer, the wrong one."""
    day = dice.randrange(28)
    for other in (NOTHING, Deed(day, right=True), Deed(day)):
        if (other.practised, other.right) != (deed.practised, deed.right):
            yield replace(other, day=deed.day if other.practised else 0)


class AttackingManager:
    """Plays one attack, the same each time for the same seed, and writes down all that is shown."""

    def __init__(self, book: Phrasebook, seed: int, done: World) -> None:
        self.app = Harness(book=book, now=period_at(TUESDAY).start)
        self.marta = Agent(self.app, "marta", role=Role.MANAGER)
        self.dice, self.done, self.began = random.Random(seed), done, self.app.now
        self.names, self.shown = count(), list[str]()

    async def attacks(self) -> list[str]:
        """Returns what was shown, look by look."""
        for user in PEOPLE:
            await self.app.stores.people.complete_person(Person(TENANT, PLATFORM, user, name=user))
        await self._makes(self.dice.sample(PEOPLE, self.dice.choice((8, 11, 22))))
        for day in range(WEEKS * 7 + 1):
            self.app.clock.now = self.began + day * DAY
            await self.app.features.group.counting.count_all(self.app.now)  # the daily job
            await self._everybody_does(day)
            if day % 3 == 0:
                await self._changes_groups()
            if day % 7 == 0:
                await self._looks()
        return self.shown

    async def _changes_groups(self) -> None:
        groups = await self.app.stores.groups.all_groups(TENANT)
        match self.dice.choice(("make", "make", "without", "with", "remove", "wait")):
            case "make":
                await self._makes(self.dice.sample(PEOPLE, self.dice.randint(2, len(PEOPLE))))
            case "without" if groups:  # beside the old one: whoever is in it alone makes the difference
                people = self.dice.choice(groups).people
                await self._makes([user for user in people if user != self.dice.choice(PEOPLE)])
            case "with" if groups:
                group = self.dice.choice(groups)
                people = tuple({*group.people} ^ {self.dice.choice(PEOPLE)})
                await self.marta.types("groups")
                await self.marta.press("group.edit", group.id)
                await self.marta.sends(people=sorted(people) or PEOPLE)
            case "remove" if len(groups) > 6:
                await self.marta.press("group.removed", self.dice.choice(groups).id)

    async def _makes(self, people: Sequence[str]) -> None:
        await self.marta.types("groups")
        await self.marta.presses("group.new")
        name = f"G{next(self.names)}"
        await self.marta.sends(name=name, people=sorted(people))
        groups = await self.app.stores.groups.all_groups(TENANT)
        group = next((group for group in groups if group.name == name), None)
        if group:
            schedule = _schedule(group.id, self.app.now.date())
            assert await self.app.stores.schedule.schedules.keep_schedule(schedule)

    async def _looks(self) -> None:
        for group in await self.app.stores.groups.all_groups(TENANT):
            await self.marta.press("results.show", group.id)
            self.shown.append(self.marta.text)
            await self.marta.press("schedule.show", f"s-{group.id}")
            self.shown.append(self.marta.text)

    async def _everybody_does(self, day: int) -> None:
        number, today = divmod(day, 28)
        if number >= WEEKS // 4:
            return
        stores = self.app.stores
        for user in PEOPLE:
            deed = self.done[user, number]
            if deed.practised and deed.day == today:
                given = [(ITEM, 0 if deed.right else 1, deed.right)]
                await answers(stores.drills, TENANT, user, self.app.now, given, TOPIC)
        await self._drills_come(self.app.now.date(), number, today)

    async def _drills_come(self, day: date, number: int, today: int) -> None:
        schedules, attendance = self.app.stores.schedule.schedules, self.app.stores.schedule.attendance
        for schedule in await schedules.all_schedules(TENANT):
            await schedules.plan_slot(schedule, None, Slot(day, 1, SlotStage.PLANNED), list[Notice]())
            for user in PEOPLE:  # whoever practised opens what comes that day, and all three days before
                deed = self.done[user, number]
                if deed.practised and 0 <= deed.day - today <= 3:
                    await attendance.note_opened(TENANT, schedule.id, user, day, self.app.now)
                    if deed.right:
                        await attendance.note_finished(TENANT, schedule.id, user, day, self.app.now)


def _schedule(group: str, first: date) -> Schedule:
    rule = RecurrenceRule(tuple(range(7)), time(10), "UTC", own_zone=False, first=first)
    each, since = DeliveryFormat.EACH, datetime.combine(first, time(0), tzinfo=TUESDAY.tzinfo)
    return Schedule(TENANT, f"s-{group}", PLATFORM, group, "marta", "Marta", "en", each, rule, since=since)
