from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.build import build
from tests.checkin.wires import Wires, wired
from tests.fakes.slack import FakeSlack
from tests.fakes.teams import FakeTeams
from tests.harness import Clock


@pytest.fixture
def clock() -> Clock:
    """The clock of the house."""
    return Clock()


@pytest.fixture
def slack(slack: FakeSlack, patient: None) -> FakeSlack:
    """Slack, for which people are waited."""
    return slack


@pytest_asyncio.fixture
async def wires(clock: Clock, slack: FakeSlack, teams: FakeTeams) -> AsyncIterator[Wires]:
    """Calma on every edge."""
    async with wired(build(clock=clock), slack, teams) as found:
        yield found
