"""What the safety cards are given."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.background import BackgroundTasks
from bot.core.current import CurrentPhrasebook
from bot.core.people import Clock
from bot.core.viewer import Viewer
from bot.features.safety.ports import SafetyStore
from bot.features.safety.setups import CurrentSetups


@dataclass(frozen=True, slots=True)
class SafetyDeps:
    """The phrasebook, what is stored and what of it is in force, work behind the answers, the time.

    `care` says whether there is a self-check, whose help a card may open.
    """

    phrasebook: CurrentPhrasebook
    store: SafetyStore
    setups: CurrentSetups
    background: BackgroundTasks
    clock: Clock
    care: bool = True

    def viewer(self, language: str) -> Viewer:
        """Returns how somebody who reads that language sees the cards."""
        return Viewer(self.phrasebook.book, language)
