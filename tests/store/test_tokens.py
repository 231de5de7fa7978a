"""Sealed tokens, on both engines and in memory."""

from __future__ import annotations

import asyncio

import pytest
import pytest_asyncio

from bot.core.edge import TokenStore
from bot.store.memory.edge import MemoryTokenStore
from bot.store.sql.database import Database
from bot.store.sql.edge import SqlTokenStore


@pytest_asyncio.fixture(params=["stored", "in memory"])
async def tokens(request: pytest.FixtureRequest, database: Database) -> TokenStore:
    return SqlTokenStore(database) if request.param == "stored" else MemoryTokenStore()


async def test_who_is_first_keeps_it(tokens: TokenStore) -> None:
    assert await tokens.find_token("T1", "slack") is None
    assert sorted(
        await asyncio.gather(*(tokens.keep_token("T1", "slack", f"s{n}", 0) for n in range(3)))
    ) == [*(False, False, True)]
    found = await tokens.find_token("T1", "slack")
    assert found
    assert found[1] == 1
    assert await tokens.keep_token("T1", "slack", "next", 1)
    assert not await tokens.keep_token("T1", "slack", "late", 1)
    assert await tokens.find_token("T1", "slack") == ("next", 2)
    assert await tokens.find_token("T2", "slack") is None
