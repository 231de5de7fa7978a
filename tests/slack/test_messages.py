"""Whatever form a message has: whoever speaks to the bot is answered, by all the words in it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.core.chat import Command, Person
from bot.slack import messages
from tests.fakes.slack import Body, FakeSlack, words
from tests.fakes.slack_user import SlackUser
from tests.slack.workshop import Workshop

MARIA = Person("T1", "slack", "U1")
PICTURE: Body = {"files": [{"id": "F1", "name": "a.png", "mimetype": "image/png"}]}
CHAT: Body = {"channel": "D1", "channel_type": "im", "ts": "1.1"}


def rich(*parts: Body) -> list[Body]:
    """Returns the one block that a person's message has."""
    return [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(parts)}]}]


def said(text: str) -> Body:
    return {"type": "text", "text": text}


def section(text: str) -> Body:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


@pytest.mark.parametrize(
    "message",
    [
        {"subtype": "file_share", "text": "he is yelling", **PICTURE},
        {"text": "he is yelling", **PICTURE},
        {"subtype": "me_message", "text": "he is yelling"},
        {"subtype": "thread_broadcast", "text": "he is yelling", "thread_ts": "1.0", "root": {"ts": "1.0"}},
        {"text": "", "blocks": rich(said("he is "), said("yelling"), {"type": "user", "user_id": "U9"})},
        {"blocks": rich({"type": "link", "url": "https://x.example", "text": "he is"}, said(" yelling"))},
        {"text": "", "attachments": [{"is_share": True, "text": "he is yelling", "from_url": "https://x"}]},
        {"text": "he is yelling", "attachments": [{"from_url": "https://x.example", "text": "Best shoes"}]},
        {"subtype": "file_share", "files": [{"transcription": {"preview": {"content": "he is yelling"}}}]},
        {"subtype": "file_share", "text": "", "files": [{"mode": "snippet", "preview": "he is yelling"}]},
    ],
)
async def test_whoever_speaks_in_the_chat_is_answered_by_their_words(
    maria: SlackUser, slack: FakeSlack, workshop: Workshop, message: Body
) -> None:
    await maria.does("message", **CHAT, **message)
    assert (await slack.next("chat.postMessage"))["channel"] == "D1"
    assert workshop.asks == [Command(MARIA, "calm", "he is yelling")]


@pytest.mark.parametrize("kind", ["", "file_share", "me_message", "thread_broadcast"])
async def test_a_mention_with_a_file_is_answered_by_its_words(
    maria: SlackUser, slack: FakeSlack, workshop: Workshop, kind: str
) -> None:
    await maria.does("app_mention", channel="C1", ts="1.1", subtype=kind, text="<@UBOT> yelling", **PICTURE)
    await slack.next("chat.postEphemeral")
    assert workshop.asks == [Command(MARIA, "calm", "yelling", where="C1")]


@pytest.mark.parametrize(
    "message",
    [
        {"subtype": "file_share", "text": "", **PICTURE},
        {"subtype": "file_share", "files": [{"id": "F1", "subtype": "slack_audio", "name": "voice.m4a"}]},
        {"files": [{"id": "F1", "filetype": "quip", "mode": "quip", "title": "A canvas"}]},
        {"subtype": "huddle_thread", "text": "", "room": {"id": "R1"}},
        {"text": "", "attachments": [{"image_url": "https://x.example/sticker.gif"}]},
    ],
)
async def test_what_holds_no_words_gets_a_line_that_says_what_can_be_done(
    agent: SlackUser, slack: FakeSlack, message: Body
) -> None:
    await agent.does("message", **CHAT, **message)
    answer = await slack.next("chat.postMessage")
    assert answer["text"].startswith("I can only read words")
    assert "What's going on?" in words(answer)
    slack.locales[agent.user + "X"] = "es-MX"
    agent.user += "X"
    await agent.does("app_mention", channel="C1", ts="1.2", **{**message, "text": "<@UBOT>"})
    assert (await slack.next("chat.postEphemeral"))["text"].startswith("Solo puedo leer palabras")


