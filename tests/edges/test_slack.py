"""What an agent in Slack sees: signed requests over HTTP, Slack's JSON back."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest
import pytest_asyncio
from aiohttp.test_utils import TestServer

from app import House
from bot import server, telemetry
from bot.coach.desk import CommandRoute, Routes
from bot.coach.talk import Answer, Command
from bot.slack.edge import Settings, Slack
from tests.fakes.slack import SECRET, TOKEN, FakeSlack, SlackUser, button, elements, select, sign, words


@pytest_asyncio.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    fake = FakeSlack()
    await fake.start()
    yield fake
    await fake.stop()


@pytest_asyncio.fixture
async def agent(slack: FakeSlack, house: House) -> AsyncIterator[SlackUser]:
    edge = Slack(house.desk, house.library, Settings(SECRET, TOKEN, "", slack.api_url))
    web_server = TestServer(server.application(edge.routes(), telemetry.report))
    await web_server.start_server()
    await edge.start()
    async with aiohttp.ClientSession() as session:
        yield SlackUser(session, str(web_server.make_url("/slack/events")), slack)
    await edge.close()
    await web_server.close()


async def test_an_agent_asks_and_reads_both_languages_in_the_ack(agent: SlackUser) -> None:
    message = await agent.types("le está gritando")
    assert message["response_type"] == "ephemeral"
    assert message["text"].startswith("Yelling: ")
    pairs = [block["fields"] for block in message["blocks"] if "fields" in block]
    assert len(pairs) == 3
    for english, spanish in pairs:
        assert english["text"].startswith("*EN*")
        assert spanish["text"].startswith("*ES*")
    assert "*Avoid:*" in words(message)


async def test_a_spanish_locale_gets_spanish_first(agent: SlackUser, slack: FakeSlack) -> None:
    slack.locales["U1"] = "es-LA"
    message = await agent.types("wont stop shouting")
    first = next(block["fields"] for block in message["blocks"] if "fields" in block)
    assert [field["text"][:4] for field in first] == ["*ES*", "*EN*"]
    assert "*Evite:*" in words(message)
    await agent.types("wont stop shouting")
    assert len(slack.called("users.info")) == 1


async def test_calma_reads_spanish_where_slack_does_not_tell(agent: SlackUser, slack: FakeSlack) -> None:
    slack.fail["users.info"] = 500
    assert "*Evite:*" in words(await agent.types("no para de gritar", command="/calma"))
    assert "*Avoid:*" in words(await agent.types("no para de gritar"))


async def test_the_first_word_chooses_the_language_for_this_answer(agent: SlackUser) -> None:
    message = await agent.types("es wont stop shouting")
    first = next(block["fields"] for block in message["blocks"] if "fields" in block)
    assert first[0]["text"].startswith("*ES*")
    assert "*Avoid:*" in words(message)


async def test_more_phrases_come_in_place(agent: SlackUser, slack: FakeSlack) -> None:
    message = await agent.types("yelling")
    response = await agent.presses(button(message, "More phrases"))
    assert (response.status, await response.text()) == (200, "")
    more = await slack.answer()
    assert more["replace_original"] is True
    shown = [block["fields"][0]["text"] for block in message["blocks"] if "fields" in block]
    fresh = [block["fields"][0]["text"] for block in more["blocks"] if "fields" in block]
    assert fresh
    assert not set(shown) & set(fresh)


async def test_the_channel_changes_the_phrases(agent: SlackUser, slack: FakeSlack) -> None:
    message = await agent.types("yelling")
    assert select(message)["initial_option"]["text"]["text"] == "Phone"
    await agent.presses(select(message))
    email = await slack.answer()
    assert "Yelling · email" in words(email)
    assert select(email)["initial_option"]["text"]["text"] == "Email"


async def test_other_situations_lead_there_and_back(agent: SlackUser, slack: FakeSlack) -> None:
    message = await agent.types("yelling")
    await agent.presses(button(message, "Other situations"))
    others = await slack.answer()
    assert "Or is it one of these?" in words(others)
    await agent.presses(button(others, "Back to Yelling"))
    assert "Yelling · phone" in words(await slack.answer())


async def test_calm_alone_is_the_menu(agent: SlackUser) -> None:
    message = await agent.types("")
    assert "What's going on?" in words(message)
    assert len(select(message)["options"]) == 18
    assert len([e for e in elements(message) if e["type"] == "button"]) == 5


@pytest.mark.parametrize("text", ["help", "ayuda", "Help ", "?"])
async def test_help_is_one_card(agent: SlackUser, text: str) -> None:
    assert "How Calma helps" in words(await agent.types(text))


@pytest.mark.parametrize(
    "text", ["printer toner", "ñlkj ñlkj", "😀😀", "ORD-8842-117", "SELECT * FROM x; --", "x" * 3000]
)
async def test_what_is_no_situation_gets_not_sure(agent: SlackUser, text: str) -> None:
    message = await agent.types(text)
    assert not [block for block in message["blocks"] if "fields" in block]
    assert len([e for e in elements(message) if e["type"] == "button"]) == 3
    assert len(select(message)["options"]) == 18


async def test_what_a_person_typed_stays_inert(agent: SlackUser) -> None:
    said = words(await agent.types("<!channel> <@U1> `x` *toner* \u202eabc\u200bdef & printer"))
    assert "<!channel>" not in said
    assert "<@U1>" not in said
    assert "&lt;!channel&gt;" in said
    assert "&amp;" in said


async def test_a_long_paste_that_holds_a_situation_is_understood(agent: SlackUser) -> None:
    paste = "I want to speak to your supervisor, get me the manager. " * 40
    assert "phone" in words(await agent.types(paste[:3000]))


@pytest.mark.parametrize(
    ("action", "value"),
    [
        ("gone.feature", "x"),
        ("lookup.show", "no such value"),
        ("lookup.show", "nowhere|phone||0|en||"),
        ("", ""),
    ],
)
async def test_an_old_card_gets_a_friendly_one(
    agent: SlackUser, slack: FakeSlack, action: str, value: str
) -> None:
    await agent.presses({"type": "button", "action_id": action, "value": value})
    assert (await slack.answer())["blocks"]


async def test_old_forms_shortcuts_and_options_are_answered(agent: SlackUser, slack: FakeSlack) -> None:
    view = {
        "type": "view_submission",
        "view": {"type": "modal", "callback_id": "old", "state": {"values": {}}},
    }
    answer = await (await agent.interacts(view)).json()
    assert answer["response_action"] == "update"
    assert len(answer["view"]["title"]["text"]) <= 24
    message: dict[str, Any] = {"type": "message_action", "callback_id": "old", "message": {"text": "hi"}}
    assert (await agent.interacts(message)).status == 200
    assert (await slack.answer())["blocks"]
    ask = {"type": "block_suggestion", "action_id": "old", "block_id": "b", "value": ""}
    assert await (await agent.interacts(ask)).json() == {"options": []}


async def test_an_unknown_command_gets_help(agent: SlackUser) -> None:
    assert "I don't know that one" in words(await agent.types("", command="/nonsense"))


def stamped(body: bytes, name: str) -> dict[str, str]:
    """Returns headers that are wrong in the way `name` says."""
    now = time.time()
    return {
        "unsigned": {"Content-Type": "application/x-www-form-urlencoded"},
        "wrongly signed": sign(body, secret="another"),
        "six minutes old": sign(body, at=now - 360),
        "from the future": sign(body, at=now + 360),
        "tampered": sign(body + b"&text=x"),
        "no number": {**sign(body), "X-Slack-Request-Timestamp": "now"},
    }[name]


@pytest.mark.parametrize(
    "how", ["unsigned", "wrongly signed", "six minutes old", "from the future", "tampered", "no number"]
)
async def test_what_slack_did_not_sign_is_refused(agent: SlackUser, slack: FakeSlack, how: str) -> None:
    body = agent.form(command="/calm", text="yelling")
    response = await agent.post(body, headers=stamped(body, how))
    assert response.status == 401
    assert "Yelling" not in await response.text()
    assert slack.calls == []


async def test_slacks_certificate_check_is_answered(agent: SlackUser) -> None:
    assert (await agent.post(b"ssl_check=1&token=x")).status == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"payload={not json",
        b"payload=[]",
        b"payload=null",
        b"\xff\xfe\x00",
        b"command=",
        b"text=yelling",
        urlencode({"payload": json.dumps({"type": "block_actions"})}).encode(),
        urlencode({"payload": json.dumps({"type": "block_actions", "actions": []})}).encode(),
        urlencode({"payload": json.dumps({"type": "what"})}).encode(),
    ],
)
async def test_what_slack_would_not_send_is_refused_without_a_trace(agent: SlackUser, body: bytes) -> None:
    response = await agent.post(body)
    assert 400 <= response.status < 500
    assert "Traceback" not in await response.text()


async def test_a_huge_body_is_refused(agent: SlackUser) -> None:
    response = await agent.post(b"command=/calm&text=" + b"a" * 1_000_000)
    assert response.status == 413


async def test_when_something_breaks_the_agent_gets_a_reference(
    slack: FakeSlack, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken:
        def routes(self) -> Routes:
            return Routes(commands=(CommandRoute("broken", self.fall),))

        async def fall(self, ask: Command) -> Answer:
            raise RuntimeError("on purpose")

    from tests.conftest import PHRASEBOOK

    house = House(PHRASEBOOK)
    house.desk.open([Broken()])
    edge = Slack(house.desk, house.library, Settings(SECRET, TOKEN, "", slack.api_url))
    web_server = TestServer(server.application(edge.routes(), telemetry.report))
    await web_server.start_server()
    async with aiohttp.ClientSession() as session:
        person = SlackUser(session, str(web_server.make_url("/slack/events")), slack)
        said = words(await person.types("", command="/broken"))
    await web_server.close()
    assert "That didn't work on our side" in said
    reference = said.partition("ref ")[2][:9]
    assert reference in caplog.text
    assert "on purpose" in caplog.text
    assert "on purpose" not in said
