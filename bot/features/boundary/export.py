"""Which of an incident's facts go into a CSV, and in which form. No person's name is among them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import datetime

from bot.features.boundary.model import Incident, outcome

HEADINGS = ("began", "channel", "kind", "warnings", "outcome", "closed", "told", "answered", "answered_at")


def csv_text(incidents: Iterable[Incident]) -> str:
    """Returns the incidents as CSV. Nothing in it was typed by a person, so no cell can be a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADINGS)
    writer.writerows(_cells(incident) for incident in incidents)
    return text.getvalue()


def _cells(incident: Incident) -> tuple[str, ...]:
    course, support = incident.course, incident.support
    return (
        _iso(course.began),
        course.channel,
        course.kind.value,
        str(len(course.warned)),
        outcome(incident),
        _iso(course.closed),
        _iso(course.reported),
        support.answer.value if support else "",
        _iso(support.at if support else None),
    )


def _iso(at: datetime | None) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}" if at else ""
