"""What people practise with, as plain values: quiz items."""

from __future__ import annotations

import re
from collections.abc import MutableSequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol

from bot.core.practice import WORDS_A_MINUTE
from bot.core.safety import HEAVY, SafetyKind
from bot.core.teaching import CARD_FILE, OF_CARD
from bot.core.words import Localized, pick

OPTIONS = 3
OF_SAFETY = "safety:"  # stands before a kind where a situation could stand


STEP = 5  # seconds
BRIEF = 10  # words of an explanation that are read in passing
_LEAST = 4  # words that can stand alone
_BREAK = re.compile(r"[.:!?](?=\s)|;(?=\s)|,(?=\s)|\s[–—](?=\s)")
# What begins so says little before its second half: “If you wait, …”.
_LINKS = frozenset({"and", "or", "but", "so", "y", "e", "o", "u", "ni", "pero", "que", "sino"})
_OPEN = re.compile(r"(?:if|when|while|as|after|before|once|si|cuando|mientras|como|al)\b", re.IGNORECASE)


class QuizKind(Enum):
    """What somebody does with the options of an item."""

    BEST = "best"  # finds the best way on
    NEED = "need"  # finds what the customer needs first
    WORD = "word"  # finds the words of a draft that make it worse; the draft stands in the moment
    ORDER = "order"  # puts three steps in their order, which is that of the file


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
    """One way to go on, words of a draft or a step, and why it is right or what it costs.

    `best` marks the one to find; of steps to put in order there is none.
    """

    text: Localized
    why: Localized
    best: bool = False


@dataclass(frozen=True, slots=True)
class QuizItem:
    """A moment in a contact with three options, by its `kind`: one of them is to be found, or all ordered.

    `method`, `pitfall` and `card`, a teaching, are "" where it trains none; no industries or channels means
    all. `difficulty` is 1 to 3, `topic` the file that it stands in. An `own` one a team wrote itself; its
    topic is its situation. One about danger names what may be happening in `safety`; that, or a card, may
    stand without a situation ("").
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
    card: str = ""
    kind: QuizKind = QuizKind.BEST

    @property
    def trains(self) -> str:
        """What an answer counts for: the situation, else `safety:` and the kind, else what cards it is of."""
        return self.situation or (f"{OF_SAFETY}{self.safety.value}" if self.safety else self.taught)

    @property
    def taught(self) -> str:
        """The topic of its teaching, that of the family where it has one; "" where it is of none."""
        of_file = self.topic.removeprefix(CARD_FILE) if self.topic.startswith(CARD_FILE) else ""
        return f"{OF_CARD}{of_file or self.card}" if self.card else ""

    @property
    def heavy(self) -> bool:
        """Whether nobody should meet it unasked."""
        return self.safety in HEAVY

    @property
    def ordered(self) -> bool:
        """Whether its options are steps, to be put in order."""
        return self.kind is QuizKind.ORDER

    @property
    def key(self) -> int:
        """The place of the option to find in its file; of steps, that of the first, and the right answer."""
        return next((place for place, option in enumerate(self.options) if option.best), 0)


def brief(why: str) -> str:
    """Returns the kernel of an explanation: its first clause that can stand alone, or all of a short one."""
    if len(why.split()) <= BRIEF:
        return why
    ends = [match for match in _BREAK.finditer(why) if _stands_alone(why, match)]
    skipped = 1 if _OPEN.match(why) and len(ends) > 1 else 0
    if not ends or (_OPEN.match(why) and len(ends) == 1):
        return why
    kernel = why[: ends[skipped].start()].rstrip()
    return kernel if kernel.endswith((".", "!", "?")) else f"{kernel}."


def read_words(item: QuizItem, language: str) -> int:
    """Returns how many words of an item are read in a drill: the moment, the options, the kernel of why."""
    texts = (item.stem, *(option.text for option in item.options))
    kernel = brief(pick(item.options[item.key].why, language))
    return sum(len(pick(text, language).split()) for text in texts) + len(kernel.split())


def reading_seconds(item: QuizItem, language: str) -> int:
    """Returns how many seconds an item takes to read, in steps of five."""
    return max(STEP, round(read_words(item, language) * 60 / WORDS_A_MINUTE / STEP) * STEP)


def _stands_alone(why: str, end: re.Match[str]) -> bool:
    words = why[: end.start()].split()
    if not words or words[-1].casefold() in _LINKS:
        return False
    return len(words) >= (_LEAST - 1 if end[0] in ".;:!?" else _LEAST)


class Dice(Protocol):
    """Chance, passed in: `random.Random` is one."""

    def shuffle(self, x: MutableSequence[Any], /) -> None:
        """Puts a list in another order."""
