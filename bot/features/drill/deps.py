"""What the drills are given."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.core.activity import ActivityLog
from bot.core.chat import Person
from bot.core.clocks import zone_of
from bot.core.groups import GroupReader, GroupStore
from bot.core.holidays import HolidayCheck, is_holiday
from bot.core.names import Names
from bot.core.people import Clock, PeopleStore
from bot.core.phrasebook import Phrasebook
from bot.core.practice import Finished
from bot.core.quiz import Dice, QuizItem
from bot.core.safety import DangerAnswer
from bot.features.drill.ports import DrillStore
from bot.features.drill.topics import SituationRanking
from bot.features.drill.viewer import DrillViewer


@dataclass(frozen=True, slots=True)
class DrillDeps:
    """All of it.

    `book` gives the phrasebook of a tenant and `bank` its quiz items, by id; `recent` the situations that a
    person looked up this week, newest first; `nearest` the situations that a text may mean.
    `log_named` logs that somebody lets managers see who practised, or no more; `danger` answers a text that
    surely means danger; `help_lines` tells whom a person can call for themselves where they are.
    """

    book: Callable[[str], Phrasebook]
    bank: Callable[[str], Mapping[str, QuizItem]]
    drills: DrillStore
    groups: GroupStore
    members: GroupReader
    people: PeopleStore
    names: Names
    clock: Clock
    new_id: Callable[[], str]
    dice: Dice
    recent: Callable[[Person], Sequence[str]]
    nearest: Callable[[str, str], SituationRanking]
    finished: Finished
    log_named: Callable[[Person, bool], Awaitable[None]]
    danger: DangerAnswer
    help_lines: Callable[[Person], Awaitable[str]]
    activity: ActivityLog
    is_holiday: HolidayCheck = is_holiday

    def now(self) -> datetime:
        """Returns the time in whole seconds, as it is stored."""
        return self.clock().replace(microsecond=0)

    def today(self, person: Person) -> date:
        """Returns the date where the person is."""
        return self.now().astimezone(zone_of(person.zone)).date()

    def viewer(self, person: Person) -> DrillViewer:
        """Returns how a person sees the cards."""
        return DrillViewer(
            self.book(person.tenant), person.language, self.bank(person.tenant), person, self.now()
        )
