"""Socket Mode, against a server of our own: refusals, links that go silent, and what comes over them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot import telemetry
from bot.core.current import CurrentPhrasebook
from bot.core.desk import Desk
from bot.features.help.deps import HelpDeps
from bot.features.help.handlers import HelpHandlers
from bot.slack import socket
from bot.slack.edge import Slack, SlackSettings
from bot.store.memory.edge import MemoryReferenceStore, MemoryTokenStore
from tests.fakes.slack import TOKEN
from tests.fakes.slack_socket import FakeSocketMode
from tests.slack.workshop import Workshop

APP_TOKEN = "xapp-for-tests"
COMMAND = {"command": "/calm", "text": "yelling", "user_id": "U1", "team_id": "T1", "channel_id": "C1"}


@pytest_asyncio.fixture
async def server() -> AsyncIterator[FakeSocketMode]:
    """Slack, as far as Socket Mode goes; whatever else it is asked for is not there."""
    fake = FakeSocketMode()
    await fake.start()
    yield fake
    await fake.stop()


@pytest_asyncio.fixture
async def edge(
    server: FakeSocketMode, phrasebook: CurrentPhrasebook, workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Slack]:
    """An edge that is not started yet; its beat is quick, and it is patient with nobody."""
    monkeypatch.setattr(socket, "BEAT", 0.1)
    monkeypatch.setattr(socket, "SOONEST", 0.01)
    monkeypatch.setattr(socket, "LEAVING", 0.05)
    desk = Desk(HelpHandlers(HelpDeps(phrasebook)), telemetry.report, workshop.people)
    desk.add_routes([workshop])
    settings = SlackSettings("", TOKEN, APP_TOKEN, server.api_url)
    made = Slack(desk, phrasebook, settings, MemoryReferenceStore(), MemoryTokenStore())
    yield made
    await made.close()


async def test_what_comes_over_the_link_is_answered_in_the_acknowledgement(
    edge: Slack, server: FakeSocketMode
) -> None:
    await edge.start()
    await server.until(links=1, opened=1)
    answer = await server.asks("slash_commands", COMMAND)
    assert answer["response_type"] == "ephemeral"
    assert "calm yelling" in str(answer)
    sent = {"type": "view_submission", "user": {"id": "U1"}, "team": {"id": "T1"}}
    view = {"type": "modal", "id": "V1", "callback_id": "shop.ask", "state": {"values": {}}, "blocks": []}
    assert (await server.asks("interactive", {**sent, "view": view}))["response_action"] == "update"


async def test_what_slack_would_not_send_is_acknowledged_and_no_more(
    edge: Slack, server: FakeSocketMode
) -> None:
    await edge.start()
    await server.until(links=1, opened=1)
    for payload in ({}, {"type": "block_actions"}, {"type": "event_callback", "event": 7}, {"command": "/x"}):
        assert await server.asks("interactive", payload) == {}
    await server.links[0].send_str("not json")
    await server.links[0].send_str('["no", "object"]')
    assert "calm yelling" in str(await server.asks("slash_commands", COMMAND))


@pytest.mark.parametrize("word", ["invalid_auth", "not_allowed_token_type", "account_inactive", "a_new_word"])
async def test_a_lasting_refusal_is_named_at_once_and_tried_again_slowly(
    edge: Slack,
    server: FakeSocketMode,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    word: str,
) -> None:
    logged = asyncio.Event()
    monkeypatch.setattr(caplog.handler, "flush", logged.set)
    server.refuse = word
    await edge.start()  # and it returns: nothing else has to wait for it
    async with asyncio.timeout(5):
        await logged.wait()
    [record] = caplog.records
    assert record.levelname == "ERROR"
    assert f"SLACK_APP_TOKEN is refused ({word})" in record.getMessage()
    assert server.asked == 1
    assert [trouble.reason in record.getMessage() for trouble in edge.troubles()] == [True]


async def test_once_it_is_mended_it_connects(
    edge: Slack, server: FakeSocketMode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "SLOWEST", 0.01)
    server.refuse = "invalid_auth"
    await edge.start()
    await server.until_asked(3)
    server.refuse = ""
    await server.until(links=1, opened=1)
    assert "calm yelling" in str(await server.asks("slash_commands", COMMAND))
    assert edge.troubles() == []


@pytest.mark.parametrize("word", ["internal_error", "ratelimited", "service_unavailable"])
async def test_what_passes_by_itself_is_tried_again_soon(
    edge: Slack, server: FakeSocketMode, word: str
) -> None:
    server.refuse = word
    await edge.start()
    await server.until_asked(3)
    server.refuse = ""
    await server.until(links=1, opened=1)


async def test_a_link_that_is_open_at_one_end_only_is_replaced_by_one(
    edge: Slack, server: FakeSocketMode
) -> None:
    server.silent = True
    await edge.start()
    await server.until(links=1, opened=1)
    server.silent = False
    await server.until(links=1, opened=2)
    assert "calm yelling" in str(await server.asks("slash_commands", COMMAND))
    assert server.opened == 2


async def test_slack_announces_the_end_of_a_link_and_gets_another_first(
    edge: Slack, server: FakeSocketMode
) -> None:
    await edge.start()
    await server.until(links=1, opened=1)
    await server.links[0].send_json({"type": "disconnect", "reason": "refresh_requested"})
    await server.until(links=2, opened=2)
    assert "calm yelling" in str(await server.asks("slash_commands", COMMAND))
    await server.until(links=1, opened=2)  # the old one is hung up on


async def test_a_link_that_slack_closes_is_opened_again(edge: Slack, server: FakeSocketMode) -> None:
    await edge.start()
    await server.until(links=1, opened=1)
    await server.links[0].close()
    await server.until(links=1, opened=2)


async def test_without_a_greeting_it_is_tried_again(
    edge: Slack, server: FakeSocketMode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "HELLO", 0.2)
    server.mute = 1
    await edge.start()
    await server.until(links=1, opened=2)
    assert "calm yelling" in str(await server.asks("slash_commands", COMMAND))


async def test_an_address_that_takes_a_call_and_says_nothing_is_given_up(
    edge: Slack, server: FakeSocketMode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "HELLO", 0.2)
    server.deaf = 1
    await edge.start()
    await server.until(links=1, opened=1)
    assert "calm yelling" in str(await server.asks("slash_commands", COMMAND))
