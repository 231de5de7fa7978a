"""The incidents of a team as a manager sees them: a table, a chart, a CSV. No agent's name is on any."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from bot.core import card as c
from bot.core.viewer import Viewer, utc_moment
from bot.features.boundary.model import Incident, outcome
from bot.features.boundary.ports import IncidentStore

LOG, EXPORT, EXPORTED = "boundary.log", "boundary.export", "boundary.exported"
PER_PAGE = 10
WEEKS = 8
CSV_LIMIT = 3000  # characters of one field of a form, on the platform that takes fewest
HEADINGS = ("began", "channel", "kind", "warnings", "outcome", "closed", "told", "answered", "answered_at")


def log(viewer: Viewer, page: int, rows: Sequence[Incident], count: int, weeks: c.Chart) -> c.Card:
    """Returns one page of the log; `count` is how many incidents there are in all."""
    say, title = viewer.say, viewer.say("incident.log")
    if not count:
        return viewer.card(title, c.Heading(title), c.Text(say("incident.none")))
    headings = ("at", "kind_of", "outcome", "answered")
    pages = -(-count // PER_PAGE)
    return viewer.card(
        title,
        c.Heading(title, say("incident.page", page=page + 1, pages=pages)),
        c.Table(tuple(say(f"incident.{name}") for name in headings), tuple(_row(viewer, i) for i in rows)),
        weeks,
        c.Buttons(_turning(viewer, page, pages)),
        c.Note(say("incident.no_names")),
    )


def weekly(viewer: Viewer, incidents: Iterable[Incident], now: datetime) -> c.Chart:
    """Returns how many incidents began in each of the last weeks, this one last."""
    monday = now.replace(hour=0, minute=0, second=0) - timedelta(days=now.weekday())
    starts = [monday - timedelta(weeks=back) for back in reversed(range(WEEKS))]
    began = [incident.course.began for incident in incidents]
    counts = [sum(start <= at < start + timedelta(weeks=1) for at in began) for start in starts]
    labels = tuple(f"{start:%d.%m.}" if viewer.language != "en" else f"{start:%b %d}" for start in starts)
    values = tuple(float(count) for count in counts)
    return c.Chart(viewer.say("incident.weekly"), labels, values, max(1.0, *values))


def first_week(now: datetime) -> datetime:
    """Returns the start of what `weekly` looks at."""
    return now - timedelta(weeks=WEEKS)


def export_form(viewer: Viewer, incidents: Sequence[Incident], count: int) -> c.Form:
    """Returns a form that holds the newest incidents as CSV, to copy: so many as a form takes."""
    rows = list(incidents)
    while len(text := csv_text(rows)) > CSV_LIMIT:
        rows = rows[: len(rows) * 4 // 5]
    told = viewer.say("incident.export_text", shown=len(rows), count=count)
    return c.Form(
        title=viewer.say("incident.export"),
        action=EXPORTED,
        send=viewer.say("incident.export_done"),
        fields=(
            c.Input(
                "csv", "CSV", c.InputKind.PARAGRAPH, text, viewer.say("incident.export_hint"), True, CSV_LIMIT
            ),
        ),
        intro=(c.Text(told),),
        language=viewer.language,
    )


async def everything(incidents: IncidentStore, tenant: str) -> str:
    """Returns all incidents of a tenant as CSV, newest first."""
    return csv_text(await incidents.incident_page(tenant, 0, await incidents.count_incidents(tenant)))


def csv_text(incidents: Iterable[Incident]) -> str:
    """Returns the incidents as CSV. Nothing in it was typed by a person, so no cell can be a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADINGS)
    writer.writerows(_cells(incident) for incident in incidents)
    return text.getvalue()


def _cells(incident: Incident) -> tuple[str, ...]:
    course, backing = incident.course, incident.backing
    return (
        _iso(course.began),
        course.channel,
        course.kind.value,
        str(len(course.warned)),
        outcome(incident),
        _iso(course.closed),
        _iso(course.told),
        backing.how.value if backing else "",
        _iso(backing.at if backing else None),
    )


def _iso(at: datetime | None) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}" if at else ""


def _row(viewer: Viewer, incident: Incident) -> tuple[str, ...]:
    backing, course = incident.backing, incident.course
    answer = backing.how.value if backing else "open" if course.told else "untold"
    return (
        utc_moment(course.began),
        viewer.say(f"incident.kind.{course.kind.value}"),
        viewer.say(f"incident.outcome.{outcome(incident)}"),
        viewer.say(f"incident.answer.{answer}"),
    )


def _turning(viewer: Viewer, page: int, pages: int) -> tuple[c.Button, ...]:
    older = (c.Button(viewer.say("incident.older"), LOG, str(page + 1)),) if page + 1 < pages else ()
    newer = (c.Button(viewer.say("incident.newer"), LOG, str(page - 1)),) if page else ()
    return (*older, *newer, c.Button(viewer.say("incident.export"), EXPORT, form=True))
