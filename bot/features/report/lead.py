"""The sentences on top of a report."""

from __future__ import annotations

from bot.features.report.change import Measured, PracticeNeed, ShareChange
from bot.features.report.model import IN_PERIOD, ReportSpan
from bot.features.report.viewer import ReportViewer


def change_line(viewer: ReportViewer, change: ShareChange | None, span: ReportSpan) -> str:
    """Returns what changed most, with its numbers, and whether that is more than chance."""
    if change is None:
        return viewer.say("report.change.none")
    say = viewer.say
    measure = say(
        f"report.change.{change.of.value}", subject=viewer.subject(change.name) if change.name else ""
    )
    went = say("report.change.rose" if change.rose else "report.change.fell")
    sure = say("report.change.real" if change.real else "report.change.chance")
    recent = viewer.days(span.recent[0].first, span.recent[-1].last)
    return say(
        "report.change.line",
        what=measure,
        went=went,
        before=viewer.percent(change.before.share),
        after=viewer.percent(change.after.share),
        reports=say(
            "report.change.answers" if change.of is Measured.RIGHT else "report.change.reports",
            count=viewer.number(change.after.total // 5 * 5),
        ),
        days=recent,
        weeks=len(span.recent) * IN_PERIOD,
        sure=sure,
    )


def suggestion_line(viewer: ReportViewer, suggested: PracticeNeed | None) -> str:
    """Returns what to practise next week, and why; "" where nothing tells it."""
    if suggested is None:
        return ""
    share = viewer.percent(suggested.share.share) if suggested.share else ""
    subject = viewer.subject(suggested.topic)
    return viewer.say(f"report.suggest.{suggested.reason.value}", subject=subject, share=share)
