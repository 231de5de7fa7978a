"""Numbers, shares and dates as a language writes them, by Babel. It is loaded when first needed."""

from __future__ import annotations

from datetime import date

_DAY, _WITH_YEAR = "d MMM", "d MMM y"
MOST, LEAST = 0.95, 0.05  # from where on, and to where, a share is no more told as a number


def number(value: float, language: str) -> str:
    """Returns a number, in thousands: 1,200 in English, 1200 in Spanish, which begins at 10 000."""
    from babel.numbers import format_decimal

    return format_decimal(value, locale=language)


def percent(share: float, language: str) -> str:
    """Returns a share from 0 to 1 in whole percent: 62% in English, 62 % in Spanish."""
    from babel.numbers import format_percent

    return format_percent(round(share, 2), locale=language)


def day(at: date, language: str, *, year: bool = False) -> str:
    """Returns a date: 2 Nov, or with its year."""
    from babel.dates import format_date

    return format_date(at, _WITH_YEAR if year else _DAY, locale=_british(language)).replace(".", "")


def days(first: date, last: date, language: str) -> str:
    """Returns a span of days as the language writes it: 2 – 29 Nov 2026; to stand after «del» in Spanish."""
    from babel.dates import format_interval

    shown = format_interval(first, last, "yMMMd", locale=_british(language))
    return " al ".join(part.strip() for part in shown.split("–")) if language == "es" else shown


def _british(language: str) -> str:
    # Agents read each other's dates over borders: the day stands before the month, as it does elsewhere here.
    return "en_GB" if language == "en" else language
