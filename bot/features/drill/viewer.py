"""How one person sees the drills."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from bot.core.chat import Person
from bot.core.clocks import zone_of
from bot.core.quiz import OF_SAFETY, QuizItem
from bot.core.safety import SafetyKind
from bot.core.teaching import FAMILIES, OF_CARD
from bot.core.viewer import Viewer


@dataclass(frozen=True, slots=True)
class DrillViewer(Viewer):
    """What everybody's viewer has, the bank of the person's tenant, and the time."""

    bank: Mapping[str, QuizItem]
    person: Person
    now: datetime

    def day(self, at: datetime) -> date:
        """Returns the date of a moment where the person is."""
        return at.astimezone(zone_of(self.person.zone)).date()

    def kind(self, kind: SafetyKind) -> str:
        """Returns the name of what may be happening."""
        guide = self.book.safety.get(kind)
        return self.pick(guide.name) if guide else kind.value

    def trained(self, name: str) -> str:
        """Returns the name of what an item trains, or "" where the phrasebook has it no more."""
        if name.startswith(OF_CARD):
            return self.teaching(name)
        if not name.startswith(OF_SAFETY):
            return self.situation(name)
        kinds = {f"{OF_SAFETY}{kind.value}": kind for kind in self.book.safety}
        return self.kind(kinds[name]) if name in kinds else ""

    def teaching(self, topic: str) -> str:
        """Returns the name of the teaching that a topic practises, or of its family; "" where it has gone."""
        name = topic.removeprefix(OF_CARD)
        if name in FAMILIES.values():
            return self.say(f"teaching.family.{name}")
        teaching = self.book.teachings.get(name)
        return self.pick(teaching.name) if teaching else ""
