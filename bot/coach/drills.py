"""What others may ask of the drills: a drill about something, a round in a channel, the topics there are."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from bot.coach.card import Card, Option
from bot.coach.ports import Address
from bot.coach.talk import Answer, Person


@dataclass(frozen=True, slots=True)
class Wanted:
    """A drill that somebody wants.

    `topic` is "" for mixed, else a situation, `method:<id>`, `pitfalls` or an industry. `about` says who
    asked for it: "" the person; else the key of a scheduled delivery.
    """

    topic: str = ""
    count: int = 3
    about: str = ""


class Drills(Protocol):
    """The drill room, for whoever schedules."""

    async def start(self, person: Person, wanted: Wanted) -> Answer:
        """Returns the drill in place of the card that offered it; goes on with an open one about the same."""

    def topics(self, language: str) -> tuple[Option, ...]:
        """Returns the topics there are, for forms; "", the mixed one, first."""


class Rounds(Protocol):
    """The team rounds, for whoever schedules."""

    async def posted(self, to: Address, key: str, topic: str, by: str, language: str) -> Card:
        """Opens the round `key` once, and returns the card to post."""


# Called with `Wanted.about` when a drill was finished.
Finished = Callable[[Person, str], Awaitable[None]]
