"""Dates and times that anybody may send: one that is of no use is refused before it is reckoned with."""

from __future__ import annotations

import re
from datetime import date, time

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 12, 31)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def parsed_date(text: str) -> date | None:
    """Returns the date that is written, such as 2026-11-24; None where it is none from 2000 to 2100."""
    try:
        day = date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        return None
    return usable(day) if day else None


def usable(day: date) -> date | None:
    """Returns a date that can be reckoned with; None for one before 2000 or after 2100."""
    return day if EARLIEST <= day <= LATEST else None


def parsed_time(text: str) -> time | None:
    """Returns the time of day that was filled in, in whole minutes; None where it is none."""
    try:
        return time.fromisoformat(text).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        return None
