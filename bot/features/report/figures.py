"""From sums to what may be told: the one place where the report's figures go through the rules of `figures`.

A sum of a group is told as it is, in fives, or not at all; all together is the sum of what is told of each
group. So no difference of two figures tells of a group that is left out. Shares are of the same sums.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from bot.core.activity import OF_ALL, RIGHT, WHOLE, ActivityCell, ActivityKind, may_be_told
from bot.core.estimates import Sample
from bot.core.figures import FourWeeks, in_fives, period_of, share_of
from bot.core.outcomes import Outcome
from bot.core.ranges import Range
from bot.features.report.model import (
    Comparison,
    ReportFigures,
    ReportPoint,
    ReportSpan,
    ScheduleFigures,
)

_COUNTED = (
    ActivityKind.LOOKUP,
    ActivityKind.MISS,
    ActivityKind.OUTCOME,
    ActivityKind.ANSWER,
    ActivityKind.INCIDENT,
)
# What part of a kind is looked at over time.
_PART = {ActivityKind.OUTCOME: Outcome.ESCALATED.value, ActivityKind.ANSWER: RIGHT}


def report_figures(
    span: ReportSpan, weeks: Sequence[ActivityCell], periods: Sequence[ActivityCell]
) -> ReportFigures:
    """Returns the figures of one group, or of all together; what is no activity is added later."""
    fine = [cell for cell in periods if may_be_told(cell)]
    within = [cell for cell in fine if span.first <= cell.first <= span.last]
    recent, earlier = _of(fine, span.recent), _of(fine, span.earlier)
    weekly = [cell for cell in weeks if may_be_told(cell)]
    firsts = tuple(period.first for period in span.periods)
    return ReportFigures(
        span=span,
        weeks={kind.value: tuple(_points(weekly, kind, span.mondays)) for kind in _COUNTED},
        periods={kind.value: tuple(_points(_in_periods(weekly), kind, firsts)) for kind in _COUNTED},
        latest={kind.value: tuple(_points(weekly, kind, span.latest)) for kind in _COUNTED},
        courses=dict(_courses(fine, (*span.earlier, *span.recent))),
        lookups=_in_fives(_named(within, ActivityKind.LOOKUP)),
        calmed=_compared(earlier, recent, ActivityKind.OUTCOME, Outcome.CALMED.value),
        all_calmed=_whole(weekly, span, ActivityKind.OUTCOME, Outcome.CALMED.value),
        escalated=_whole(weekly, span, ActivityKind.OUTCOME, Outcome.ESCALATED.value),
        all_right=_whole(weekly, span, ActivityKind.ANSWER, RIGHT),
        topics=_compared(earlier, recent, ActivityKind.ANSWER, RIGHT),
        items=_samples(within, ActivityKind.ITEM, RIGHT),
        practised=tuple((period, _practised(periods, period)) for period in span.periods),
        reactions=_parts(within, ActivityKind.REACTION),
        incidents=_named(within, ActivityKind.INCIDENT),
        results=(_sum(within, ActivityKind.RESULT), _sum(within, ActivityKind.REACTION)),
        schedules=_schedules(within),
    )


def compared_share(
    span: ReportSpan, kind: ActivityKind, part: str, name: str, cells: Sequence[ActivityCell]
) -> Comparison:
    """Returns one share of `report_figures`, of a group's sums of that kind and name alone.

    They are of four weeks each; where the name is WHOLE, of weeks.
    """
    fine = [cell for cell in cells if may_be_told(cell)]
    if name == WHOLE:
        return _whole(fine, span, kind, part)
    shares = _compared(_of(fine, span.earlier), _of(fine, span.recent), kind, part)
    return shares.get(name, Comparison(None, None))


def _of(cells: Iterable[ActivityCell], periods: Sequence[FourWeeks]) -> list[ActivityCell]:
    firsts = {period.first for period in periods}
    return [cell for cell in cells if cell.first in firsts]


def _points(
    cells: Sequence[ActivityCell], kind: ActivityKind, firsts: Sequence[date]
) -> Iterator[ReportPoint]:
    by_first = defaultdict[date, list[ActivityCell]](list)
    for cell in cells:
        if cell.kind is kind and cell.name == WHOLE:
            by_first[cell.first].append(cell)
    for first in firsts:
        there = by_first.get(first, [])
        if kind in OF_ALL:
            yield ReportPoint(first, sum(cell.count for cell in there))
        elif there:
            sample = _sample(there, _PART[kind]) if kind in _PART else None
            yield ReportPoint(first, in_fives(sum(cell.count for cell in there)), sample)
        else:
            yield ReportPoint(first)


def _courses(
    cells: Sequence[ActivityCell], periods: Sequence[FourWeeks]
) -> Iterator[tuple[tuple[str, str], tuple[ReportPoint, ...]]]:
    """Yields the share of each situation that calmed, and of each topic that was right, by four weeks."""
    for kind, part in ((ActivityKind.OUTCOME, Outcome.CALMED.value), (ActivityKind.ANSWER, RIGHT)):
        by_place = defaultdict[str, dict[date, ReportPoint]](dict)
        for cell in cells:
            if cell.kind is kind and cell.name != WHOLE:
                point = ReportPoint(cell.first, in_fives(cell.count), _sample([cell], part))
                by_place[cell.name][cell.first] = point
        for name, points in by_place.items():
            yield (kind.value, name), tuple(points.get(p.first, ReportPoint(p.first)) for p in periods)


def _sample(cells: Iterable[ActivityCell], part: str) -> Sample:
    """Returns a share as it is told: of so many in fives, so that nobody works out the counts behind it."""
    some = list(cells)
    total = sum(cell.count for cell in some)
    share = sum(cell.parts.get(part, 0) for cell in some) / total if total else 0.0
    whole = in_fives(total)
    return Sample(round(share * whole), whole, in_fives(sum(cell.people for cell in some)))


def _named(cells: Iterable[ActivityCell], kind: ActivityKind) -> dict[str, int]:
    """Returns how much there was of each name, the most first."""
    counts = Counter[str]()
    for cell in cells:
        if cell.kind is kind and cell.name != WHOLE:
            counts[cell.name] += cell.count
    return dict(sorted(counts.items(), key=lambda each: (-each[1], each[0])))


def _in_fives(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: in_fives(count) for name, count in counts.items()}


def _samples(cells: Iterable[ActivityCell], kind: ActivityKind, part: str) -> dict[str, Sample]:
    by_name = defaultdict[str, list[ActivityCell]](list)
    for cell in cells:
        if cell.kind is kind and cell.name != WHOLE:
            by_name[cell.name].append(cell)
    return {name: _sample(some, part) for name, some in sorted(by_name.items())}


def _compared(
    earlier: Iterable[ActivityCell], recent: Iterable[ActivityCell], kind: ActivityKind, part: str
) -> dict[str, Comparison]:
    before, after = _samples(earlier, kind, part), _samples(recent, kind, part)
    return {name: Comparison(before.get(name), after.get(name)) for name in sorted({*before, *after})}


def _whole(weeks: Sequence[ActivityCell], span: ReportSpan, kind: ActivityKind, part: str) -> Comparison:
    then, now = (
        [
            cell
            for cell in weeks
            if cell.kind is kind and any(period.first <= cell.first <= period.last for period in periods)
        ]
        for periods in (span.earlier, span.recent)
    )
    return Comparison(_sample(then, part) if then else None, _sample(now, part) if now else None)


def _in_periods(cells: Iterable[ActivityCell]) -> list[ActivityCell]:
    """Returns sums of weeks as those of the four weeks they are in.

    Beside weeks, four weeks are told as the sum of those that are told: their difference tells of none.
    """
    return [replace(cell, first=period_of(cell.first).first) for cell in cells]


def _practised(cells: Iterable[ActivityCell], period: FourWeeks) -> Range | None:
    """Returns for how many of a group's people it holds that they answered anything in a period."""
    there = [cell for cell in cells if cell.first == period.first and cell.name == WHOLE and cell.members]
    if len({cell.group for cell in there}) != 1:
        return None
    people = sum(cell.people for cell in there if cell.kind is ActivityKind.ANSWER)
    return share_of(people, there[0].members)


def _parts(cells: Iterable[ActivityCell], kind: ActivityKind) -> dict[str, int]:
    counts = Counter[str]()
    for cell in cells:
        if cell.kind is kind and cell.name == WHOLE:
            counts.update(cell.parts)
    return dict(counts)


def _sum(cells: Iterable[ActivityCell], kind: ActivityKind) -> int:
    return sum(cell.count for cell in cells if cell.kind is kind and cell.name == WHOLE)


def _schedules(cells: Sequence[ActivityCell]) -> Mapping[str, ScheduleFigures]:
    stages = (ActivityKind.SENT, ActivityKind.OPENED, ActivityKind.FINISHED)
    sent, opened, finished = (_in_fives(_named(cells, kind)) for kind in stages)
    return {
        name: ScheduleFigures(count, opened.get(name, 0), finished.get(name, 0))
        for name, count in sent.items()
    }
