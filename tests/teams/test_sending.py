"""When Teams does not take what we send."""

from __future__ import annotations

import asyncio
import time

import pytest

from bot.core.outside import seconds
from bot.teams.clouds import cloud_of
from bot.teams.credentials import EARLY
from bot.teams.credentials import of as credentials_of
from bot.teams.errors import TeamsFailure
from bot.teams.wire import TeamsWire
from tests.fakes.teams import FakeTeams
from tests.teams.dialogue import Dialogue, Settings


@pytest.mark.parametrize("status", [412, 429, 502, 503, 504])
async def test_what_teams_asks_to_repeat_is_repeated(chat: Dialogue, status: int) -> None:
    chat.teams.fail(status)
    assert "asked “yelling”" in await chat.say("calm yelling")
    assert len(chat.teams.calls) == 2


async def test_retry_after_is_waited_for(chat: Dialogue) -> None:
    chat.teams.fail(429, retry_after="1")
    began = time.monotonic()
    await chat.say("calm yelling")
    assert time.monotonic() - began >= 1


async def test_a_wait_that_is_too_long_is_left_to_teams(chat: Dialogue) -> None:
    chat.teams.fail(429, retry_after="60")
    assert (await chat.send(chat.teams.message("calm yelling"))).status == 502
    assert len(chat.teams.calls) == 1
    assert isinstance(chat.errors[0], TeamsFailure)


async def test_a_whispered_answer_is_repeated_as_well(chat: Dialogue) -> None:
    chat.teams.fail(503)
    assert (await chat.send(chat.teams.targeted("calm yelling"))).status == 200
    assert len(chat.teams.calls) == 2


async def test_after_three_tries_teams_is_asked_to_come_back(chat: Dialogue) -> None:
    chat.teams.fail(503, times=9)
    assert (await chat.send(chat.teams.message("calm yelling"))).status == 502
    assert len(chat.teams.calls) == 3
    assert len(chat.errors) == 1


@pytest.mark.parametrize("status", [400, 403, 404])
async def test_a_flat_refusal_is_neither_repeated_nor_asked_for_again(chat: Dialogue, status: int) -> None:
    chat.teams.fail(status)
    assert (await chat.send(chat.teams.message("calm yelling"))).status == 200
    assert (len(chat.teams.calls), len(chat.errors)) == (1, 1)


async def test_an_answer_that_is_too_large_after_all_is_said_to_be(chat: Dialogue) -> None:
    chat.teams.fail(413, code="MessageSizeTooBig")
    assert "too long for Teams" in await chat.say("calm yelling")
    chat.teams.fail(413, to="targeted")
    await chat.send(chat.teams.targeted("calma gritos", locale="es-MX"))
    assert "demasiado larga para Teams" in chat.heard
    assert chat.teams.calls[-1].query == {"isTargetedActivity": "true"}
    assert chat.errors == []


@pytest.mark.parametrize("answer", ["[]", "7", "", "null", "<html>", '{"id": ' + "[" * 300, "\\x00"])
async def test_whatever_the_connector_answers_the_message_is_there(chat: Dialogue, answer: str) -> None:
    chat.teams.answer = answer
    assert "asked “yelling”" in await chat.say("calm yelling")
    assert (len(chat.teams.calls), chat.errors) == (1, [])
    chat.teams.fail(400)
    await chat.say("calm yelling")
    assert isinstance(chat.errors[0], TeamsFailure)


async def test_a_press_whose_message_is_refused_says_so(chat: Dialogue) -> None:
    chat.teams.fail(403)
    reply = await chat.send(chat.teams.execute({"action": "shelf.new"}))
    assert reply.status == 502


async def test_a_token_that_was_taken_back_is_replaced(chat: Dialogue) -> None:
    await chat.say("calm yelling")
    chat.teams.fail(401)
    await chat.say("calm yelling")
    assert [call.authorization[-1] for call in chat.teams.calls] == ["1", "1", "2"]


async def test_a_wrong_secret_is_logged_without_it(teams: FakeTeams) -> None:
    chat = Dialogue(teams, password="wrong secret")
    await chat.start()
    assert (await chat.send(teams.message("hi"))).status == 502
    assert teams.calls == []
    assert "wrong secret" not in str(chat.errors)
    assert "401" in str(chat.errors[0])
    await chat.close()


async def test_a_single_tenant_bot_asks_its_own_tenant(teams: FakeTeams) -> None:
    chat = Dialogue(teams, tenant_id="own-tenant")
    await chat.start()
    await chat.say("hi")
    assert teams.calls[0].authorization == "Bearer own-tenant-1"
    await chat.close()


async def test_forty_answers_at_once_share_one_token(chat: Dialogue) -> None:
    messages = [chat.send(chat.teams.message(f"calm {i}")) for i in range(40)]
    assert {reply.status for reply in await asyncio.gather(*messages)} == {200}
    assert len({call.body["summary"] for call in chat.teams.calls}) == 40
    assert chat.teams.tokens_given == 1


async def test_a_token_is_fetched_anew_five_minutes_before_its_end(teams: FakeTeams) -> None:
    clock, wire = [0.0], TeamsWire()
    settings = Settings(teams.openid_url, teams.login_url)
    credentials = credentials_of(settings, cloud_of(settings), wire, lambda: clock[0])
    assert credentials
    with pytest.raises(TeamsFailure):
        _ = credentials.token
    await asyncio.gather(*(credentials.ensure() for _ in range(9)))
    assert (credentials.token, teams.tokens_given) == ("botframework.com-1", 1)
    clock[0] = 3600 - EARLY - 1
    await credentials.ensure()
    assert teams.tokens_given == 1
    clock[0] = 3600 - EARLY
    await credentials.ensure()
    assert (credentials.token, teams.tokens_given) == ("botframework.com-2", 2)
    await wire.close()


@pytest.mark.parametrize("lasts", ["3599", 10, None, "soon", "nan", "inf", [], {}, -5, True])
async def test_a_token_lasts_however_its_end_is_written(teams: FakeTeams, lasts: object) -> None:
    teams.token_lasts = lasts
    wire = TeamsWire()
    settings = Settings(teams.openid_url, teams.login_url)
    credentials = credentials_of(settings, cloud_of(settings), wire)
    assert credentials
    await credentials.ensure()
    await credentials.ensure()
    assert teams.tokens_given == 1
    await wire.close()


async def test_a_service_that_is_not_there_is_one_kind_of_failure(unused_tcp_port: int) -> None:
    wire = TeamsWire()
    with pytest.raises(TeamsFailure) as caught:
        await wire.get(f"http://127.0.0.1:{unused_tcp_port}/")
    assert caught.value.status == 0
    assert caught.value.passing
    await wire.close()


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        (None, 0),
        ("", 0),
        ("2", 2),
        ("0.5", 0.5),
        ("-1", 0),
        ("Mon, 02 Mar 2026", 0),
        ("nan", 0),
        ("inf", 0),
        ("1e9", 86_400),
    ],
)
def test_retry_after_in_seconds(header: str | None, wait: float) -> None:
    assert seconds(header) == wait
