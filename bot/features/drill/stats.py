"""What managers may know of practice: sums, never of so few people that somebody could be singled out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from bot.core.quiz import QuizItem
from bot.features.drill.model import OptionPicks, People, PractisedCounts

FEWEST_ANSWERS, FEWEST_PEOPLE = 5, 3  # below these there is no figure
SHOWINGS = 30  # from here on an option that nobody picked tells something
HARDEST, UNPICKED = 5, 5  # shown at most
LATELY = timedelta(weeks=4)
STEP = 5  # percent: shares are shown in steps of so many, for what few answers tell is no more exact


@dataclass(frozen=True, slots=True)
class PracticeReport:
    """The figures of some people. A topic's share is None where it may not be shown.

    `hard` are items with their shares, the hardest first; `unpicked` items, the place of an option that
    nobody picks, and how many could. Shares are in percent.
    """

    practised: PractisedCounts
    topics: Mapping[str, int | None]
    hard: tuple[tuple[str, int], ...]
    unpicked: tuple[tuple[str, int, int], ...]


def too_few(people: People) -> bool:
    """Returns whether these are too few for any figure."""
    return people is not None and len(people) < FEWEST_PEOPLE


@dataclass(slots=True)
class AnswerCounts:
    """The answers to an item, or to those of a topic. `places` counts them by the option that was chosen."""

    items: set[str] = field(default_factory=set)
    answers: int = 0
    right: int = 0
    places: Counter[int] = field(default_factory=Counter)

    @property
    def share(self) -> float:
        """The share of right answers, from 0 to 1."""
        return self.right / self.answers if self.answers else 0.0

    @property
    def percent(self) -> int:
        """The share as it is shown, in percent."""
        return round(self.share * 100 / STEP) * STEP

    def add(self, picks: OptionPicks) -> None:
        """Counts some answers more."""
        self.items.add(picks.item)
        self.answers += picks.answers
        self.right += picks.right
        self.places[picks.place] += picks.answers


def by_item(picks: Iterable[OptionPicks], bank: Mapping[str, QuizItem]) -> dict[str, AnswerCounts]:
    """Returns the sums of the items that the bank has."""
    return _summed(picks, {id: id for id in bank})


def by_situation(picks: Iterable[OptionPicks], bank: Mapping[str, QuizItem]) -> dict[str, AnswerCounts]:
    """Returns the sums of the situations that the bank's items train."""
    return _summed(picks, {id: item.trains for id, item in bank.items()})


def hardest(sums: Mapping[str, AnswerCounts]) -> Iterator[tuple[str, AnswerCounts]]:
    """Yields items that were answered wrongly often enough to tell, the hardest first."""
    ranked = sorted(sums.items(), key=lambda entry: (entry[1].share, entry[0]))
    return (
        (name, counts) for name, counts in ranked if counts.answers >= FEWEST_ANSWERS and counts.share < 1
    )


def unpicked(
    sums: Mapping[str, AnswerCounts], bank: Mapping[str, QuizItem]
) -> Iterator[tuple[str, int, AnswerCounts]]:
    """Yields options that nobody picked of so many who could: the item, the option's place, the sum."""
    for name, counts in sorted(sums.items(), key=lambda entry: (-entry[1].answers, entry[0])):
        if counts.answers >= SHOWINGS:
            for place in range(len(bank[name].options)):
                if not counts.places[place]:
                    yield name, place, counts


def _summed(picks: Iterable[OptionPicks], keys: Mapping[str, str]) -> dict[str, AnswerCounts]:
    # `keys` gives what the answers to an item count for; those to any other item count for nothing.
    sums: defaultdict[str, AnswerCounts] = defaultdict(AnswerCounts)
    for pick in picks:
        if pick.item in keys:
            sums[keys[pick.item]].add(pick)
    return dict(sums)
