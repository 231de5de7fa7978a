"""Where people can be reached, on both engines and in memory."""

from __future__ import annotations

import pytest
import pytest_asyncio

from bot.core.edge import ReferenceStore
from bot.store.memory.edge import MemoryReferenceStore
from bot.store.sql.database import Database
from bot.store.sql.edge import SqlReferenceStore


@pytest_asyncio.fixture(params=["stored", "in memory"])
async def references(request: pytest.FixtureRequest, database: Database) -> ReferenceStore:
    return SqlReferenceStore(database) if request.param == "stored" else MemoryReferenceStore()


async def test_the_newest_reference_is_found(references: ReferenceStore) -> None:
    assert await references.find_reference("T1", "ana") is None
    await references.keep_reference("T1", "ana", "first")
    await references.keep_reference("T1", "ana", "second")
    assert await references.find_reference("T1", "ana") == "second"


async def test_another_tenant_finds_nothing(references: ReferenceStore) -> None:
    await references.keep_reference("T1", "", "the tenant's own")
    assert await references.find_reference("T2", "") is None
    assert await references.find_reference("T1", "") == "the tenant's own"


async def test_references_are_found_by_the_beginning_of_their_ids(references: ReferenceStore) -> None:
    for id in ("29:ana", "29:luis", "29", "x29:", "29%", ""):
        await references.keep_reference("T1", id, id)
    assert await references.references_below("29:") == {("T1", id): id for id in ("29:ana", "29:luis")}
    assert await references.references_below("29%") == {("T1", "29%"): "29%"}


async def test_some_are_forgotten_and_those_of_others_stay(references: ReferenceStore) -> None:
    for tenant, id in (("T1", "ana"), ("T1", "luis"), ("T2", "ana")):
        await references.keep_reference(tenant, id, f"{tenant} {id}")
    await references.forget_references("T1", ())
    await references.forget_references("T1", ["ana", "nobody"])
    assert await references.references_below("") == {("T1", "luis"): "T1 luis", ("T2", "ana"): "T2 ana"}
