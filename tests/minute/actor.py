"""A team before its shift: Ana, who may turn it on, and Marta, who may only offer it."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.core.chat import Person, Role
from bot.core.groups import Group
from bot.core.minutes import MinuteKind
from tests.harness import PLATFORM, TENANT, Actor, Given, Harness

MONDAY = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)  # 01:00 in Bogota, 07:00 in Madrid
BOGOTA, MADRID = "America/Bogota", "Europe/Madrid"


async def meet(
    app: Harness, name: str = "ana", language: str = "en", role: Role = Role.AGENT, zone: str = BOGOTA
) -> Actor:
    """Returns somebody whose platform told their zone and language."""
    await app.stores.people.complete_person(Person(TENANT, PLATFORM, name, language, zone=zone))
    return Actor(app, name, language, role, zone=zone)


async def turned_on(app: Harness, name: str = "ana", zone: str = BOGOTA, **fields: Given) -> Actor:
    """Returns somebody who has just turned it on."""
    actor = await meet(app, name, zone=zone)
    await actor.types("minute")
    await actor.opens("Turn it on")
    assert await actor.sends(**fields) == "It is on", actor.errors
    return actor


async def team(app: Harness, *people: str) -> Group:
    """Makes a group."""
    group = Group(TENANT, "night", "Night shift", PLATFORM, people=people)
    await app.stores.groups.keep_group(group)
    return group


def kind_of(app: Harness, text: str) -> MinuteKind:
    """Returns of which kind a line is that somebody reads."""
    return next(line.kind for line in app.book.minutes.values() if text in line.text.values())
