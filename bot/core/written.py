"""Numbers, shares and dates as people write them, by Babel. It is loaded when first needed.

A locale is a language, or a language and a country: `es-MX`. Mexico writes 1,730.5 and Spain 1.730,5. Where
the country is not known, Spanish is that of Latin America, as all words of the phrasebook are.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel import Locale

_ANYWHERE = {"es": "es-419"}  # the locale of a language alone, where Babel's is of one country
_DAY, _WITH_YEAR = "d MMM", "d MMM y"
MOST, LEAST = 0.95, 0.05  # from where on, and to where, a share is no more told as a number
_PLAIN = 1_000  # whole numbers below it are written alike everywhere
_ONE_DECIMAL = "#,##0.#"


def locale_of(language: str, country: str) -> str:
    """Returns the locale of somebody who reads a language in a country; "" for one that nobody knows."""
    return f"{language}-{country}" if country else language


def number(value: float, locale: str) -> str:
    """Returns a number, in thousands: 1,200 in English and in Mexico, 1.200 in Spain."""
    from babel.numbers import format_decimal

    return format_decimal(value, locale=_known(locale))


def decimal(value: float, locale: str) -> str:
    """Returns a number with at most one decimal: 3.5, in Spain 3,5."""
    if 0 <= value < _PLAIN and value == int(value):
        return str(int(value))
    from babel.numbers import format_decimal

    return format_decimal(round(value, 1), _ONE_DECIMAL, locale=_known(locale))


def percent(share: float, locale: str) -> str:
    """Returns a share from 0 to 1 in whole percent: 62% in English and in Mexico, 62 % in Spain."""
    from babel.numbers import format_percent

    return format_percent(round(share, 2), locale=_known(locale))


def percentage(value: float, locale: str) -> str:
    """Returns a value in percent, from 0 to 100, with at most one decimal, written likewise."""
    from babel.numbers import format_percent

    place = _known(locale)
    pattern = place.percent_formats[None].pattern.replace("#,##0", _ONE_DECIMAL)
    return format_percent(round(value, 1) / 100, pattern, locale=place)


def has_decimal_comma(locale: str) -> bool:
    """Returns whether spreadsheets take 3,5 in a locale; in Spanish alone, as in most of its countries."""
    from babel.numbers import get_decimal_symbol

    return get_decimal_symbol(_parsed(locale)) == ","


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


def _known(locale: str) -> Locale:
    """Returns how numbers are written; of Spanish alone, as in Latin America."""
    return _parsed(_ANYWHERE.get(locale, locale))


@lru_cache(maxsize=256)
def _parsed(locale: str) -> Locale:
    """Returns a locale of Babel; that of the language alone where Babel has none of the country."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(locale, sep="-")
    except UnknownLocaleError:
        return Locale.parse(locale.partition("-")[0])
