"""What help is given."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.current import CurrentPhrasebook
from bot.core.viewer import Viewer


@dataclass(frozen=True, slots=True)
class HelpDeps:
    """The phrasebook, with the bot's own words."""

    phrasebook: CurrentPhrasebook

    def viewer(self, language: str) -> Viewer:
        """Returns how somebody who reads that language sees the cards."""
        return Viewer(self.phrasebook.book, language)
