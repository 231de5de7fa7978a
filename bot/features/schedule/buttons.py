"""What the buttons and forms of schedules carry."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_TEST = "test"  # in place of a date
_REFERENCE = re.compile(rf"([A-Za-z0-9_-]{{1,64}})\.([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}|{_TEST})")


@dataclass(frozen=True, slots=True)
class SlotReference:
    """What a button carries: the schedule, and the slot; None for a test."""

    schedule: str
    day: date | None

    def encode(self) -> str:
        """Returns it as the value of a button."""
        return f"{self.schedule}.{self.day.isoformat() if self.day else _TEST}"

    @classmethod
    def decode(cls, value: str) -> SlotReference | None:
        """Returns what a button carries, or None if this version did not write it."""
        match = _REFERENCE.fullmatch(value)
        if not match:
            return None
        try:
            return cls(match[1], None if match[2] == _TEST else date.fromisoformat(match[2]))
        except ValueError:
            return None


def encode_delay(delay: str, ref: SlotReference) -> str:
    """Returns the value of an option that puts a drill off, for as long as `delay` names."""
    return f"{delay}.{ref.encode()}"


def decode_delay(value: str) -> tuple[str, SlotReference | None]:
    """Returns for how long an option puts off, and which drill; None if this version did not write it."""
    delay, _, reference = value.partition(".")
    return delay, SlotReference.decode(reference)


@dataclass(frozen=True, slots=True)
class ScheduleFormReference:
    """What the form carries: the schedule that it changes, the version that was read, its channel."""

    schedule: str = ""
    version: int = 0
    channel: str = ""

    def encode(self) -> str:
        """Returns it as the value of the form."""
        return f"{self.schedule}|{self.version}|{self.channel}"

    @classmethod
    def decode(cls, value: str) -> ScheduleFormReference:
        """Returns what a form carries; a version that is no number is 0."""
        schedule, _, rest = value.partition("|")
        version, _, channel = rest.partition("|")
        return cls(schedule, int(version) if version.isdecimal() else 0, channel)
