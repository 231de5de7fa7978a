"""Sealed tokens, on both engines and in memory."""

from __future__ import annotations

import asyncio

import pytest
import pytest_asyncio

from bot.coach.edge import Tokens
from bot.coach.edge_memory import TokensInMemory
from bot.store.database import Database
from bot.store.tokens import StoredTokens


@pytest_asyncio.fixture(params=["stored", "in memory"])
async def tokens(request: pytest.FixtureRequest, database: Database) -> Tokens:
    return StoredTokens(database) if request.param == "stored" else TokensInMemory()


async def test_who_is_first_keeps_it(tokens: Tokens) -> None:
    assert await tokens.find("T1", "slack") is None
    assert sorted(await asyncio.gather(*(tokens.keep("T1", "slack", f"s{n}", 0) for n in range(3)))) == [
        *(False, False, True)
    ]
    found = await tokens.find("T1", "slack")
    assert found
    assert found[1] == 1
    assert await tokens.keep("T1", "slack", "next", 1)
    assert not await tokens.keep("T1", "slack", "late", 1)
    assert await tokens.find("T1", "slack") == ("next", 2)
    assert await tokens.find("T2", "slack") is None
