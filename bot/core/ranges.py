"""How coarsely a figure about people is told: as one of a few ranges, wide enough at both ends.

Everybody in a figure counts as one of a few levels, and the figure is their mean. It is divided into parts of
one size. A cut that is too near an end is left out, so that the ranges at the ends are wider: were all but
some at the last level, the figure would be in the same range if one more of them were a level away, whatever
TOGETHER others count as, and however many people there are from the least on. So neither one figure nor a
row of them makes it certain to anybody that all others are alike, and not to two who pool what they know.

Why that holds. Let TOGETHER count as whatever they like, all others as the highest level H, and one of these
as one `gap` lower. The mean of n people is lowest where TOGETHER count as the lowest level, L: it is
H - (TOGETHER * (H - L) + gap) / n, which rises with n. No cut lies above what it is for the least n, so the
figure is in the last range with and without that one, for every n. At the lower end it is the same turned
round. For a level in the middle, two of the others go a gap apart, and the mean stays as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

TOGETHER = 2  # accounts that may pool what they know, and still learn nothing about anybody else
WHOLE = 100  # percent, or points of a scale


@dataclass(frozen=True, slots=True)
class Levels:
    """What people count as: one of some levels, evenly apart, from the lowest to the highest."""

    lowest: int
    highest: int
    count: int = 2

    @property
    def span(self) -> int:
        """How far the highest is from the lowest."""
        return self.highest - self.lowest

    @property
    def gap(self) -> int:
        """How far one is from the next."""
        return self.span // (self.count - 1)

    def points(self, place: int) -> int:
        """Returns what the level at that place counts, the lowest being at 0."""
        return self.lowest + place * self.gap


SHARES = Levels(0, WHOLE)  # it holds for a person, or it does not


@dataclass(frozen=True, slots=True)
class Range:
    """Between which numbers a figure is: `low` or more and, unless that is WHOLE, under `high`."""

    low: int
    high: int


def cuts(levels: Levels, parts: int, least: int) -> tuple[int, ...]:
    """Returns where figures of `least` people or more are divided, into `parts` or as many as may be."""
    margin = Fraction(TOGETHER * levels.span + levels.gap, least)
    places = (levels.lowest + levels.span * part // parts for part in range(1, parts))
    return tuple(cut for cut in places if min(cut - levels.lowest, levels.highest - cut) > margin)


def range_of(total: int, people: int, cuts: Sequence[int]) -> Range:
    """Returns the range that the mean of some people is in, by the sum of what they count."""
    return Range(
        max((cut for cut in cuts if cut * people <= total), default=0),
        min((cut for cut in cuts if cut * people > total), default=WHOLE),
    )
