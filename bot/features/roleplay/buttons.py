"""Reads a play, changes it, and keeps it before anybody sees what came of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_REFERENCE = re.compile(r"([A-Za-z0-9_-]{1,40})\.([0-9]{1,4})\.([a-z0-9-]{1,60})")


@dataclass(frozen=True, slots=True)
class ReplyReference:
    """What the button of a reply carries: the play, the turn it was made for, and the reply."""

    play: str
    turn: int
    line: str


def read(value: str) -> ReplyReference | None:
    """Returns what a button carries, or None if this version did not write it."""
    found = _REFERENCE.fullmatch(value)
    return ReplyReference(found[1], int(found[2]), found[3]) if found else None
