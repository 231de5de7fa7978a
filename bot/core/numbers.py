"""Whom to call, by country: the emergency number, a line for somebody in crisis, a line against abuse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from importlib.resources import files

from bot.core.chat import Person
from bot.core.inert import to_dial
from bot.core.words import Localized

DIRECTORY = "findahelpline.com"  # lines of nearly all countries, kept by one organisation


@dataclass(frozen=True, slots=True)
class HelpLine:
    """A line of help: what to dial, and `how` (which option, from where); `about` is what it is for.

    `verified_on` is None where nobody has read its official page yet.
    """

    name: Localized
    number: str
    how: Localized = field(default_factory=dict)
    about: Localized = field(default_factory=dict)
    verified_on: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class CountryNumbers:
    """The numbers of a country (ISO 3166, two letters). `medical` is the ambulance's, where it differs."""

    country: str
    name: Localized
    emergency: HelpLine
    medical: HelpLine | None = None
    crisis: tuple[HelpLine, ...] = ()
    abuse: tuple[HelpLine, ...] = ()

    @property
    def lines(self) -> tuple[HelpLine, ...]:
        """All of them, the emergency number first."""
        medical = (self.medical,) if self.medical else ()
        return (self.emergency, *medical, *self.crisis, *self.abuse)


def leads_to(run: str) -> str:
    """Returns the address that a bold part leads to in a text that says whom to call, "" for other words.

    It is a number, or the directory of lines; nothing that a person typed is bold.
    """
    if run == DIRECTORY:
        return f"https://{DIRECTORY}"
    number = to_dial(run)
    return f"tel:{number}" if number else ""


Numbers = Mapping[str, CountryNumbers]  # by country


def country_of(person: Person, usual: str = "") -> str:
    """Returns the country somebody is in: the one they chose, else their time zone's, else `usual`."""
    return person.country or country_of_zone(person.zone) or usual


@dataclass(frozen=True, slots=True)
class PersonCountry:
    """Where somebody seems to be; `by_zone` says that only their time zone tells it."""

    country: str = ""
    by_zone: bool = False


def guess_country(person: Person, usual: str = "") -> PersonCountry:
    """Returns `country_of` a person, and whether it is only their time zone's."""
    return PersonCountry(country_of(person, usual), not person.country and bool(country_of_zone(person.zone)))


@lru_cache(maxsize=1024)  # anybody may send any name
def country_of_zone(zone: str) -> str:
    """Returns the country of a time zone of the IANA's, also under an older name; "" where it is of none."""
    if "/" not in zone or zone.startswith("Etc/"):  # `EST` names no place, though it is kept as one's
        return ""
    countries = _countries()
    return countries.get(zone) or countries.get(_links().get(zone, ""), "")


def knows_country(code: str) -> bool:
    """Returns whether these two capital letters are a country's (ISO 3166)."""
    return code in _countries().values()


@cache
def _countries() -> Mapping[str, str]:
    rows = (line.split("\t") for line in _lines("zone.tab"))
    return {zone: country for country, _, zone, *_ in rows}


@cache
def _links() -> Mapping[str, str]:
    rows = (line.split() for line in _lines("tzdata.zi") if line.startswith("L "))
    return {name: zone for _, zone, name in rows}


def _lines(name: str) -> list[str]:
    text = files("tzdata").joinpath("zoneinfo", name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
