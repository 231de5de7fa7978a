"""What the room of schedules works with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.coach.drills import Drills, Rounds
from bot.coach.edge import Address
from bot.coach.groups import Groups, Rosters
from bot.coach.ledger import Ledger
from bot.coach.library import Library
from bot.coach.ports import Clock, People
from bot.coach.schedule.attendance import Attendance
from bot.coach.schedule.holidays import is_free
from bot.coach.schedule.kept import Kept, Schedules
from bot.coach.schedule.wish import Wishes
from bot.coach.talk import Person
from bot.coach.words import Say

Withdraw = Callable[[Address, str], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class Kit:
    """All of it. `withdraw` takes a message back; `new_id` gives names that nobody has had yet."""

    library: Library
    kept: Kept
    ledger: Ledger
    groups: Groups
    rosters: Rosters
    people: People
    drills: Drills
    rounds: Rounds
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
        met = (await self.people.met(to.tenant, [to.id])).get(to.id)
        # Asked without a language: what we guess must not be kept as what the platform told.
        reader = await self.people.known(Person(to.tenant, to.platform, to.id, ""))
        return reader if met and met.language else replace(reader, language=language)

    @property
    def schedules(self) -> Schedules:
        """The schedules."""
        return self.kept.schedules

    @property
    def attendance(self) -> Attendance:
        """What became of drills."""
        return self.kept.attendance

    @property
    def wishes(self) -> Wishes:
        """What people want for themselves."""
        return self.kept.wishes
