"""The cards of what is one's own: the saved phrases, and the home page."""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST_WORDS = 60  # characters
_NUMBER = re.compile("[0-9]{1,6}")

_SEPARATOR = "|"


@dataclass(frozen=True, slots=True)
class SavedPage:
    """Where somebody is in their list: the page (from 0), the words searched for, the phrase pressed."""

    page: int = 0
    words: str = ""
    phrase: str = ""

    def encode(self) -> str:
        """Returns the place as a button's value."""
        return _SEPARATOR.join((self.phrase, str(self.page), self.words[:LONGEST_WORDS]))

    @classmethod
    def decode(cls, value: str) -> SavedPage:
        """Returns the place in a button's value; the beginning of the list for one that is none."""
        phrase, _, rest = value.partition(_SEPARATOR)
        page, separator, words = rest.partition(_SEPARATOR)
        if not separator or not _NUMBER.fullmatch(page):
            return cls()
        return cls(int(page), words, phrase)
