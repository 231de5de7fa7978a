"""The published figures of all units as one table, for reports: what each unit's own card shows, no more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.core.card import Table
from bot.core.viewer import name_line
from bot.features.checkin.model import UnitResult
from bot.features.checkin.viewer import CheckinViewer

LAST = 6  # periods of each unit
MISSING = "–"


def published_tables(viewer: CheckinViewer, results: Mapping[str, Sequence[UnitResult]]) -> tuple[Table, ...]:
    """Returns a table of the loads of each unit by period; none where nothing is published."""
    rows = tuple(row for unit, its_results in results.items() for row in _rows(viewer, unit, its_results))
    loads = tuple(viewer.load(subscale) for subscale in viewer.content.instrument.subscales)
    headings = (viewer.say("report.head.unit"), viewer.say("report.head.until"), *loads)
    return (Table(headings, rows),) if rows else ()


def _rows(viewer: CheckinViewer, unit: str, results: Sequence[UnitResult]) -> Iterator[tuple[str, ...]]:
    subscales = [subscale.id for subscale in viewer.content.instrument.subscales]
    by_period: dict[str, dict[str, str]] = {}
    for result in results:
        if result.figure in subscales:
            shown = viewer.span_of(result.range) if result.range else MISSING
            by_period.setdefault(result.period, {})[result.figure] = shown
    for period, figures in list(by_period.items())[-LAST:]:
        loads = (figures.get(subscale, MISSING) for subscale in subscales)
        yield (name_line(unit), viewer.ended(period), *loads)
