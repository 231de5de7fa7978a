"""Somebody who practises, and an app with the small bank of the tests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.core import card as c
from bot.core.quiz import QuizItem
from bot.features.drill.fsrs import ItemMemory
from bot.features.drill.model import Drill
from bot.wiring.stores import Stores
from tests.drill import bank
from tests.harness import Actor, Harness


class DrillApp(Harness):
    """An app whose quiz is `items`, which a test may change."""

    def __init__(self, stores: Stores | None = None, seed: int = 7) -> None:
        self.items: dict[str, QuizItem] = dict(bank.items())
        super().__init__(stores, book=replace(bank.book(), quiz=self.items), seed=seed)

    async def drill(self, id: str) -> Drill:
        """Returns a drill."""
        found = await self.stores.drills.find_drill("T1", id)
        assert found
        return found


class Trainee(Actor):
    """Somebody who types `/drill`."""

    command = "drill"

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

    def letter(self, *, right: bool) -> str:
        """Returns the letter of the best option, or of the first other one."""
        texts = {t.text[2]: t.text for t in self.all(c.Text) if "** · " in t.text}
        kinds = ("the best", "la mejor")
        return next(letter for letter, t in texts.items() if any(kind in t for kind in kinds) is right)

    async def memories(self) -> Mapping[str, ItemMemory]:
        """Returns what is remembered of their answers."""
        return await self.app.stores.drills.memories(self.person.tenant, self.person.user_id)
