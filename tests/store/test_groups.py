"""Groups, on both engines and in memory."""

from __future__ import annotations

from dataclasses import replace

import pytest
import pytest_asyncio

from bot.coach.groups import Group, Groups, GroupsInMemory
from bot.store.database import Database
from bot.store.groups import StoredGroups

NIGHT = Group("T1", "g1", "night shift", "slack", people=("U1", "U2"))
CHAT = Group("T1", "g2", "Chat", "slack", "C1", ("U3",))


@pytest_asyncio.fixture(params=["stored", "in memory"])
async def groups(request: pytest.FixtureRequest, database: Database) -> Groups:
    return StoredGroups(database) if request.param == "stored" else GroupsInMemory()


async def test_groups_come_by_name(groups: Groups) -> None:
    assert await groups.all("T1") == ()
    assert await groups.keep(NIGHT)
    assert await groups.keep(CHAT)
    assert await groups.all("T1") == (replace(CHAT, version=1), replace(NIGHT, version=1))
    assert await groups.find("T1", "g1") == replace(NIGHT, version=1)


async def test_of_two_changes_the_second_is_refused(groups: Groups) -> None:
    await groups.keep(NIGHT)
    assert not await groups.keep(NIGHT)
    read = replace(NIGHT, version=1)
    assert await groups.keep(replace(read, name="Nights"))
    assert not await groups.keep(replace(read, name="Late"))
    found = await groups.find("T1", "g1")
    assert found
    assert (found.name, found.version) == ("Nights", 2)


async def test_a_tenant_sees_its_own_only(groups: Groups) -> None:
    await groups.keep(NIGHT)
    assert await groups.all("T2") == ()
    await groups.remove("T2", "g1")
    assert await groups.find("T1", "g1")
    await groups.remove("T1", "g1")
    assert await groups.find("T1", "g1") is None
