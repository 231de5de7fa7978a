from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.fakes.teams import FakeTeams
from tests.teams import dialogue as talking
from tests.teams.dialogue import Dialogue


@pytest.fixture
async def chat(teams: FakeTeams) -> AsyncIterator[Dialogue]:
    async with Dialogue(teams) as dialogue:
        yield dialogue


@pytest.fixture(params=["botbuilder", "agents"])
def both_adapters(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Has each test of a file that uses this run once with each of Microsoft's SDKs."""
    name: str = request.param
    monkeypatch.setattr(talking, "ADAPTER", name)
    return name
