"""Periods: whole weeks, worked out from dates alone, and when to remind of one. A row holds no time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum

from bot.core.clocks import instant, place
from bot.core.dates import usable
from bot.core.shift import Shift

_WEEK = timedelta(days=7)
ORIGIN = date(2024, 1, 1)  # a Monday; fortnights are counted from it
_ID = re.compile(r"(\d{4})-W(\d\d)(?:-W(\d\d))?", re.ASCII)
_BEFORE_END = timedelta(days=3)  # a period ends on a Sunday: reminders come on its last Thursday
_HOUR = time(10)
FEW_WEEKS = 2  # of a period that is reminded of at its end; a longer one is at its begin
_REMEMBERED = timedelta(days=800)  # for how long it is known which cadence held


class Cadence(Enum):
    """How often a tenant's people are asked; the value is the weeks of a period."""

    WEEKLY = 1
    FORTNIGHTLY = 2
    FOUR_WEEKLY = 4
    QUARTERLY = 13
    HALF_YEARLY = 26
    YEARLY = 52


_LENGTHS = frozenset(cadence.value for cadence in Cadence)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Some ISO weeks in a row, by UTC dates. They are in the order of their first days."""

    first: date
    cadence_weeks: int

    @property
    def last(self) -> date:
        """Its last day."""
        return self.first + self.cadence_weeks * _WEEK - timedelta(days=1)

    @property
    def next(self) -> date:
        """The first day after it."""
        return self.first + self.cadence_weeks * _WEEK

    @property
    def id(self) -> str:
        """Its name by its first and its last week: `2026-W47-W48`, or of one week `2026-W48`."""
        if self.cadence_weeks == 1:
            return _week(self.first)
        return f"{_week(self.first)}-{_week(self.last)[5:]}"

    def closed(self, today: date) -> bool:
        """Returns whether it is over by `today`."""
        return today > self.last

    def holds(self, day: date) -> bool:
        """Returns whether `day` is one of its days."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class CadenceChange:
    """A cadence, and the first day that it holds on: one after the end of a period of the one before."""

    first: date
    cadence: Cadence


def period_of(day: date, cadence: Cadence, origin: date = ORIGIN) -> Period:
    """Returns the period that `day` is in, where one began on `origin`, a Monday."""
    weeks = (day - origin).days // 7
    return Period(origin + (weeks - weeks % cadence.value) * _WEEK, cadence.value)


def period_on(day: date, changes: Sequence[CadenceChange]) -> Period:
    """Returns the period that `day` is in. `changes` are all cadences that ever held, oldest first."""
    held = [change for change in changes if change.first <= day]
    change = held[-1] if held else changes[0]
    return period_of(day, change.cadence, change.first)


def previous_period(period: Period, changes: Sequence[CadenceChange] = ()) -> Period:
    """Returns the period that ended the day before this one began; without `changes`, one of its length."""
    if changes:
        return period_on(period.first - timedelta(days=1), changes)
    return Period(period.first - period.cadence_weeks * _WEEK, period.cadence_weeks)


def changed_cadence(
    changes: Sequence[CadenceChange], cadence: Cadence, today: date
) -> tuple[CadenceChange, ...]:
    """Returns the cadences once another one is chosen: it holds from the end of the period that runs on.

    What was chosen and has not begun yet is forgotten, so a choice that is taken back leaves nothing. A
    period that begins tomorrow runs already: a clock that is ahead may have begun it.
    """
    begun = today + timedelta(days=1)
    held = tuple(change for change in changes if change.first <= begun) or tuple(changes[:1])
    if held[-1].cadence is cadence:
        return held
    running = period_on(begun, held)
    return (*_recent(held, running.first), CadenceChange(running.next, cadence))


def first_cadence(cadence: Cadence, today: date) -> tuple[CadenceChange, ...]:
    """Returns the cadences of a tenant that has none yet; long periods begin in the week of the choice."""
    monday = today - timedelta(days=today.weekday())
    return (CadenceChange(monday if cadence.value > FEW_WEEKS else ORIGIN, cadence),)


def _recent(changes: Sequence[CadenceChange], day: date) -> tuple[CadenceChange, ...]:
    # Answers are stored for a year at most, so nothing asks for what held long before.
    old = day - _REMEMBERED
    return tuple(
        change for i, change in enumerate(changes) if i + 1 == len(changes) or changes[i + 1].first > old
    )


def parse_period(id: str) -> Period | None:
    """Returns the period of that name, or None if there is none."""
    match = _ID.fullmatch(id)
    if not match:
        return None
    year, begin, end = int(match[1]), int(match[2]), int(match[3] or match[2])
    try:
        first = date.fromisocalendar(year, begin, 1)
        last = date.fromisocalendar(year if begin <= end else year + 1, end, 1)
    except ValueError:
        return None
    weeks = (last - first).days // 7 + 1
    if not (usable(first) and usable(last)) or weeks not in _LENGTHS:
        return None
    period = Period(first, weeks)
    return period if period.id == id else None


def is_over(id: str, today: date) -> bool:
    """Returns whether the period of that name is past; one that nobody knows is."""
    period = parse_period(id)
    return period is None or period.closed(today)


def period_order(id: str) -> tuple[date, int]:
    """Returns what the names of periods are sorted by; those that nobody knows come first."""
    period = parse_period(id)
    return (period.first, period.cadence_weeks) if period else (date.min, 0)


def reminder_time(
    period: Period, zone: str, now: datetime, shift: Shift | None = None, since: date | None = None
) -> datetime | None:
    """Returns when to remind in a period, by the person's zone, in UTC: not before now, nor after its end.

    It is within their shift, where they told one; for whoever has none in its last days, in the last one
    before. A zone that nobody knows counts as UTC. None: it is too late for this period. Of a long period it
    is reminded in its first two weeks, or in those after `since`, when it was offered.
    """
    period = _reminded(period, since)
    days = [period.last - timedelta(days=back) for back in range(period.cadence_weeks * 7)]
    late = [day for day in days if period.last - day <= _BEFORE_END]
    times = _times(period, reversed(late), place(zone), shift)
    times = times or _times(period, days[len(late) :], place(zone), shift)[:1]
    return next((due for due in times if due >= now), None)


def _reminded(period: Period, since: date | None) -> Period:
    # Whoever is asked once a year is not to wait a year for the first time.
    if period.cadence_weeks <= FEW_WEEKS:
        return period
    first = period.first
    if since and period.holds(since):
        first = since - timedelta(days=since.weekday())
    return Period(first, min(FEW_WEEKS, (period.next - first).days // 7))


def _times(period: Period, days: Iterable[date], zone: str, shift: Shift | None) -> list[datetime]:
    hours = (instant(day, _HOUR, zone) for day in days)
    times = (shift.into(hour, zone) if shift else hour for hour in hours)
    return [due for due in times if period.holds(due.date())]


def _week(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"
