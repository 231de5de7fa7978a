"""Policies, on both engines and in memory."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import pytest_asyncio
import sqlalchemy as sa

from bot.content.load import load
from bot.core.caps import EDITIONS
from bot.core.phrasebook import Phrasebook
from bot.core.policy import DEFAULT
from bot.features.boundary.model import PolicyEdition
from bot.features.boundary.ports import PolicyStore
from bot.store.memory.boundary import MemoryPolicyStore
from bot.store.sql.database import Database
from bot.store.sql.policies import SqlPolicyStore
from bot.store.sql.policies import policies as stored
from tests.conftest import PHRASEBOOK

T0 = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def shipped() -> Phrasebook:
    return load(PHRASEBOOK)


@pytest_asyncio.fixture(params=["stored", "in memory"])
async def policies(request: pytest.FixtureRequest, database: Database) -> PolicyStore:
    return SqlPolicyStore(database) if request.param == "stored" else MemoryPolicyStore()


async def test_the_newest_version_counts_and_comes_back_whole(
    policies: PolicyStore, shipped: Phrasebook
) -> None:
    found = shipped.protocols[DEFAULT]
    assert await policies.current_policy("T1") is None
    first = PolicyEdition(1, found, "marta", T0)
    second = PolicyEdition(2, replace(found, warnings=3, supervisors=("sofía", "luis")), "pía", T0)
    assert await policies.keep_policy("T1", first)
    assert await policies.current_policy("T1") == first
    assert await policies.keep_policy("T1", second)
    assert await policies.current_policy("T1") == second


async def test_a_version_is_taken_once(policies: PolicyStore, shipped: Phrasebook) -> None:
    edition = PolicyEdition(1, shipped.protocols[DEFAULT], "marta", T0)
    done = await asyncio.gather(*(policies.keep_policy("T1", replace(edition, by=str(i))) for i in range(3)))
    assert sorted(done) == [False, False, True]
    assert not await policies.keep_policy("T1", replace(edition, version=3))


async def test_another_tenant_has_its_own(policies: PolicyStore, shipped: Phrasebook) -> None:
    assert await policies.keep_policy("T1", PolicyEdition(1, shipped.protocols[DEFAULT], "marta", T0))
    assert await policies.current_policy("T2") is None


async def test_of_many_versions_the_last_hundred_stay(database: Database, shipped: Phrasebook) -> None:
    store, found = SqlPolicyStore(database), shipped.protocols[DEFAULT]
    for version in range(1, EDITIONS + 3):
        assert await store.keep_policy("T1", PolicyEdition(version, found, "marta", T0))
    async with database.reading() as connection:
        versions = (await connection.execute(sa.select(stored.c.version))).scalars().all()
    assert sorted(versions) == list(range(3, EDITIONS + 3))
