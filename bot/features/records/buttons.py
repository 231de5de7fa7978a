"""What the buttons and forms of the records carry."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.buttons import ButtonFormat, number

PRACTICE_WEEKS, INCIDENT_WEEKS = (4, 12), (4, 12, 52)
_FORMAT = ButtonFormat(("[a-z0-9-]{0,64}", number(2), number(4)), separator="|")


@dataclass(frozen=True, slots=True)
class RecordReference:
    """Of which group, "" for all of them, of how many weeks, and which page of it, from 0."""

    group: str = ""
    weeks: int = 4
    page: int = 0

    def encode(self) -> str:
        """Returns it as the value of a button or form."""
        return _FORMAT.encode(self.group, self.weeks, self.page)

    @classmethod
    def decode(cls, value: str, spans: tuple[int, ...]) -> RecordReference | None:
        """Returns what is in a value; None where no card of ours wrote it, or of no such span."""
        parts = _FORMAT.decode(value)
        if parts is None or int(parts[1]) not in spans:
            return None
        return cls(parts[0], int(parts[1]), int(parts[2]))
