"""What the buttons and forms of a team round carry."""

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

    @classmethod
    def decode(cls, value: str) -> RoundReference | None:
        """Returns what a button carries, or None if this version did not write it."""
        match = _REFERENCE.fullmatch(value)
        return cls(match[1], int(match[2]), match[3] or "") if match else None
