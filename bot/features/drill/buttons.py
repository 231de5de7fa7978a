"""Whose eyes a card is for, and what all cards of the drills say alike."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.features.drill.model import Drill

_REFERENCE = re.compile(r"([A-Za-z0-9_-]{1,40})\.([0-9]{1,2})(?:\.([0-9]))?(\.g)?")


@dataclass(frozen=True, slots=True)
class QuestionReference:
    """What a button carries: the drill, its question, the place of an option as shown, whether a guess."""

    id: str
    turn: int
    shown: int = -1
    guessed: bool = False


def refer(drill: Drill, turn: int, shown: int | None = None, *, guessed: bool = False) -> str:
    """Returns the value of a button on a card of `drill`."""
    place = "" if shown is None else f".{shown}"
    return f"{drill.id}.{turn}{place}{'.g' if guessed else ''}"


def read(value: str) -> QuestionReference | None:
    """Returns what a button carries, or None if this version did not write it."""
    found = _REFERENCE.fullmatch(value)
    if not found:
        return None
    return QuestionReference(found[1], int(found[2]), int(found[3] or -1), bool(found[4]))
