"""What the room of team rounds works with."""

from __future__ import annotations

import re
from dataclasses import dataclass

_REFERENCE = re.compile(r"([A-Za-z0-9_-]{1,40})\.([0-9]{1,6})(?:\.([A-Za-z0-9_-]{1,40}))?")


@dataclass(frozen=True, slots=True)
class RoundReference:
    """What a button carries: the round, a page, a reply."""

    id: str
    page: int = 0
    reply: str = ""

    def encode(self) -> str:
        """Returns it as the value of a button."""
        return f"{self.id}.{self.page}.{self.reply}" if self.reply else f"{self.id}.{self.page}"


def read(value: str) -> RoundReference | None:
    """Returns what a button carries, or None if this version did not write it."""
    found = _REFERENCE.fullmatch(value)
    return RoundReference(found[1], int(found[2]), found[3] or "") if found else None
