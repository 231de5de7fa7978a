"""What changed most, and what to practise next. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from bot.core.estimates import Sample, difference_z, more_than_chance
from bot.features.report.model import Comparison, ReportFigures

FEWEST_REPORTS = 20  # in each of two parts of a report, below which a change is not looked at
WEAK = 0.8  # a topic that fewer than so many answers were right in is worth practising


class Measured(Enum):
    """What a change is of."""

    CALMED = "calmed"
    RIGHT = "right"
    ESCALATED = "escalated"


@dataclass(frozen=True, slots=True)
class ShareChange:
    """How a share changed. `name` is its situation or topic, "" for all; `real`: that is more than chance."""

    of: Measured
    name: str
    before: Sample
    after: Sample
    real: bool

    @property
    def rose(self) -> bool:
        """Whether the share is larger now."""
        return self.after.share > self.before.share

    @property
    def worse(self) -> bool:
        """Whether that is the worse."""
        return self.rose == (self.of is Measured.ESCALATED)


class Reason(Enum):
    """Why something should be practised."""

    CALMED_LESS = "calmed_less"
    RIGHT_LESS = "right_less"
    OFTEN_WRONG = "often_wrong"
    LOOKED_UP = "looked_up"


@dataclass(frozen=True, slots=True)
class PracticeNeed:
    """What to practise, and why; `share` is what tells it, None where it is only what was looked up most.

    `before` is what the share was, where it fell.
    """

    topic: str
    reason: Reason
    share: Sample | None = None
    before: Sample | None = None


def largest_change(figures: ReportFigures) -> ShareChange | None:
    """Returns what changed most for its uncertainty; None where nothing can be compared, or is as it was."""
    changes = list(_changes(figures))
    compared = len(changes)
    ranked = [(abs(z), change) for z, change in changes if z]
    if not ranked:
        return None
    height, top = max(ranked, key=lambda each: (each[0], each[1].name))
    return ShareChange(top.of, top.name, top.before, top.after, more_than_chance(height, compared))


def practice_need(
    figures: ReportFigures, change: ShareChange | None, practised: frozenset[str]
) -> PracticeNeed | None:
    """Returns what to practise next of the topics that can be: what calms less, goes wrong, or comes most."""
    if change and change.real and change.worse and change.name in practised:
        reason = Reason.CALMED_LESS if change.of is Measured.CALMED else Reason.RIGHT_LESS
        return PracticeNeed(change.name, reason, change.after, change.before)
    topics = {name: of.after for name, of in figures.topics.items() if of.after and name in practised}
    # By what may well be so at the least: a handful of answers is no reason.
    weak = {name: sample for name, sample in topics.items() if sample.interval.high < WEAK}
    if weak:
        name = min(weak, key=lambda name: (weak[name].share, name))
        return PracticeNeed(name, Reason.OFTEN_WRONG, weak[name])
    looked_up = next((name for name in figures.lookups if name in practised), "")
    return PracticeNeed(looked_up, Reason.LOOKED_UP) if looked_up else None


def _changes(figures: ReportFigures) -> Iterator[tuple[float, ShareChange]]:
    yield from _of(Measured.ESCALATED, "", figures.escalated)
    for name, calmed in figures.calmed.items():
        yield from _of(Measured.CALMED, name, calmed)
    for name, right in figures.topics.items():
        yield from _of(Measured.RIGHT, name, right)


def _of(measured: Measured, name: str, compared: Comparison) -> Iterator[tuple[float, ShareChange]]:
    before, after = compared.before, compared.after
    if before and after and min(before.total, after.total) >= FEWEST_REPORTS:
        yield difference_z(before, after), ShareChange(measured, name, before, after, real=False)
