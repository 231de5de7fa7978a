"""Somebody who knows every answer but one, by exact enumeration of what the last one may have answered."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from random import Random

from bot.features.checkin.instrument import Instrument, Item
from bot.features.checkin.model import CheckinEntry
from bot.features.checkin.scoring import band
from tests.checkin.attackers.organisation import Answers
from tests.checkin.attackers.questions import entry_of, index_bands, index_figure, index_items, index_of

# Returns what is published of one unit of these people, who all count: by figure, None if it is hidden.
Publish = Callable[[Instrument, Answers, int], Mapping[str, Hashable]]
Sheet = Mapping[str, int]
LAST = "target"


@dataclass(frozen=True)
class Open:
    """What stays possible for the last one: bands of the index, and answers to each exposure; None: skipped.

    `reach` is half of how far the least possible index is from the greatest.
    """

    bands: frozenset[int]
    reach: float
    answers: Mapping[str, frozenset[int | None]]

    @property
    def narrowest(self) -> int:
        """The fewest answers to an exposure that stay possible, not answering it left out."""
        return min((len(found - {None}) for found in self.answers.values()), default=2)


def index_sheets(instrument: Instrument) -> tuple[Sheet, ...]:
    """Returns a sheet for each index that there is, by how many answered questions it is made of."""
    return _index_sheets(_Same(instrument))


def last_one(instrument: Instrument, publish: Publish, periods: Sequence[Answers], minimum: int) -> Open:
    """Returns what stays possible of the last one, who answers alike in all periods; all others are known."""
    seen = [publish(instrument, answers, minimum) for answers in periods]
    truth = periods[0][LAST].answers

    def fits(sheet: Sheet, figure: str) -> bool:
        entry = entry_of(instrument, sheet)
        return all(
            publish(instrument, {**answers, LAST: entry}, minimum).get(figure) == before.get(figure)
            for answers, before in zip(periods, seen, strict=True)
        )

    counted = {item.id for item in index_items(instrument)}
    apart = {item: place for item, place in truth.items() if item not in counted}
    open_indices = [
        index
        for sheet in index_sheets(instrument)
        if (index := index_of(entry_of(instrument, sheet))) is not None
        and fits({**apart, **sheet}, index_figure(instrument))
    ]
    return Open(
        frozenset(band(index_bands(instrument), index) for index in open_indices),
        (max(open_indices) - min(open_indices)) / 2,
        {item.id: frozenset(_places(item, truth, fits)) for item in instrument.exposures},
    )


def _places(item: Item, truth: Sheet, fits: Callable[[Sheet, str], bool]) -> Iterator[int | None]:
    rest = {id: place for id, place in truth.items() if id != item.id}
    for place in range(len(item.scale)):
        if fits({**rest, item.id: place}, item.id):
            yield place
    if fits(rest, item.id):
        yield None


def neighbours(chance: Random, instrument: Instrument, count: int) -> dict[str, CheckinEntry]:
    """Returns answers of so many people, in groups that are alike: nearly all low, all high, or of both."""
    sheets = index_sheets(instrument)
    kinds = chance.sample(sheets, min(chance.choice([1, 2, 2, 3, 6]), len(sheets)))
    answers = {}
    leaning = {item.id: chance.choice([0.0, 0.3, 0.5, 1.0]) for item in instrument.exposures}
    for i in range(count):
        apart = {
            item.id: len(item.scale) - 1
            if chance.random() < leaning[item.id]
            else chance.randrange(len(item.scale))
            for item in instrument.exposures
        }
        answers[f"known{i}"] = entry_of(instrument, {**chance.choice(kinds), **apart})
    return answers


def best_puppets(
    chance: Random, instrument: Instrument, publish: Publish, count: int, sheet: Sheet, minimum: int
) -> Open:
    """Returns what stays possible of a sheet, where all others answer so as to learn the most of it.

    They see a figure, work out which indices are left, and choose what to answer next time.
    """
    sheets, figure = index_sheets(instrument), index_figure(instrument)
    ordered = sorted(sheets, key=lambda each: index_of(entry_of(instrument, each)) or 0)
    ends = [entry_of(instrument, each) for each in (ordered[0], ordered[len(ordered) // 2], ordered[-1])]
    left, truth = list(sheets), entry_of(instrument, sheet)
    for _ in range(4):
        best: dict[Hashable, list[Sheet]] = {None: left}
        actual: Hashable = None
        for high in range(count):
            middle = chance.randrange(count - high)
            kinds = [ends[2]] * high + [ends[1]] * middle + [ends[0]] * (count - 1 - high - middle)
            others = {f"puppet{i}": entry for i, entry in enumerate(kinds)}
            parts: dict[Hashable, list[Sheet]] = {}
            for each in left:
                seen = publish(instrument, {**others, LAST: entry_of(instrument, each)}, minimum)
                parts.setdefault(seen.get(figure), []).append(each)
            if len(parts) > len(best):
                best, actual = parts, publish(instrument, {**others, LAST: truth}, minimum).get(figure)
        left = best[actual]
    indices = [index for each in left if (index := index_of(entry_of(instrument, each))) is not None]
    bands = frozenset(band(index_bands(instrument), index) for index in indices)
    return Open(bands, (max(indices) - min(indices)) / 2, {})


def any_sheet(chance: Random, instrument: Instrument) -> Sheet:
    """Returns a whole sheet, by chance."""
    return {item.id: chance.randrange(len(item.scale)) for item in instrument.items}


class _Same:
    # An instrument is not hashable where its bands are not; one is made once and stays.
    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.instrument is self.instrument

    def __hash__(self) -> int:
        return id(self.instrument)


@lru_cache(maxsize=16)
def _index_sheets(same: _Same) -> tuple[Sheet, ...]:
    instrument = same.instrument
    found: dict[tuple[float, int], Sheet] = {}
    items = index_items(instrument)
    for places in product(*[[*range(len(item.scale)), None] for item in items]):
        sheet = {item.id: place for item, place in zip(items, places, strict=True) if place is not None}
        index = index_of(entry_of(instrument, sheet))
        if index is not None:
            found.setdefault((index, len(sheet)), sheet)
    return tuple(found.values())
