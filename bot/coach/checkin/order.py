"""Entries, periods and results in the order of time."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bot.coach.checkin.period import parse
from bot.coach.checkin.ports import Entry, GroupResult


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


def in_order(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Returns entries, oldest first."""
    return tuple(sorted(entries, key=lambda entry: when(entry.period)))


def results_in_order(results: Iterable[GroupResult]) -> tuple[GroupResult, ...]:
    """Returns results by period and figure."""
    return tuple(sorted(results, key=lambda result: (when(result.period), result.figure)))
