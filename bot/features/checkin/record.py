"""All that the self-check stores of one person, as one value: it is sealed, read and written whole."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from bot.features.checkin.model import CheckinEntry, entries_in_order
from bot.features.checkin.period import Cadence


@dataclass(frozen=True, slots=True)
class Consent:
    """What a person agreed to: the edition of the words they read, and what these told them."""

    words: int
    instrument: str
    version: int  # of the instrument
    minimum: int  # how many a figure needs
    retention: int  # days
    country: str
    units: int  # the edition of the rule for units


@dataclass(frozen=True, slots=True)
class CheckinRecord:
    """Everything of one person. None of it shows in a trace or a log.

    `offered` is since when it is offered to them; `every` how often they want to be reminded, None: as often
    as the tenant asks. `consent` is what they last agreed to, None: nothing. `taking_part`: now.
    """

    user_id: str = field(repr=False)
    platform: str = ""
    offered: date | None = field(default=None, repr=False)
    reminders: bool = field(default=True, repr=False)
    every: Cadence | None = field(default=None, repr=False)
    consent: Consent | None = field(default=None, repr=False)
    taking_part: bool = field(default=False, repr=False)
    entries: tuple[CheckinEntry, ...] = field(default=(), repr=False)

    def entry_of(self, period: str) -> CheckinEntry | None:
        """Returns the entry of the period of that name."""
        return next((entry for entry in self.entries if entry.period == period), None)

    def with_entry(self, entry: CheckinEntry) -> CheckinRecord:
        """Returns the record with an entry, in place of the one that there was of its period."""
        others = [known for known in self.entries if known.period != entry.period]
        return replace(self, entries=entries_in_order([*others, entry]))

    def erased(self) -> CheckinRecord:
        """Returns what stays of a person who erased: that it was offered, and that nobody asks again."""
        return CheckinRecord(self.user_id, self.platform, self.offered, reminders=False)
