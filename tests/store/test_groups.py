"""Groups, on both engines and in memory."""

from __future__ import annotations

from dataclasses import replace

import pytest
import pytest_asyncio

from bot.core.groups import Group, GroupStore
from bot.store.memory.groups import MemoryGroupStore
from bot.store.sql.database import Database
from bot.store.sql.groups import SqlGroupStore

NIGHT = Group("T1", "g1", "night shift", "slack", people=("U1", "U2"))
CHAT = Group("T1", "g2", "Chat", "slack", "C1", ("U3",))


@pytest_asyncio.fixture(params=["stored", "in memory"])
async def groups(request: pytest.FixtureRequest, database: Database) -> GroupStore:
    return SqlGroupStore(database) if request.param == "stored" else MemoryGroupStore()


async def test_groups_come_by_name(groups: GroupStore) -> None:
    assert await groups.all_groups("T1") == ()
    assert await groups.keep_group(NIGHT)
    assert await groups.keep_group(CHAT)
    assert await groups.all_groups("T1") == (replace(CHAT, version=1), replace(NIGHT, version=1))
    assert await groups.find_group("T1", "g1") == replace(NIGHT, version=1)


async def test_of_two_changes_the_second_is_refused(groups: GroupStore) -> None:
    await groups.keep_group(NIGHT)
    assert not await groups.keep_group(NIGHT)
    read = replace(NIGHT, version=1)
    assert await groups.keep_group(replace(read, name="Nights"))
    assert not await groups.keep_group(replace(read, name="Late"))
    found = await groups.find_group("T1", "g1")
    assert found
    assert (found.name, found.version) == ("Nights", 2)


async def test_a_tenant_sees_its_own_only(groups: GroupStore) -> None:
    await groups.keep_group(NIGHT)
    assert await groups.all_groups("T2") == ()
    await groups.remove_group("T2", "g1")
    assert await groups.find_group("T1", "g1")
    await groups.remove_group("T1", "g1")
    assert await groups.find_group("T1", "g1") is None
