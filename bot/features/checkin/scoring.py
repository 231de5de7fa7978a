"""From answers to an index, bands, a trend, and whether support comes first. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor
from statistics import median

from bot.features.checkin.instrument import Band, Instrument, Item, Subscale

TOP = 100.0
SPAN = 4  # results that are compared with as many before them
SPOKEN = 12.5  # points from which a trend is spoken of
ALARMING = 75.0  # support comes first at this, once
HIGH = 50.0  # or at this, twice in a row


@dataclass(frozen=True, slots=True)
class Score:
    """What answers come to, each 0 to 100, higher is worse: an index by subscale, and the exposures."""

    indices: Mapping[str, float] = field(repr=False)
    exposures: Mapping[str, float] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Trend:
    """By how many points the last results' median is above the one before; whether it is spoken of."""

    change: float
    spoken: bool


def points(item: Item, answer: int) -> Fraction:
    """Returns 0 to 100 for the answer's place in the item's scale; ValueError if it has no such place."""
    last = len(item.scale) - 1
    if not 0 <= answer <= last:
        raise ValueError(f"{item.id} has no answer {answer}")
    return Fraction(100 * (last - answer if item.reverse else answer), last)


def score(instrument: Instrument, answers: Mapping[str, int]) -> Score:
    """Returns what `answers` (places in the scales, by item) come to; what is unanswered is left out.

    Means are exact until the end: a band, or a level of a unit's figure, must not turn on a rounded third.
    """
    values = {item.id: points(item, answers[item.id]) for item in instrument.items if item.id in answers}
    indices = {}
    for subscale in instrument.subscales:
        counted = [values[item.id] for item in subscale.items if item.id in values]
        if len(counted) >= max(1, subscale.min_answered):
            indices[subscale.id] = float(sum(counted) / len(counted))
    return Score(
        indices, {item.id: float(values[item.id]) for item in instrument.exposures if item.id in values}
    )


def short_of(instrument: Instrument, answers: Mapping[str, int]) -> Subscale | None:
    """Returns the first subscale of which too few items are answered for an index; None: there is none."""
    indices = score(instrument, answers).indices
    return next((subscale for subscale in instrument.subscales if subscale.id not in indices), None)


def band(bands: Sequence[Band], index: float) -> int:
    """Returns the place of the band that `index` falls into. Bands end at whole points: 34.9 is below 35."""
    return next((i for i, b in enumerate(bands) if floor(index) <= b.top), len(bands) - 1)


def trend(indices: Sequence[float]) -> Trend | None:
    """Returns the trend over indices, oldest first; None as long as there are too few of them."""
    if len(indices) < 2 * SPAN:
        return None
    change = median(indices[-SPAN:]) - median(indices[-2 * SPAN : -SPAN])
    return Trend(change, abs(change) >= SPOKEN)


def support_first(courses: Iterable[Sequence[float]]) -> bool:
    """Returns whether support is shown before all else, by the indices of each subscale, oldest first.

    The newest of any of them decides: it is alarming, or it and the one before it are both high. What was
    long ago does not: support stays one tap away in any case.
    """
    return any(_alarming(indices[-2:]) for indices in courses)


def _alarming(newest: Sequence[float]) -> bool:
    if not newest:
        return False
    return newest[-1] >= ALARMING or (len(newest) == 2 and min(newest) >= HIGH)
