"""What buttons carry: which line after the day's own it is, and where a *Not now* was pressed."""

from __future__ import annotations

from bot.core.buttons import ButtonFormat, number

SENT = "sent"  # *Not now* on a line that came, and not on the card that tells what it is
_MORE = ButtonFormat((number(3),))


def encode_more(count: int) -> str:
    """Returns the value of a button that shows the line so many after the day's own."""
    return _MORE.encode(count % 1_000)


def decode_more(value: str) -> int:
    """Returns how many that are; 0 where this version did not write it."""
    parts = _MORE.decode(value)
    return int(parts[0]) if parts else 0
