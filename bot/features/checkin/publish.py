"""Which groups may show a figure, and which one. Pure, and the heart of the privacy of groups.

Who answered is divided into *cells*: people who are in the same of the shown groups. Groups are hidden until
every cell has the minimum of people; adding and subtracting groups then gives nothing smaller than a cell.
Each cell's mean is rounded, once, and every figure is worked out from rounded means alone. So one
person's answer reaches all that is published by one rounding only: groups that overlap tell no more of it.

Before that, each value counts only as the part of the scale that it is in: an index as low, middle or high.
A rounded mean alone would not do: whoever knows all the others knows within which rounding the last one has
to lie, and near an end of the scale that can be a point or two.

What is hidden follows from who is in which group and answered, never from what was answered: that a figure is
missing tells nothing about it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from math import ceil, floor, fsum

from bot.features.checkin.instrument import Instrument, Item
from bot.features.checkin.model import (
    FLOOR,
    INDEX,
    CheckinEntry,
    GroupResult,
    Withheld,
)
from bot.features.checkin.scoring import TOP

REACH = 15.0  # points to either side within which nobody can place a missing index
STEPS = (5, 10)  # what is rounded to
LOWEST, HIGHEST = 10, 90

Cell = frozenset[str]
Published = dict[str, int | Withheld]


@dataclass(frozen=True, slots=True)
class PublicationPlan:
    """The groups that are shown, each as the cells it consists of; and why the others are not."""

    shown: Mapping[str, tuple[Cell, ...]]
    withheld: Mapping[str, Withheld]


def plan(groups: Mapping[str, Collection[str]], respondents: Collection[str], least: int) -> PublicationPlan:
    """Returns what may be shown of groups (members by id), if these people answered."""
    answered = frozenset(respondents)
    sets = {group: answered & frozenset(members) for group, members in groups.items()}
    large = {group: people for group, people in sets.items() if len(people) >= least}
    shown = _safe(large, least)
    cells = _cells(shown)
    return PublicationPlan(
        shown={group: tuple(cell for cell in cells if cell <= people) for group, people in shown.items()},
        withheld={
            group: Withheld.PROTECTS if group in large else Withheld.SMALL
            for group in sets
            if group not in shown
        },
    )


def third(value: float) -> float:
    """Returns 25, 50 or 75: how an index counts that is in the lower, middle or upper third of the scale.

    Whatever is made of it never tells where in its third an index is. The outer thirds count as less than
    their ends, for that is where most people in them are.
    """
    return TOP / 4 * (1 + min(floor(value * 3 / TOP), 2))


def many(value: float) -> float:
    """Returns 100 for an exposure from the middle of its scale on, else 0: the mean is a share in percent."""
    return TOP if value >= TOP / 2 else 0.0


def figures(
    groups: Mapping[str, Collection[str]],
    values: Mapping[str, float],
    minimum: int,
    reach: float = REACH,
    counts: Callable[[float], float] = third,
) -> Published:
    """Returns each group's figure, or why it has none. `values` are 0 to 100 by who answered.

    `reach` is how many points to either side a missing value has to stay open; `counts` is how each value
    counts, so coarsely that it does.
    """
    publication = plan(groups, values, fewest(minimum, reach))
    rounded: dict[Cell, int] = {}
    for cells in publication.shown.values():
        for cell in cells:
            mean = fsum(counts(values[person]) for person in cell) / len(cell)
            rounded[cell] = nearest(mean, step(len(cell), reach))
    return {
        **publication.withheld,
        **{group: _figure(cells, rounded, reach) for group, cells in publication.shown.items()},
    }


def group_results(
    instrument: Instrument,
    period: str,
    groups: Mapping[str, Collection[str]],
    entries: Mapping[str, CheckinEntry],
    minimum: int,
) -> tuple[GroupResult, ...]:
    """Returns the index and each exposure of each group, or why there is none.

    `entries` are by user id; those of another instrument do not count. A figure is of those who answered it.
    """
    counted = {who: entry for who, entry in entries.items() if entry.instrument == instrument.id}
    indices = {who: entry.index for who, entry in counted.items() if entry.index is not None}
    results = _results(period, INDEX, figures(groups, indices, minimum))
    for item in instrument.exposures:
        values = {
            who: entry.exposures[item.id] for who, entry in counted.items() if item.id in entry.exposures
        }
        results += _results(period, item.id, figures(groups, values, minimum, reach_of(item), many))
    return results


def reach_of(item: Item) -> float:
    """Returns how many points a missing answer has to stay open: as many as two answers are apart, at least.

    Otherwise one of the few answers there are would be left.
    """
    return max(REACH, TOP / (len(item.scale) - 1))


def fewest(minimum: int, reach: float = REACH) -> int:
    """Returns how many have to answer: no fewer than the floor, nor than the coarsest step can protect."""
    return max(FLOOR, minimum, ceil(2 * reach / STEPS[-1]))


def step(respondents: int, reach: float = REACH) -> int:
    """Returns what a mean of so many is rounded to.

    A mean that is known within half a step leaves one answer open within respondents x step / 2.
    """
    return next((s for s in STEPS if respondents * s / 2 >= reach), STEPS[-1])


def nearest(value: float, step: int) -> int:
    """Returns the multiple of `step` that is nearest; of two, the higher."""
    return floor(value / step + 0.5) * step


def _results(period: str, figure: str, published: Published) -> tuple[GroupResult, ...]:
    return tuple(
        GroupResult(period, group, figure, None, value)
        if isinstance(value, Withheld)
        else GroupResult(period, group, figure, value)
        for group, value in sorted(published.items())
    )


def _figure(cells: Collection[Cell], rounded: Mapping[Cell, int], reach: float) -> int:
    count = sum(len(cell) for cell in cells)
    mean = fsum(rounded[cell] * len(cell) for cell in cells) / count
    return min(HIGHEST, max(LOWEST, nearest(mean, step(count, reach))))


def _safe(large: Mapping[str, Cell], least: int) -> dict[str, Cell]:
    shown, hidden = dict(large), []
    while small := [cell for cell in _cells(shown) if len(cell) < least]:
        smallest = min(_near(shown, small), key=lambda group: (len(shown[group]), group))
        del shown[smallest]
        hidden.append(smallest)
    # The smallest goes first, though it may not have been the one in the way: what can come back does.
    for group in reversed(hidden):
        more = {**shown, group: large[group]}
        if all(len(cell) >= least for cell in _cells(more)):
            shown = more
    return shown


def _near(shown: Mapping[str, Cell], small: Collection[Cell]) -> list[str]:
    # Hiding a group helps a cell only if it shares people with a group that the cell is in.
    around = frozenset[str]().union(
        *(people for people in shown.values() if any(cell <= people for cell in small))
    )
    return [group for group, people in shown.items() if people & around]


def _cells(shown: Mapping[str, Cell]) -> list[Cell]:
    within: dict[str, list[str]] = defaultdict(list)
    for group in sorted(shown):
        for person in shown[group]:
            within[person].append(group)
    cells: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for person, mine in within.items():
        cells[tuple(mine)].add(person)
    return [frozenset(cells[signature]) for signature in sorted(cells)]
