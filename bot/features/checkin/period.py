"""Periods: fixed weeks, worked out from a date alone. A row holds its period, never a time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

_WEEK = timedelta(days=7)
_ORIGIN = date(2024, 1, 1)  # a Monday; fortnights are counted from it
_ID = re.compile(r"(\d{4})-W(\d\d)(?:-W(\d\d))?", re.ASCII)


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


def before(period: Period) -> Period:
    """Returns the period before this one."""
    return Period(period.first - period.cadence_weeks * _WEEK, period.cadence_weeks)


def parse(id: str) -> Period | None:
    """Returns the period of that name, or None if there is none."""
    found = _ID.fullmatch(id)
    if not found:
        return None
    try:
        first = date.fromisocalendar(int(found[1]), int(found[2]), 1)
    except ValueError:
        return None
    period = period_of(first, Cadence.FORTNIGHTLY if found[3] else Cadence.WEEKLY)
    return period if period.id == id else None


def _week(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"
