"""Health by part: each edge, the database, its schema, and lanes in which nothing goes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.edge import Address
from bot.core.errors import Unavailable
from bot.core.ledger import DeliveryOutcome, DeliveryState, Lane, Notice, Rank
from bot.keys import KeyFile
from bot.store.sql.shapes import NEWER, SchemaError
from bot.wiring.sql import stored
from bot.wiring.stores import Stores
from tests.fakes.slack import FakeSlack
from tests.fakes.teams import FakeTeams
from tests.watching.watched import Watched, watched

PARTS = ["database", "slack", "teams", "schema", "lanes"]


async def test_every_part_is_told_at_both_ports(app_watched: Watched) -> None:
    for worker in (False, True):
        assert await app_watched.ready(worker=worker) == (200, {"ready": True, "up": PARTS})
    read = await app_watched.read()
    assert [read("calma_part_up", part=part) for part in PARTS] == [1] * 5


async def test_a_lane_that_is_stuck_is_told_and_turns_nobody_away(app_watched: Watched) -> None:
    now, ledger, stuck = app_watched.clock.now, app_watched.calma.stores.ledger, Lane("T1", "slack")
    call = Notice(
        "a", Address("T1", "slack", "U2"), "alert.call", (), now - timedelta(minutes=7), rank=Rank.ALERT
    )
    await ledger.add_notices([call])
    assert await ledger.take_lane(stuck, "somebody who is frozen", now, now + timedelta(minutes=9))
    assert await app_watched.drainer.drain() == 0
    status, body = await app_watched.ready()
    assert status == 200
    assert body["ready"] is True
    [told] = body["not_up"]["lanes"]
    assert told.startswith("Slack: nothing was sent for 7 minutes, and 1 messages are due")
    read = await app_watched.read()
    assert read("calma_lanes_stuck", edge="slack") == 1
    assert read("calma_part_up", part="lanes") == 0
    assert await app_watched.slack.types("yelling")


@pytest.mark.parametrize("minutes", [0, 4])
async def test_a_lane_that_goes_is_not_stuck_however_much_waits(app_watched: Watched, minutes: int) -> None:
    now, ledger = app_watched.clock.now, app_watched.calma.stores.ledger
    due = now - timedelta(hours=1)
    await ledger.add_notices(
        Notice(str(number), Address("T1", "slack", f"U{number}"), "minute.line", ("x",), due)
        for number in range(9)
    )
    lease = await ledger.take_lane(Lane("T1", "slack"), "me", now, now + timedelta(minutes=1))
    assert lease
    claims = await ledger.claim_due(lease, now, 3)
    sent = [DeliveryOutcome(claim, DeliveryState.SENT) for claim in claims]
    await ledger.settle_claims(sent, now - timedelta(minutes=minutes))
    assert await app_watched.ready() == (200, {"ready": True, "up": PARTS})
    read = await app_watched.read()
    assert read("calma_queue_age_seconds", edge="slack") == 3_600
    assert read("calma_lanes_stuck", edge="slack") == 0


async def test_a_database_that_another_version_took_over_is_told(
    slack: FakeSlack, teams: FakeTeams, tmp_path: Path
) -> None:
    async def newer() -> None:
        raise SchemaError(NEWER)

    async with watched(slack, teams, tmp_path, Stores(check_schema=newer)) as found:
        status, body = await found.ready()
        assert status == 503
        assert body["not_up"] == {"schema": [NEWER]}
        assert (await found.read())("calma_part_up", part="schema") == 0


async def test_of_a_database_that_is_away_no_figure_is_told(
    slack: FakeSlack, teams: FakeTeams, tmp_path: Path
) -> None:
    async def away() -> None:
        raise Unavailable("OperationalError")

    async with watched(slack, teams, tmp_path, Stores(check_schema=away, failures=lambda: 7)) as found:
        read = await found.read()
    assert read("calma_help_unanswered") is None
    assert read("calma_queue_age_seconds", edge="slack") is None
    assert read("calma_store_failures_total") == 7
    assert read("calma_part_up", part="slack") == 1


async def test_the_shape_of_a_database_that_is_stored_is_known(
    slack: FakeSlack, teams: FakeTeams, tmp_path: Path
) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'calma.db'}"
    async with (
        stored(url, KeyFile(tmp_path / "checkin.keys")) as stores,
        watched(slack, teams, tmp_path, stores) as found,
    ):
        assert await found.ready() == (200, {"ready": True, "up": PARTS})
        assert (await found.read())("calma_store_failures_total") == 0
