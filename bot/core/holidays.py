"""Public holidays of countries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache

HolidayCheck = Callable[[str, date], bool]  # whether a date is a public holiday in a country


def is_holiday(country: str, day: date) -> bool:
    """Returns whether a date is a public holiday in the whole of a country; False for one nobody knows."""
    return day in _holidays(country, day.year)


@lru_cache(maxsize=256)
def _holidays(country: str, year: int) -> frozenset[date]:
    import holidays  # it takes a moment to load, and most runs never ask

    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError:  # a country of which the library knows none
        return frozenset()
