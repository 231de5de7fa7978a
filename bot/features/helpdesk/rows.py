"""From the rows of a file to weeks, all of them or none: what is wrong is told by line and column. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from bot.core.helpdesk import MEASURES, HelpdeskWeek
from bot.features.helpdesk.model import (
    LONGEST_SHOWN,
    WEEK,
    FigureFault,
    FigureRow,
    FigureTable,
    UnreadableFigures,
)
from bot.features.helpdesk.percent import Share, are_fractions, is_formula, parsed_share
from bot.features.helpdesk.weeks import parsed_week


def read_weeks(table: FigureTable, today: date) -> tuple[HelpdeskWeek, ...]:
    """Returns the weeks of a file, in order. Raises UnreadableFigures with all that is to be mended."""
    reader = _RowReader(table, today)
    weeks = [reader.week(row) for row in table.rows]
    faults = [*table.faults, *reader.faults, *reader.fractions()]
    if faults:
        raise UnreadableFigures(sorted(faults, key=lambda fault: fault.line))
    return tuple(sorted(weeks, key=lambda week: week.week))


class _RowReader:
    def __init__(self, table: FigureTable, today: date) -> None:
        self._headings, self._today = table.headings, today
        self._lines: dict[str, int] = {}  # where each week stands
        self._shares: dict[str, list[tuple[int, Share]]] = {measure: [] for measure in MEASURES}
        self.faults: list[FigureFault] = []

    def week(self, row: FigureRow) -> HelpdeskWeek:
        """Returns the week of a row; what is wrong with it is among `faults` then."""
        week = self._named(row)
        values = {measure: self._share(row, measure) for measure in MEASURES}
        if not any(row.cells.get(measure) for measure in MEASURES):
            self._tell(row, WEEK, FigureFault("figures.fault.nothing"))
        return HelpdeskWeek(week, **values)

    def fractions(self) -> Iterator[FigureFault]:
        """Yields the columns that hold parts of one in place of percent, at their first value."""
        for measure, shares in self._shares.items():
            if are_fractions(share for _, share in shares):
                line, share = next((line, share) for line, share in shares if not share.whole)
                percent = {"share": f"{share.value * 100:.4g}", "part": f"{share.value:g}"}
                yield FigureFault("figures.fault.fraction", line, self._headings[measure], percent)

    def _named(self, row: FigureRow) -> str:
        text = row.cells.get(WEEK, "")
        week = FigureFault("figures.fault.formula") if is_formula(text) else parsed_week(text, self._today)
        if isinstance(week, FigureFault):
            self._tell(row, WEEK, week)
            return ""
        if line := self._lines.get(week):
            self._tell(row, WEEK, FigureFault("figures.fault.twice", values={"week": week, "first": line}))
        self._lines.setdefault(week, row.line)
        return week

    def _share(self, row: FigureRow, measure: str) -> float | None:
        share = parsed_share(row.cells.get(measure, ""))
        if isinstance(share, FigureFault):
            self._tell(row, measure, share)
            return None
        if share:
            self._shares[measure].append((row.line, share))
        return share.value if share else None

    def _tell(self, row: FigureRow, column: str, fault: FigureFault) -> None:
        values = {**fault.values, "cell": row.cells.get(column, "")[:LONGEST_SHOWN]}
        self.faults.append(replace(fault, line=row.line, column=self._headings[column], values=values))
