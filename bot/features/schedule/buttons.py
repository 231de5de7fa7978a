"""What the buttons of schedules carry: which schedule, and which slot of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

TEST = "test"  # in place of a date
_REFERENCE = re.compile(r"([A-Za-z0-9_-]{1,64})\.([0-9]{4}-[0-9]{2}-[0-9]{2}|test)")


@dataclass(frozen=True, slots=True)
class SlotReference:
    """What a button carries: the schedule, and the slot; None for a test."""

    schedule: str
    day: date | None

    def encode(self) -> str:
        """Returns it as the value of a button."""
        return f"{self.schedule}.{self.day.isoformat() if self.day else TEST}"


def read(value: str) -> SlotReference | None:
    """Returns what a button carries, or None if this version did not write it."""
    found = _REFERENCE.fullmatch(value)
    if not found:
        return None
    try:
        return SlotReference(found[1], None if found[2] == TEST else date.fromisoformat(found[2]))
    except ValueError:
        return None
