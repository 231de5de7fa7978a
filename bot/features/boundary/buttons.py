"""What the buttons on cards of incidents and policies carry."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.buttons import IDENTIFIER, ButtonFormat, number
from bot.core.policy import EARLIER, LETTERS, PolicyPart
from bot.features.boundary.model import Incident

_FORMAT = ButtonFormat((IDENTIFIER, number(6), "[A-Za-z0-9_-]{0,40}"), optional=1)
# What a manager may write: neither what earlier versions had, nor the letters.
_PARTS = frozenset(part.value for part in PolicyPart if part not in EARLIER | LETTERS)


@dataclass(frozen=True, slots=True)
class IncidentReference:
    """The incident, and the turn that the button was made for. `more` is an option's value, or a seal."""

    id: str
    turn: int
    more: str = ""


def encode(incident: Incident, more: str = "") -> str:
    """Returns the value of a button on a card of `incident`."""
    return _FORMAT.encode(incident.id, incident.course.turn, more)


def decode(value: str) -> IncidentReference | None:
    """Returns what a button carries, or None if this version did not write it."""
    parts = _FORMAT.decode(value)
    return IncidentReference(parts[0], int(parts[1]), parts[2]) if parts else None


@dataclass(frozen=True, slots=True)
class PolicyReference:
    """The policy's version that a manager saw, and the part whose words are meant; None for the settings."""

    version: int
    part: PolicyPart | None = None

    def encode(self) -> str:
        """Returns it as the value of a button or form."""
        return f"{self.version}.{self.part.value}" if self.part else str(self.version)

    @classmethod
    def decode(cls, value: str) -> PolicyReference:
        """Returns what is in a value; where this version did not write it, a version that never was, -1."""
        version, _, part = value.partition(".")
        known = version.isascii() and version.isdecimal() and len(version) < 10
        return cls(int(version) if known else -1, PolicyPart(part) if part in _PARTS else None)
