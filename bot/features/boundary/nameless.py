"""Incidents as a file tells of them that leaves the house: no agent, no note, no ticket, never one alone.

A row of its own is told of an incident only where at least FEWEST people had one in the same four weeks;
otherwise there is how many of a kind there were. The four weeks are fixed by the calendar and over, so that
no two files of overlapping spans differ by one person; and rows of a day come in an order that tells no time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bot.core.card import Table
from bot.core.figures import FEWEST, FourWeeks, period_at
from bot.features.boundary import facts
from bot.features.boundary.model import Incident, kind_name, outcome
from bot.features.boundary.viewer import BoundaryViewer

_COLUMNS = ("weeks", "day", "kind_of", "channel", "warnings", "outcome", "within", "count")
_QUICK = (5, 15, 60)  # minutes within which a supervisor answered


def periods(now: datetime, weeks: int) -> tuple[FourWeeks, ...]:
    """Returns the periods of four weeks that are over, the newest last, which make up so many weeks."""
    period, last = period_at(now), list[FourWeeks]()
    for _ in range(weeks // 4):
        period = period.before()
        last.append(period)
    return tuple(reversed(last))


def nameless_table(
    viewer: BoundaryViewer, incidents: Sequence[Incident], spans: Sequence[FourWeeks]
) -> Table:
    """Returns the incidents that began in these periods, as rows, or as numbers where there are too few."""
    headings = tuple(viewer.say(f"incident.column.{name}") for name in _COLUMNS)
    return Table(headings, tuple(row for span in spans for row in _rows(viewer, incidents, span)))


def _rows(
    viewer: BoundaryViewer, incidents: Sequence[Incident], span: FourWeeks
) -> Iterator[tuple[str, ...]]:
    within = [incident for incident in incidents if span.start <= incident.course.began < span.end]
    weeks = f"{span.first.isoformat()} – {span.last.isoformat()}"
    if len({incident.agent for incident in within}) >= FEWEST:
        yield from sorted((weeks, *_cells(viewer, incident), "1") for incident in within)
        return
    for kind, count in sorted(Counter(_kind(viewer, incident) for incident in within).items()):
        yield (weeks, "", kind, "", "", "", "", str(count))


def _cells(viewer: BoundaryViewer, incident: Incident) -> tuple[str, ...]:
    course = incident.course
    warned = facts.warning_count(facts.contact_facts(course, incident.policy))
    return (
        course.began.date().isoformat(),
        _kind(viewer, incident),
        viewer.facet(course.channel) or course.channel,
        "" if warned is None else str(warned),
        viewer.say(f"incident.outcome.{outcome(incident)}"),
        _answered(viewer, incident),
    )


def _kind(viewer: BoundaryViewer, incident: Incident) -> str:
    name = kind_name(incident)
    return viewer.say(f"incident.kind.{name}" if name else "boundary.no_kind")


def _answered(viewer: BoundaryViewer, incident: Incident) -> str:
    reported = incident.course.reported
    if reported is None:
        return viewer.say("incident.answer.untold")
    if incident.support is None:
        return viewer.say("incident.answer.open")
    took = incident.support.at - reported
    most = next((minutes for minutes in _QUICK if took <= timedelta(minutes=minutes)), 0)
    return viewer.say("incident.within" if most else "incident.later", minutes=most or _QUICK[-1])
