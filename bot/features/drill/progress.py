"""How a person stands: what they hold firmly, what fades. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import fmean

from bot.core.quiz import QuizItem
from bot.features.drill.fsrs import ItemMemory, strength

AHEAD = timedelta(days=7)  # what was answered a minute ago is known now, rightly answered or not
STRONG = 0.9  # from here on a situation counts as strong
SHOWN = 6


@dataclass(frozen=True, slots=True)
class SituationStrength:
    """A situation, and the mean chance, from 0 to 1, to know what was practised of it in a week."""

    situation: str
    share: float


@dataclass(frozen=True, slots=True)
class PracticeProgress:
    """What is strong, the firmest first; what fades, the weakest first; how many items were met, of all."""

    strong: tuple[SituationStrength, ...]
    fading: tuple[SituationStrength, ...]
    met: int
    all: int


def practice_progress(
    bank: Mapping[str, QuizItem], memories: Mapping[str, ItemMemory], now: datetime
) -> PracticeProgress:
    """Returns how a person stands now. Items that have gone from the bank do not count."""
    by_situation: dict[str, list[float]] = defaultdict(list)
    known = {item: memory for item, memory in memories.items() if item in bank}
    for item, memory in known.items():
        by_situation[bank[item].trains].append(strength(memory, now + AHEAD))
    ranked = sorted(
        (SituationStrength(situation, fmean(shares)) for situation, shares in by_situation.items()),
        key=lambda held: (held.share, held.situation),
    )
    strong = tuple(held for held in reversed(ranked) if held.share >= STRONG)
    fading = tuple(held for held in ranked if held.share < STRONG)
    return PracticeProgress(strong[:SHOWN], fading[:SHOWN], len(known), len(bank))
