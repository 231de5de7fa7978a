"""What is kept about people, on both engines and in memory."""

from __future__ import annotations

import pytest
import pytest_asyncio

from bot.coach.ports import People, PeopleInMemory, Preferences
from bot.coach.talk import Person, Role
from bot.store.database import Database
from bot.store.people import StoredPeople

ANA = Person("T1", "slack", "ana", "en")


@pytest_asyncio.fixture(params=["stored", "in memory"])
async def people(request: pytest.FixtureRequest, database: Database) -> People:
    return StoredPeople(database) if request.param == "stored" else PeopleInMemory()


async def test_a_stranger_is_as_the_platform_says(people: People) -> None:
    assert await people.known(ANA) == ANA


async def test_preferences_are_kept_and_win_over_the_platform(people: People) -> None:
    await people.known(ANA)
    await people.prefer(ANA, Preferences("es", "chat", "finance"))
    known = await people.known(ANA)
    assert (known.language, known.channel, known.industry) == ("es", "chat", "finance")
    await people.prefer(ANA, Preferences())
    assert await people.known(ANA) == ANA


async def test_the_last_channel_counts_where_none_is_chosen(people: People) -> None:
    await people.used(ANA, "email")
    assert (await people.known(ANA)).channel == "email"
    assert await people.chosen(ANA) == Preferences()
    await people.prefer(ANA, Preferences(channel="chat"))
    await people.used(ANA, "phone")
    assert (await people.known(ANA)).channel == "chat"
    assert await people.chosen(ANA) == Preferences(channel="chat")
    await people.prefer(ANA, Preferences())
    assert (await people.known(ANA)).channel == "phone"


async def test_roles_are_given_and_taken_away(people: People) -> None:
    await people.appoint("T1", "ana", Role.MANAGER)
    await people.appoint("T1", "luis", Role.MANAGER)
    assert (await people.known(ANA)).role is Role.MANAGER
    assert await people.appointed("T1", Role.MANAGER) == ("ana", "luis")
    await people.appoint("T1", "ana", Role.AGENT)
    assert (await people.known(ANA)).role is Role.AGENT
    assert await people.appointed("T1", Role.MANAGER) == ("luis",)


async def test_preferences_and_roles_do_not_touch_each_other(people: People) -> None:
    await people.prefer(ANA, Preferences("es"))
    await people.appoint("T1", "ana", Role.MANAGER)
    known = await people.known(ANA)
    assert (known.language, known.role) == ("es", Role.MANAGER)


async def test_another_tenant_sees_nothing(people: People) -> None:
    await people.prefer(ANA, Preferences("es"))
    await people.appoint("T1", "ana", Role.MANAGER)
    other = Person("T2", "slack", "ana", "en")
    assert await people.known(other) == other
    assert await people.appointed("T2", Role.MANAGER) == ()


async def test_another_replicas_change_is_seen_soon(database: Database) -> None:
    now = 0.0
    here, there = StoredPeople(database, lambda: now), StoredPeople(database)
    assert (await here.known(ANA)).language == "en"
    await there.prefer(ANA, Preferences("es"))
    now = 6.0
    await here.known(ANA)
    while here._reading:
        await next(iter(here._reading.values()))
    assert (await here.known(ANA)).language == "es"
