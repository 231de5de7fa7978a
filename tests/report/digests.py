"""A team whose manager has her week every Monday."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.core import card as c
from bot.core.activity import Activity, ActivityKind
from bot.core.chat import Person, Role
from bot.core.edge import Address, Receipt
from bot.wiring.stores import Stores
from tests.harness import PLATFORM, TENANT, Actor, Harness, Mailbox

TUESDAY = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)
MADRID, BOGOTA = "Europe/Madrid", "America/Bogota"
TEAM = 12  # people: of so many something may be told


class DatedMailbox(Mailbox):
    """Notes when each message came."""

    def __init__(self, app: Harness) -> None:
        super().__init__()
        self.app, self.times = app, list[datetime]()

    async def send(self, address: Address, card: c.Card, key: str) -> Receipt:
        before = len(self.sent)
        receipt = await super().send(address, card, key)
        self.times += [self.app.now] * (len(self.sent) - before)
        return receipt


class DigestApp(Harness):
    """An app that notes when messages come."""

    def __init__(self, stores: Stores | None = None, *, now: datetime = TUESDAY) -> None:
        super().__init__(stores, now=now)
        self.dated = self.mail = DatedMailbox(self)
        self.edge = type(self.edge)(self.dated, self.channels)
        self.drainer = self.new_drainer()

    async def manager(
        self, name: str = "marta", language: str = "en", zone: str = MADRID, **more: Any
    ) -> Actor:
        """Returns somebody who was appointed a manager, and whom the coach met."""
        await self.stores.people.appoint_person(TENANT, name, Role.MANAGER)
        await self.lives_in(zone, name, language)
        return Actor(self, name, language, Role.MANAGER, zone=zone, **more)

    async def lives_in(self, zone: str, name: str = "marta", language: str = "en") -> None:
        """Has the platform tell where somebody is now."""
        await self.stores.people.complete_person(Person(TENANT, PLATFORM, name, language, zone=zone))

    async def looked_up(self, monday: date, each: int, people: int = TEAM) -> None:
        """Has people look something up so often, on a Wednesday."""
        day = monday + timedelta(days=2)
        await self.stores.activity.keep_activity(
            [
                Activity(TENANT, PLATFORM, f"u{n}", f"{day}-{n}-{k}", day, ActivityKind.LOOKUP, "yelling")
                for n in range(people)
                for k in range(each)
            ]
        )
        await self.stores.activity.fold_activity(self.now.date())

    def days(self, name: str = "marta") -> list[str]:
        """Returns the Mondays whose digests somebody got."""
        return [key.rpartition(":")[2] for key in self.dated.keys(name) if ":loud" not in key]
