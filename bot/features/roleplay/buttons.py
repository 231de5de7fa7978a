"""What travels in the buttons of a role-play."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.buttons import IDENTIFIER, ButtonFormat, number

_FORMAT = ButtonFormat((IDENTIFIER, number(4), "[a-z0-9-]{1,60}"))


@dataclass(frozen=True, slots=True)
class ReplyReference:
    """What the button of a reply carries: the play, the turn it was made for, and the reply."""

    play: str
    turn: int
    line: str

    def encode(self) -> str:
        """Returns it as the value of a button."""
        return _FORMAT.encode(self.play, self.turn, self.line)


def decode_reference(value: str) -> ReplyReference | None:
    """Returns what a button carries, or None if this version did not write it."""
    parts = _FORMAT.decode(value)
    return ReplyReference(parts[0], int(parts[1]), parts[2]) if parts else None
