"""Which of an incident's facts go into a CSV, and in which form. No person's name is among them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.core import spreadsheet
from bot.features.boundary import facts
from bot.features.boundary.model import Incident, kind_name, outcome

HEADINGS = (
    *("began", "channel", "kind", "warnings", "outcome", "closed", "told", "answered", "answered_at"),
    *("contacts", "warned_at", "policy_warnings", "policy_followed", "decided_by", "result", "result_at"),
)
_FOLLOWED = {True: "yes", False: "no", None: ""}


def csv_text(incidents: Iterable[Incident]) -> str:
    """Returns the incidents as CSV."""
    return spreadsheet.csv_text(HEADINGS, map(_cells, incidents), end="\n")


def _cells(incident: Incident) -> tuple[str, ...]:
    course, support, policy = incident.course, incident.support, incident.policy
    contacts = facts.contact_facts(course, policy)
    warned = facts.warning_count(contacts)
    return (
        _iso(course.began),
        course.channel,
        kind_name(incident),
        "" if warned is None else str(warned),
        outcome(incident),
        _iso(course.closed),
        _iso(course.reported),
        support.answer.value if support else "",
        _iso(support.at if support else None),
        str(len(contacts)),
        " ".join(_iso(at) for contact in contacts for at in contact.warned),
        str(policy.warnings),
        _FOLLOWED[facts.followed(course, policy)],
        facts.decider(course),
        incident.result.kind.value if incident.result else "",
        _iso(incident.result.at if incident.result else None),
    )


def _iso(at: datetime | None) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}" if at else ""
