"""How coarsely an answer counts in a unit's figure: as one of a few levels, by every sheet that there can be.

Whoever knows what all others in a unit count as, and its figure, may know what the last one counts as: no way
of rounding changes that. So what somebody counts as must not tell much. A level of an index holds results of
two bands at least, one of an exposure two answers at least. Results are no line but points: an index is
the mean of as many answers as were given, so which bands a level holds is found by going through all sheets
there are, those with items left out too. Where no levels hold that, the instrument has no such figure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, pairwise
from math import ceil, lcm

from bot.core.ranges import SHARES, WHOLE, Levels
from bot.features.checkin.instrument import Instrument, Item, Subscale

OPEN = 2  # bands of an index, or answers of an exposure, that a level leaves open
LOWEST, HIGHEST = (
    25,
    75,
)  # what the outer levels of an index count: most who are there are not at its very end
_MOST_CUTS = 2


@dataclass(frozen=True, slots=True)
class FigureRule:
    """How each person counts in one figure: at which of the levels, by the cuts that their value reaches.

    `figure` is the id of a subscale or of an exposure's item. What was left out counts as the lowest level.
    """

    figure: str
    cuts: tuple[float, ...]
    levels: Levels

    def points(self, value: float | None) -> int:
        """Returns what a value of 0 to 100 counts; None where it was left out."""
        return self.levels.points(0 if value is None else sum(value >= cut for cut in self.cuts))


def figure_rules(instrument: Instrument) -> tuple[FigureRule, ...]:
    """Returns the figures that a unit can have, subscales first."""
    rules = (
        *(subscale_rule(subscale) for subscale in instrument.subscales),
        *(exposure_rule(item) for item in instrument.exposures),
    )
    return tuple(rule for rule in rules if rule)


def subscale_rule(subscale: Subscale) -> FigureRule | None:
    """Returns how an index counts; None where no levels leave two bands open.

    Levels meet in the middle of bands that are not the outermost, so that they belong to neither side.
    """
    sheets, borders = Sheets(subscale), _borders(subscale)
    middles = [Fraction(low + high, 2) for low, high in pairwise(borders)][1:-1]
    for cuts in _choices(middles):
        ends = (Fraction(0), *cuts, Fraction(WHOLE + 1))
        if all(sheets.bands_within(low, high) >= OPEN for low, high in pairwise(ends)):
            return FigureRule(subscale.id, tuple(map(float, cuts)), Levels(LOWEST, HIGHEST, len(cuts) + 1))
    return None


def exposure_rule(item: Item) -> FigureRule | None:
    """Returns how an exposure counts, as few or as many, from the middle of its answers on.

    None where that leaves fewer than two answers on one side: with three answers, or two.
    """
    few = len(item.scale) // 2
    if min(few, len(item.scale) - few) < OPEN:
        return None
    return FigureRule(item.id, (WHOLE / 2,), SHARES)


def unprotected(instrument: Instrument) -> Mapping[str, str]:
    """Returns why there is no figure of a subscale or an exposure, by its id, for whoever plugs it in."""
    reasons = {}
    for subscale in instrument.subscales:
        if subscale_rule(subscale) is None:
            reasons[subscale.id] = _why_no_levels(subscale)
    for item in instrument.exposures:
        if exposure_rule(item) is None:
            reasons[item.id] = (
                f"has {len(item.scale)} answers: a figure of it would leave one of them to whoever knows all"
                " others', so units get none; from four answers on they do"
            )
    return reasons


class Sheets:
    """All sums that the sheets of a subscale can come to, by how many items are answered.

    Each item's answers lie evenly from 0 to `unit`, the least number that makes all of them whole. Sums
    are bits of one number, so that adding an item is a shift for each of its answers.
    """

    def __init__(self, subscale: Subscale) -> None:
        self._borders = _borders(subscale)
        self.unit = lcm(*(len(item.scale) - 1 for item in subscale.items))
        sums = [1]  # by how many are answered: bit n stands for a sum of n
        for item in subscale.items:
            step = self.unit // (len(item.scale) - 1)
            added = [0, *(_shifted(bits, step, len(item.scale)) for bits in sums)]
            sums = [bits | more for bits, more in zip([*sums, 0], added, strict=True)]
        least = max(1, subscale.min_answered)
        self.sums: Mapping[int, int] = {count: bits for count, bits in enumerate(sums) if count >= least}

    def bands_within(self, low: Fraction, high: Fraction) -> int:
        """Returns how many bands have a result from `low` on and under `high`."""
        return sum(
            self._any(max(low, Fraction(begin)), min(high, Fraction(end)))
            for begin, end in pairwise(self._borders)
        )

    def _any(self, low: Fraction, high: Fraction) -> bool:
        for count, bits in self.sums.items():
            begin, end = (ceil(border * self.unit * count / WHOLE) for border in (low, high))
            if end > begin and bits >> begin & ((1 << (end - begin)) - 1):
                return True
        return False


def _shifted(bits: int, step: int, answers: int) -> int:
    result = 0
    for place in range(answers):
        result |= bits << place * step
    return result


def _borders(subscale: Subscale) -> list[int]:
    # Bands end at whole points: one up to 34 holds all under 35. The last one holds 100, too.
    return [0, *(band.top + 1 for band in subscale.bands)]


def _choices(middles: Sequence[Fraction]) -> Iterator[tuple[Fraction, ...]]:
    # Three levels before two; the furthest from each other first, and of one cut that in the middle.
    pairs = sorted(combinations(middles, _MOST_CUTS), key=lambda pair: pair[0] - pair[1])
    yield from pairs
    yield from ((cut,) for cut in sorted(middles, key=lambda cut: abs(cut - WHOLE // 2)))


def _why_no_levels(subscale: Subscale) -> str:
    count = len(subscale.bands)
    if count <= OPEN:
        return (
            f"has {count} bands: a figure of it would leave one of them to whoever knows all others', so"
            " units get none; from three bands on they may"
        )
    return (
        "has too few possible results in its bands: a figure of it would leave one band to whoever knows all"
        " others', so units get none; more items or wider bands would change that"
    )
