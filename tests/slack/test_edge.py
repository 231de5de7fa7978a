"""What an agent in Slack sees: signed requests over HTTP, Slack's JSON back."""

from __future__ import annotations

import json
import logging
import os
import time
from typing import Any
from urllib.parse import urlencode

import pytest

from bot import telemetry
from bot.core.chat import Press, Role
from bot.core.current import CurrentPhrasebook
from bot.core.desk import Desk
from bot.features.help.deps import HelpDeps
from bot.features.help.handlers import HelpHandlers
from tests.conftest import SITUATIONS
from tests.fakes.slack import FakeSlack, button, elements, select, sign, words
from tests.fakes.slack_user import SlackUser
from tests.slack.conftest import serving
from tests.slack.workshop import Workshop


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


@pytest.mark.parametrize(("locale", "asked"), [("en-US", "You wrote:"), ("es-MX", "Usted escribió:")])
async def test_what_slack_escapes_is_shown_as_it_was_typed(
    agent: SlackUser, slack: FakeSlack, locale: str, asked: str
) -> None:
    slack.locales[agent.user] = locale
    for sent, shown in (("zzxxq &amp; qqzz", "zzxxq &amp; qqzz"), ("zzxxq &amp;lt; q", "zzxxq &amp;lt; q")):
        assert f"{asked} `{shown}`" in words(await agent.types(sent)).replace("\\n", " ")


async def test_emoji_and_numbers_of_a_command_are_no_words(agent: SlackUser) -> None:
    plain = words(await agent.types("he is yelling"))
    for typed in (
        "he is yelling :bank:",
        ":package: he is yelling 555-123-4567",
        "he is yelling &amp; #48213",
    ):
        assert words(await agent.types(typed)).split("sure")[0] == plain.split("sure")[0]
    assert "Upset from the start" in words(await agent.types(":rage::skin-tone-2:"))


async def test_a_spanish_locale_gets_spanish_first(agent: SlackUser, slack: FakeSlack) -> None:
    slack.locales[agent.user] = "es-LA"
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
    assert select(message, "Channel")["initial_option"]["text"]["text"] == "Phone"
    await agent.presses(select(message, "Channel"))
    counter = await slack.answer()
    assert "Yelling · in person" in words(counter)
    assert select(counter, "Channel")["initial_option"]["text"]["text"] == "In person"


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
    assert len(select(message)["options"]) == SITUATIONS
    assert len([e for e in elements(message) if e["type"] == "button"]) >= 5


@pytest.mark.parametrize("text", ["help", "ayuda", "Help ", "?"])
async def test_help_is_one_card(agent: SlackUser, text: str) -> None:
    assert "How Calma helps" in words(await agent.types(text))


@pytest.mark.parametrize(
    "text", ["printer toner", "ñlkj ñlkj", "😀😀", "ORD-8842-117", "SELECT * FROM x; --", "x" * 3000]
)
async def test_what_is_no_situation_gets_not_sure(agent: SlackUser, text: str) -> None:
    message = await agent.types(text)
    assert not [block for block in message["blocks"] if "fields" in block]
    assert len([e for e in elements(message) if e["type"] == "button"]) == 4
    assert len(select(message)["options"]) == SITUATIONS


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
        "endless number": {**sign(body), "X-Slack-Request-Timestamp": "9" * 5_000},
        "no ASCII": {**sign(body), "X-Slack-Signature": "v0=é"},
    }[name]


WRONG = ("unsigned", "wrongly signed", "six minutes old", "from the future", "tampered")
NOT_EVEN_SIGNED = ("no number", "endless number", "no ASCII")


@pytest.mark.parametrize("how", [*WRONG, *NOT_EVEN_SIGNED])
@pytest.mark.parametrize("asked", [{"command": "/calm", "text": "yelling"}, {"payload": "{}"}])
async def test_what_slack_did_not_sign_is_refused(
    agent: SlackUser, slack: FakeSlack, how: str, asked: dict[str, str]
) -> None:
    body = agent.form(**asked)
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
        urlencode({"payload": json.dumps({"type": "view_submission", "user": {"id": "U1"}})}).encode(),
        urlencode({"payload": json.dumps({"type": "shortcut", "callback_id": "calm_ask"})}).encode(),
        b'payload={"type": "event_callback", "event": 1}',
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
    maria: SlackUser, caplog: pytest.LogCaptureFixture
) -> None:
    said = words(await maria.types("", command="/fail"))
    assert "That didn't work on our side" in said
    reference = said.partition("ref ")[2][:9]
    assert reference in caplog.text
    assert "on purpose" in caplog.text
    assert "on purpose" not in said


