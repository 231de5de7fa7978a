"""From answers to an index, bands, a trend, and whether support comes first. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import floor
from statistics import fmean, median

from bot.features.checkin.instrument import Band, Instrument, Item

TOP = 100.0
SPAN = 4  # results that are compared with as many before them
SPOKEN = 12.5  # points from which a trend is spoken of
ALARMING = 75.0  # support comes first at this, once
HIGH = 50.0  # or at this, twice in a row


@dataclass(frozen=True, slots=True)
class Score:
    """What answers come to, each 0 to 100, higher is worse. `index` is None with too few answers."""

    index: float | None = field(repr=False)
    exposures: Mapping[str, float] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Trend:
    """By how many points the last results' median is above the one before; whether it is spoken of."""

    change: float
    spoken: bool


def value(item: Item, answer: int) -> float:
    """Returns 0 to 100 for the answer's place in the item's scale; ValueError if it has no such place."""
    last = len(item.scale) - 1
    if not 0 <= answer <= last:
        raise ValueError(f"{item.id} has no answer {answer}")
    points = TOP * answer / last
    return TOP - points if item.reverse else points


def score(instrument: Instrument, answers: Mapping[str, int]) -> Score:
    """Returns what `answers` (places in the scales, by item) come to; what is unanswered is left out."""
    values = {item.id: value(item, answers[item.id]) for item in instrument.items if item.id in answers}
    counted = [values[item.id] for item in instrument.index if item.id in values]
    return Score(
        index=fmean(counted) if len(counted) >= max(1, instrument.min_answered) else None,
        exposures={item.id: values[item.id] for item in instrument.exposures if item.id in values},
    )


def band(bands: Sequence[Band], index: float) -> int:
    """Returns the place of the band that `index` falls into. Bands end at whole points: 34.9 is below 35."""
    return next((i for i, b in enumerate(bands) if floor(index) <= b.top), len(bands) - 1)


def trend(indices: Sequence[float]) -> Trend | None:
    """Returns the trend over indices, oldest first; None as long as there are too few of them."""
    if len(indices) < 2 * SPAN:
        return None
    change = median(indices[-SPAN:]) - median(indices[-2 * SPAN : -SPAN])
    return Trend(change, abs(change) >= SPOKEN)


def support_first(indices: Sequence[float]) -> bool:
    """Returns whether support is shown before all else, by indices, oldest first.

    The newest decides: it is alarming, or it and the one before it are both high. What was long ago does not:
    support stays one tap away in any case.
    """
    newest = indices[-2:]
    if not newest:
        return False
    return newest[-1] >= ALARMING or (len(newest) == 2 and min(newest) >= HIGH)
