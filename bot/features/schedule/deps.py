"""What the room of schedules works with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.core.chat import Person
from bot.core.current import CurrentPhrasebook
from bot.core.edge import Address
from bot.core.groups import GroupStore, Rosters
from bot.core.ledger import Ledger
from bot.core.people import Clock, PeopleStore
from bot.core.practice import DrillStarter, RoundOpener
from bot.core.words import Say
from bot.features.schedule.ports import AttendanceStore, PreferenceStore, ScheduleStore, ScheduleStores
from bot.features.schedule.recurrence import is_free

Withdraw = Callable[[Address, str], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class ScheduleDeps:
    """All of it. `withdraw` takes a message back; `new_id` gives names that nobody has had yet."""

    library: CurrentPhrasebook
    kept: ScheduleStores
    ledger: Ledger
    groups: GroupStore
    rosters: Rosters
    people: PeopleStore
    drills: DrillStarter
    rounds: RoundOpener
    clock: Clock
    new_id: Callable[[], str]
    withdraw: Withdraw
    report: Callable[[BaseException], object]
    free: Callable[[str, date], bool] = is_free

    def now(self) -> datetime:
        """Returns the time in whole seconds, as it is kept."""
        return self.clock().replace(microsecond=0)

    def say(self, language: str) -> Say:
        """Returns the bot's words in a language."""
        return self.library.words.speaker(language)

    async def reader(self, to: Address, language: str) -> Person:
        """Returns who is written to, in their own language; in `language` where nobody knows it."""
        if to.channel:
            return Person(to.tenant, to.platform, to.id, language)
        met = (await self.people.find_profiles(to.tenant, [to.id])).get(to.id)
        # Asked without a language: what we guess must not be kept as what the platform told.
        reader = await self.people.complete_person(Person(to.tenant, to.platform, to.id, ""))
        return reader if met and met.language else replace(reader, language=language)

    @property
    def schedules(self) -> ScheduleStore:
        """The schedules."""
        return self.kept.schedules

    @property
    def attendance(self) -> AttendanceStore:
        """What became of drills."""
        return self.kept.attendance

    @property
    def preferences(self) -> PreferenceStore:
        """What people want for themselves."""
        return self.kept.preferences
