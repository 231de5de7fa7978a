"""What the safety cards are given."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.current import CurrentPhrasebook
from bot.core.viewer import Viewer


@dataclass(frozen=True, slots=True)
class SafetyDeps:
    """The phrasebook. `care` says whether there is a self-check, whose help a card may open."""

    phrasebook: CurrentPhrasebook
    care: bool = True

    def viewer(self, language: str) -> Viewer:
        """Returns how somebody who reads that language sees the cards."""
        return Viewer(self.phrasebook.book, language)
