"""How one person sees the drills."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.core.chat import Person
from bot.core.quiz import QuizItem
from bot.core.viewer import Viewer, zone_of


@dataclass(frozen=True, slots=True)
class DrillViewer(Viewer):
    """What everybody's viewer has, the bank of the person's tenant, and the time."""

    bank: Mapping[str, QuizItem]
    person: Person
    now: datetime

    def day(self, at: datetime) -> date:
        """Returns the date of a moment where the person is."""
        return at.astimezone(zone_of(self.person.zone)).date()
