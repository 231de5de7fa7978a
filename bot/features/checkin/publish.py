"""Which units have figures of a period, and what these are. Pure, and the heart of the privacy of groups.

Each unit is worked out alone: nobody is in two, and there is no total, so no two figures have a person in
common. A unit has all its figures or none. It has none where it changed too much, which everybody may know,
or where too few of its members whose answers count sent a whole sheet: how many did is all that is asked, so
that a figure is there or missing tells nothing about what anybody answered, nor about what they left out.

A figure is the mean of what people count as (`lattice.py`), told as a range (`bot/core/ranges.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date

from bot.core.ranges import cuts, range_of
from bot.features.checkin.instrument import Instrument
from bot.features.checkin.lattice import FigureRule, figure_rules
from bot.features.checkin.model import FLOOR, CheckinEntry, Terms, UnitResult, Withheld
from bot.features.checkin.period import Period
from bot.features.checkin.units import OFFERED_BEFORE, FrozenUnit, settled_by

PARTS = 5  # that the way from the lowest to the highest level is divided into


def unit_results(
    instrument: Instrument,
    period: str,
    units: Collection[FrozenUnit],
    entries: Mapping[str, CheckinEntry],
    minimum: int,
) -> tuple[UnitResult, ...]:
    """Returns each figure of each unit, or why there is none. `entries` are of that period, by user id.

    Only whole sheets of these very questions count: those of another version have other results.
    """
    sheets = {who: entry for who, entry in entries.items() if _whole(entry, instrument)}
    least = fewest(minimum)
    rules = [rule for rule in figure_rules(instrument) if cuts(rule.levels, PARTS, least)]
    return tuple(
        replace(result, instrument=instrument.id)
        for frozen in sorted(units, key=lambda frozen: frozen.unit.id)
        for result in _of_unit(period, frozen, rules, sheets, least)
    )


def fewest(minimum: int) -> int:
    """Returns how many have to answer for a figure, whatever was set. Of too few, nothing could be told."""
    return max(FLOOR, minimum)


def first_figure(since: date, terms: Terms) -> Period:
    """Returns the first period that a unit can have a figure of whose first people came on a day.

    They count from their third full period on, once it was offered to them four weeks before.
    """
    period = terms.period(since)
    while settled_by(period, terms.period_before) < since or period.first - OFFERED_BEFORE < since:
        period = terms.period(period.next)
    return period


def _of_unit(
    period: str,
    frozen: FrozenUnit,
    rules: Collection[FigureRule],
    sheets: Mapping[str, CheckinEntry],
    least: int,
) -> Iterator[UnitResult]:
    counted = [sheets[who] for who in sorted(frozen.counted) if who in sheets]
    withheld = Withheld.CHANGED if frozen.changed else Withheld.SMALL if len(counted) < least else None
    for rule in rules:
        if withheld:
            yield UnitResult(period, frozen.unit.id, rule.figure, withheld=withheld)
            continue
        total = sum(rule.points(_value(entry, rule.figure)) for entry in counted)
        found = range_of(total, len(counted), cuts(rule.levels, PARTS, least))
        yield UnitResult(period, frozen.unit.id, rule.figure, found.low, found.high)


def _value(entry: CheckinEntry, figure: str) -> float | None:
    return entry.indices.get(figure, entry.exposures.get(figure))


def _whole(entry: CheckinEntry, instrument: Instrument) -> bool:
    same = (entry.instrument, entry.version) == (instrument.id, instrument.version)
    return same and all(subscale.id in entry.indices for subscale in instrument.subscales)
