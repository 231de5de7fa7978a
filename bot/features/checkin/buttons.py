"""What the self-check's buttons, forms and messages about units carry. Never an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.core.buttons import ButtonFormat, number
from bot.features.checkin.instrument import Instrument
from bot.features.checkin.model import Terms
from bot.features.checkin.period import Cadence, Period
from bot.features.checkin.record import Consent

NEVER = "off"
_SEPARATOR = "|"
_VERSION = ButtonFormat((number(9),))
_CADENCES = {cadence.name.lower(): cadence for cadence in Cadence}


def questions_edition(period: Period, instrument: Instrument) -> str:
    """Returns the value of a form with these questions in this period; another one is out of date."""
    return _SEPARATOR.join((period.id, instrument.id, str(instrument.version)))


def consent_edition(asked: Consent) -> str:
    """Returns the value of a form that asks for a yes to these terms; another one is out of date."""
    parts = (asked.words, asked.instrument, asked.version, asked.minimum, asked.retention, asked.country)
    return _SEPARATOR.join(map(str, (*parts, asked.units)))


def encode_cadence(cadence: Cadence | None) -> str:
    """Returns the value of a button that chooses how often somebody is reminded; of None: never."""
    return cadence.name.lower() if cadence else NEVER


def decode_cadence(value: str) -> Cadence | None:
    """Returns how often a button reminds; None: never, or this version did not write it."""
    return _CADENCES.get(value)


def encode_version(terms: Terms) -> str:
    """Returns the value of a form with these terms: their version, as they were read."""
    return _VERSION.encode(terms.version)


def decode_version(value: str) -> int | None:
    """Returns the version of the terms in the value of a form, or None where it has none."""
    parts = _VERSION.decode(value)
    return int(parts[0]) if parts else None


@dataclass(frozen=True, slots=True)
class UnitMessage:
    """What a message is about: a plan, by the first day that it holds on and its edition."""

    first: date
    edition: int

    def encode(self) -> tuple[str, ...]:
        """Returns it as a notice stores it."""
        return self.first.isoformat(), str(self.edition)

    @classmethod
    def decode(cls, about: Sequence[str]) -> UnitMessage:
        """Returns what a notice is about."""
        return cls(date.fromisoformat(about[0]), int(about[1]))
