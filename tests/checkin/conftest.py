from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.build import build
from tests.checkin.actor import MIDDLE, switched_on
from tests.checkin.wires import Wires, wired
from tests.fakes.slack import FakeSlack
from tests.fakes.teams import TENANT, FakeTeams
from tests.harness import Clock, Harness


@pytest_asyncio.fixture
async def app() -> Harness:
    """An app in the middle of a fortnight, where the self-check is on."""
    app = Harness(now=MIDDLE)
    await switched_on(app)
    return app


@pytest.fixture
def clock(app: Harness) -> Clock:
    """Its clock."""
    return app.clock


@pytest.fixture
def slack(slack: FakeSlack, patient: None) -> FakeSlack:
    """Slack, for which people are waited."""
    return slack


@pytest_asyncio.fixture
async def wires(clock: Clock, slack: FakeSlack, teams: FakeTeams) -> AsyncIterator[Wires]:
    """Calma by that clock on every edge."""
    calma = build(clock=clock)
    for tenant in ("T1", TENANT, "playground"):
        await switched_on(calma.stores, tenant)
    async with wired(calma, slack, teams) as found:
        yield found
