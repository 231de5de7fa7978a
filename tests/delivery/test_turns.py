"""However much one person causes, what others cause goes out as if it were little."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import pytest_asyncio

from bot.core.edge import Address
from bot.core.ledger import Notice, Rank
from bot.delivery.pacing import Limit, SendRates
from bot.store.memory.ledger import MemoryLedger
from tests.delivery.test_urgent import Running

BRISK = SendRates(per_second=50.0, conversation=(Limit(1, 0.15),))  # as Slack's pace, seven times as fast


def caused(by: str, key: str, to: str, rank: Rank = Rank.SAFETY) -> Notice:
    now = datetime.now(UTC)
    return Notice(key, Address("T1", "slack", to), "room.kind", (), now, rank=rank, by=by)


@pytest_asyncio.fixture
async def running() -> AsyncIterator[Running]:
    found = Running(MemoryLedger(), rates=BRISK)
    await found.drainer.start()
    yield found
    await found.drainer.close()
    assert not found.errors


@pytest.mark.parametrize("rank", list(Rank))
async def test_four_hundred_of_one_keep_nobody_waiting(running: Running, rank: Rank) -> None:
    await running.ledger.add_notices(caused("ana", f"a{n}", "marta", rank) for n in range(400))
    running.drainer.wake()
    await running.reaches(count=2)
    before = len(running.slack.got)
    await running.ledger.add_notices(
        [caused("eva", "same", "marta", rank), *(caused("eva", f"e{n}", f"p{n}", rank) for n in range(9))]
    )
    running.drainer.wake()
    await running.reaches("same")
    since = running.slack.got[before:]
    anas = [key for key in since[: since.index("same")] if key.startswith("a")]
    assert len(anas) <= 5  # those that were claimed already
    assert {f"e{n}" for n in range(9)} <= set(since)


async def test_two_campaigns_go_side_by_side(running: Running) -> None:
    many = (caused("marta", f"m{n}", f"u{n}", Rank.ROUTINE) for n in range(300))
    await running.ledger.add_notices(many)
    few = [caused("pablo", f"p{n}", f"v{n}", Rank.ROUTINE) for n in range(5)]
    await running.ledger.add_notices(few)
    running.drainer.wake()
    await running.reaches("p4")
    assert len(running.slack.got) <= 40
