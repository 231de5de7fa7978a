"""Two thousand deliveries over twenty workspaces of an unreliable Slack, with processes killed on the way."""

from __future__ import annotations

import pytest

from bot.core.ledger import DeliveryState
from bot.delivery import queue
from bot.store.sql.database import Database
from tests.faults.run import KILLS, run

pytestmark = pytest.mark.kill
DELIVERIES, WORKSPACES = 2_000, 20


async def test_nothing_is_lost_and_nothing_comes_twice(database: Database) -> None:
    address = database.engine.url.render_as_string(hide_password=False)
    if not database.sqlite:
        await queue.migrate(address)
    processes, lease = (1, 1.0) if database.sqlite else (3, 3.0)
    result = await run(address, DELIVERIES, WORKSPACES, processes, lease=lease, seed=7, patience=120.0)
    assert (result.lost, result.doubled, result.refused) == (0, 0, [])
    assert result.states == {DeliveryState.SENT: DELIVERIES}
    assert result.kills == KILLS
    assert result.lookups  # some were in doubt
