"""What the look-up needs from outside, besides what the core has ports for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from bot.core.chat import Person
from bot.core.phrasebook import Additions
from bot.core.safety import SafetySign


class SafetyDetector(Protocol):
    """What notices danger and distress in a text, before anything is looked up. Answers from memory."""

    def detect(self, text: str) -> SafetySign | None:
        """Returns what was noticed in the whole of `text`, or None. Never raises."""


class RisingPhrases(Protocol):
    """Which phrases rise. Answers from memory."""

    def rising(self, tenant: str, situation: str) -> Mapping[str, float]:
        """Returns how high the phrases stand that rise in a situation, by id."""


class LookupHistory(Protocol):
    """What people looked up. Answers from memory."""

    def looked_up(self, person: Person, situation: str, value: str) -> None:
        """Notes that a person saw `situation`; a press of `lookup.show` with `value` shows it again."""


class MissRecorder(Protocol):
    """Where look-ups go that found nothing."""

    def record_miss(self, person: Person, text: str, language: str) -> None:
        """Takes note behind the answer: returns at once, and never raises."""


class AdditionsSource(Protocol):
    """Where what teams added is stored."""

    async def versions(self) -> Mapping[str, int]:
        """Returns the version of each team that ever changed anything."""

    async def additions(self, tenant: str) -> tuple[int, Additions]:
        """Returns the team's version and what it added."""
