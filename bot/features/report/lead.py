"""The sentences on top of a report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.core.activity import EVERYBODY
from bot.core.card import Option
from bot.core.viewer import listed
from bot.features.report.change import WEAK, Measured, PracticeNeed, Reason, ShareChange
from bot.features.report.model import IN_PERIOD, NOBODYS, ReportSpan
from bot.features.report.viewer import ReportViewer


def change_line(viewer: ReportViewer, change: ShareChange | None, span: ReportSpan) -> str:
    """Returns what changed most, with its numbers, and whether that is more than chance."""
    if change is None:
        return viewer.say("report.change.none")
    say, way = viewer.say, "rose" if change.rose else "fell"
    counted = "answers" if change.of is Measured.RIGHT else "reports"
    line = say(
        f"report.change.{change.of.value}.{way}",
        subject=viewer.subject(change.name) if change.name else "",
        before=viewer.percent(change.before.share),
        after=viewer.percent(change.after.share),
    )
    when = say(
        "report.change.when",
        days=viewer.days(span.recent[0].first, span.recent[-1].last),
        weeks=len(span.recent) * IN_PERIOD,
        reports=say(f"report.change.{counted}", count=viewer.number(change.after.total // 5 * 5)),
    )
    return say("report.change.real" if change.real else "report.change.chance", line=line, when=when)


def suggestion_line(viewer: ReportViewer, need: PracticeNeed | None, span: ReportSpan) -> str:
    """Returns what to practise next week, and why; "" where nothing tells it."""
    if need is None:
        return ""
    share, before = (viewer.percent(each.share) if each else "" for each in (need.share, need.before))
    subject = viewer.subject(need.topic)
    limit = viewer.percent(WEAK)
    # Look-ups are counted over all of a report, shares over the part of it that is compared.
    weeks = span.weeks if need.reason is Reason.LOOKED_UP else len(span.recent) * IN_PERIOD
    key = f"report.suggest.{need.reason.value}"
    return viewer.say(key, subject=subject, share=share, before=before, limit=limit, weeks=weeks)


def planned_line(
    viewer: ReportViewer, practice: Mapping[str, str], groups: Sequence[Option], group: Option
) -> str:
    """Returns which of the groups have practice on what is suggested, in the report of one; "" for none."""
    if group.value in practice:
        return viewer.say("report.planned.here")
    named = [each for each in groups if each.value not in (EVERYBODY, NOBODYS)]
    names = [each.label for each in named if each.value in practice]
    if group.value != EVERYBODY or not names:
        return ""
    if len(names) == len(named):
        return viewer.say("report.planned.all")
    return viewer.say("report.planned.groups", groups=listed(viewer.say, names))
