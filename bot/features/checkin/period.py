"""Periods: fixed weeks, worked out from a date alone, and when to remind of one. A row holds no time."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum

from bot.core.clocks import instant, place
from bot.core.dates import usable
from bot.core.shift import Shift

_WEEK = timedelta(days=7)
_ORIGIN = date(2024, 1, 1)  # a Monday; fortnights are counted from it
_ID = re.compile(r"(\d{4})-W(\d\d)(?:-W(\d\d))?", re.ASCII)
_BEFORE_END = timedelta(days=3)  # a period ends on a Sunday: reminders come on its last Thursday
_HOUR = time(10)


class Cadence(Enum):
    """How often a tenant's people are asked; the value is the weeks of a period."""

    WEEKLY = 1
    FORTNIGHTLY = 2


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """One or two ISO weeks, by UTC dates. They are in the order of their first days."""

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
        """Its name: `2026-W48`, or of a fortnight `2026-W47-W48`."""
        if self.cadence_weeks == 1:
            return _week(self.first)
        return f"{_week(self.first)}-{_week(self.last)[5:]}"

    def closed(self, today: date) -> bool:
        """Returns whether it is over by `today`."""
        return today > self.last

    def holds(self, day: date) -> bool:
        """Returns whether `day` is one of its days."""
        return self.first <= day <= self.last


def period_of(day: date, cadence: Cadence) -> Period:
    """Returns the period that `day` is in."""
    monday = day - timedelta(days=day.weekday())
    weeks = (monday - _ORIGIN).days // 7
    return Period(monday - (weeks % cadence.value) * _WEEK, cadence.value)


def previous_period(period: Period) -> Period:
    """Returns the period before this one."""
    return Period(period.first - period.cadence_weeks * _WEEK, period.cadence_weeks)


def parse_period(id: str) -> Period | None:
    """Returns the period of that name, or None if there is none."""
    match = _ID.fullmatch(id)
    if not match:
        return None
    try:
        first = date.fromisocalendar(int(match[1]), int(match[2]), 1)
    except ValueError:
        return None
    if not usable(first):
        return None
    period = period_of(first, Cadence.FORTNIGHTLY if match[3] else Cadence.WEEKLY)
    return period if period.id == id else None


def is_over(id: str, today: date) -> bool:
    """Returns whether the period of that name is past; one that nobody knows is."""
    period = parse_period(id)
    return period is None or period.closed(today)


def period_order(id: str) -> tuple[date, int]:
    """Returns what the names of periods are sorted by; those that nobody knows come first."""
    period = parse_period(id)
    return (period.first, period.cadence_weeks) if period else (date.min, 0)


def periods_in_order(ids: Iterable[str]) -> tuple[str, ...]:
    """Returns the names of periods, oldest first."""
    return tuple(sorted(ids, key=lambda id: (period_order(id), id)))


def reminder_time(period: Period, zone: str, now: datetime, shift: Shift | None = None) -> datetime | None:
    """Returns when to remind in a period, by the person's zone, in UTC: not before now, nor after its end.

    It is within their shift, where they told one; for whoever has none in its last days, in the last one
    before. A zone that nobody knows counts as UTC. None: it is too late for this period.
    """
    days = [period.last - timedelta(days=back) for back in range(period.cadence_weeks * 7)]
    late = [day for day in days if period.last - day <= _BEFORE_END]
    times = _times(period, reversed(late), place(zone), shift)
    times = times or _times(period, days[len(late) :], place(zone), shift)[:1]
    return next((due for due in times if due >= now), None)


def _times(period: Period, days: Iterable[date], zone: str, shift: Shift | None) -> list[datetime]:
    hours = (instant(day, _HOUR, zone) for day in days)
    times = (shift.into(hour, zone) if shift else hour for hour in hours)
    return [due for due in times if period.holds(due.date())]


def _week(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"