async def test_danger_in_what_is_passed_on_is_noticed(agent: SlackUser, slack: FakeSlack) -> None:
    passed_on = [
        {"is_msg_unfurl": True, "from_url": "https://x", "text": "I am going to kill myself tonight"}
    ]
    await agent.does("message", **CHAT, text="what do I answer?", attachments=passed_on)
    answer = await slack.next("chat.postMessage")
    await agent.does("message", **{**CHAT, "ts": "1.2"}, text="I am going to kill myself tonight")
    assert answer["text"] == (await slack.next("chat.postMessage"))["text"]


def changed(now: Body, before: Body, **more: Any) -> Body:
    edited = {"user": "U1", "ts": "1.2"}
    said = {"type": "message", "user": "U1", "ts": "1.1"}
    return {
        **{"subtype": "message_changed", "channel": "D1", "channel_type": "im", "ts": "1.2", "hidden": True},
        "user": None,
        "message": {**said, "edited": edited, **now},
        "previous_message": {**said, **before},
        **more,
    }


async def test_what_somebody_changed_is_answered_as_it_stands_now_once(
    maria: SlackUser, slack: FakeSlack, workshop: Workshop
) -> None:
    for _ in range(2):
        await maria.does("message", **changed({"text": "yelling"}, {"text": "yeling"}))
    await slack.next("chat.postMessage")
    await maria.does("app_mention", channel="C1", ts="1.1", text="<@UBOT> he shouts")
    edited = {"user": "U1", "ts": "1.3"}
    await maria.does("app_mention", channel="C1", ts="1.1", text="<@UBOT> yelling", edited=edited)
    await slack.next("chat.postEphemeral")
    await slack.next("chat.postEphemeral")
    asked = [ask.text for ask in workshop.asks if isinstance(ask, Command)]
    assert asked == ["yelling", "he shouts", "yelling"]


async def test_a_voice_clip_is_answered_once_slack_wrote_it_down(
    maria: SlackUser, slack: FakeSlack, workshop: Workshop
) -> None:
    clip = {"subtype": "file_share", "text": "", "edited": None}
    before = {**clip, "files": [{"transcription": {"status": "processing"}}]}
    heard = {"status": "complete", "preview": {"content": "he is yelling"}}
    await maria.does("message", **changed({**clip, "files": [{"transcription": heard}]}, before))
    await slack.next("chat.postMessage")
    assert [ask.text for ask in workshop.asks if isinstance(ask, Command)] == ["he is yelling"]


@pytest.mark.parametrize(
    "event",
    [
        changed({"text": "x", "edited": None}, {"text": "x"}),
        changed({"text": "x", "attachments": [{"from_url": "https://x", "text": "Shoes"}]}, {"text": "x"}),
        changed({"text": "x", "bot_id": "B1"}, {"text": "y", "bot_id": "B1"}),
        {**CHAT, "subtype": "message_deleted", "deleted_ts": "1.0"},
        {**CHAT, "subtype": "message_replied"},
        {**CHAT, "subtype": "bot_message", "bot_id": "B1", "text": "yelling"},
        {**CHAT, "bot_profile": {"id": "B1"}, "text": "yelling", **PICTURE},
        {**CHAT, "user": "UBOT", "subtype": "file_share", "text": "yelling", **PICTURE},
        {**CHAT, "user": "USLACKBOT", "text": "yelling"},
        {**CHAT, "subtype": "channel_join", "text": "yelling"},
        {**CHAT, "subtype": ["file_share"], "text": "yelling"},
    ],
)
async def test_what_nobody_said_to_the_bot_is_not_answered(
    maria: SlackUser, slack: FakeSlack, workshop: Workshop, event: Body
) -> None:
    await maria.does("message", **event)
    await asyncio.sleep(0.05)
    assert (workshop.asks, slack.calls) == ([], [])


