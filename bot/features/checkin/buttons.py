"""What the self-check's buttons and forms carry. Never an answer."""

from __future__ import annotations

from bot.features.checkin.instrument import Instrument
from bot.features.checkin.period import Cadence, Period

NEVER = "off"
_SEPARATOR = "|"
_CADENCES = {cadence.name.lower(): cadence for cadence in Cadence}


def questions_edition(period: Period, instrument: Instrument) -> str:
    """Returns the value of a form with these questions in this period; another one is out of date."""
    return _SEPARATOR.join((period.id, instrument.id, str(instrument.version)))


def refer(cadence: Cadence | None) -> str:
    """Returns the value of a button that chooses how often somebody is reminded; of None: never."""
    return cadence.name.lower() if cadence else NEVER


def read(value: str) -> Cadence | None:
    """Returns how often a button reminds; None: never, or this version did not write it."""
    return _CADENCES.get(value)
