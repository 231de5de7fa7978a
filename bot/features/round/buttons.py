"""What the buttons and forms of a team round carry."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.buttons import IDENTIFIER, ButtonFormat, number

_FORMAT = ButtonFormat((IDENTIFIER, number(6), IDENTIFIER), optional=1)


@dataclass(frozen=True, slots=True)
class RoundReference:
    """What a button carries: the round, a page, a reply."""

    id: str
    page: int = 0
    reply: str = ""

    def encode(self) -> str:
        """Returns it as the value of a button."""
        return _FORMAT.encode(self.id, self.page, self.reply)

    @classmethod
    def decode(cls, value: str) -> RoundReference | None:
        """Returns what a button carries, or None if this version did not write it."""
        parts = _FORMAT.decode(value)
        return cls(parts[0], int(parts[1]), parts[2]) if parts else None
