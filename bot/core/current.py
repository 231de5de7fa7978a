"""The phrasebook that is in force now; reloading swaps it whole, between two answers."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.keywords import Keywords
from bot.core.phrasebook import Phrasebook
from bot.core.words import Words


@dataclass(slots=True)
class CurrentPhrasebook:
    """Holds the current phrasebook for all who answer from it."""

    book: Phrasebook

    @property
    def words(self) -> Words:
        """The bot's own words."""
        return self.book.words

    @property
    def keywords(self) -> Keywords:
        """What people type for commands and keywords."""
        return self.book.keywords
