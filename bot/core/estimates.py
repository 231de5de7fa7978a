"""How sure a share is: Wilson's interval, and whether two shares differ by more than chance.

What one person reports is more alike than what many do. So where people are known, each report beyond a
person's first counts for less: by the design effect of clustered samples, 1 + (m - 1) * ALIKE for m reports a
person. Source: Wilson (1927); Kish (1965), Survey Sampling, chapter 5.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

Z = 1.96  # two-sided, 95 %
ALIKE = 0.1  # how alike reports of one person are: none knows it here, and 0.1 is on the careful side


@dataclass(frozen=True, slots=True)
class Margin:
    """Where a share may well lie, from 0 to 1."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Sample:
    """How many of `total` something holds for, told by so many `people`; 0: each by another."""

    part: int
    total: int
    people: int = 0

    @property
    def share(self) -> float:
        """The share itself, from 0 to 1; 0 of none."""
        return self.part / self.total if self.total else 0.0

    @property
    def worth(self) -> float:
        """How many independent reports it is worth."""
        if not self.people or self.total <= self.people:
            return float(self.total)
        return self.total / (1 + (self.total / self.people - 1) * ALIKE)

    @property
    def interval(self) -> Margin:
        """Returns Wilson's interval."""
        return wilson(self.share, self.worth)


def wilson(share: float, size: float, z: float = Z) -> Margin:
    """Returns Wilson's interval for a share of a sample; all that may be for an empty one."""
    if size <= 0:
        return Margin(0.0, 1.0)
    square = z * z
    middle = share + square / (2 * size)
    spread = z * math.sqrt((share * (1 - share) + square / (4 * size)) / size)
    scale = 1 + square / size
    return Margin(max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale))


def difference_z(before: Sample, after: Sample) -> float:
    """Returns by how many standard errors two shares differ; 0 where nothing can be said."""
    sizes = before.worth, after.worth
    if not all(sizes):
        return 0.0
    pooled = (before.share * sizes[0] + after.share * sizes[1]) / sum(sizes)
    error = math.sqrt(pooled * (1 - pooled) * (1 / sizes[0] + 1 / sizes[1]))
    return (after.share - before.share) / error if error else 0.0


def more_than_chance(z: float, compared: int) -> bool:
    """Returns whether a difference is more than chance, as the largest of so many that were compared.

    Bonferroni's bound: of all of them together one in twenty is wrong at most.
    """
    return math.erfc(abs(z) / math.sqrt(2)) * max(compared, 1) < 0.05
