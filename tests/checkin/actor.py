"""Somebody who takes the self-check, and groups that it is offered to."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from bot.core.chat import Ask
from bot.core.groups import Group
from bot.features.checkin.model import LEAST, Terms
from bot.features.checkin.record import CheckinRecord
from bot.features.checkin.units import Unit
from bot.wiring.stores import Stores
from tests.harness import PLATFORM, TENANT, Actor, Harness

ALWAYS = date(2024, 1, 1)  # a Monday
MIDDLE = datetime(2026, 11, 25, 15, tzinfo=UTC)  # in the fortnight from 16 to 29 November
AFTER = datetime(2026, 11, 30, 9, tzinfo=UTC)
HEAVY = {"energy": 1, "autopilot": 3, "helped": 1, "rested": 2, "abuse": 2, "alone": 1}
LIGHT = {"energy": 4, "autopilot": 0, "helped": 4, "rested": 4, "abuse": 0, "alone": 4}


class Colleague(Actor):
    """Somebody who types `/checkin`."""

    command = "checkin"

    async def ask(self, ask: Ask) -> str:
        title = await super().ask(ask)
        await self.app.settled()  # what is written behind an answer, whatever was asked
        return title

    async def takes_part(self) -> str:
        """Opens the self-check, and says yes."""
        await self.types()
        return await self.sends()

    async def answers(self, **answers: int) -> str:
        """Takes the self-check of now, from the start."""
        await self.types()
        if self.form and not self.form.fields:
            await self.sends()
        return await self.sends(**(answers or HEAVY))


async def record_of(app: Harness, user: str = "ana", tenant: str = TENANT) -> CheckinRecord:
    """Returns all that is stored of somebody."""
    return await app.stores.checkin.records.find_record(tenant, user)


async def offered(app: Harness, who: str, platform: str = PLATFORM, **more: Any) -> None:
    """Stores that somebody was offered it."""
    record = CheckinRecord(who, platform, **{"offered": app.now.date(), **more})
    await app.stores.checkin.records.add_records(TENANT, [record])


async def switched_on(app: Harness | Stores, tenant: str = TENANT, **terms: Any) -> None:
    """Switches the self-check on for a tenant, as a set-up does, with the smallest minimum."""
    stores = (app.stores if isinstance(app, Harness) else app).checkin.terms
    known = await stores.find_terms(tenant)
    assert await stores.keep_terms(tenant, replace(known, **{"on": True, "minimum": LEAST, **terms}))


async def grouped(app: Harness, *people: str, id: str = "night", name: str = "Night shift") -> None:
    """Makes a group and a unit of these people, and offers the self-check to it too."""
    await in_unit(app.stores, *people, id=id, name=name)
    await app.stores.groups.keep_group(Group(TENANT, id, name, PLATFORM, people=people))
    tenants = app.stores.checkin.terms
    assert await tenants.keep_terms(TENANT, chosen(await tenants.find_terms(TENANT)))


async def in_unit(
    stores: Stores,
    *people: str,
    id: str = "night",
    name: str = "Night shift",
    tenant: str = TENANT,
    platform: str = PLATFORM,
) -> None:
    """Puts people into a unit, from the beginning of all days on."""
    plan = await stores.checkin.units.newest_plan(tenant)
    units = (*(unit for unit in plan.units if unit.id != id), Unit(id, name))
    members = {**plan.people, **dict.fromkeys(people, (platform, id))}
    assert await stores.checkin.units.keep_plan(
        tenant, replace(plan, first=ALWAYS, units=units, people=members)
    )


def chosen(terms: Terms) -> Terms:
    """Returns terms by which the self-check is on."""
    return replace(terms, on=True, country="US")
