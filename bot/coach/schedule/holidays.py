"""Public holidays, by country. The library behind them is loaded when somebody asks."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

COUNTRIES = (
    "MX",
    "CO",
    "AR",
    "CL",
    "PE",
    "ES",
    "US",
    "CR",
    "EC",
    "GT",
    "PA",
    "DO",
    "UY",
    "BO",
    "PY",
    "SV",
    "HN",
    "NI",
    "PR",
    "CA",
)


def is_free(country: str, day: date) -> bool:
    """Returns whether a date is a public holiday in the whole of a country."""
    return day in _dates(country, day.year)


@lru_cache(maxsize=256)
def _dates(country: str, year: int) -> frozenset[date]:
    import holidays  # it takes a moment to load, and most runs never ask

    return frozenset(holidays.country_holidays(country, years=year))
