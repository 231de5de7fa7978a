"""The start of all edges together."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from aiohttp import web

from bot.core.edge import Messenger, Roster
from bot.playground.messenger import PlaygroundMessenger
from bot.playground.people import PlaygroundRoster
from bot.wiring import starting
from bot.wiring.starting import start_edges


@dataclass
class SlowEdge:
    """An edge whose platform answers once `there` is set, or breaks by `error`."""

    platform: str
    there: asyncio.Event = field(default_factory=asyncio.Event)
    error: Exception | None = None
    started: bool = False
    messenger: Messenger = field(default_factory=PlaygroundMessenger)
    roster: Roster = field(default_factory=PlaygroundRoster)

    def routes(self) -> Sequence[web.RouteDef]:
        return ()

    async def start(self) -> None:
        await self.there.wait()
        if self.error:
            raise self.error
        self.started = True

    async def hang_up(self) -> None: ...

    async def close(self) -> None: ...


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starting, "WITHIN", 0.05)


async def test_an_edge_whose_platform_is_away_holds_up_nobody(caplog: pytest.LogCaptureFixture) -> None:
    slack, teams = SlowEdge("slack"), SlowEdge("teams")
    teams.there.set()
    reported: list[BaseException] = []
    await start_edges([slack, teams], reported.append)
    assert (slack.started, teams.started) == (False, True)
    assert "Slack is not connected yet" in caplog.text
    slack.there.set()
    async with asyncio.timeout(5):
        while not slack.started:  # noqa: ASYNC110 - whoever starts late tells nobody
            await asyncio.sleep(0)
    assert reported == []


async def test_what_breaks_at_once_ends_the_start_and_what_breaks_later_is_reported() -> None:
    slack, teams = SlowEdge("slack", error=RuntimeError("at once")), SlowEdge("teams")
    slack.there.set()
    with pytest.raises(RuntimeError, match="at once"):
        await start_edges([slack, teams], print)
    late = SlowEdge("slack", error=RuntimeError("later"))
    reported: asyncio.Queue[BaseException] = asyncio.Queue()
    await start_edges([late], reported.put_nowait)
    late.there.set()
    assert str(await reported.get()) == "later"


async def test_what_is_not_over_ends_with_the_app() -> None:
    slack = SlowEdge("slack")
    end = await start_edges([slack], print)
    end()
    slack.there.set()
    await asyncio.sleep(0)
    assert not slack.started
