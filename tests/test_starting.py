"""The start of all edges together, and what is said of those that are not up."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot import server
from bot.core import trouble
from bot.core.edge import Messenger, Roster
from bot.core.errors import Unavailable
from bot.core.trouble import Readiness, Trouble
from bot.playground.messenger import PlaygroundMessenger
from bot.playground.people import PlaygroundRoster
from bot.wiring import starting
from bot.wiring.starting import EdgeStarts


@dataclass
class SlowEdge:
    """An edge whose platform answers once `there` is set; it breaks by `errors`, one at each start.

    `wrong` is what keeps it from working later.
    """

    platform: str
    there: asyncio.Event = field(default_factory=asyncio.Event)
    errors: list[Exception] = field(default_factory=list)
    wrong: list[Trouble] = field(default_factory=list)
    up: asyncio.Event = field(default_factory=asyncio.Event)
    messenger: Messenger = field(default_factory=PlaygroundMessenger)
    roster: Roster = field(default_factory=PlaygroundRoster)

    def routes(self) -> Sequence[web.RouteDef]:
        return ()

    async def start(self) -> None:
        await self.there.wait()
        if self.errors:
            raise self.errors.pop(0)
        self.up.set()

    def troubles(self) -> Sequence[Trouble]:
        return self.wrong

    async def hang_up(self) -> None: ...

    async def close(self) -> None: ...


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starting, "WITHIN", 0.05)
    monkeypatch.setattr(trouble, "SOONEST", 0.01)


async def asked(path: str, readiness: Readiness) -> tuple[int, object]:
    """Returns what somebody gets who asks how the app is."""
    app = server.application([], lambda error: "", readiness)
    async with TestClient(TestServer(app)) as client, client.get(path) as response:
        return response.status, json.loads(await response.text())


def ready(troubles: Callable[[], dict[str, Sequence[Trouble]]]) -> Readiness:
    readiness = Readiness()
    readiness.add_source(troubles)
    return readiness


async def test_an_edge_whose_platform_is_away_holds_up_nobody(caplog: pytest.LogCaptureFixture) -> None:
    slack, teams = SlowEdge("slack"), SlowEdge("teams")
    teams.there.set()
    reported: list[BaseException] = []
    starts = EdgeStarts([slack, teams], reported.append)
    await starts.begin()
    assert (slack.up.is_set(), teams.up.is_set()) == (False, True)
    assert "Slack: it is not up yet" in caplog.text
    status, body = await asked("/readyz", ready(lambda: dict(starts.troubles())))
    assert (status, body) == (
        503,
        {"ready": False, "up": ["teams"], "not_up": {"slack": ["it is not up yet, and goes on trying"]}},
    )
    slack.there.set()
    async with asyncio.timeout(5):
        await slack.up.wait()
    await asyncio.sleep(0)
    assert await asked("/readyz", ready(lambda: dict(starts.troubles()))) == (
        200,
        {"ready": True, "up": ["slack", "teams"]},
    )
    assert reported == []


async def test_an_edge_that_breaks_is_started_again_and_holds_up_nobody(
    caplog: pytest.LogCaptureFixture,
) -> None:
    slack = SlowEdge("slack", errors=[RuntimeError("a bug"), Unavailable("OperationalError")])
    teams = SlowEdge("teams")
    slack.there.set()
    teams.there.set()
    reported: list[BaseException] = []
    starts = EdgeStarts([slack, teams], reported.append)
    await starts.begin()
    assert teams.up.is_set()
    async with asyncio.timeout(5):
        await slack.up.wait()
    assert [str(error) for error in reported] == ["a bug"]
    assert "Slack: that broke" in caplog.text
    assert "Slack: the database does not answer" in caplog.text


async def test_what_is_not_over_ends_with_the_app() -> None:
    slack = SlowEdge("slack")
    starts = EdgeStarts([slack], print)
    await starts.begin()
    await starts.close()
    slack.there.set()
    await asyncio.sleep(0)
    assert not slack.up.is_set()


async def test_what_fails_later_is_named_until_it_is_over() -> None:
    slack = SlowEdge("slack")
    slack.there.set()
    starts = EdgeStarts([slack], print)
    await starts.begin()
    slack.wrong = [Trouble("SLACK_BOT_TOKEN is refused", lasting=True)]
    readiness = ready(lambda: dict(starts.troubles()))
    status, body = await asked("/readyz", readiness)
    not_up = {"slack": ["SLACK_BOT_TOKEN is refused"]}
    assert (status, body) == (503, {"ready": False, "up": [], "not_up": not_up})
    assert await asked("/healthz", readiness) == (200, {"ok": True})
    slack.wrong = []
    assert await asked("/readyz", readiness) == (200, {"ready": True, "up": ["slack"]})


async def test_lanes_that_are_stuck_are_told_and_turn_nobody_away() -> None:
    readiness = ready(lambda: {"slack": [], "database": [], "lanes": [Trouble("Slack: nothing was sent")]})
    body = {"ready": True, "up": ["slack", "database"], "not_up": {"lanes": ["Slack: nothing was sent"]}}
    assert await asked("/readyz", readiness) == (200, body)
    assert await asked("/healthz", readiness) == (200, {"ok": True})


async def test_a_database_that_stores_nothing_is_told_by_health_too() -> None:
    readiness = ready(lambda: {"database": [Trouble("the disk is full")]})
    body = {"not_up": {"database": ["the disk is full"]}}
    assert await asked("/healthz", readiness) == (200, {"ok": False, **body})
    assert await asked("/readyz", readiness) == (503, {"ready": False, "up": [], **body})
