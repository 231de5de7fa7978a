"""What is kept about people, on both engines and in memory."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
import pytest_asyncio

from bot.core.chat import Person, Role
from bot.core.people import PeopleStore, Preferences, week_of
from bot.core.shift import Shift
from bot.store.memory.people import MemoryPeopleStore
from bot.store.sql.database import Database
from bot.store.sql.people import SqlPeopleStore

ANA = Person("T1", "slack", "ana", "en")


@pytest_asyncio.fixture(params=["stored", "in memory"])
async def people(request: pytest.FixtureRequest, database: Database) -> PeopleStore:
    return SqlPeopleStore(database) if request.param == "stored" else MemoryPeopleStore()


async def test_a_stranger_is_as_the_platform_says(people: PeopleStore) -> None:
    assert await people.complete_person(ANA) == ANA


async def test_preferences_are_kept_and_win_over_the_platform(people: PeopleStore) -> None:
    await people.complete_person(ANA)
    await people.keep_preferences(ANA, Preferences("es", "chat", "finance", "CL", heavy_topics=True))
    known = await people.complete_person(ANA)
    chosen = (known.language, known.channel, known.industry, known.country)
    assert chosen == ("es", "chat", "finance", "CL")
    assert known.heavy_topics
    await people.keep_preferences(ANA, Preferences())
    assert await people.complete_person(ANA) == ANA


async def test_a_shift_is_kept_and_told_of_whoever_is_written_to(people: PeopleStore) -> None:
    night = Shift(time(22), time(6, 30), (0, 1, 6))
    await people.complete_person(ANA)
    await people.keep_preferences(ANA, Preferences(country="CL", shift=night))
    assert (await people.complete_person(ANA)).shift == night
    assert (await people.chosen_preferences(ANA)).shift == night
    profile = (await people.find_profiles("T1", ["ana"]))["ana"]
    assert (profile.shift, profile.country) == (night, "CL")
    await people.keep_preferences(ANA, Preferences())
    assert (await people.complete_person(ANA)).shift is None


async def test_the_last_channel_counts_where_none_is_chosen(people: PeopleStore) -> None:
    await people.note_channel(ANA, "email")
    assert (await people.complete_person(ANA)).channel == "email"
    assert await people.chosen_preferences(ANA) == Preferences()
    await people.keep_preferences(ANA, Preferences(channel="chat"))
    await people.note_channel(ANA, "phone")
    assert (await people.complete_person(ANA)).channel == "chat"
    assert await people.chosen_preferences(ANA) == Preferences(channel="chat")
    await people.keep_preferences(ANA, Preferences())
    assert (await people.complete_person(ANA)).channel == "phone"


async def test_roles_are_given_and_taken_away(people: PeopleStore) -> None:
    await people.appoint_person("T1", "ana", Role.MANAGER)
    await people.appoint_person("T1", "luis", Role.MANAGER)
    assert (await people.complete_person(ANA)).role is Role.MANAGER
    assert await people.appointed_people("T1", Role.MANAGER) == ("ana", "luis")
    await people.appoint_person("T1", "ana", Role.AGENT)
    assert (await people.complete_person(ANA)).role is Role.AGENT
    assert await people.appointed_people("T1", Role.MANAGER) == ("luis",)


async def test_preferences_and_roles_do_not_touch_each_other(people: PeopleStore) -> None:
    await people.keep_preferences(ANA, Preferences("es"))
    await people.appoint_person("T1", "ana", Role.MANAGER)
    known = await people.complete_person(ANA)
    assert (known.language, known.role) == ("es", Role.MANAGER)


async def test_another_tenant_sees_nothing(people: PeopleStore) -> None:
    await people.keep_preferences(ANA, Preferences("es"))
    await people.appoint_person("T1", "ana", Role.MANAGER)
    other = Person("T2", "slack", "ana", "en")
    assert await people.complete_person(other) == other
    assert await people.appointed_people("T2", Role.MANAGER) == ()


async def test_another_replicas_change_is_seen_soon(database: Database) -> None:
    now = 0.0
    here, there = SqlPeopleStore(database, lambda: now), SqlPeopleStore(database)
    assert (await here.complete_person(ANA)).language == "en"
    await there.keep_preferences(ANA, Preferences("es"))
    now = 6.0
    await here.complete_person(ANA)
    while here._reading:
        await next(iter(here._reading.values()))
    assert (await here.complete_person(ANA)).language == "es"


async def test_who_was_there_is_noted_together_unless_they_may_be_taken_for_gone(database: Database) -> None:
    # A dump around something private is not to name who was there just then.
    people, now = SqlPeopleStore(database), datetime(2026, 11, 24, 14, tzinfo=UTC)
    key = (ANA.tenant, ANA.user_id)
    for later, at_once in ((0, True), (1, False), (2, False), (7, True)):  # weeks
        await people.complete_person(ANA)
        at = now + timedelta(weeks=later)
        people.note_there(ANA, at)
        assert people._there_at_once.get(key) == (week_of(at) if at_once else None)
        assert people._there.get(key) == (None if at_once else week_of(at))
        await people._there_at_once.close()
        await people._there.close()
    again = SqlPeopleStore(database)
    await again.complete_person(ANA)
    again.note_there(ANA, now + timedelta(weeks=7))  # it is stored
    assert again._there_at_once.get(key) is again._there.get(key) is None
