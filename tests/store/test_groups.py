"""Groups, on both engines and in memory."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import pytest_asyncio

from bot.core.groups import Group, GroupStore
from bot.store.memory.groups import MemoryGroupStore
from bot.store.sql.database import Database
from bot.store.sql.groups import SqlGroupStore

NIGHT = Group("T1", "g1", "night shift", "slack", people=("U1", "U2"))
MONDAY, LATER = date(2026, 10, 26), date(2026, 11, 23)
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


async def test_everybody_counts_once_in_a_period(groups: GroupStore) -> None:
    people = [f"U{n}" for n in range(600)]
    assert await groups.count_people("T1", MONDAY, "g1", people)
    assert not await groups.count_people("T1", MONDAY, "g1", ["U700"])
    assert not await groups.count_people("T1", MONDAY, "g2", ["U701", "U599"])
    assert await groups.counted_people("T1", MONDAY, "g2") == ()
    assert await groups.count_people("T1", MONDAY, "g2", ["U701", "U702"])
    assert await groups.count_people("T1", LATER, "g2", ["U701", "U599"])
    assert await groups.count_people("T2", MONDAY, "g2", ["U1"])
    assert set(await groups.counted_groups("T1", MONDAY)) == {"g1", "g2"}
    assert await groups.counted_people("T1", MONDAY, "g1") == tuple(sorted(people))
    assert await groups.counted_people("T1", LATER, "g1") == ()


async def test_a_group_that_was_changed_counts_no_more_and_its_people_in_no_other(groups: GroupStore) -> None:
    await groups.count_people("T1", MONDAY, "g1", ["U1", "U2"])
    await groups.uncount_group("T1", MONDAY, "g1")
    assert await groups.counted_people("T1", MONDAY, "g1") == ()
    assert set(await groups.counted_groups("T1", MONDAY)) == set()
    assert await groups.counted_people("T1", MONDAY, "") == ()
    assert not await groups.count_people("T1", MONDAY, "g2", ["U2", "U3"])
    assert await groups.count_people("T1", LATER, "g1", ["U1", "U2"])


async def test_who_counted_is_forgotten(groups: GroupStore) -> None:
    for first in (MONDAY, LATER):
        await groups.count_people("T1", first, "g1", ["U1", "U2"])
    assert await groups.purge_counted(LATER) == 2
    assert await groups.counted_people("T1", MONDAY, "g1") == ()
    assert await groups.counted_people("T1", LATER, "g1") == ("U1", "U2")


async def test_which_tenants_have_groups(groups: GroupStore) -> None:
    assert await groups.tenants_with_groups() == ()
    for group in (NIGHT, CHAT, replace(NIGHT, tenant="T0")):
        await groups.keep_group(group)
    assert await groups.tenants_with_groups() == ("T0", "T1")
