"""What travels in the buttons of the boundary."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.buttons import IDENTIFIER, ButtonFormat, number
from bot.features.boundary.model import Incident

_FORMAT = ButtonFormat((IDENTIFIER, number(6), "[A-Za-z0-9_-]{0,40}"), optional=1)


@dataclass(frozen=True, slots=True)
class IncidentReference:
    """What a button carries: the incident, the turn that the button was made for, and one thing more."""

    id: str
    turn: int
    more: str = ""


def refer(incident: Incident, more: str = "") -> str:
    """Returns the value of a button on a card of `incident`."""
    return _FORMAT.encode(incident.id, incident.course.turn, more)


def read(value: str) -> IncidentReference | None:
    """Returns what a button carries, or None if this version did not write it."""
    parts = _FORMAT.decode(value)
    return IncidentReference(parts[0], int(parts[1]), parts[2]) if parts else None
