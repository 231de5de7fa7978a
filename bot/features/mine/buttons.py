"""What the buttons of the saved phrases carry."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.buttons import ANYTHING, ButtonFormat, number

LONGEST_WORDS = 60  # characters
_FORMAT = ButtonFormat((ANYTHING, number(6), ANYTHING), separator="|")  # phrase, page, words


@dataclass(frozen=True, slots=True)
class SavedPage:
    """Where somebody is in their list: the page (from 0), the words searched for, the phrase pressed."""

    page: int = 0
    words: str = ""
    phrase: str = ""

    def encode(self) -> str:
        """Returns the place as a button's value."""
        return _FORMAT.encode(self.phrase, self.page, self.words[:LONGEST_WORDS])

    @classmethod
    def decode(cls, value: str) -> SavedPage:
        """Returns the place in a button's value; the beginning of the list for one that is none."""
        parts = _FORMAT.decode(value)
        return cls(int(parts[1]), parts[2], parts[0]) if parts else cls()
