"""What managers may know of practice: sums, never of so few people that somebody could be singled out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from bot.coach.practice import QuizItem

FEWEST_ANSWERS, FEWEST_PEOPLE = 5, 3  # below these there is no figure
SHOWINGS = 30  # from here on an option that nobody picked tells something
HARDEST, UNPICKED = 5, 5  # shown at most
LATELY = timedelta(weeks=4)
STEP = 5  # shares are told in steps of so many percent: what few answers tell is no more exact than that

People = Sequence[str] | None  # user ids; None is everybody


@dataclass(frozen=True, slots=True)
class Practised:
    """How many people answered anything: this week, and in the last four."""

    week: int
    lately: int


@dataclass(frozen=True, slots=True)
class Picked:
    """How often one option of an item, by its place in the file, was chosen, and was right then."""

    item: str
    place: int
    answers: int
    right: int


class Figures(Protocol):
    """Sums over the answers of people of a tenant; None means all of them. And who may be named."""

    async def practised(self, tenant: str, people: People, week: datetime, since: datetime) -> Practised:
        """Returns how many people answered anything since `week`, and since `since`, which is earlier."""

    async def picked(self, tenant: str, people: People, since: datetime) -> tuple[Picked, ...]:
        """Returns what was picked since then, by item and place."""

    async def several(self, tenant: str, people: People, since: datetime, items: Collection[str]) -> bool:
        """Returns whether FEWEST_PEOPLE or more answered any of these items since then."""

    async def who(self, tenant: str, people: Sequence[str], since: datetime) -> frozenset[str]:
        """Returns which of these people answered anything since then."""

    async def hidden(self, tenant: str, people: Sequence[str]) -> frozenset[str]:
        """Returns which of these people want their figures hidden."""

    async def named(self, tenant: str) -> bool:
        """Returns whether managers of the tenant see who practised; at first they do not."""

    async def name(self, tenant: str, named: bool) -> None:
        """Keeps whether they see it."""


@dataclass(slots=True)
class Sum:
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

    def add(self, picked: Picked) -> None:
        """Counts some answers more."""
        self.items.add(picked.item)
        self.answers += picked.answers
        self.right += picked.right
        self.places[picked.place] += picked.answers


def by_item(picked: Iterable[Picked], bank: Mapping[str, QuizItem]) -> dict[str, Sum]:
    """Returns the sums of the items that the bank has."""
    found: defaultdict[str, Sum] = defaultdict(Sum)
    for one in picked:
        if one.item in bank:
            found[one.item].add(one)
    return dict(found)


def by_situation(picked: Iterable[Picked], bank: Mapping[str, QuizItem]) -> dict[str, Sum]:
    """Returns the sums of the situations that the bank's items train."""
    found: defaultdict[str, Sum] = defaultdict(Sum)
    for one in picked:
        if one.item in bank:
            found[bank[one.item].situation].add(one)
    return dict(found)


def hardest(sums: Mapping[str, Sum]) -> Iterator[tuple[str, Sum]]:
    """Yields items that were answered wrongly often enough to tell, the hardest first."""
    ranked = sorted(sums.items(), key=lambda found: (found[1].share, found[0]))
    return (found for found in ranked if found[1].answers >= FEWEST_ANSWERS and found[1].share < 1)


def unpicked(sums: Mapping[str, Sum], bank: Mapping[str, QuizItem]) -> Iterator[tuple[str, int, Sum]]:
    """Yields options that nobody picked of so many who could: the item, the option's place, the sum."""
    for name, found in sorted(sums.items(), key=lambda found: (-found[1].answers, found[0])):
        if found.answers >= SHOWINGS:
            for place in range(len(bank[name].options)):
                if not found.places[place]:
                    yield name, place, found
