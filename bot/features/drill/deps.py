"""What the drill room works with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.core.chat import Person
from bot.core.people import Clock
from bot.core.phrasebook import Phrasebook
from bot.core.practice import Finished
from bot.core.quiz import Dice, QuizItem
from bot.core.viewer import zone_of
from bot.features.drill.ports import DrillStore
from bot.features.drill.viewer import DrillViewer


async def nobody_waits(_: Person, __: str) -> None:
    """`Finished` where nobody schedules."""


async def nothing_told(_: Person) -> Sequence[str]:
    """What a person is told about who sees that they practise: nobody does."""
    return ()


@dataclass(frozen=True, slots=True)
class DrillDeps:
    """All of it.

    `book` gives the phrasebook of a tenant and `bank` its quiz items, by id; `lately` the situations that a
    person looked up this week, newest first; `nearest` the situation that a text surely means, or "".
    `told` gives the lines by which a person learns what others see of their practice.
    """

    book: Callable[[str], Phrasebook]
    bank: Callable[[str], Mapping[str, QuizItem]]
    drills: DrillStore
    clock: Clock
    new_id: Callable[[], str]
    dice: Dice
    lately: Callable[[Person], Sequence[str]]
    nearest: Callable[[str, str], str]
    finished: Finished = nobody_waits
    told: Callable[[Person], Awaitable[Sequence[str]]] = nothing_told

    def now(self) -> datetime:
        """Returns the time in whole seconds, as it is kept."""
        return self.clock().replace(microsecond=0)

    def today(self, person: Person) -> date:
        """Returns the date where the person is."""
        return self.now().astimezone(zone_of(person.zone)).date()

    def viewer(self, person: Person) -> DrillViewer:
        """Returns how a person sees the cards."""
        return DrillViewer(
            self.book(person.tenant), person.language, self.bank(person.tenant), person, self.now()
        )
