"""What a person remembers of an item, by FSRS. Pure: the time is passed in, and nothing is left to chance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from fsrs import Card, Rating, Scheduler, State

# No learning steps: nobody comes back in ten minutes between two calls. No fuzz: the same answers lead to the
# same days.
_SCHEDULER = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)


@dataclass(frozen=True, slots=True)
class ItemMemory:
    """How firmly a person holds an item. `stability` is in days, `difficulty` 1 to 10; times are UTC.

    `due` is when the chance to still know it falls to nine in ten.
    """

    stability: float
    difficulty: float
    due: datetime
    last: datetime


def answered(memory: ItemMemory | None, now: datetime, *, right: bool, guessed: bool) -> ItemMemory:
    """Returns the memory after an answer; None is an item that was never answered before.

    Wrong is Again, right is Good, and right by a guess is Hard. Times are in whole seconds.
    """
    rating = Rating.Again if not right else Rating.Hard if guessed else Rating.Good
    card, _ = _SCHEDULER.review_card(_card(memory), rating, now)
    if card.stability is None or card.difficulty is None:  # not after a review; the library's types allow it
        raise ValueError("a reviewed card has no stability")
    return ItemMemory(card.stability, card.difficulty, card.due.replace(microsecond=0), now)


def strength(memory: ItemMemory, now: datetime) -> float:
    """Returns the chance, from 0 to 1, that the person would still know the item."""
    return _retrievability(memory.stability, max(0, (now - memory.last).days))


@lru_cache(maxsize=16_384)
def _retrievability(stability: float, days: int) -> float:
    last = datetime(2000, 1, 1, tzinfo=UTC)
    return _SCHEDULER.get_card_retrievability(
        _card(ItemMemory(stability, 5.0, last, last)), last + timedelta(days=days)
    )


def _card(memory: ItemMemory | None) -> Card:
    # With an id of its own: the library would take the time for one, and sleep.
    if memory is None:
        return Card(card_id=1)
    return Card(
        card_id=1,
        state=State.Review,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=memory.due,
        last_review=memory.last,
    )
