"""What managers may know of practice: for how many of a group something holds, by the rules of `figures`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.core.figures import share_among, share_of
from bot.core.quiz import QuizItem
from bot.core.ranges import Range
from bot.features.drill.model import PeopleCounts

HARDEST, UNPICKED = 5, 5  # shown at most
HALF, FEW = 50, 10  # percent


@dataclass(frozen=True, slots=True)
class PracticeCounts:
    """What is known of a group of `members`: people by topic, by item, and by option, as its place."""

    members: int
    practised: int
    topics: Mapping[str, PeopleCounts]
    items: Mapping[str, PeopleCounts]
    picked: Mapping[tuple[str, int], int]


@dataclass(frozen=True, slots=True)
class PracticeReport:
    """The figures of a group. A topic that too few answered is left out, as one that nobody did.

    `hard` are items that fewer than half got right; `unpicked` items, and the place of an option that hardly
    anybody picks.
    """

    practised: Range
    topics: Mapping[str, Range]
    hard: tuple[tuple[str, Range], ...]
    unpicked: tuple[tuple[str, int], ...]


def practice_report(counts: PracticeCounts, bank: Mapping[str, QuizItem]) -> PracticeReport | None:
    """Returns the figures; None of a group that is too small for any."""
    practised = share_of(counts.practised, counts.members)
    if practised is None:
        return None
    topics = _shares(counts.topics, counts.members)
    items = {id: share for id, share in _shares(counts.items, counts.members).items() if id in bank}
    # By what is shown, then by name: an order by anything finer would tell it.
    ranked = sorted(items.items(), key=lambda entry: (entry[1].low, entry[0]))
    hard = tuple((id, share) for id, share in ranked if share.high <= HALF)[:HARDEST]
    return PracticeReport(practised, topics, hard, tuple(_unpicked(counts, bank))[:UNPICKED])


def _shares(counts: Mapping[str, PeopleCounts], members: int) -> dict[str, Range]:
    shares = {name: share_among(people.right, people.answered, members) for name, people in counts.items()}
    return {name: share for name, share in shares.items() if share}


def _unpicked(counts: PracticeCounts, bank: Mapping[str, QuizItem]) -> Iterator[tuple[str, int]]:
    # “Hardly anybody”, never “nobody”: of that everybody would know it of everybody.
    # An order of steps is no option: of the six, most are picked by hardly anybody.
    for id in sorted(id for id in counts.items.keys() & bank.keys() if not bank[id].ordered):
        for place in range(len(bank[id].options)):
            picked = counts.picked.get((id, place), 0)
            share = share_among(picked, counts.items[id].answered, counts.members)
            if share and share.high <= FEW:
                yield id, place
