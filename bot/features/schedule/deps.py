"""What schedules are given."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.core.activity import ActivityLog
from bot.core.chat import Person
from bot.core.current import CurrentPhrasebook
from bot.core.edge import Address
from bot.core.groups import Group, GroupCounting, GroupReader, GroupStore
from bot.core.holidays import HolidayCheck, is_holiday
from bot.core.ledger import Ledger
from bot.core.names import Names
from bot.core.people import Clock, PeopleStore
from bot.core.practice import DrillStarter, RoundOpener
from bot.core.quick import QuickDelivery
from bot.core.viewer import Viewer
from bot.features.schedule.model import DeliveryPreferences, Schedule, SlotAttendance
from bot.features.schedule.onboarding import ONBOARDING, topic_on
from bot.features.schedule.ports import AttendanceStore, PreferenceStore, ScheduleStore, ScheduleStores

STORING = 1.0  # seconds that saving a schedule takes at most, of those until whoever asked is answered
Withdraw = Callable[[Address, str], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class ScheduleDeps:
    """All of it. `withdraw` takes a message back; `new_id` gives names that nobody has had yet.

    `members` reads who is in a group; `counting` decides whose figures people count in; `log_group` notes
    in the change log what a group was and is, `log_onboarding` that the first days of somebody new were
    begun, or undone.
    """

    phrasebook: CurrentPhrasebook
    stores: ScheduleStores
    ledger: Ledger
    quick: QuickDelivery
    groups: GroupStore
    members: GroupReader
    names: Names
    people: PeopleStore
    drills: DrillStarter
    rounds: RoundOpener
    clock: Clock
    new_id: Callable[[], str]
    withdraw: Withdraw
    report: Callable[[BaseException], object]
    counting: GroupCounting
    log_group: Callable[[Person, Group | None, Group | None], Awaitable[None]]
    log_onboarding: Callable[[Person, Group, bool], Awaitable[None]]
    activity: ActivityLog
    is_holiday: HolidayCheck = is_holiday

    def now(self) -> datetime:
        """Returns the time in whole seconds, as it is stored."""
        return self.clock().replace(microsecond=0)

    def viewer(self, language: str) -> Viewer:
        """Returns how somebody who reads that language sees the cards."""
        return Viewer(self.phrasebook.book, language)

    def day_topic(self, schedule: Schedule, day: date | None) -> str:
        """Returns what a schedule's drill is about on a day; "", the mixed one, where there is nothing."""
        topic = topic_on(schedule, day, self.is_holiday)
        asked = {option.value for option in self.drills.topics(schedule.language)}
        return topic if schedule.topic != ONBOARDING or topic in asked else ""

    async def reader(self, to: Address, language: str) -> Person:
        """Returns who is written to, in their own language; in `language` where nobody knows it."""
        if to.channel:
            return Person(to.tenant, to.platform, to.id, language)
        profile = (await self.people.find_profiles(to.tenant, [to.id])).get(to.id)
        # Asked without a language: a guess of ours must not be stored as the platform's word.
        reader = await self.people.complete_person(Person(to.tenant, to.platform, to.id, ""))
        return reader if profile and profile.language else replace(reader, language=language)

    async def attendance_of(self, tenant: str, schedule: str, user: str) -> SlotAttendance:
        """Returns how a person attends a schedule."""
        attendance = await self.attendance.find_attendance(tenant, schedule, [user])
        return attendance.get(user, SlotAttendance())

    async def preferences_of(self, tenant: str, user: str) -> DeliveryPreferences:
        """Returns what a person wants."""
        preferences = await self.preferences.find_preferences(tenant, [user])
        return preferences.get(user, DeliveryPreferences())

    @property
    def schedules(self) -> ScheduleStore:
        """The schedules."""
        return self.stores.schedules

    @property
    def attendance(self) -> AttendanceStore:
        """What became of drills."""
        return self.stores.attendance

    @property
    def preferences(self) -> PreferenceStore:
        """What people want for themselves."""
        return self.stores.preferences
