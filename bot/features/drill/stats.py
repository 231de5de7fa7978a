"""What managers may know of practice: sums, never of so few people that somebody could be singled out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.core.quiz import QuizItem
from bot.features.drill.model import OptionPicks, People, PractisedCounts
from bot.features.drill.ports import PracticeStats

FEWEST_ANSWERS, FEWEST_PEOPLE = 5, 3  # below these there is no figure

SHOWINGS = 30  # from here on an option that nobody picked tells something

HARDEST, UNPICKED = 5, 5  # shown at most

LATELY = timedelta(weeks=4)

STEP = 5  # shares are told in steps of so many percent: what few answers tell is no more exact than that


@dataclass(frozen=True, slots=True)
class PracticeReport:
    """The figures of some people. A topic's share is None where it is not told.

    `hard` are items with their shares, the hardest first; `unpicked` items, the place of an option that
    nobody picks, and how many could. Shares are in percent.
    """

    practised: PractisedCounts
    topics: Mapping[str, int | None]
    hard: tuple[tuple[str, int], ...]
    unpicked: tuple[tuple[str, int, int], ...]


async def report(
    figures: PracticeStats,
    tenant: str,
    people: People,
    bank: Mapping[str, QuizItem],
    week: datetime,
    now: datetime,
) -> PracticeReport:
    """Returns the figures of `people` of the last four weeks; `week` is when this week began."""
    since = now - LATELY

    async def told(found: AnswerCounts) -> bool:
        if found.answers < FEWEST_ANSWERS:
            return False
        return await figures.several(tenant, people, since, found.items)

    picked = await figures.picked(tenant, people, since)
    items, situations = by_item(picked, bank), by_situation(picked, bank)
    topics = {name: found.percent if await told(found) else None for name, found in situations.items()}
    hard: list[tuple[str, int]] = []
    for name, found in hardest(items):
        if len(hard) == HARDEST:
            break
        if await told(found):
            hard.append((name, found.percent))
    obvious: list[tuple[str, int, int]] = []
    for name, place, found in unpicked(items, bank):
        if len(obvious) == UNPICKED:
            break
        if await told(found):
            obvious.append((name, place, found.answers))
    practised = await figures.practised(tenant, people, week, since)
    return PracticeReport(practised, topics, tuple(hard), tuple(obvious))


def small(people: People) -> bool:
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
        """The share as it is told."""
        return round(self.share * 100 / STEP) * STEP

    def add(self, picked: OptionPicks) -> None:
        """Counts some answers more."""
        self.items.add(picked.item)
        self.answers += picked.answers
        self.right += picked.right
        self.places[picked.place] += picked.answers


def by_item(picked: Iterable[OptionPicks], bank: Mapping[str, QuizItem]) -> dict[str, AnswerCounts]:
    """Returns the sums of the items that the bank has."""
    found: defaultdict[str, AnswerCounts] = defaultdict(AnswerCounts)
    for one in picked:
        if one.item in bank:
            found[one.item].add(one)
    return dict(found)


def by_situation(picked: Iterable[OptionPicks], bank: Mapping[str, QuizItem]) -> dict[str, AnswerCounts]:
    """Returns the sums of the situations that the bank's items train."""
    found: defaultdict[str, AnswerCounts] = defaultdict(AnswerCounts)
    for one in picked:
        if one.item in bank:
            found[bank[one.item].situation].add(one)
    return dict(found)


def hardest(sums: Mapping[str, AnswerCounts]) -> Iterator[tuple[str, AnswerCounts]]:
    """Yields items that were answered wrongly often enough to tell, the hardest first."""
    ranked = sorted(sums.items(), key=lambda found: (found[1].share, found[0]))
    return (found for found in ranked if found[1].answers >= FEWEST_ANSWERS and found[1].share < 1)


def unpicked(
    sums: Mapping[str, AnswerCounts], bank: Mapping[str, QuizItem]
) -> Iterator[tuple[str, int, AnswerCounts]]:
    """Yields options that nobody picked of so many who could: the item, the option's place, the sum."""
    for name, found in sorted(sums.items(), key=lambda found: (-found[1].answers, found[0])):
        if found.answers >= SHOWINGS:
            for place in range(len(bank[name].options)):
                if not found.places[place]:
                    yield name, place, found
