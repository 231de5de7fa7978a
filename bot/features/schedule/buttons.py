"""What travels in the buttons of what comes by schedule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.core.buttons import ButtonFormat

TEST = "test"  # in place of a date
_FORMAT = ButtonFormat(("[A-Za-z0-9_-]{1,64}", f"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}|{TEST}"))


@dataclass(frozen=True, slots=True)
class SlotReference:
    """What a button carries: the schedule, and the slot; None for a test."""

    schedule: str
    day: date | None

    def encode(self) -> str:
        """Returns it as the value of a button."""
        return _FORMAT.encode(self.schedule, self.day.isoformat() if self.day else TEST)


def read(value: str) -> SlotReference | None:
    """Returns what a button carries, or None if this version did not write it."""
    parts = _FORMAT.decode(value)
    if not parts:
        return None
    try:
        return SlotReference(parts[0], None if parts[1] == TEST else date.fromisoformat(parts[1]))
    except ValueError:
        return None
