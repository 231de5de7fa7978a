"""What the minute is given."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from bot.core.chat import Person
from bot.core.current import CurrentPhrasebook
from bot.core.groups import Group, GroupReader, GroupStore
from bot.core.holidays import HolidayCheck, is_holiday
from bot.core.ledger import Ledger
from bot.core.people import Clock, PeopleStore
from bot.core.send_window import PreferredTimes
from bot.core.viewer import Viewer
from bot.features.minute.ports import MinuteStore


@dataclass(frozen=True, slots=True)
class MinuteDeps:
    """All of it.

    `members` reads who is in a group; `preferred` tells when people want what comes unasked. `log_offer`
    notes in the change log who had a group offered it.
    """

    phrasebook: CurrentPhrasebook
    minutes: MinuteStore
    ledger: Ledger
    groups: GroupStore
    members: GroupReader
    people: PeopleStore
    preferred: PreferredTimes
    log_offer: Callable[[Person, Group], Awaitable[None]]
    clock: Clock
    report: Callable[[BaseException], object]
    is_holiday: HolidayCheck = is_holiday

    def now(self) -> datetime:
        """Returns the time in whole seconds, as it is stored."""
        return self.clock().replace(microsecond=0)

    def viewer(self, language: str) -> Viewer:
        """Returns how somebody who reads that language sees the cards."""
        return Viewer(self.phrasebook.book, language)
