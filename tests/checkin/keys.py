"""Keys for tests, and entries to seal by them."""

from __future__ import annotations

import secrets
from datetime import date

from bot.core.keys import WrappingKeys
from bot.features.checkin.model import CheckinEntry
from bot.features.checkin.period import Cadence, period_of
from bot.keys import EnvironmentKeys, keys_of

OLD, NEW, PEPPER = b"o" * 32, b"n" * 32, b"p" * 32
TODAY = date(2026, 11, 25)
NOW = period_of(TODAY, Cadence.FORTNIGHTLY).id
BEFORE = period_of(date(2026, 11, 9), Cadence.FORTNIGHTLY).id
chance = secrets.token_bytes


class TestKeys(EnvironmentKeys):
    """Keys that a test changes."""

    __test__ = False

    def __init__(self, *wrapping: bytes, pepper: bytes = PEPPER) -> None:
        super().__init__(wrapping or (OLD,), pepper)
        self.held: WrappingKeys | None = keys_of(wrapping or (OLD,), pepper)

    def keys(self) -> WrappingKeys | None:
        """Returns what the test put there."""
        return self.held


def entry(period: str = NOW, energy: int = 2) -> CheckinEntry:
    """An entry with an index that follows from one answer."""
    return CheckinEntry(
        period, "calma-six", 1, {"energy": energy, "abuse": 3}, {"index": 25.0 * energy}, {"abuse": 75.0}
    )
