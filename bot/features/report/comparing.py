"""Groups beside each other: what the report of each tells of the same weeks, and nothing besides."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core import card as c
from bot.core.activity import ActivityKind
from bot.core.report import ReportSection
from bot.core.viewer import share_text
from bot.features.report.drawing import Cell, table
from bot.features.report.model import ReportFigures
from bot.features.report.viewer import MISSING, ReportViewer

MOST_COMPARED = 30  # groups, the first by their names
_HEADINGS = ("team", "lookups", "calmed", "escalated", "right", "people")


def groups_section(
    viewer: ReportViewer, groups: Sequence[tuple[str, ReportFigures]], left_out: int = 0
) -> ReportSection | None:
    """Returns a row for each group, in the order given, which is none of merit.

    None where there is nothing to compare: fewer than two groups of which anything can be told. `left_out`
    says how many more groups there are.
    """
    rows = [(name, *_cells(viewer, figures)) for name, figures in groups]
    if sum(any(cell not in (None, MISSING) for cell in row[1:]) for row in rows) < 2:
        return None
    recent = groups[0][1].span.recent
    days = viewer.days(recent[0].first, recent[-1].last)
    notes = [c.Note(viewer.say("report.groups_note", days=days))]
    if left_out:
        notes.append(c.Note(viewer.say("report.groups_more", shown=len(rows), of=len(rows) + left_out)))
    compared = table(viewer, "groups-compared", _HEADINGS, rows)
    return ReportSection("groups", viewer.say("report.view.groups"), tuple(notes), (compared,))


def _cells(viewer: ReportViewer, figures: ReportFigures) -> tuple[Cell, ...]:
    first, weeks = figures.span.recent[0].first, figures.weeks[ActivityKind.LOOKUP.value]
    counts = [point.count for point in weeks if point.count is not None and point.first >= first]
    practised = figures.practised[-1][1]
    return (
        sum(counts) if counts else None,
        figures.all_calmed.after,
        figures.escalated.after,
        figures.all_right.after,
        share_text(viewer.say, practised) if practised else MISSING,
    )
