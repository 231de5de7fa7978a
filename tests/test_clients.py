"""All that the app says over HTTP takes the road that the environment names."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress

import pytest
import pytest_asyncio
from yarl import URL

from bot.clients import ProxyError, proxy_settings
from bot.core.card import Card, Heading
from bot.core.edge import Address, Fate
from bot.slack.chats import Chats
from bot.slack.files import BadFile
from bot.slack.messenger import SlackMessenger
from bot.slack.socket import SlackSocket
from bot.slack.wire import BROKEN, SlackWire
from bot.store.memory.edge import MemoryReferenceStore
from bot.teams.errors import TeamsFailure
from bot.teams.wire import TeamsWire
from tests.fakes.proxy import FakeProxy
from tests.fakes.slack_socket import FakeSocketMode

SLACK = "https://slack.com/api/"
FILE = {"name": "a.yml", "url_private": "https://files.slack.com/a.yml"}
PROXY = "http://proxy.example:3128"


@pytest_asyncio.fixture
async def proxy(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[FakeProxy]:
    """A proxy that the environment names, and says who we are to it."""
    fake = FakeProxy()
    await fake.start()
    monkeypatch.setenv("HTTPS_PROXY", f"http://calma:p%40ss@{fake.address}")
    yield fake
    await fake.stop()


@pytest_asyncio.fixture
async def wire(proxy: FakeProxy) -> AsyncIterator[SlackWire]:
    """The wire to Slack, opened where there is a proxy."""
    wire = SlackWire("xoxb-x", SLACK)
    wire.client.patience = wire.profiles.patience = 0.0
    wire.open()
    yield wire
    await wire.close()


WAYS: dict[str, tuple[Callable[[SlackWire], Awaitable[object]], str]] = {
    "the Web API": (lambda wire: wire.client.auth_test(), "slack.com"),
    "profiles": (lambda wire: wire.profiles.users_info(user="U1"), "slack.com"),
    "a response_url": (lambda wire: wire.change("https://hooks.slack.com/x", {}), "hooks.slack.com"),
    "a file": (lambda wire: wire.file(FILE), "files.slack.com"),
}


@pytest.mark.parametrize("way", WAYS)
async def test_all_that_goes_to_slack_goes_through_the_proxy(
    proxy: FakeProxy, wire: SlackWire, way: str
) -> None:
    call, host = WAYS[way]
    with suppress(*BROKEN, BadFile):
        await call(wire)
    assert {*proxy.asked} == {f"CONNECT {host}:443"}
    assert {*proxy.signed_in} == {"basic y2fsbwe6cebzcw=="}  # in small letters, as the fake reads headers


async def test_what_the_proxy_refuses_was_surely_not_sent(proxy: FakeProxy, wire: SlackWire) -> None:
    messenger = SlackMessenger(wire.once, lambda: 0.0, chats=Chats(MemoryReferenceStore()))
    receipt = await messenger.send(
        Address("T1", "slack", "U1"), Card("A drill", (Heading("A drill"),)), "key"
    )
    assert (receipt.fate, receipt.reason) == (Fate.LATER, "ClientHttpProxyError")


async def test_socket_mode_goes_through_the_proxy(proxy: FakeProxy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    fake = FakeSocketMode(link="wss://wss-primary.slack.com/link?ticket=1")
    await fake.start()
    wire = SlackWire("xoxb-x", fake.api_url)
    wire.open()

    async def answer(payload: object) -> None:
        """Answers nothing."""

    socket = SlackSocket(wire.patient, "xapp-x", answer, lambda error: None)
    socket.start()
    async with asyncio.timeout(5):
        await proxy.met.wait()
    assert proxy.asked == ["CONNECT wss-primary.slack.com:443"]
    await socket.close()
    await wire.close()
    await fake.stop()


async def test_all_that_goes_to_microsoft_goes_through_the_proxy(proxy: FakeProxy) -> None:
    wire = TeamsWire()
    with pytest.raises(TeamsFailure) as failure:
        await wire.get("https://login.botframework.com/v1/keys")
    assert proxy.asked == ["CONNECT login.botframework.com:443"]
    assert not failure.value.sent
    await wire.close()


@pytest.mark.parametrize(
    ("environment", "straight"),
    [
        ({}, True),
        ({"https_proxy": PROXY}, False),
        ({"HTTPS_PROXY": "proxy.example:3128"}, False),
        ({"HTTP_PROXY": PROXY}, False),
        ({"ALL_PROXY": PROXY}, False),
        ({"HTTPS_PROXY": " "}, True),
        ({"HTTPS_PROXY": PROXY, "NO_PROXY": "slack.com"}, True),
        ({"HTTPS_PROXY": PROXY, "no_proxy": "localhost, .SLACK.com"}, True),
        ({"HTTPS_PROXY": PROXY, "NO_PROXY": "localhost *.slack.com"}, True),
        ({"HTTPS_PROXY": PROXY, "NO_PROXY": "*"}, True),
        ({"HTTPS_PROXY": PROXY, "NO_PROXY": "slack.com:443"}, True),
        ({"HTTPS_PROXY": PROXY, "NO_PROXY": "slack.com:80,lack.com,10.0.0.0/8"}, False),
        ({"HTTPS_PROXY": PROXY, "HTTP_PROXY": PROXY, "ALL_PROXY": "socks5://proxy.example"}, False),
    ],
)
@pytest.mark.parametrize("url", ["https://wss.slack.com/x", "wss://wss.slack.com/x"])
def test_the_environment_is_read_as_other_programs_read_it(
    environment: dict[str, str], straight: bool, url: str
) -> None:
    expected = None if straight else URL(PROXY)
    assert proxy_settings(environment).proxy(URL(url)) == expected


@pytest.mark.parametrize("entry", ["127.0.0.0/8", "127.0.0.1", "127.0.0.1:3978", "[::1]", "::1"])
def test_addresses_are_reached_straight_where_no_proxy_names_them(entry: str) -> None:
    url = URL("http://[::1]:3978/" if "::" in entry else "http://127.0.0.1:3978/")
    assert proxy_settings({"HTTP_PROXY": PROXY, "NO_PROXY": entry}).proxy(url) is None


@pytest.mark.parametrize("value", ["socks5://proxy.example:1080", "http://:1", "http://proxy:many", "a b"])
def test_a_proxy_that_is_none_is_named_and_not_shown(value: str) -> None:
    with pytest.raises(ProxyError, match="HTTPS_PROXY is no address") as error:
        proxy_settings({"HTTPS_PROXY": value})
    assert value not in str(error.value)
