"""Whose eyes a card is for, and the small things that all cards of the boundary say alike."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.features.boundary.model import Incident

_REFERENCE = re.compile(r"([A-Za-z0-9_-]{1,40})\.([0-9]{1,6})(?:\.([A-Za-z0-9_-]{0,40}))?")


@dataclass(frozen=True, slots=True)
class IncidentReference:
    """What a button carries: the incident, the turn that the button was made for, and one thing more."""

    id: str
    turn: int
    more: str = ""


def refer(incident: Incident, more: str = "") -> str:
    """Returns the value of a button on a card of `incident`."""
    return f"{incident.id}.{incident.course.turn}" + (f".{more}" if more else "")


def read(value: str) -> IncidentReference | None:
    """Returns what a button carries, or None if this version did not write it."""
    found = _REFERENCE.fullmatch(value)
    return IncidentReference(found[1], int(found[2]), found[3] or "") if found else None
