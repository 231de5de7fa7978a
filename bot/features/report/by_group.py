"""Which group a change is of: each group beside itself then and now, and beside no other. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from bot.core.activity import RIGHT, WHOLE, ActivityCell, ActivityKind, ActivitySpan
from bot.core.card import Option
from bot.core.outcomes import Outcome
from bot.features.report.change import FEWEST_REPORTS, Measured, ShareChange
from bot.features.report.figures import compared_share
from bot.features.report.model import NOBODYS, Comparison, ReportSpan
from bot.features.report.viewer import ReportViewer, moved

MOST_NAMED = 4
_PARTS = {
    Measured.CALMED: (ActivityKind.OUTCOME, Outcome.CALMED.value),
    Measured.RIGHT: (ActivityKind.ANSWER, RIGHT),
    Measured.ESCALATED: (ActivityKind.OUTCOME, Outcome.ESCALATED.value),
}


def sums_of(change: ShareChange) -> tuple[ActivitySpan, ActivityKind, str]:
    """Returns the sums that a change is read from: of which span, kind and name."""
    span = ActivitySpan.FOUR_WEEKS if change.name else ActivitySpan.WEEK
    return span, _PARTS[change.of][0], change.name or WHOLE


def group_line(
    viewer: ReportViewer,
    change: ShareChange,
    span: ReportSpan,
    groups: Sequence[Option],
    cells: Sequence[ActivityCell],
) -> str:
    """Returns how each group changed against itself, those that went along with the change most first.

    Each figure is made as that of the group's own report. "" where of no group there are two to compare.
    """
    named = list(_compared(change, span, groups, cells))
    along = 1 if change.rose else -1
    named.sort(key=lambda each: -along * (moved(each[1], len(named))[0] or 0))
    said = [_said(viewer, name, compared, len(named)) for name, compared in named[:MOST_NAMED]]
    if not said:
        return ""
    shown, more = ", ".join(said), len(named) - len(said)
    if more:
        shown = viewer.say("report.by_group.more", groups=shown, count=more)
    return viewer.say("report.by_group", groups=shown)


def _compared(
    change: ShareChange, span: ReportSpan, groups: Sequence[Option], cells: Sequence[ActivityCell]
) -> Iterator[tuple[str, Comparison]]:
    by_group = defaultdict[str, list[ActivityCell]](list)
    for cell in cells:
        by_group[cell.group or NOBODYS].append(cell)
    kind, part = _PARTS[change.of]
    for group in groups:
        compared = compared_share(span, kind, part, change.name or WHOLE, by_group[group.value])
        totals = [sample.total if sample else 0 for sample in (compared.before, compared.after)]
        if min(totals) >= FEWEST_REPORTS:
            yield group.label, compared


def _said(viewer: ReportViewer, group: str, compared: Comparison, among: int) -> str:
    points, sure = moved(compared, among)
    before, after = (viewer.percent(each.share) if each else "" for each in (compared.before, compared.after))
    said = viewer.say("report.by_group.one", group=group, before=before, after=after)
    return said if sure or not points else viewer.say("report.by_group.chance", moved=said)
