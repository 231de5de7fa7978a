"""What the vault keeps: sealed rows and wrapped keys, under pseudonyms; nothing tells whose, or when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from bot.core.errors import CalmaError
from bot.features.checkin.period import Cadence, parse

FLOOR = 5  # respondents; no setting goes under it

LEAST = 8  # the smallest minimum that can be set

RETENTION = (30, 365)  # days

INDEX = "index"  # the name of the figure that is no exposure


def over(period: str, today: date) -> bool:
    """Returns whether the period of that name is past; one that nobody knows is."""
    found = parse(period)
    return found is None or found.closed(today)


def when(period: str) -> tuple[date, int]:
    """Returns what periods are sorted by; those that nobody knows come first."""
    found = parse(period)
    return (found.first, found.cadence_weeks) if found else (date.min, 0)


def by_time(periods: Iterable[str]) -> tuple[str, ...]:
    """Returns the names of periods, oldest first."""
    return tuple(sorted(periods, key=lambda period: (when(period), period)))


def in_order(entries: Iterable[CheckinEntry]) -> tuple[CheckinEntry, ...]:
    """Returns entries, oldest first."""
    return tuple(sorted(entries, key=lambda entry: when(entry.period)))


def results_in_order(results: Iterable[GroupResult]) -> tuple[GroupResult, ...]:
    """Returns results by period and figure."""
    return tuple(sorted(results, key=lambda result: (when(result.period), result.figure)))


@dataclass(frozen=True, slots=True)
class VaultLock:
    """Which keys a database belongs to, by name: its pepper, and what new keys are wrapped by."""

    pepper: str
    key: str


@dataclass(frozen=True, slots=True)
class PersonKey:
    """A person's key under a pseudonym, wrapped by the key `by`. `open`: they take part now."""

    id: str
    by: str
    wrapped: bytes
    open: bool = True


@dataclass(frozen=True, slots=True)
class SealedRow:
    """One person's entry of a period, under the pseudonym that they have in it."""

    id: str
    period: str
    sealed: bytes


class VaultClosed(CalmaError):
    """The keys are missing or not those of this database; the message says what to do."""


@dataclass(frozen=True, slots=True)
class CheckinEntry:
    """One person's answers of one period, by item, and what they came to.

    It leaves no process in the clear, and none of it shows in a trace or a log.
    """

    period: str
    instrument: str
    version: int
    answers: Mapping[str, int] = field(repr=False)
    index: float | None = field(repr=False)
    exposures: Mapping[str, float] = field(repr=False)


class Submitted(Enum):
    """What became of answers."""

    KEPT = "kept"
    CORRECTED = "corrected"  # in place of those that there were of this period
    NOT_CONSENTED = "not consented"  # never, or no more: stopped, erased, or turned off by the tenant
    OVER = "over"  # the period of the form is past


@dataclass(frozen=True, slots=True)
class OwnCheckins:
    """A person's own entries, oldest first. `unreadable` rows were swapped, cut or sealed by lost keys."""

    entries: tuple[CheckinEntry, ...]
    unreadable: int = 0


@dataclass(frozen=True, slots=True)
class ReminderState:
    """What is known of a person without any key: nothing that tells whether they take part or answered.

    Who says no thanks has their reminders off, as has who takes part and wants none. `every` is how often
    they want to be reminded; None: as often as the tenant asks.
    """

    offered: bool = False
    reminders: bool = True
    every: Cadence | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """How a tenant runs the self-check. `version` is as it was read; 0: never kept.

    `groups` are the ids of those that it is offered to, and that figures are worked out of.
    """

    on: bool = True
    cadence: Cadence = Cadence.FORTNIGHTLY
    minimum: int = LEAST
    retention: int = 180
    country: str = ""
    groups: tuple[str, ...] = ()
    version: int = 0


class Withheld(Enum):
    """Why there is no figure."""

    SMALL = "small"  # fewer respondents than the minimum
    PROTECTS = "protects"  # with it, fewer than the minimum could be told apart


@dataclass(frozen=True, slots=True)
class GroupResult:
    """One figure of a group, `index` or an exposure's item: a rounded value, or why there is none."""

    period: str
    group: str
    figure: str
    value: int | None
    withheld: Withheld | None = None
