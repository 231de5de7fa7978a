"""A place to practise: the desk, a clock that goes when told to, dice that fall the same each time."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from bot.coach import card as c
from bot.coach.desk import Desk
from bot.coach.drill import room
from bot.coach.drill.kept import Drills, DrillsInMemory
from bot.coach.drill.kit import Kit
from bot.coach.drill.lately import Lately
from bot.coach.drill.memory import Memory
from bot.coach.home.front_door import FrontDoor
from bot.coach.library import Library
from bot.coach.ports import PeopleInMemory
from bot.coach.practice import QuizItem
from bot.coach.talk import Answer, Command, How, Person, Press
from tests.drill import bank

TUESDAY = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)


class Gym:
    """The desk and what it keeps. `items` is the bank; a test may change it."""

    def __init__(self, drills: Drills | None = None, seed: int = 7) -> None:
        numbers = count(1)
        self.now = TUESDAY
        self.items: dict[str, QuizItem] = dict(bank.items())
        self.drills = drills or DrillsInMemory()
        self.lately = Lately(lambda: self.now)
        self.finished: list[tuple[str, str]] = []
        self.told: tuple[str, ...] = ()
        book = bank.book()

        def nearest(_: str, text: str) -> str:
            found = bank.finder().find(text)
            return found.nearest[0] if found.confident else ""

        self.kit = Kit(
            book=lambda _: book,
            bank=lambda _: self.items,
            drills=self.drills,
            clock=lambda: self.now,
            new_id=lambda: f"d{next(numbers)}",
            dice=random.Random(seed),
            lately=self.lately.of,
            nearest=nearest,
            finished=self._finished,
            told=self._told,
        )
        door = FrontDoor(Library(book))
        self.people = PeopleInMemory()
        self.desk = Desk(door, str, self.people)
        self.practice, *others = room.capabilities(self.kit)
        self.desk.open([door, self.practice, *others])

    def later(self, **time: float) -> None:
        """Lets time go by."""
        self.now += timedelta(**time)

    def somebody(self, name: str = "ana", language: str = "en", zone: str = "") -> Trainee:
        """Returns a person to act as."""
        return Trainee(self, Person("T1", "slack", name, language, zone=zone))

    async def memories(self, who: Trainee) -> Mapping[str, Memory]:
        return await self.drills.memories(who.person.tenant, who.person.user_id)

    async def _finished(self, person: Person, about: str) -> None:
        self.finished.append((person.user_id, about))

    async def _told(self, _: Person) -> tuple[str, ...]:
        return self.told


@dataclass
class Trainee:
    """Somebody who types and presses; `card` is what they see now."""

    gym: Gym
    person: Person
    card: c.Card = field(default_factory=lambda: c.Card("", ()))
    how: How = How.PRIVATE

    async def types(self, text: str = "") -> str:
        """Types `/drill text`, and returns the title of what comes."""
        return self.seen(await self.gym.desk.answer(Command(self.person, "drill", text)))

    async def presses(self, label: str) -> str:
        """Presses the button with that label."""
        return await self.press(self.button(label))

    async def press(self, button: c.Button) -> str:
        """Presses a button, of whichever card."""
        return self.seen(await self.gym.desk.answer(Press(self.person, button.action, button.value)))

    async def chooses(self, option: str) -> str:
        """Chooses an option of the card's select."""
        choice = next(e for e in self.card.elements if isinstance(e, c.Choice))
        value = next(o.value for o in choice.options if o.label == option)
        return self.seen(await self.gym.desk.answer(Press(self.person, choice.action, value)))

    async def answers(self, *, right: bool = True, guessing: bool = False) -> str:
        """Answers the question on the card."""
        if guessing:
            await self.presses("I'd be guessing")
        return await self.presses(self.letter(right=right))

    async def finishes(self) -> str:
        """Answers what is left of the drill, rightly, up to the end card."""
        while "A" in self.labels:
            await self.answers()
            await self.presses(self.labels[0])
        return self.title

    def got(self, how: How) -> bool:
        """Returns whether the card came that way."""
        return self.how is how

    def letter(self, *, right: bool) -> str:
        """Returns the letter of the best option, or of the first other one."""
        texts = {t.text[2]: t.text for t in self.card.elements if isinstance(t, c.Text) and "** · " in t.text}
        kinds = ("the best", "la mejor")
        return next(letter for letter, t in texts.items() if any(kind in t for kind in kinds) is right)

    def seen(self, reply: object) -> str:
        assert isinstance(reply, Answer)
        self.card, self.how = reply.card, reply.how
        return self.title

    def button(self, label: str) -> c.Button:
        """Returns the button with that label."""
        return next(button for button in self.buttons if button.label == label)

    @property
    def title(self) -> str:
        return next(e.text for e in self.card.elements if isinstance(e, c.Heading))

    @property
    def buttons(self) -> list[c.Button]:
        return [button for e in self.card.elements if isinstance(e, c.Buttons) for button in e.buttons]

    @property
    def labels(self) -> list[str]:
        return [button.label for button in self.buttons]

    @property
    def text(self) -> str:
        """All that the card says beside its buttons."""
        found = [e.text for e in self.card.elements if isinstance(e, c.Heading | c.Text | c.Note)]
        found += [f"{e.label} {e.text}" for e in self.card.elements if isinstance(e, c.Quote)]
        return "\n".join(found)
