"""Where people can be reached, on both engines and in memory."""

from __future__ import annotations

import pytest
import pytest_asyncio

from bot.coach.edge import References
from bot.coach.edge_memory import ReferencesInMemory
from bot.store.database import Database
from bot.store.references import StoredReferences


@pytest_asyncio.fixture(params=["stored", "in memory"])
async def references(request: pytest.FixtureRequest, database: Database) -> References:
    return StoredReferences(database) if request.param == "stored" else ReferencesInMemory()


async def test_the_newest_reference_is_found(references: References) -> None:
    assert await references.find("T1", "ana") is None
    await references.keep("T1", "ana", "first")
    await references.keep("T1", "ana", "second")
    assert await references.find("T1", "ana") == "second"


async def test_another_tenant_finds_nothing(references: References) -> None:
    await references.keep("T1", "", "the tenant's own")
    assert await references.find("T2", "") is None
    assert await references.find("T1", "") == "the tenant's own"
