"""The incidents of a team as a manager sees them: a table and a chart. No agent's name is on any."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from bot.core import card as c
from bot.core.home import HomeLine
from bot.core.pages import ListPage, found_line, list_buttons
from bot.core.sentence import with_capital
from bot.core.viewer import Viewer, dotted
from bot.core.words import Say
from bot.features.boundary.facts import followed
from bot.features.boundary.model import Incident, outcome
from bot.features.boundary.viewer import BoundaryViewer

LOG, EXPORT, RESTRICTIONS = "boundary.log", "boundary.export", "restrict.list"
PER_PAGE = 10
WEEKS = 8
SHORT_MONTH = 3  # letters of its name, in either language
_HEADINGS = ("at", "kind_of", "outcome", "policy", "answered")
_FOLLOWED = {True: "yes", False: "no", None: "none"}


def log_card(
    viewer: BoundaryViewer, part: ListPage[Incident], weeks: c.Chart, above: Sequence[c.Element] = ()
) -> c.Card:
    """Returns one page of the log."""
    say, title = viewer.say, viewer.say("incident.log")
    restrict = c.Button(say("restrict.title"), RESTRICTIONS)
    if not part.count:
        none = c.Text(say("incident.none"))
        return viewer.card(title, c.Heading(title), *above, none, c.Buttons((restrict,)))
    rows = tuple(_row(viewer, incident) for incident in part.items)
    table = c.Table(tuple(say(f"incident.{name}") for name in _HEADINGS), rows)
    export = c.Button(say("incident.export"), EXPORT, form=True)
    turns = list_buttons(say, LOG, part, ("incident.newer", "incident.older"))
    badge = say("incident.page", page=part.page.number + 1, pages=part.pages) if part.pages > 1 else ""
    return viewer.card(
        title,
        c.Heading(title, badge),
        *above,
        *found_line(say, part),
        *([table] if rows else []),
        weeks,
        c.Buttons((*turns, export, restrict)),
        c.Note(say("incident.no_names")),
    )


def weekly_chart(viewer: Viewer, incidents: Iterable[Incident], now: datetime) -> c.Chart:
    """Returns how many incidents began in each of the last weeks, this one last."""
    monday = now.replace(hour=0, minute=0, second=0) - timedelta(days=now.weekday())
    starts = [monday - timedelta(weeks=back) for back in reversed(range(WEEKS))]
    began = [incident.course.began for incident in incidents]
    counts = [sum(start <= at < start + timedelta(weeks=1) for at in began) for start in starts]
    labels = tuple(_week(viewer, start) for start in starts)
    return c.Chart(viewer.say("incident.weekly"), labels, tuple(map(float, counts)))


def _week(viewer: Viewer, start: datetime) -> str:
    month = viewer.say(f"schedule.month.{start.month}")
    return f"{start.day} {month[:SHORT_MONTH]}"


def unresolved(viewer: Viewer, incidents: Iterable[Incident]) -> tuple[c.Element, ...]:
    """Returns how many of the last weeks' reports nothing is known to have come of; nothing for none."""
    reported = [incident for incident in incidents if incident.course.reported and not incident.course.open]
    count = sum(incident.result is None for incident in reported)
    return (c.Text(viewer.say("incident.result.missing", count=count, weeks=WEEKS)),) if count else ()


def waiting_lines(say: Say, waiting: Sequence[Incident], button: c.Button) -> tuple[HomeLine, ...]:
    """Returns how many reports nobody has answered, and how many nothing is known to have come of."""
    counts = {
        "unseen": sum(incident.support is None for incident in waiting),
        "unresolved": sum(incident.result is None for incident in waiting),
    }
    return tuple(
        HomeLine(say(f"home.reports.{key}.{'one' if count == 1 else 'many'}", count=count), button)
        for key, count in counts.items()
        if count
    )


def searched(viewer: BoundaryViewer, incident: Incident) -> tuple[str, ...]:
    """Returns what a search in the log looks at: what a row shows, and the ticket."""
    return (*_row(viewer, incident), incident.ticket)


def chart_start(now: datetime) -> datetime:
    """Returns from when on `weekly_chart` looks at incidents."""
    return now - timedelta(weeks=WEEKS)


def _row(viewer: BoundaryViewer, incident: Incident) -> tuple[str, ...]:
    support, course = incident.support, incident.course
    answer = support.answer.value if support else "open" if course.reported else "untold"
    result = viewer.say(f"incident.result.{incident.result.kind.value}") if incident.result else ""
    cells = (
        viewer.moment(course.began),
        viewer.say(f"incident.kind.{course.kind.value}" if course.kind else "boundary.no_kind"),
        viewer.say(f"incident.outcome.{outcome(incident)}"),
        viewer.say(f"incident.policy.{_FOLLOWED[followed(course, incident.policy)]}"),
        dotted(viewer.say(f"incident.answer.{answer}"), result),
    )
    return tuple(with_capital(cell) for cell in cells)  # the words stand in sentences elsewhere
