"""What comes before every other answer: that somebody may get hurt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import NamedTuple, Protocol

from bot.core.chat import Answer, Person, Suggestions
from bot.core.words import Localized


class SafetyKind(Enum):
    """What may be happening. In the first five a life may be at risk; the last is about the agent alone."""

    SELF_HARM = "self-harm"
    VIOLENCE = "violence"
    BOMB = "bomb"
    MEDICAL = "medical"
    THIRD_PARTY_ABUSE = "third-party-abuse"
    SEXUAL_HARASSMENT = "sexual-harassment"
    HATE = "hate"
    AGENT_DISTRESS = "agent-distress"


class SafetyLevel(Enum):
    """CARD: the text is about it. LINE: it may be figurative, so the ordinary answer gets one line more."""

    CARD = "card"
    LINE = "line"


class SafetySign(NamedTuple):
    """What was noticed in a text. `own`: it is said of oneself, so whoever typed it may mean it."""

    kind: SafetyKind
    level: SafetyLevel
    own: bool = False

    @property
    def private(self) -> bool:
        """Whether it may be about the agent: then nothing of it is stored or counted."""
        return self.own or self.kind is SafetyKind.AGENT_DISTRESS


class CustomerLine(Enum):
    """Which of a country's lines fits a customer whom a kind is about."""

    CRISIS = "crisis"
    ABUSE = "abuse"
    NONE = "none"


class SafetyPhrase(NamedTuple):
    """Words to say in the moment, and how."""

    text: Localized
    cue: Localized


@dataclass(frozen=True, slots=True)
class SafetyGuide:
    """What the card of a kind says. `now` and `say` are by channel.

    They may hold `{emergency}`, and `say` `{line}` too, filled in with numbers when the card is made.
    `reviewed_on` is None as long as no professional has reviewed it.
    """

    kind: SafetyKind
    name: Localized
    title: Localized
    about: Localized
    now: Mapping[str, tuple[Localized, ...]]
    say: Mapping[str, tuple[SafetyPhrase, ...]]
    dont: Localized
    line: CustomerLine = CustomerLine.NONE
    reviewed_by: str = ""
    reviewed_on: date | None = None
    source: str = ""


# Where a life may be at risk: the customer's, the agent's, or somebody else's.
OF_A_LIFE = (
    SafetyKind.SELF_HARM,
    SafetyKind.VIOLENCE,
    SafetyKind.BOMB,
    SafetyKind.MEDICAL,
    SafetyKind.THIRD_PARTY_ABUSE,
)


# What nobody should meet unasked while they practise.
HEAVY = frozenset((*OF_A_LIFE, SafetyKind.SEXUAL_HARASSMENT))


class OrdinaryAnswer(NamedTuple):
    """What shows the ordinary answer to a text in place of a safety card: a press, without the text."""

    action: str
    value: str = ""


class DangerAnswer(Protocol):
    """Answers a text that was typed where nobody looks anything up, if it surely means danger."""

    async def __call__(self, person: Person, text: str) -> Answer | None:
        """Returns the safety card, or None."""


class SafetyAnswers(Protocol):
    """Answers a text that may mean danger, in place of the look-up or above its answer."""

    async def instead(
        self, person: Person, sign: SafetySign, channel: str, ordinary: OrdinaryAnswer
    ) -> Answer:
        """Returns the safety card of a kind, which stands alone."""

    async def suggestions(self, person: Person, kind: SafetyKind, channel: str) -> Suggestions:
        """Returns the words to say in the moment, to pick while typing."""

    def above(
        self, person: Person, sign: SafetySign, channel: str, ordinary: OrdinaryAnswer, answer: Answer
    ) -> Answer:
        """Returns an ordinary answer with one line above it that leads to the safety card."""
