"""Tokens that are exchanged ahead of their end, once for all processes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
import pytest_asyncio
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.tokens import LOOK_SOON, OWN, Rotation, SlackToken, SlackTokens
from bot.slack.wire import SlackApi
from bot.store.memory.edge import MemoryTokenStore

HOURS = 3_600.0
ROTATION = Rotation("1.2", "the app's secret", "xoxe-1-0")


@dataclass
class Exchange:
    """Slack's `oauth.v2.access`: each refresh token is good for once.

    `now` only goes forward; the clock of the processes may be `set_back` by some seconds.
    """

    good: set[str] = field(default_factory=lambda: {"xoxe-1-0"})
    given: int = 0
    down: bool = False
    now: float = 1_000_000.0
    set_back: float = 0.0
    garbled: object = None
    url: str = ""
    session: ClientSession | None = None

    async def access(self, request: web.Request) -> web.Response:
        form = await request.post()
        assert request.headers["Authorization"] == ROTATION.sign_in
        if self.garbled is not None:
            return web.json_response(self.garbled)
        if self.down or form["refresh_token"] not in self.good:
            return web.json_response({"ok": False, "error": "invalid_refresh_token"})
        self.good.discard(str(form["refresh_token"]))
        self.given += 1
        self.good.add(f"xoxe-1-{self.given}")
        await asyncio.sleep(0.01)
        return web.json_response(
            {
                "ok": True,
                "token_type": "bot",
                "access_token": f"xoxe.xoxb-{self.given}",
                "refresh_token": f"xoxe-1-{self.given}",
                "expires_in": 43_200,
            }
        )


@pytest_asyncio.fixture
async def exchange() -> AsyncIterator[Exchange]:
    found = Exchange()
    app = web.Application()
    app.router.add_post("/oauth.v2.access", found.access)
    server = TestServer(app)
    await server.start_server()
    found.url = str(server.make_url("/"))
    async with ClientSession() as found.session:
        yield found
    await server.close()


def process(exchange: Exchange, store: MemoryTokenStore, told: list[str] | None = None) -> SlackTokens:
    client = SlackApi(base_url=exchange.url, session=exchange.session)
    changed = told.append if told is not None else lambda token: None
    return SlackTokens(
        "xoxb-configured",
        ROTATION,
        client,
        store,
        lambda: exchange.now - exchange.set_back,
        changed,
        lambda: exchange.now,
    )


async def test_without_rotation_the_configured_token_is_used() -> None:
    tokens = SlackTokens("xoxb-configured", None, AsyncWebClient(), MemoryTokenStore(), lambda: 0.0)
    assert await tokens.of("T1") == "xoxb-configured"


async def test_it_is_exchanged_ahead_of_its_end_and_the_wire_is_told(exchange: Exchange) -> None:
    told: list[str] = []
    tokens = process(exchange, MemoryTokenStore(), told)
    assert [await tokens.of("T1") for _ in range(3)] == ["xoxe.xoxb-1"] * 3
    exchange.now += 9.9 * HOURS
    assert await tokens.of("T1") == "xoxe.xoxb-1"
    exchange.now += 0.2 * HOURS
    assert await tokens.of("T1") == "xoxe.xoxb-2"
    assert (exchange.given, told[0], told[-1]) == (2, "xoxe.xoxb-1", "xoxe.xoxb-2")


async def test_one_that_is_refused_is_looked_for_anew_but_not_each_time(exchange: Exchange) -> None:
    store = MemoryTokenStore()
    one, other = process(exchange, store), process(exchange, store)
    assert await one.of("T1") == await other.anew("T1") == "xoxe.xoxb-1"
    await one.store_token(OWN, SlackToken("xoxe.xoxb-9", "", exchange.now + 12 * HOURS))
    assert await other.of("T1") == await other.anew("T1") == "xoxe.xoxb-1"  # it was looked for just now
    exchange.now += LOOK_SOON
    assert await other.anew("T1") == await other.of("T1") == "xoxe.xoxb-9"


async def test_processes_share_it(exchange: Exchange) -> None:
    store = MemoryTokenStore()
    many = [process(exchange, store) for _ in range(4)]
    await asyncio.gather(*(tokens.of(OWN) for tokens in many))
    exchange.now += 61
    assert {await tokens.of(OWN) for tokens in many} == {"xoxe.xoxb-1"}
    assert exchange.given == 1


async def test_a_restart_goes_on_with_what_was_kept(exchange: Exchange) -> None:
    store = MemoryTokenStore()
    await process(exchange, store).of(OWN)
    kept = await store.find_token(OWN, "slack")
    assert kept
    assert "xoxb" not in kept[0]  # sealed
    assert await process(exchange, store).of(OWN) == "xoxe.xoxb-1"
    assert exchange.given == 1


async def test_while_slack_is_down_the_old_one_is_used_and_then_it_is_tried_again(exchange: Exchange) -> None:
    exchange.down = True
    tokens = process(exchange, MemoryTokenStore())
    assert await tokens.of(OWN) == "xoxb-configured"
    exchange.down, exchange.now = False, exchange.now + 61
    assert await tokens.of(OWN) == "xoxe.xoxb-1"


async def test_one_that_is_used_up_is_followed_by_the_configured_one(exchange: Exchange) -> None:
    store = MemoryTokenStore()
    assert await process(exchange, store).of(OWN) == "xoxe.xoxb-1"
    exchange.good = set()  # as after a backup of before was put back
    exchange.now += 11 * HOURS
    assert await process(exchange, store).of(OWN) == "xoxe.xoxb-1"
    exchange.good = {ROTATION.refresh_token}  # copied anew from Slack, and the app is started anew
    assert await process(exchange, store).of(OWN) == "xoxe.xoxb-2"
    exchange.now += 11 * HOURS
    assert await process(exchange, store).of(OWN) == "xoxe.xoxb-3"


async def test_a_clock_that_is_set_back_does_not_outlive_a_token(exchange: Exchange) -> None:
    tokens = process(exchange, MemoryTokenStore())
    assert await tokens.of(OWN) == "xoxe.xoxb-1"
    exchange.set_back = 30 * HOURS
    exchange.now += 61
    assert await tokens.of(OWN) == "xoxe.xoxb-1"  # it is looked up again, and known to be the same
    exchange.now += 11 * HOURS
    assert await tokens.of(OWN) == "xoxe.xoxb-2"


@pytest.mark.parametrize("garbled", [[], "x", 7, {"ok": True}, {"ok": True, "access_token": {"a": []}}])
async def test_an_answer_that_holds_no_token_leaves_the_old_one(exchange: Exchange, garbled: object) -> None:
    exchange.garbled = garbled
    tokens = process(exchange, MemoryTokenStore())
    assert await tokens.of(OWN) == "xoxb-configured"
    exchange.garbled, exchange.now = None, exchange.now + 61
    assert await tokens.of(OWN) == "xoxe.xoxb-1"


class AwayTokenStore(MemoryTokenStore):
    """One whose database is away at times."""

    away = False

    async def find_token(self, tenant: str, platform: str) -> tuple[str, int] | None:
        if self.away:
            raise ConnectionError("the database is away")
        return await super().find_token(tenant, platform)

    async def keep_token(self, tenant: str, platform: str, sealed: str, version: int) -> bool:
        if self.away:
            raise ConnectionError("the database is away")
        return await super().keep_token(tenant, platform, sealed, version)


async def test_while_the_database_is_away_the_last_token_goes_on(exchange: Exchange) -> None:
    store = AwayTokenStore()
    tokens = process(exchange, store)
    store.away = True
    assert await tokens.of(OWN) == "xoxb-configured"
    store.away, exchange.now = False, exchange.now + 61
    assert await tokens.of(OWN) == "xoxe.xoxb-1"
    store.away, exchange.now = True, exchange.now + 61
    assert await tokens.of(OWN) == "xoxe.xoxb-1"


async def test_what_an_exchange_gave_is_stored_once_the_database_is_back(
    exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = AwayTokenStore()
    monkeypatch.setattr(AwayTokenStore, "find_token", MemoryTokenStore.find_token)
    tokens = process(exchange, store)
    store.away = True
    assert await tokens.of(OWN) == "xoxe.xoxb-1"  # good for once, and given now
    store.away, exchange.now = False, exchange.now + 61
    assert await tokens.of(OWN) == "xoxe.xoxb-1"
    assert await process(exchange, store).of(OWN) == "xoxe.xoxb-1"
    assert exchange.given == 1


async def test_a_tenant_with_its_own_token_gets_that(exchange: Exchange) -> None:
    tokens = process(exchange, MemoryTokenStore())
    await tokens.store_token("E1", SlackToken("xoxb-of-E1", "", 0.0))
    assert await tokens.of("E1") == "xoxb-of-E1"
    assert await tokens.of("T1") == "xoxe.xoxb-1"


async def test_what_was_sealed_with_another_secret_is_begun_anew(
    exchange: Exchange, caplog: pytest.LogCaptureFixture
) -> None:
    store = MemoryTokenStore()
    await store.keep_token(OWN, "slack", "no token of ours", 0)
    assert await process(exchange, store).of(OWN) == "xoxe.xoxb-1"
