"""What an organisation set for its safety cards: its own steps, its numbers, and who reviewed the words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.core.safety import SafetyKind


@dataclass(frozen=True, slots=True)
class SafetySetup:
    """One version of it; 0 is that of whoever set nothing.

    `steps` are by kind; `number` is called first, or the one in `numbers` of the agent's country. `agents`
    and `customers` are the countries they usually are in. A professional who `reviewed` the words has a name.
    """

    version: int = 0
    steps: Mapping[SafetyKind, str] = field(default_factory=dict)
    number: str = ""
    numbers: Mapping[str, str] = field(default_factory=dict)
    agents: str = ""
    customers: str = ""
    reviewer: str = ""
    reviewed: date | None = None
    by: str = ""
    at: datetime | None = None

    def number_in(self, country: str) -> str:
        """Returns whom an agent in a country calls first, "" where nobody is named."""
        return self.numbers.get(country) or self.number


NOTHING_SET = SafetySetup()
