"""Mentions, the chat with the bot, and its Home tab."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from bot.core.chat import Command, Person
from tests.fakes.slack import FakeSlack, Fault, View, button, sign, words
from tests.fakes.slack_user import SlackUser
from tests.slack.workshop import Workshop

MARIA = Person("T1", "slack", "U1")
SORRY = "That didn't work on our side"


async def test_a_mention_is_answered_for_its_author_only(
    maria: SlackUser, slack: FakeSlack, workshop: Workshop
) -> None:
    await maria.does("app_mention", channel="C1", ts="1.1", text="<@UBOT> he's yelling &gt;:(")
    told = await slack.next("chat.postEphemeral")
    assert (told["channel"], told["user"], told.get("thread_ts")) == ("C1", "U1", None)
    assert workshop.asks == [Command(MARIA, "calm", "he's yelling >:(", where="C1")]


async def test_in_a_thread_the_answer_stays_there(maria: SlackUser, slack: FakeSlack) -> None:
    await maria.does("app_mention", channel="C1", ts="1.2", thread_ts="1.1", text="so <@UBOT> what now")
    assert (await slack.next("chat.postEphemeral"))["thread_ts"] == "1.1"


async def test_a_mention_with_nothing_else_is_the_bare_command(
    maria: SlackUser, slack: FakeSlack, workshop: Workshop
) -> None:
    await maria.does("app_mention", channel="C1", ts="1.1", text=" <@UBOT> ")
    await slack.next("chat.postEphemeral")
    assert workshop.asks == [Command(MARIA, "calm", "", where="C1")]


async def test_an_event_told_again_is_answered_once(
    maria: SlackUser, slack: FakeSlack, workshop: Workshop
) -> None:
    for retry in range(3):  # the last one under another event id
        event_id = "Ev1" if retry < 2 else "Ev2"
        await maria.does("app_mention", retry, event_id, channel="C1", ts="1.1", text="<@UBOT> x")
    await maria.does("app_mention", channel="C1", ts="2.2", text="<@UBOT> y")
    await slack.next("chat.postEphemeral")
    await slack.next("chat.postEphemeral")
    assert [getattr(ask, "text", None) for ask in workshop.asks] == ["x", "y"]


async def test_an_event_that_first_comes_as_a_repetition_is_not_lost(
    maria: SlackUser, slack: FakeSlack
) -> None:
    await maria.does("app_mention", retry=1, channel="C1", ts="1.1", text="<@UBOT> x")
    assert "calm x" in words(await slack.next("chat.postEphemeral"))


async def test_a_message_to_the_bot_is_answered_in_the_chat(
    maria: SlackUser, slack: FakeSlack, workshop: Workshop
) -> None:
    await maria.does("message", channel="D1", channel_type="im", ts="1.1", text="<https://x.example> help me")
    told = await slack.next("chat.postMessage")
    assert (told["channel"], told["unfurl_links"], told["unfurl_media"]) == ("D1", False, False)
    assert workshop.asks == [Command(MARIA, "calm", "help me")]


@pytest.mark.parametrize(
    ("text", "asked"),
    [("calm yelling", "yelling"), ("Calma, grita", "grita"), ("calm", ""), ("calmer", "calmer"), ("", "")],
)
async def test_the_name_of_the_command_may_stand_before_it(
    maria: SlackUser, slack: FakeSlack, workshop: Workshop, text: str, asked: str
) -> None:
    await maria.does("message", channel="D1", channel_type="im", ts="1.1", text=text)
    await slack.next("chat.postMessage")
    assert workshop.asks == [Command(MARIA, "calm", asked)]


@pytest.mark.parametrize(
    ("kind", "event"),
    [
        ("message", {"channel": "D1", "channel_type": "im", "ts": "1.1", "bot_id": "B1"}),
        ("message", {"channel": "D1", "channel_type": "im", "ts": "1.1", "subtype": "message_changed"}),
        ("message", {"channel": "C1", "channel_type": "channel", "ts": "1.1"}),
        ("message", {"channel": "D1", "channel_type": "im", "ts": "1.1", "user": None}),
        ("app_mention", {"channel": "C1", "ts": "1.1", "bot_id": "B2", "text": "<@UBOT> hi"}),
        ("app_mention", {"channel": "D1", "ts": "1.1", "text": "<@UBOT> hi"}),
        ("app_home_opened", {"channel": "D1", "tab": "messages"}),
        ("team_join", {"user": {"id": "U5"}}),
    ],
)
async def test_what_is_not_for_the_bot_gets_no_answer(
    maria: SlackUser, slack: FakeSlack, workshop: Workshop, kind: str, event: dict[str, Any]
) -> None:
    await maria.does(kind, **event)
    await asyncio.sleep(0.05)
    assert (workshop.asks, slack.calls) == ([], [])


async def test_the_home_tab_is_published_and_lives(
    maria: SlackUser, slack: FakeSlack, workshop: Workshop
) -> None:
    await maria.does("app_home_opened", channel="D1", tab="home")
    home = await slack.view("views.publish")
    assert home.body["type"] == "home"
    assert workshop.asks == [Command(MARIA, "home")]
    await maria.presses(button(home.body, "Next"), home)
    home = await slack.view("views.publish")
    assert "pressed 7" in words(home.body)
    await maria.presses(button(home.body, "More"), home)
    assert (await slack.view()).body["type"] == "modal"
    await maria.presses(button(home.body, "Form"), home)
    assert (await slack.view()).body["callback_id"] == "shop.ask"


async def test_when_the_home_tab_breaks_it_stays_and_the_person_is_told(
    maria: SlackUser, slack: FakeSlack
) -> None:
    await maria.does("app_home_opened", channel="D1", tab="home")
    home = await slack.view("views.publish")
    await maria.presses(button(home.body, "Fail"), home)
    assert SORRY in words((await slack.view()).body)
    maria.late = True
    await maria.presses(button(home.body, "Fail"), home)
    assert SORRY in words((await slack.view("views.publish")).body)


async def test_two_presses_in_the_home_tab_show_the_first(
    maria: SlackUser, slack: FakeSlack, caplog: pytest.LogCaptureFixture
) -> None:
    await maria.does("app_home_opened", channel="D1", tab="home")
    home = await slack.view("views.publish")
    as_it_was = View(home.id, home.hash, home.body)
    for _ in range(2):
        await maria.presses(button(home.body, "Next"), as_it_was)
        await slack.next("views.publish")
    await asyncio.sleep(0.05)
    assert "failed" not in caplog.text


@pytest.mark.parametrize(
    ("kind", "channel", "method"),
    [("app_mention", "C1", "chat.postEphemeral"), ("message", "D1", "chat.postMessage")],
)
async def test_where_no_form_can_open_a_button_offers_it(
    maria: SlackUser, slack: FakeSlack, workshop: Workshop, kind: str, channel: str, method: str
) -> None:
    await maria.does(kind, channel=channel, ts="1.1", text="<@UBOT> form now")
    offer = await slack.next(method)
    await maria.presses(button(offer, "Open the form"))
    assert (await slack.view()).body["callback_id"] == "shop.ask"
    where = "C1" if channel == "C1" else ""
    assert workshop.asks[0] == Command(MARIA, "calm", "form now", where)
    assert [(type(ask), ask.text) for ask in workshop.asks if isinstance(ask, Command)] == [
        (Command, "form now")
    ] * 2


async def test_when_it_breaks_the_person_is_told_where_they_asked(maria: SlackUser, slack: FakeSlack) -> None:
    await maria.does("app_mention", channel="C1", ts="1.1", thread_ts="1.0", text="<@UBOT> fail")
    told = await slack.next("chat.postEphemeral")
    assert SORRY in words(told)
    assert told["thread_ts"] == "1.0"
    await maria.does("message", channel="D1", ts="1.1", text="fail")
    assert SORRY in words(await slack.next("chat.postMessage"))


async def test_an_answer_that_a_channel_does_not_take_is_logged(
    maria: SlackUser, slack: FakeSlack, caplog: pytest.LogCaptureFixture
) -> None:
    slack.fail["chat.postEphemeral"] = Fault("user_not_in_channel")
    await maria.does("app_mention", channel="C1", ts="1.1", text="<@UBOT> x")
    await slack.next("chat.postEphemeral")
    await slack.next("chat.postMessage")
    assert "user_not_in_channel" in caplog.text


async def test_slacks_question_whether_the_address_is_ours_is_answered(maria: SlackUser) -> None:

    body = b'{"type": "url_verification", "challenge": "c"}'
    response = await maria.post(body, {**sign(body), "Content-Type": "application/json"})
    assert await response.json() == {"challenge": "c"}


async def test_an_installation_for_the_whole_enterprise_is_one_tenant(
    maria: SlackUser, slack: FakeSlack, workshop: Workshop
) -> None:

    event = {"type": "app_mention", "user": "W1", "channel": "C1", "ts": "1.1", "text": "x"}
    grant = {"enterprise_id": "E1", "team_id": "T1", "is_enterprise_install": True}
    told = {"type": "event_callback", "team_id": "T1", "enterprise_id": "E1", "event": event}
    body = json.dumps({**told, "authorizations": [grant]}).encode()
    await maria.post(body, {**sign(body), "Content-Type": "application/json"})
    await slack.next("chat.postEphemeral")
    assert workshop.asks[0].person.tenant == "E1"