SUE = "I will sue you all"
OF_AN_APP: dict[str, Body] = {
    "attachments": {"attachments": [{"text": SUE, "fallback": "a ticket"}]},
    "a fallback alone": {"attachments": [{"fallback": SUE}]},
    "fields": {"attachments": [{"fields": [{"title": "Customer says", "value": SUE, "short": False}]}]},
    "blocks in an attachment": {"attachments": [{"color": "#f00", "blocks": [section(SUE)]}]},
    "a section": {"blocks": [section(SUE)]},
    "fields of a section": {"blocks": [{"type": "section", "fields": [{"type": "mrkdwn", "text": SUE}]}]},
    "a header": {"blocks": [{"type": "header", "text": {"type": "plain_text", "text": SUE}}]},
    "a context": {"blocks": [{"type": "context", "elements": [{"type": "mrkdwn", "text": SUE}]}]},
    "rich text": {"blocks": rich(said("I will "), said("sue you all"))},
    "markdown": {"blocks": [{"type": "markdown", "text": SUE}]},
    "a table": {"blocks": [{"type": "table", "rows": [[{"type": "raw_text", "text": SUE}]]}]},
    "a new block": {"blocks": [{"type": "card", "body": {"type": "mrkdwn", "text": SUE}}]},
    "passed on": {"attachments": [{"message_blocks": [{"message": {"blocks": rich(said(SUE))}}]}]},
    "an email": {"files": [{"mode": "email", "plain_text": SUE}]},
    "no text to show": {"text": "This content can't be displayed.", "blocks": [section(SUE)]},
}


@pytest.mark.parametrize("message", OF_AN_APP.values(), ids=OF_AN_APP.keys())
async def test_a_shortcut_reads_what_is_seen_in_an_apps_message(
    maria: SlackUser, slack: FakeSlack, workshop: Workshop, message: Body
) -> None:
    await maria.uses("calm_words", **{"message": "", "subtype": "bot_message", "bot_id": "B9", **message})
    await slack.answer()
    [ask] = workshop.asks
    assert isinstance(ask, Command)
    assert ask.text.removeprefix("Customer says ") == SUE


async def test_a_shortcut_on_a_message_without_words_says_so(agent: SlackUser, slack: FakeSlack) -> None:
    await agent.uses("calm_words", "", **PICTURE)
    assert (await slack.answer())["text"].startswith("I found no words in that message.")


def test_what_an_app_says_twice_is_read_once_and_its_buttons_not_at_all() -> None:
    button = {"type": "button", "text": {"type": "plain_text", "text": "Assign to me"}}
    blocks = [
        section(f"*Bob*: {SUE} &amp; <https://x.example|your boss>"),
        {"type": "actions", "elements": [button]},
    ]
    blocks.append(
        {"type": "section", "text": {"type": "plain_text", "text": "Priority: high"}, "accessory": button}
    )
    message = {"bot_id": "B1", "text": f"Bob: {SUE} & your boss", "blocks": blocks}
    assert messages.words_in(message) == f"Bob: {SUE} & your boss Priority: high"


def test_a_message_without_end_is_read_to_a_bound() -> None:
    deep: Body = said("x")
    for _ in range(500):
        deep = {"type": "rich_text_section", "elements": [deep]}
    assert messages.words_in({"blocks": [deep]}) == ""
    wide = {"blocks": [section("he yells " * 400)] * 5_000, "attachments": [{"text": "and so on "}] * 5_000}
    assert 0 < len(messages.words_in(wide)) <= messages.LONGEST


async def test_where_messages_are_switched_off_whoever_waits_hears_so(
    agent: SlackUser, slack: FakeSlack
) -> None:
    slack.refused[agent.user] = "messages_tab_disabled"
    assert await agent.types("", "/drill") == {}
    assert "Messages from Calma are switched off." in words(await slack.answer())
