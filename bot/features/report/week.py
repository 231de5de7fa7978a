"""Three figures of the last whole week, for the start of the day and the digest."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.activity import ActivityKind
from bot.core.report import WeekFigure
from bot.features.report.model import ReportFigures, ReportPoint
from bot.features.report.viewer import MISSING, ReportViewer


def week_figures(viewer: ReportViewer, figures: ReportFigures) -> tuple[WeekFigure, ...]:
    """Returns look-ups, how many of the outcomes escalated, and questions answered, with the week before."""
    return tuple(_figures(viewer, figures))


def _figures(viewer: ReportViewer, figures: ReportFigures) -> Iterator[WeekFigure]:
    for kind, name in (
        (ActivityKind.LOOKUP, "lookup"),
        (ActivityKind.OUTCOME, "escalated"),
        (ActivityKind.ANSWER, "answer"),
    ):
        before, last = ([None, None, *figures.latest[kind.value]])[-2:]
        share = kind is ActivityKind.OUTCOME
        shown, then = (_shown(viewer, point, share=share) for point in (last, before))
        if shown != MISSING:
            yield WeekFigure(viewer.say(f"report.week.{name}"), shown, "" if then == MISSING else then)


def _shown(viewer: ReportViewer, point: ReportPoint | None, *, share: bool) -> str:
    if point is None or point.count is None:
        return MISSING
    if not share:
        return viewer.number(point.count)
    return viewer.percent(point.sample.share) if point.sample else MISSING
