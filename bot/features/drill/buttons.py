"""What travels in the buttons of a drill."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.buttons import IDENTIFIER, ButtonFormat, number
from bot.features.drill.model import Drill

_FORMAT = ButtonFormat((IDENTIFIER, number(2), number(1)), optional=1)
_GUESSED = ".g"


@dataclass(frozen=True, slots=True)
class QuestionReference:
    """What a button carries: the drill, its question, the place of an option as shown, whether a guess."""

    id: str
    turn: int
    shown: int = -1
    guessed: bool = False


def encode_reference(drill: Drill, turn: int, shown: int | None = None, *, guessed: bool = False) -> str:
    """Returns the value of a button on a card of `drill`."""
    value = _FORMAT.encode(drill.id, turn, "" if shown is None else shown)
    return f"{value}{_GUESSED if guessed else ''}"


def decode_reference(value: str) -> QuestionReference | None:
    """Returns what a button carries, or None if this version did not write it."""
    parts = _FORMAT.decode(value.removesuffix(_GUESSED))
    if not parts:
        return None
    return QuestionReference(parts[0], int(parts[1]), int(parts[2] or -1), value.endswith(_GUESSED))
