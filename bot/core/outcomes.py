"""What came of look-ups: what a person reports, how it is counted, and the port of what is stored of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Protocol

from bot.core.chat import Person


class Outcome(Enum):
    """How a contact went on after a look-up."""

    CALMED = "calmed"
    NO_CHANGE = "no_change"
    ESCALATED = "escalated"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class OutcomeReport:
    """What a person reported of a look-up: the outcome, and the ids of the phrases that they were shown.

    `ticket` names the look-up: it counts once.
    """

    ticket: str
    outcome: Outcome
    situation: str
    phrases: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Tally:
    """How often something was followed by calm, of all the times that an outcome was reported."""

    calmed: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class OutcomeWeek:
    """How often an outcome of a situation was reported in a week; `week` is its ISO name, like `2026-W48`."""

    week: str
    situation: str
    outcome: Outcome
    count: int


class OutcomeStore(Protocol):
    """What came of look-ups, counted. Of whom a phrase has outcomes is stored as a keyed hash, not which."""

    async def keep_report(self, person: Person, report: OutcomeReport) -> bool:
        """Counts an outcome, for its situation and each phrase. Returns whether it is its ticket's first.

        For a phrase each person counts once a week, however many look-ups showed it to them.
        """

    async def find_tallies(self, tenant: str) -> Mapping[str, Mapping[str, Tally]]:
        """Returns the tally of each phrase of each situation that FEWEST people or more told of."""

    async def outcome_weeks(self, tenant: str, first: str, last: str) -> tuple[OutcomeWeek, ...]:
        """Returns the counts from the week `first` to `last`, by week, situation and outcome."""

    async def purge_outcomes(self, tickets: datetime, people: datetime, counts: datetime) -> int:
        """Deletes what is older, each before its time, and returns how much that was."""


def iso_week(at: date) -> str:
    """Returns the ISO week of a day or a moment, like `2026-W48`."""
    year, week, _ = at.isocalendar()
    return f"{year}-W{week:02}"


def first_day(week: str) -> date:
    """Returns the Monday of an ISO week."""
    year, number = week.split("-W")
    return date.fromisocalendar(int(year), int(number), 1)
