"""Two scenarios of our own, so that no test leans on what writers may change, and somebody who plays them."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path

from bot.coach import card as c
from bot.coach.desk import Desk
from bot.coach.home.front_door import FrontDoor
from bot.coach.library import Library
from bot.coach.phrasebook import Phrasebook
from bot.coach.ports import PeopleInMemory
from bot.coach.roleplay import room
from bot.coach.roleplay.kit import Kit
from bot.coach.roleplay.play import Plays, PlaysInMemory
from bot.coach.talk import Answer, Ask, Command, How, Person, Press
from bot.content.load import load
from tests.conftest import PHRASEBOOK

SCENARIOS = Path(__file__).parent / "scenarios"
PARCEL, BILL = "late-parcel", "insults-bill"
SOLVED = ("name-it", "look", "truth", "two-ways", "do-it", "recap")
FIXED_ANGRY = ("script", "look", "truth", "two-ways", "do-it", "recap")


def copied(to: Path) -> Path:
    """Returns a phrasebook under `to` whose only scenarios are those of this folder."""
    root = Path(shutil.copytree(PHRASEBOOK, to / "phrasebook"))
    shutil.rmtree(root / "scenarios", ignore_errors=True)
    shutil.copytree(SCENARIOS, root / "scenarios")
    return root


@cache
def with_samples() -> Phrasebook:
    """Returns the shipped phrasebook with these scenarios in place of its own."""
    with tempfile.TemporaryDirectory() as folder:
        return load(copied(Path(folder)))


@dataclass
class Stage:
    """The desk with role-plays alone, and the time."""

    plays: Plays = field(default_factory=PlaysInMemory)
    library: Library = field(default_factory=lambda: Library(with_samples()))
    needed: tuple[str, ...] = ()
    now: datetime = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)

    def __post_init__(self) -> None:
        numbers = count(1)
        self.kit = Kit(
            self.library, self.plays, lambda: self.now, lambda: f"p{next(numbers)}", lambda _: self.needed
        )
        door = FrontDoor(self.library)
        self.desk = Desk(door, str, PeopleInMemory())
        self.desk.open([door, *room.capabilities(self.kit)])

    def later(self, **time: float) -> None:
        self.now += timedelta(**time)

    def somebody(self, name: str = "ana", language: str = "en", tenant: str = "T1") -> Player:
        """Returns a person to play as."""
        return Player(self, Person(tenant, "slack", name, language))


@dataclass
class Player:
    """Somebody who plays; `card` is what they see now."""

    stage: Stage
    person: Person
    card: c.Card = field(default_factory=lambda: c.Card("", ()))
    hows: list[How] = field(default_factory=list)

    async def types(self, text: str) -> str:
        """Types `/drill text`."""
        return await self.ask(Command(self.person, "drill", text))

    async def presses(self, label: str) -> str:
        """Presses the button with that label."""
        button = next(button for button in self.buttons if button.label == label)
        return await self.ask(Press(self.person, button.action, button.value))

    async def replies(self, *ids: str) -> str:
        """Presses the buttons of these replies, one after the other."""
        for id in ids:
            button = next(b for b in self.buttons if b.value.endswith(f".{id}"))
            await self.ask(Press(self.person, button.action, button.value))
        return self.title

    async def chooses(self, label: str) -> str:
        """Chooses a scenario of the list."""
        choice = next(e for e in self.card.elements if isinstance(e, c.Choice))
        value = next(option.value for option in choice.options if option.label == label)
        return await self.ask(Press(self.person, choice.action, value))

    async def ask(self, ask: Ask) -> str:
        reply = await self.stage.desk.answer(ask)
        assert isinstance(reply, Answer)
        self.card = reply.card
        self.hows.append(reply.how)
        return self.title

    @property
    def title(self) -> str:
        return next(e.text for e in self.card.elements if isinstance(e, c.Heading))

    @property
    def badge(self) -> str:
        return next(e.badge for e in self.card.elements if isinstance(e, c.Heading))

    @property
    def buttons(self) -> list[c.Button]:
        return [button for e in self.card.elements if isinstance(e, c.Buttons) for button in e.buttons]

    @property
    def labels(self) -> list[str]:
        return [button.label for button in self.buttons]

    @property
    def text(self) -> str:
        """All that the card says beside its phrases and buttons."""
        found = [e.text for e in self.card.elements if isinstance(e, c.Heading | c.Text | c.Note)]
        return "\n".join(found)
