"""`app.py deliveries`, and what is refused to start."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.core.edge import Address
from bot.core.ledger import CampaignProgress, DeliveryOutcome, DeliveryState, Notice
from bot.keys import KeyFile
from bot.wiring.deliveries import bar, table
from bot.wiring.sql import stored
from tests.test_app import calma

NOW = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)


async def fill(folder: Path) -> None:
    to = Address("T1", "slack", "ana")
    notices = [Notice(f"k{n}", to, "drill.due", (), NOW, campaign="daily:24") for n in range(3)]
    keys = KeyFile(folder / "keys")
    async with stored(f"sqlite+aiosqlite:///{folder / 'calma.db'}", keys) as kept:
        await kept.ledger.add_notices(notices)
        lease = await kept.ledger.take_lane(notices[0].lane, "me", NOW, NOW + timedelta(seconds=30))
        assert lease
        claims = await kept.ledger.claim_due(lease, NOW, 3)
        dead = [DeliveryOutcome(claim, DeliveryState.DEAD, reason="not_in_channel") for claim in claims[1:]]
        await kept.ledger.settle_claims([DeliveryOutcome(claims[0], DeliveryState.SENT), *dead], NOW)


@pytest.mark.process
def test_progress_is_printed_and_followed_to_its_end(tmp_path: Path) -> None:
    nothing = calma("deliveries", CALMA_DATA_DIR=str(tmp_path))
    assert nothing.stdout == "Nothing was ever to be sent.\n"
    asyncio.run(fill(tmp_path))
    done = calma("deliveries", "--tenant", "T1", CALMA_DATA_DIR=str(tmp_path))
    head, row = done.stdout.splitlines()
    assert head.split()[:3] == ["tenant", "campaign", "due"]
    assert row.split() == ["T1", "daily:24", "0", "0", "1", "2", "0", "0", "2", "not_in_channel"]
    followed = calma("deliveries", "--follow", CALMA_DATA_DIR=str(tmp_path))
    assert followed.stdout.splitlines()[0] == f"[{'█' * 30}] 3 of 3: 1 sent, 2 dead"


def test_the_bar_shows_how_far_it_is() -> None:
    half = CampaignProgress(
        "T1", "c", {DeliveryState.DUE: 500, DeliveryState.SENDING: 500, DeliveryState.SENT: 1_000}
    )
    told = "1,000 of 2,000: 500 due, 500 sending, 1,000 sent"
    assert bar([half]) == f"[{'█' * 15}{'░' * 15}] {told}"
    assert bar([]) == f"[{'█' * 30}] 0 of 0"
    assert "(notices)" in table([CampaignProgress("T1", "", {DeliveryState.DUE: 1})])


@pytest.mark.process
def test_a_worker_needs_postgresql(tmp_path: Path) -> None:
    done = calma("worker", CALMA_DATA_DIR=str(tmp_path))
    assert (done.returncode, "DATABASE_URL names no PostgreSQL" in done.stderr) == (1, True)
