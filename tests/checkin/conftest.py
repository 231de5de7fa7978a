from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.slack import people
from bot.wiring.calma import Calma
from tests.checkin.people import Clock, house
from tests.checkin.wires import Wires, wired
from tests.fakes.slack import FakeSlack
from tests.fakes.teams import FakeTeams


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def here(clock: Clock) -> Calma:
    """A house of its own, by that clock."""
    return house(clock)


@pytest_asyncio.fixture
async def slack(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeSlack]:
    monkeypatch.setattr(people, "PATIENCE", 30.0)
    fake = FakeSlack()
    await fake.start()
    yield fake
    await fake.stop()


@pytest_asyncio.fixture
async def teams() -> AsyncIterator[FakeTeams]:
    fake = FakeTeams()
    await fake.start()
    yield fake
    await fake.close()


@pytest_asyncio.fixture
async def wires(here: Calma, slack: FakeSlack, teams: FakeTeams) -> AsyncIterator[Wires]:
    """That house on every edge."""
    async with wired(here, slack, teams) as found:
        yield found
