"""Policies, on both engines and in memory."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import pytest_asyncio

from bot.coach.boundary.policies import Edition, Policies, PoliciesInMemory
from bot.coach.phrasebook import Phrasebook
from bot.coach.policy import DEFAULT
from bot.content.load import load
from bot.store.database import Database
from bot.store.policies import StoredPolicies
from tests.conftest import PHRASEBOOK

T0 = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def shipped() -> Phrasebook:
    return load(PHRASEBOOK)


@pytest_asyncio.fixture(params=["stored", "in memory"])
async def policies(request: pytest.FixtureRequest, database: Database) -> Policies:
    return StoredPolicies(database) if request.param == "stored" else PoliciesInMemory()


async def test_the_newest_version_counts_and_comes_back_whole(
    policies: Policies, shipped: Phrasebook
) -> None:
    found = shipped.protocols[DEFAULT]
    assert await policies.current("T1") is None
    first = Edition(1, found, "marta", T0)
    second = Edition(2, replace(found, warnings=3, supervisors=("sofía", "luis")), "pía", T0)
    assert await policies.keep("T1", first)
    assert await policies.current("T1") == first
    assert await policies.keep("T1", second)
    assert await policies.current("T1") == second


async def test_a_version_is_taken_once(policies: Policies, shipped: Phrasebook) -> None:
    edition = Edition(1, shipped.protocols[DEFAULT], "marta", T0)
    done = await asyncio.gather(*(policies.keep("T1", replace(edition, by=str(i))) for i in range(3)))
    assert sorted(done) == [False, False, True]
    assert not await policies.keep("T1", replace(edition, version=3))


async def test_another_tenant_has_its_own(policies: Policies, shipped: Phrasebook) -> None:
    assert await policies.keep("T1", Edition(1, shipped.protocols[DEFAULT], "marta", T0))
    assert await policies.current("T2") is None
