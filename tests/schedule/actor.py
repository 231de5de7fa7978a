"""A team with drills by schedule: Marta manages, the others answer contacts."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from bot.core.chat import Person, Role
from bot.core.edge import Messenger
from bot.core.groups import Group
from bot.core.phrasebook import Phrasebook
from bot.features.schedule.model import AttendanceCount, Schedule
from bot.features.schedule.planner import SlotPlanner
from bot.wiring.stores import Stores
from tests.drill import bank
from tests.harness import CHANNEL, PLATFORM, TENANT, Actor, Given, Harness

MONDAY = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)  # 08:00 in Mexico City, 09:00 in Bogotá, 15:00 in Madrid
MEXICO, BOGOTA, MADRID = "America/Mexico_City", "America/Bogota", "Europe/Madrid"
CHRISTMAS = date(2026, 12, 25)


class ScheduleApp(Harness):
    """An app on a Monday morning, with a channel; it plans for two people at a time."""

    def __init__(
        self,
        stores: Stores | None = None,
        *,
        now: datetime = MONDAY,
        messenger: Messenger | None = None,
        book: Phrasebook | None = None,
    ) -> None:
        super().__init__(stores, book=book or bank.book(), now=now, messenger=messenger)
        self.channels[CHANNEL] = ["ana", "luis", "eva"]
        self.planner = SlotPlanner(self.features.schedule, batch=2)

    async def ticks(self) -> None:
        await self.planner.tick(self.now)
        await super().ticks()

    async def team(self, *people: str, channel: str = "", name: str = "Night shift") -> Group:
        """Makes a group."""
        group = Group(TENANT, name.split()[0].lower(), name, PLATFORM, channel, people)
        await self.stores.groups.keep_group(group)
        return group

    async def meet(self, name: str, zone: str, language: str = "en") -> Guest:
        """Returns somebody whose platform told their zone and language."""
        await self.stores.people.complete_person(Person(TENANT, PLATFORM, name, language, zone=zone))
        return Guest(self, name, language, zone=zone)

    async def attendance(self, day: int, *people: str) -> AttendanceCount:
        """Returns how many of these people opened, and finished, what came that day of November."""
        slot = (TENANT, (await self.only()).id, date(2026, 11, day))
        return await self.stores.schedule.attendance.attendance_count(*slot, people, self.now)

    async def only(self) -> Schedule:
        """Returns the one schedule there is."""
        (schedule,) = await self.stores.schedule.schedules.all_schedules(TENANT)
        return schedule


class Guest(Actor):
    """Somebody who types `/drill`, and is shown by their name."""

    command = "drill"

    def __init__(
        self, app: Harness, name: str = "ana", language: str = "en", role: Role = Role.AGENT, **more: Any
    ) -> None:
        super().__init__(app, name, language, role, shown_as=name.title(), **more)

    async def schedules(self, **fields: Given) -> str:
        """Sets a schedule up, and saves it."""
        await self.types("schedule")
        await self.sends(**fields)
        assert not self.errors, self.errors
        return await self.presses(self.labels[0])

    async def finishes(self) -> None:
        """Answers what is left of the drill."""
        for _ in range(20):
            if "A" in self.labels:
                await self.presses("A")
            elif self.labels and self.labels[0] in ("Next", "See how it went", "Siguiente", "Ver cómo fue"):
                await self.presses(self.labels[0])
            else:
                return


def manager(app: Harness, language: str = "en", *, zone: str = MEXICO, **more: Any) -> Guest:
    """Returns Marta."""
    return Guest(app, "marta", language, Role.MANAGER, zone=zone, **more)
