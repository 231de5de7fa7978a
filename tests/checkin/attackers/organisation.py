"""A made-up organisation: people who answer for two years, some of them heavily burdened most of the time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from bot.features.checkin.instrument import Instrument
from bot.features.checkin.model import CheckinEntry
from bot.features.checkin.scoring import TOP
from tests.checkin.attackers.questions import entry_of, index_of

WORST = TOP * 2 / 3  # the worst third of the scale begins here
SAME_FROM_ONE_TO_THE_NEXT = 0.7  # of what moves from period to period
Answers = Mapping[str, CheckinEntry]  # of one period, by user id


@dataclass(frozen=True)
class Nature:
    """How people answer. `own`: how much of an answer is the person, and not the fortnight; 1: always alike.

    `never` is the share of people who do not take part, `faithful` how often the others answer.
    """

    own: float = 0.6
    never: float = 0.15
    faithful: float = 0.9


REALISTIC = Nature()
CONSTANT = Nature(own=1.0, never=0.0, faithful=1.0)  # the worst case: everybody, and the same every time
TAKING_PART = Nature(own=1.0, never=0.25, faithful=1.0)  # the worst case for who took part


@dataclass(frozen=True)
class Organisation:
    """Everybody, and who answered what in each period, oldest first."""

    people: Sequence[str]
    answers: Sequence[Answers]

    def heavy(self) -> frozenset[str]:
        """Who was in the worst third of the scale in more than half of the periods that they answered."""
        return frozenset(
            who for who in self.people if _mostly_heavy([a[who] for a in self.answers if who in a])
        )

    def taking_part(self) -> frozenset[str]:
        """Who answered in at least half of the periods."""
        return frozenset(
            who
            for who in self.people
            if 2 * sum(who in answers for answers in self.answers) >= len(self.answers)
        )


def organisation(
    chance: Random, instrument: Instrument, size: int, periods: int, nature: Nature = REALISTIC
) -> Organisation:
    """Returns an organisation of so many people; each answers every question of a sheet, or nothing."""
    people = [f"p{i:03}" for i in range(size)]
    answers: list[dict[str, CheckinEntry]] = [{} for _ in range(periods)]
    for who in people:
        takes_part = chance.random() >= nature.never
        person, passing = chance.gauss(0, 1), chance.gauss(0, 1)
        leaning = {item.id: chance.gauss(0, 0.5) for item in instrument.items}
        for period in answers:
            load = nature.own**0.5 * person + (1 - nature.own) ** 0.5 * passing
            sheet = {
                item.id: _answer(load + leaning[item.id], item.reverse, len(item.scale))
                for item in instrument.items
            }
            if takes_part and chance.random() < nature.faithful:
                period[who] = entry_of(instrument, sheet)
            passing = SAME_FROM_ONE_TO_THE_NEXT * passing + (
                1 - SAME_FROM_ONE_TO_THE_NEXT**2
            ) ** 0.5 * chance.gauss(0, 1)
    return Organisation(people, answers)


def _answer(load: float, reverse: bool, places: int) -> int:
    # About one of four is mostly in the worst third.
    place = min(max(round((places - 1) * (0.5 + 0.22 * load)), 0), places - 1)
    return places - 1 - place if reverse else place


def _mostly_heavy(entries: Sequence[CheckinEntry]) -> bool:
    known = [index for entry in entries if (index := index_of(entry)) is not None]
    return 2 * sum(index >= WORST for index in known) > len(known)
