"""A manager who remakes units for two years, as fast as the rules let it, and reads all figures together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from statistics import fmean

import pytest

from bot.features.checkin.instrument import Instrument
from tests.checkin.attackers import manager, questions
from tests.checkin.attackers.manager import Strategy
from tests.checkin.attackers.organisation import CONSTANT, REALISTIC, TAKING_PART, Nature, organisation
from tests.checkin.attackers.rules import REMADE_EVERY, Timeline
from tests.checkin.attackers.told import CASES, told

PERIODS, PEOPLE = 52, 60
TRIED = max(2, CASES // 25)  # organisations for each strategy
STRATEGIES: Mapping[str, tuple[Strategy, int]] = {
    "units are never remade": (manager.dealt(PERIODS), 14),
    "all are dealt anew as often as a figure lets them": (manager.dealt(REMADE_EVERY), 14),
    "one of each unit goes on, in each period": (manager.one_by_one(1), 14),
    "two of each unit go on, in every third": (manager.one_by_one(3, 2), 14),
    "as many as hide nothing change places": (manager.mixed(1, 0.125), 16),
    "units are merged and split": (manager.merged_and_split(REMADE_EVERY), 12),
}


@dataclass(frozen=True)
class Learned:
    """What a manager makes of two years: how well people are ranked, who took part, and how many figures."""

    ranked: float
    told: float
    usual: float
    figures: float


@pytest.fixture(scope="module")
def instrument() -> Instrument:
    """The shipped questions."""
    return questions.shipped()


def learned(instrument: Instrument, name: str, nature: Nature) -> Learned:
    """Returns what the better of some methods makes of a strategy, over some organisations."""
    ranked: list[float] = []
    right: list[float] = []
    usual: list[float] = []
    figures: list[float] = []
    strategy, size = STRATEGIES[name]
    for seed in range(TRIED):
        chance = Random(seed)
        org = organisation(chance, instrument, PEOPLE, PERIODS, nature)
        seen = Timeline(instrument).seen(strategy(chance, org.people, size, PERIODS), org.answers)
        heavy, takes_part = org.heavy(), org.taking_part()
        guesses = [manager.least_squares(org.people, seen)]
        guesses += [manager.bayes(org.people, seen, chance)] if CASES else []  # it takes its time
        ranked.append(max(manager.area_under_curve(guess, heavy) for guess in guesses))
        right.append(manager.accuracy(manager.took_part(org.people, seen, chance), takes_part))
        share = len(takes_part) / len(org.people)
        usual.append(max(share, 1 - share))
        figures.append(sum(s.low is not None for s in seen))
    return Learned(fmean(ranked), fmean(right), fmean(usual), fmean(figures))


@pytest.mark.parametrize(
    ("nature", "kind", "most"),
    [(REALISTIC, "people as they are", 0.80), (CONSTANT, "people who always answer alike", 0.82)],
)
def test_who_is_worst_off(
    nature: Nature, kind: str, most: float, instrument: Instrument, capsys: pytest.CaptureFixture[str]
) -> None:
    found = {name: learned(instrument, name, nature) for name in STRATEGIES}
    for name, one in found.items():
        told(
            capsys,
            f"b · {name}; {kind}",
            f"{TRIED} organisations of {PEOPLE}, {PERIODS} fortnights, {one.figures:.0f} figures each",
            f"AUC {one.ranked:.2f} for “mostly in the worst third”",
            f"{most:.2f}",
        )
    # The unit's own figure says this much of its members, even where nobody ever moves.
    assert 0.5 < found["units are never remade"].ranked < 0.75
    assert max(one.ranked for one in found.values()) <= most


def test_who_takes_part(instrument: Instrument, capsys: pytest.CaptureFixture[str]) -> None:
    found = {name: learned(instrument, name, TAKING_PART) for name in STRATEGIES}
    for name, one in found.items():
        told(
            capsys,
            f"b · who takes part: {name}",
            f"{TRIED} organisations of {PEOPLE}, {PERIODS} fortnights",
            f"{one.told:.0%} told rightly, {one.usual:.0%} by always saying yes",
            "5 points above that",
        )
    assert max(one.told - one.usual for one in found.values()) <= 0.05