async def test_an_administrator_of_the_workspace_is_one_here(
    maria: SlackUser, slack: FakeSlack, workshop: Workshop
) -> None:
    await maria.types("", command="/admin")
    assert workshop.asks == []
    slack.admins.add("U2")
    maria.user = "U2"
    await maria.types("", command="/admin")
    assert workshop.asks[0].person.role is Role.ADMIN


async def test_the_same_card_has_the_same_origin(
    maria: SlackUser, slack: FakeSlack, workshop: Workshop
) -> None:
    message = await maria.types("x")
    for stamp in ("1.1", "1.1", "2.2"):
        await maria.presses(button(message, "Next"), container={"type": "message", "message_ts": stamp})
        await slack.answer()
    assert [getattr(ask, "origin", None) for ask in workshop.asks[1:]] == ["1.1", "1.1", "2.2"]


@pytest.mark.parametrize(
    ("ephemeral", "channel", "message", "fleeting"),
    [
        (False, "D1", "D1:1.1", False),
        (True, "D1", "url", True),
        (True, "C1", "url", True),
        (False, "C1", "", False),
    ],
)
async def test_a_card_of_their_own_can_be_changed_later(
    maria: SlackUser,
    slack: FakeSlack,
    workshop: Workshop,
    ephemeral: bool,
    channel: str,
    message: str,
    fleeting: bool,
) -> None:
    box = {"type": "message", "message_ts": "1.1", "channel_id": channel, "is_ephemeral": ephemeral}
    await maria.presses(button(await maria.types("x"), "More"), container=box)
    await slack.answer()
    [*_, press] = workshop.asks
    assert isinstance(press, Press)
    assert press.message == (slack.response_url() if message == "url" else message)
    assert press.fleeting is fleeting


async def test_a_button_without_value_has_none(
    maria: SlackUser, slack: FakeSlack, workshop: Workshop
) -> None:
    await maria.presses(button(await maria.types("x"), "More"))
    assert words(await slack.answer()).count("pressed")
    assert getattr(workshop.asks[-1], "value", None) == ""


@pytest.mark.parametrize(
    ("ephemeral", "channel", "kind"),
    [(False, "D1", "in_channel"), (True, "D1", "ephemeral"), (False, "C1", "ephemeral")],
)
async def test_a_new_answer_is_private_everywhere_and_lasts_in_the_own_chat(
    maria: SlackUser, slack: FakeSlack, ephemeral: bool, channel: str, kind: str
) -> None:
    box = {"type": "message", "message_ts": "1.1", "channel_id": channel, "is_ephemeral": ephemeral}
    await maria.presses(button(await maria.types("x"), "More"), container={**box, "thread_ts": "1.0"})
    answer = await slack.answer()
    assert (answer["response_type"], answer["replace_original"]) == (kind, False)
    assert answer["thread_ts"] == "1.0"


# ---- what is a command, and what only reads like one


async def test_a_message_that_reads_like_a_command_is_none(agent: SlackUser) -> None:
    written = {
        "type": "event_callback",
        "event": {"type": "other", "text": "&command=/calm&user_id=U1&text=yelling"},
    }
    for kind in ("application/json", "application/x-www-form-urlencoded"):
        body = json.dumps(written).encode()
        response = await agent.post(body, headers={**sign(body), "Content-Type": kind})
        assert "Yelling" not in await response.text()


async def test_a_press_that_carries_the_fields_of_a_command_is_none(agent: SlackUser) -> None:
    body = agent.form(command="/calm", text="yelling", payload="{}")
    assert "Yelling" not in await (await agent.post(body)).text()


async def test_the_word_payload_can_be_looked_up(agent: SlackUser) -> None:
    assert "payload" in str(await agent.types("payload zzzz"))


async def test_the_answer_to_a_command_is_json(agent: SlackUser) -> None:
    response = await agent.post(agent.form(command="/calm", text="yelling"))
    assert response.headers["Content-Type"] == "application/json; charset=utf-8"


async def test_bolt_reads_no_settings_of_its_own(
    slack: FakeSlack,
    phrasebook: CurrentPhrasebook,
    workshop: Workshop,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    names = ("BOT_TOKEN", "SIGNING_SECRET", "CLIENT_ID", "CLIENT_SECRET", "VERIFICATION_TOKEN")
    for name in names:
        monkeypatch.setenv(f"SLACK_{name}", "xoxb-of-the-environment")
    desk = Desk(HelpHandlers(HelpDeps(phrasebook)), telemetry.report, workshop.people)
    desk.add_routes([workshop])
    async with serving(desk, phrasebook, slack) as user:
        assert "calm yelling" in words(await user.types("yelling"))
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []
    assert all(os.environ[f"SLACK_{name}"] for name in names)
