"""Entries, terms and results; sealed rows and wrapped keys, which tell neither whose they are nor of when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from typing import Any

from bot.core.errors import CalmaError
from bot.core.ranges import Range
from bot.features.checkin.period import (
    ORIGIN,
    Cadence,
    CadenceChange,
    Period,
    changed_cadence,
    first_cadence,
    parse_period,
    period_on,
    period_order,
    previous_period,
)
from bot.features.checkin.units import Unit

FLOOR = 5  # respondents; no setting goes under it
LEAST = 8  # the smallest minimum that can be set
USUAL = 10  # the minimum where nobody set another
RETENTION = (30, 365)  # days
INDEX = "index"  # the name of the figure that is no exposure
TermsChange = tuple[str, str, str]  # the name of what was set, how it was, how it is


@dataclass(frozen=True, slots=True)
class VaultLock:
    """Which keys a database belongs to, by name: its pepper, and what new keys are wrapped by."""

    pepper: str
    key: str


class VaultClosed(CalmaError):
    """The keys are missing or not those of this database; the message says what to do."""


@dataclass(frozen=True, slots=True)
class CheckinEntry:
    """One person's answers of one period, by item, and what they came to: an index by subscale.

    It leaves no process in the clear, and none of it shows in a trace or a log.
    """

    period: str
    instrument: str
    version: int
    answers: Mapping[str, int] = field(repr=False)
    indices: Mapping[str, float] = field(repr=False)
    exposures: Mapping[str, float] = field(repr=False)

    @classmethod
    def of_parts(cls, period: str, parts: Sequence[Any]) -> CheckinEntry:
        """Returns the entry of a period by its parts; those of before instruments had subscales, too."""
        instrument, version, answers, indices, exposures = parts
        if not isinstance(indices, Mapping):  # one index, or None where too little was answered
            indices = {} if indices is None else {INDEX: indices}
        return cls(period, instrument, version, answers, indices, exposures)


class Submitted(Enum):
    """What became of answers."""

    KEPT = "kept"
    CORRECTED = "corrected"  # in place of those that there were of this period
    NOT_CONSENTED = "not consented"  # never, or no more: stopped, erased, or turned off by the tenant
    ASKED_ANEW = "asked anew"  # the questions are others than those that were agreed to
    OVER = "over"  # the period of the form is past


@dataclass(frozen=True, slots=True)
class Terms:
    """How a tenant runs the self-check: off until somebody sets it up. `version` is as read; 0: never stored.

    `cadence` is what was chosen last, `changes` are all cadences by the first day they hold on: without any,
    the one there is always held.
    """

    on: bool = False
    cadence: Cadence = Cadence.FORTNIGHTLY
    minimum: int = USUAL
    retention: int = 180
    country: str = ""
    version: int = 0
    changes: tuple[CadenceChange, ...] = ()

    @property
    def cadences(self) -> tuple[CadenceChange, ...]:
        """Every cadence that held, holds or will hold, oldest first."""
        return self.changes or (CadenceChange(ORIGIN, self.cadence),)

    def period(self, day: date) -> Period:
        """Returns the period that a day is in."""
        return period_on(day, self.cadences)

    def period_before(self, period: Period) -> Period:
        """Returns the period before one of these terms."""
        return previous_period(period, self.cadences)

    def asked_every(self, cadence: Cadence, today: date) -> Terms:
        """Returns the terms with another cadence: at once where it is off, else from the next period on."""
        chosen = changed_cadence(self.cadences, cadence, today) if self.on else first_cadence(cadence, today)
        return replace(self, cadence=cadence, changes=chosen)


def changed_terms(before: Terms, after: Terms) -> tuple[TermsChange, ...]:
    """Returns what differs between terms, in the order in which it is told."""
    was, now = _told(before), _told(after)
    return tuple((name, was[name], now[name]) for name in was if was[name] != now[name])


def _told(terms: Terms) -> dict[str, str]:
    return {
        "on": "yes" if terms.on else "no",
        "cadence": terms.cadence.name.lower(),
        "minimum": str(terms.minimum),
        "retention": str(terms.retention),
        "country": terms.country,
    }


class Withheld(Enum):
    """Why there is no figure."""

    SMALL = "small"  # fewer people answered than a figure needs
    CHANGED = "changed"  # too many came to the unit or left it since its last figure
    PROTECTS = "protects"  # of before there were units: with it, others could have been told apart


@dataclass(frozen=True, slots=True)
class UnitResult:
    """One figure of a unit, of a subscale or an exposure's item: the range it is in, or why there is none.

    Figures of before there were ranges are one rounded number, `low` and `high` alike, and of no `instrument`
    that was noted.
    """

    period: str
    unit: str
    figure: str
    low: int | None = None
    high: int | None = None
    withheld: Withheld | None = None
    instrument: str = ""

    @property
    def range(self) -> Range | None:
        """The range, if there is a figure."""
        return None if self.low is None or self.high is None else Range(self.low, self.high)


@dataclass(frozen=True, slots=True)
class UnitOverview:
    """A unit, all that was published of it, by period, and the period that runs now.

    `first` is the first period that it can have a figure of.
    """

    unit: Unit
    results: Sequence[UnitResult]
    now: Period
    first: Period

    @property
    def newest(self) -> str:
        """The name of the last period that anything was published of, or ""."""
        return self.results[-1].period if self.results else ""

    @property
    def early(self) -> bool:
        """Whether no period that it can have a figure of is closed yet."""
        return period_order(self.newest)[0] < self.first.first

    @property
    def withheld(self) -> Withheld | None:
        """Why the last period has no figure; all figures of a unit are there, or none is."""
        return next((r.withheld for r in self.results if r.period == self.newest and r.withheld), None)

    def figures(self, period: str) -> Mapping[str, Range]:
        """Returns the figures of a period; those that are hidden are left out."""
        return {r.figure: r.range for r in self.results if r.period == period and r.range is not None}

    def course(self, figure: str) -> tuple[UnitResult, ...]:
        """Returns one figure of each period, oldest first, hidden ones too."""
        return tuple(result for result in self.results if result.figure == figure)


def comparable_results(instrument: str, results: Iterable[UnitResult]) -> tuple[UnitResult, ...]:
    """Returns the results of the questions of that id, and those of before it was noted of which they are."""
    return tuple(result for result in results if result.instrument in ("", instrument))


def comparable_entries(instrument: str, entries: Iterable[CheckinEntry]) -> tuple[CheckinEntry, ...]:
    """Returns the entries that answer the questions of that id; others cannot be compared."""
    return tuple(entry for entry in entries if entry.instrument == instrument)


def entries_in_order(entries: Iterable[CheckinEntry]) -> tuple[CheckinEntry, ...]:
    """Returns entries, oldest first."""
    return tuple(sorted(entries, key=lambda entry: period_order(entry.period)))


def results_in_order(results: Iterable[UnitResult]) -> tuple[UnitResult, ...]:
    """Returns results by period and figure."""
    return tuple(sorted(results, key=lambda result: (period_order(result.period), result.figure)))


def shown_periods(results: Iterable[UnitResult]) -> frozenset[Period]:
    """Returns the periods that any of these results shows a figure of."""
    periods = (parse_period(result.period) for result in results if result.range)
    return frozenset(period for period in periods if period)
