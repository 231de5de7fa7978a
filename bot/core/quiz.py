"""What people practise with, as plain values: quiz items."""

from __future__ import annotations

from collections.abc import MutableSequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol

from bot.core.safety import HEAVY, SafetyKind
from bot.core.words import Localized

OPTIONS = 3
OF_SAFETY = "safety:"  # stands before a kind where a situation could stand


class ProtocolMoment(Enum):
    """A moment of the two-warning protocol that asks for one way on and no other."""

    THREAT = "threat"
    BOMB = "bomb"
    SELF_HARM = "self-harm"
    SEXUAL = "sexual"
    HATE = "hate"
    SOMEONE = "someone"
    SAID = "said"
    ENDING = "ending"
    URGENT = "urgent"
    AGAIN = "again"


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
    One about danger names what may be happening in `safety`, and may have no situation ("").
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
    safety: SafetyKind | None = None
    protocol: ProtocolMoment | None = None

    @property
    def trains(self) -> str:
        """What an answer counts for: the situation, else `safety:` and the kind."""
        return self.situation or (f"{OF_SAFETY}{self.safety.value}" if self.safety else "")

    @property
    def heavy(self) -> bool:
        """Whether nobody should meet it unasked."""
        return self.safety in HEAVY

    @property
    def key(self) -> int:
        """The place of the best option in its file."""
        return next(place for place, option in enumerate(self.options) if option.best)


class Dice(Protocol):
    """Chance, passed in: `random.Random` is one."""

    def shuffle(self, x: MutableSequence[Any], /) -> None:
        """Puts a list in another order."""
