"""What travels in the buttons and forms of a team's own words."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.buttons import ButtonFormat, number

_FORMAT = ButtonFormat(("[a-z0-9-]{0,64}", number(9), "[0-9a-f]{0,32}"), separator="|")


@dataclass(frozen=True, slots=True)
class EntryReference:
    """What a form is about: an entry, and the version that was seen; or a new one, perhaps from a miss."""

    id: str = ""
    version: int = 0
    miss: str = ""

    def encode(self) -> str:
        """Returns it as the value of a button or form."""
        return _FORMAT.encode(self.id, self.version, self.miss)

    @classmethod
    def decode(cls, value: str) -> EntryReference | None:
        """Returns what is in a value, or None where this version did not write it."""
        if not value:
            return cls()
        parts = _FORMAT.decode(value)
        return cls(parts[0], int(parts[1]), parts[2]) if parts else None


def page_in(value: str) -> int:
    """Returns the page in a button's value, from 0; 0 where there is none."""
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 6 else 0
