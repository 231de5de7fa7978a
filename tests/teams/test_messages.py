"""Whatever form a message has: whoever speaks to the bot is answered, by all the words in it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.core.chat import Command
from bot.teams import messages
from tests.fakes.teams import BOT, TENANT, Json
from tests.teams.dialogue import Dialogue

REPLY = 'itemscope itemtype="http://schema.skype.com/Reply" itemid="17"'
EMOJI = 'itemscope itemtype="http://schema.skype.com/Emoji"'


def markup(content: str) -> Json:
    return {"contentType": "text/html", "content": content}


def quote(author: str, text: str, answer: str) -> Json:
    by = f'<strong itemprop="mri" itemid="{author}">Bo</strong><span itemprop="time" itemid="17"></span>'
    return markup(f'<blockquote {REPLY}>{by}<p itemprop="preview">{text}</p></blockquote><p>{answer}</p>')


def card(*body: Json, kind: str = "adaptive", **content: Any) -> Json:
    held = content or {"type": "AdaptiveCard", "body": [*body]}
    return {"contentType": f"application/vnd.microsoft.card.{kind}", "content": held}


def passed_on(text: str) -> Json:
    held = json.dumps({"originalMessageId": "17", "originalMessageContent": f"<p>{text}</p>"})
    return {"contentType": "forwardedMessageReference", "content": held}


YELLS = {"type": "TextBlock", "text": "he is yelling"}
FORMS: dict[str, tuple[str, list[Json]]] = {
    "as HTML alone": ("", [markup("<div><p>he is&nbsp;<b>yell</b>ing</p></div>")]),
    "beside a picture": ("he is yelling", [{"contentType": "image/png"}, markup("<p>he is yelling</p>")]),
    "beside a file": (
        "he is yelling",
        [{"contentType": "application/vnd.microsoft.teams.file.download.info"}],
    ),
    "quoted": ("", [quote("8:orgid:1", "he is yelling", "")]),
    "quoted and said": ("he is yelling", [quote("8:orgid:1", "he is yelling", "he is yelling")]),
    "a quote of ours": ("", [quote(BOT, "Stay calm and slow", "he is yelling")]),
    "a reference": (
        "",
        [{"contentType": "messageReference", "content": '{"messagePreview": "he is yelling"}'}],
    ),
    "passed on": ("", [passed_on("he is <i>yelling</i>")]),
    "in a card": ("", [card({"type": "Container", "items": [YELLS]})]),
    "in a card as text": ("", [{**card(), "content": json.dumps({"body": [YELLS]})}]),
    "in facts": ("", [card({"type": "FactSet", "facts": [{"title": "he is", "value": "yelling"}]})]),
    "in columns": ("", [card({"type": "ColumnSet", "columns": [{"type": "Column", "items": [YELLS]}]})]),
    "in a table": ("", [card({"type": "Table", "rows": [{"cells": [{"items": [YELLS]}]}]})]),
    "rich": (
        "",
        [card({"type": "RichTextBlock", "inlines": ["he is ", {"type": "TextRun", "text": "yelling"}]})],
    ),
    "a hero card": ("", [card(kind="hero", title="he is", text="yelling", buttons=[{"title": "Open"}])]),
    "of a connector": ("", [card(kind="o365connector", sections=[{"activityText": "he is yelling"}])]),
}


@pytest.mark.parametrize(("text", "attachments"), FORMS.values(), ids=FORMS.keys())
async def test_whoever_speaks_is_answered_by_their_words(
    chat: Dialogue, text: str, attachments: list[Json]
) -> None:
    await chat.say(text, attachments=attachments)
    [ask] = chat.shelf.asked
    assert isinstance(ask, Command)
    assert (ask.name, ask.text) == ("calm", "he is yelling")


def test_what_is_passed_on_stands_beside_what_is_said_of_it() -> None:
    message = {"attachments": [passed_on("I will kill myself"), card({"type": "ActionSet", "title": "Open"})]}
    assert messages.words_in(message, "what now?") == "what now? I will kill myself"


@pytest.mark.parametrize(
    "part",
    [
        {"contentType": "image/*", "contentUrl": "https://x.example/1"},
        {"contentType": "image/gif", "contentUrl": "https://x.example/1"},
        {"contentType": "application/vnd.microsoft.teams.file.download.info", "name": "a.pdf", "content": {}},
        {"contentType": "audio/mp4", "name": "voice.m4a"},
        markup('<p><img alt="wave" src="x" itemtype="http://schema.skype.com/Sticker"></p>'),
        markup('<attachment id="1"></attachment>'),
        card({"type": "Image", "url": "https://x.example/1"}),
    ],
)
async def test_what_holds_no_words_gets_a_line_that_says_what_can_be_done(chat: Dialogue, part: Json) -> None:
    assert (await chat.say("", attachments=[part])).startswith("I can only read words")
    assert (await chat.say("", attachments=[part], locale="es-MX")).startswith("Solo puedo leer palabras")
    asked = [ask.text for ask in chat.shelf.asked if isinstance(ask, Command)]
    assert asked == ["", ""]  # and below it, what there is to pick


async def test_in_a_group_only_a_mention_asks(chat: Dialogue) -> None:
    picture = {"contentType": "image/*", "contentUrl": "https://x.example/1"}
    group = chat.teams.mention("")["conversation"]
    await chat.send(chat.teams.message("", attachments=[picture], conversation=group))
    assert chat.teams.calls == []
    await chat.send(chat.teams.mention("", attachments=[picture]))
    assert "I can only read words" in chat.teams.calls[0].text
    edited = {"tenant": {"id": TENANT}, "eventType": "editMessage"}
    await chat.send(chat.teams.mention("yelling", type="messageUpdate", channelData=edited))
    assert chat.shelf.asked[-1] == Command(chat.shelf.asked[-1].person, "calm", "yelling", group["id"])


async def test_an_emoji_is_a_word(chat: Dialogue) -> None:
    await chat.say("", attachments=[markup(f'<p>he is <img alt="😡" {EMOJI} src="x"></p>')])
    [ask] = chat.shelf.asked
    assert isinstance(ask, Command)
    assert ask.text == "he is 😡"


@pytest.mark.parametrize("sender", [{"id": "28:another"}, {"id": "29:x", "role": "skill"}])
async def test_another_bot_is_not_answered_whatever_it_sends(chat: Dialogue, sender: Json) -> None:
    await chat.send(chat.teams.message("yelling", attachments=[card(YELLS)], **{"from": sender}))
    assert (chat.shelf.asked, chat.teams.calls) == ([], [])


@pytest.mark.parametrize("content", [None, 7, [], "{", "[" * 2_000, {"body": 7}, {"body": [[[]]]}])
@pytest.mark.parametrize(
    "kind", ["text/html", "forwardedMessageReference", "application/vnd.microsoft.card.hero"]
)
def test_what_is_mistyped_is_read_as_nothing(kind: str, content: object) -> None:
    message = {"type": "message", "attachments": [{"contentType": kind, "content": content}, 7]}
    assert messages.words_in(message, "") in ("", "{", "[" * 2_000)
    messages.wordless(message)
