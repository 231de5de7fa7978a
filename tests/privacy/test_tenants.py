"""A workspace that took the app out: all of it is erased after a while, and nothing of another one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.core.chat import Person, Role
from bot.core.groups import Group
from bot.core.people import Preferences
from bot.features.privacy.feature import departed_tenants
from bot.store.memory.installations import MemoryInstallationStore
from bot.store.sql.database import Database
from bot.store.sql.groups import SqlGroupStore
from bot.store.sql.installations import SqlInstallationStore
from bot.store.sql.leavers import SqlLeaverStore
from bot.store.sql.people import SqlPeopleStore
from bot.store.sql.personal import SqlPersonalStore
from bot.wiring.stores import Stores
from tests.build import build
from tests.harness import TUESDAY


@pytest.fixture(params=["stored", "in memory"])
def stores(request: pytest.FixtureRequest, database: Database) -> Stores:
    if request.param == "in memory":
        return Stores()
    return replace(
        Stores(),
        people=SqlPeopleStore(database),
        groups=SqlGroupStore(database),
        personal=SqlPersonalStore(database),
        leavers=SqlLeaverStore(database),
        installations=SqlInstallationStore(database),
    )


@pytest.mark.parametrize(("days", "over"), [(89, False), (91, True)])
async def test_so_long_after_all_of_it_is_erased_and_nothing_of_the_others(
    stores: Stores, days: int, over: bool
) -> None:
    calma = build(stores=stores, clock=lambda: TUESDAY + timedelta(days=days))
    for tenant in ("T1", "T2"):
        await stores.installations.keep_installation(tenant, "slack", "sealed", "key", TUESDAY)
        await stores.people.keep_preferences(Person(tenant, "slack", "U1"), Preferences(language="es"))
        await stores.people.appoint_person(tenant, "U2", Role.MANAGER)
        await stores.groups.keep_group(Group(tenant, "g1", "Night shift", "slack", people=("U1",)))
    await stores.installations.remove_installation("T1", "slack", TUESDAY, TUESDAY)
    job = departed_tenants(calma.features.privacy, stores.installations, "slack")
    assert await job(calma.runtime.clock()) == over
    assert (await stores.leavers.known_tenants() == ["T2"]) == over
    assert bool(await stores.groups.all_groups("T1")) != over
    assert await stores.groups.all_groups("T2")
    assert await stores.people.appointed_people("T2", Role.MANAGER) == ("U2",)
    assert (await stores.installations.find_installation("T1", "slack") is None) == over
    assert await stores.installations.find_installation("T2", "slack")
    await calma.close()


async def test_where_people_use_it_since_by_a_token_in_the_settings_nothing_is_erased(stores: Stores) -> None:
    calma = build(stores=stores, clock=lambda: TUESDAY + timedelta(days=91))
    there = Person("T1", "slack", "U1")
    await stores.installations.keep_installation("T1", "slack", "sealed", "key", TUESDAY)
    await stores.groups.keep_group(Group("T1", "g1", "Night shift", "slack", people=("U1",)))
    await stores.people.keep_preferences(there, Preferences(language="es"))
    await stores.installations.remove_installation("T1", "slack", TUESDAY, TUESDAY)
    await stores.leavers.note_tenant_left("T1", TUESDAY)
    await stores.people.complete_person(there)
    stores.people.note_there(there, TUESDAY + timedelta(days=30))
    if isinstance(stores.people, SqlPeopleStore):
        await stores.people._there_at_once.flush()
    job = departed_tenants(calma.features.privacy, stores.installations, "slack")
    assert not await job(calma.runtime.clock())
    assert await stores.groups.all_groups("T1")
    assert await stores.installations.find_installation("T1", "slack") is None
    await calma.close()


class ComingBack(MemoryInstallationStore):
    """One into which a workspace comes back at the moment that its end is looked for."""

    async def removed_before(self, platform: str, before: datetime) -> Sequence[str]:
        gone = await super().removed_before(platform, before)
        for tenant in gone:
            await self.keep_installation(tenant, platform, "anew", "key", before)
        return gone


async def test_one_that_comes_back_meanwhile_loses_nothing() -> None:
    stores = replace(Stores(), installations=ComingBack())
    calma = build(stores=stores, clock=lambda: TUESDAY + timedelta(days=91))
    await stores.installations.keep_installation("T1", "slack", "sealed", "key", TUESDAY)
    await stores.groups.keep_group(Group("T1", "g1", "Night shift", "slack", people=("U1",)))
    await stores.installations.remove_installation("T1", "slack", TUESDAY, TUESDAY)
    job = departed_tenants(calma.features.privacy, stores.installations, "slack")
    assert not await job(calma.runtime.clock())
    assert await stores.groups.all_groups("T1")
    await calma.close()
