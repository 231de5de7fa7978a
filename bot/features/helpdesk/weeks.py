"""Weeks as people write them, and what is wrong with what is none. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from bot.core.dates import parsed_date, usable
from bot.core.helpdesk import HelpdeskWeek
from bot.core.outcomes import first_day, iso_week
from bot.features.helpdesk.model import FigureFault

_WEEK = re.compile(r"([0-9]{4})[- ]?[WwSs]([0-9]{1,2})")  # S for «semana»
_MONDAY = 0


def weeks_until(last: str, count: int) -> tuple[str, ...]:
    """Returns so many weeks in a row, in order, of which one is the last."""
    end = first_day(last)
    return tuple(iso_week(end - timedelta(weeks=back)) for back in reversed(range(count)))


def weeks_between(first: str, last: str) -> tuple[str, ...]:
    """Returns the weeks from one to another, in order."""
    return weeks_until(last, (first_day(last) - first_day(first)).days // 7 + 1)


def in_a_row(stored: Iterable[HelpdeskWeek], names: Sequence[str]) -> tuple[HelpdeskWeek, ...]:
    """Returns the weeks of these names, in their order; nothing is known of one that is not stored."""
    known = {week.week: week for week in stored}
    return tuple(known.get(name) or HelpdeskWeek(name) for name in names)


def parsed_week(text: str, today: date) -> str | FigureFault:
    """Returns the week that a cell names, or what is wrong with it, without its line."""
    if not text:
        return FigureFault("figures.fault.no_week")
    monday = _numbered(text) if (named := _WEEK.fullmatch(text)) else parsed_date(text)
    if monday is None:
        return FigureFault("figures.fault.no_such_week" if named else "figures.fault.week")
    week = iso_week(monday)
    if monday.weekday() != _MONDAY:
        first = first_day(week).isoformat()
        return FigureFault("figures.fault.no_monday", values={"week": week, "monday": first})
    if monday > today:
        return FigureFault("figures.fault.future", values={"week": iso_week(today)})
    return week


def _numbered(text: str) -> date | None:
    named = _WEEK.fullmatch(text)
    try:
        return usable(date.fromisocalendar(int(named[1]), int(named[2]), 1)) if named else None
    except ValueError:
        return None
