"""What the look-up needs from the rest of the house."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from bot.coach.background import Behind
from bot.coach.ports import Clock, Favourites, Outcomes, People, Unfound
from bot.coach.talk import Person


class Rising(Protocol):
    """Which phrases rise. Answers from memory."""

    def rising(self, tenant: str, situation: str) -> Mapping[str, float]:
        """Returns how high the phrases stand that rise in a situation, by id."""


class Trail(Protocol):
    """Where people have been. Answers from memory."""

    def looked_up(self, person: Person, situation: str, value: str) -> None:
        """Notes that a person saw `situation`; a press of `lookup.show` with `value` shows it again."""


@dataclass(frozen=True, slots=True)
class Needs:
    """All of it. `ticket` returns a name that no look-up has had, of letters, digits, `-` and `_`."""

    people: People
    favourites: Favourites
    outcomes: Outcomes
    rising: Rising
    trail: Trail
    unfound: Unfound
    behind: Behind
    clock: Clock
    ticket: Callable[[], str]
