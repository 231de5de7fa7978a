"""What people practise with, as plain values: quiz items."""

from __future__ import annotations

from collections.abc import MutableSequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.core.words import Localized

OPTIONS = 3


@dataclass(frozen=True, slots=True)
class QuizOption:
    """One way to go on, and why it is right or what it costs."""

    text: Localized
    why: Localized
    best: bool = False


@dataclass(frozen=True, slots=True)
class QuizItem:
    """A moment in a contact with three ways to go on, one of them the best.

    `method` and `pitfall` are "" where it trains none; no industries or channels means all. `difficulty` is 1
    to 3, `topic` the file that it stands in. An `own` one a team wrote itself; its topic is its situation.
    """

    id: str
    topic: str
    situation: str
    difficulty: int
    stem: Localized
    options: tuple[QuizOption, ...]
    method: str = ""
    pitfall: str = ""
    industries: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    own: bool = False

    @property
    def key(self) -> int:
        """The place of the best option in its file."""
        return next(place for place, option in enumerate(self.options) if option.best)


class Dice(Protocol):
    """Chance, passed in: `random.Random` is one."""

    def shuffle(self, x: MutableSequence[Any], /) -> None:
        """Puts a list in another order."""
