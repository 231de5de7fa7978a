"""What the buttons and forms of schedules carry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.core.buttons import ANYTHING, ButtonFormat, number
from bot.core.dates import parsed_date

_TEST = "test"  # in place of a date
_SLOT = ButtonFormat(("[A-Za-z0-9_-]{1,64}", f"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}|{_TEST}"))
_DELAY = ButtonFormat((ANYTHING, ANYTHING))  # for how long, and the slot
_FORM = ButtonFormat(("[A-Za-z0-9_-]{0,64}", number(9), ANYTHING), separator="|")


@dataclass(frozen=True, slots=True)
class SlotReference:
    """What a button carries: the schedule, and the slot; None for a test."""

    schedule: str
    day: date | None

    def encode(self) -> str:
        """Returns it as the value of a button."""
        return _SLOT.encode(self.schedule, self.day or _TEST)

    @classmethod
    def decode(cls, value: str) -> SlotReference | None:
        """Returns what a button carries, or None if this version did not write it."""
        parts = _SLOT.decode(value)
        if not parts:
            return None
        schedule, written = parts
        day = parsed_date(written)
        return cls(schedule, day) if day or written == _TEST else None


def encode_delay(delay: str, ref: SlotReference) -> str:
    """Returns the value of an option that puts a drill off, for as long as `delay` names."""
    return _DELAY.encode(delay, ref.encode())


def decode_delay(value: str) -> tuple[str, SlotReference | None]:
    """Returns for how long an option puts off, and which drill; None if this version did not write it."""
    delay, reference = _DELAY.decode(value) or ("", "")
    return delay, SlotReference.decode(reference)


@dataclass(frozen=True, slots=True)
class ScheduleFormReference:
    """What the form carries: the schedule that it changes, the version that was read, its channel."""

    schedule: str = ""
    version: int = 0
    channel: str = ""

    def encode(self) -> str:
        """Returns it as the value of the form."""
        return _FORM.encode(self.schedule, self.version, self.channel)

    @classmethod
    def decode(cls, value: str) -> ScheduleFormReference | None:
        """Returns what a form carries, or None if this version did not write it."""
        parts = _FORM.decode(value)
        return cls(parts[0], int(parts[1]), parts[2]) if parts else None
