"""What an organisation set for its safety cards, and how often each kind was opened."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from bot.core.safety import SafetyGuide, SafetyKind

LONGEST_STEPS = 300  # characters, of one kind
LONGEST_NUMBER = 60
LONGEST_REVIEWER = 80


@dataclass(frozen=True, slots=True)
class SafetyReview:
    """That a professional of the organisation reviewed the words. `words` tells which they were."""

    reviewer: str
    on: date
    words: str


@dataclass(frozen=True, slots=True)
class SafetySetup:
    """One version of it; 0 is that of whoever set nothing.

    `steps` are by kind; `number` is called first, or the one in `numbers` of the agent's country. `agents`
    and `customers` are the countries they usually are in.
    """

    version: int = 0
    steps: Mapping[SafetyKind, str] = field(default_factory=dict)
    number: str = ""
    numbers: Mapping[str, str] = field(default_factory=dict)
    agents: str = ""
    customers: str = ""
    review: SafetyReview | None = None
    by: str = ""
    at: datetime | None = None

    def number_in(self, country: str) -> str:
        """Returns whom an agent in a country calls first, "" where nobody is named."""
        return self.numbers.get(country) or self.number

    def reviewed(self, guides: Mapping[SafetyKind, SafetyGuide]) -> bool:
        """Returns whether a professional reviewed just these words."""
        return self.review is not None and self.review.words == fingerprint(guides)


NOTHING_SET = SafetySetup()


@dataclass(frozen=True, slots=True)
class KindWeek:
    """How often the card of a kind was opened in a week; `week` is its ISO name, like `2026-W48`."""

    week: str
    kind: SafetyKind
    count: int = 1


def fingerprint(guides: Mapping[SafetyKind, SafetyGuide]) -> str:
    """Returns what changes with any word of the cards."""
    words = "\n".join(f"{kind.value} {guide}" for kind, guide in guides.items())
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def to_data(setup: SafetySetup) -> dict[str, Any]:
    """Returns the setup as plain data, ready for JSON, without its version, and by whom and when."""
    review = setup.review
    return {
        "steps": {kind.value: text for kind, text in setup.steps.items()},
        "number": setup.number,
        "numbers": dict(setup.numbers),
        "agents": setup.agents,
        "customers": setup.customers,
        "review": review and {"by": review.reviewer, "on": review.on.isoformat(), "words": review.words},
    }


def of_data(data: Mapping[str, Any], version: int, by: str, at: datetime) -> SafetySetup:
    """Returns the setup that `to_data` wrote. Raises KeyError or ValueError for anything else."""
    review = data["review"]
    return SafetySetup(
        version=version,
        steps={SafetyKind(kind): text for kind, text in data["steps"].items()},
        number=data["number"],
        numbers=dict(data["numbers"]),
        agents=data["agents"],
        customers=data["customers"],
        review=review and SafetyReview(review["by"], date.fromisoformat(review["on"]), review["words"]),
        by=by,
        at=at,
    )
