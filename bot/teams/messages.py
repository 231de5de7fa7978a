"""The words that are seen in a message of Teams: as text, as HTML, in a card, quoted or passed on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.core.outside import at, list_at, object_at, text_at
from bot.core.seen import words_of
from bot.core.wordless import unescaped
from bot.teams import facts, limits

Activity = Mapping[str, Any]
_HTML, _QUOTED, _PASSED_ON = "text/html", "messageReference", "forwardedMessageReference"
_CARDS = "application/vnd.microsoft.card."
# Bounded and without "<": an endless "<at <at <at" must not cost quadratic time.
AT = re.compile(r"</?at(?:\s[^<>]{0,200})?>", re.IGNORECASE)
_TAG = re.compile(r"</?([a-z][a-z0-9]{0,15})([^<>]{0,2000})>", re.IGNORECASE)
_ALT = re.compile(r"\balt=\"([^\"<>]{1,40})\"", re.IGNORECASE)
_WITHIN_WORDS = frozenset({"a", "b", "i", "u", "s", "em", "strong", "span", "code", "font", "at", "mark"})
_SHOWS = re.compile(r"<(?:img|attachment|video|audio|emoji|object|table|readonly)\b", re.IGNORECASE)
_QUOTE = re.compile(r"<blockquote\b([^<>]{0,500}schema\.skype\.com/Reply[^<>]{0,500})>", re.IGNORECASE)
_END_OF_QUOTE = "</blockquote>"
_DEEPEST, _MOST_PARTS = 16, 400  # of a card that are looked through
_IN_CARD = (
    *("title", "subtitle", "text", "activityTitle", "activitySubtitle", "activityText", "value", "body"),
    *("items", "columns", "facts", "inlines", "rows", "cells", "sections", "card", "content"),
)
_SEEN = frozenset({"Image", "Media", "Icon", "ActionSet"})  # of a card, and no words


def words_in(activity: Activity, text: str) -> str:
    """Returns the words of a message; `text` is what it says itself, without the mention of the bot."""
    return words_of(_parts(text, list_at(activity, "attachments")), limits.INCOMING_TEXT)


def words_in_chosen(activity: Activity) -> str:
    """Returns the words of the message that somebody chose an action of ours on, whoever wrote it."""
    message = object_at(activity, "value", "messagePayload")
    body = text_at(message, "body", "content")
    own = shown(body) if text_at(message, "body", "contentType") == "html" else body
    subject = text_at(message, "subject")
    return words_of([subject, *_parts(own, list_at(message, "attachments"))], limits.INCOMING_TEXT)


def is_chosen(activity: Activity) -> bool:
    """Returns whether somebody chose an action of ours on a message."""
    return bool(object_at(activity, "value", "messagePayload"))


def wordless(activity: Activity) -> bool:
    """Returns whether somebody sent a picture, a file or a sticker, and no words with it."""
    if is_chosen(activity):
        return not words_in_chosen(activity)
    if text_at(activity, "type") not in ("message", "messageUpdate") or words_in(
        activity, own_text(activity)
    ):
        return False
    sent = list_at(activity, "attachments")[: limits.INCOMING_ENTITIES]
    # What was typed comes as HTML too, besides as text.
    return any(
        _SHOWS.search(text_at(part, "content")) if _is_html(part) else text_at(part, "contentType")
        for part in sent
    )


def own_text(activity: Activity) -> str:
    """Returns the text of a message without the mention of the bot."""
    return without_mention(activity)[0]


def without_mention(activity: Activity) -> tuple[str, bool]:
    """Returns the text of a message without the mention of the bot, and whether it was mentioned."""
    text, mentioned = text_at(activity, "text")[: limits.INCOMING_TEXT], False
    bot = text_at(activity, "recipient", "id")
    for entity in facts.entities(activity):
        if bot and text_at(entity, "type") == "mention" and text_at(entity, "mentioned", "id") == bot:
            mentioned = True
            name = text_at(entity, "mentioned", "name")
            text = text.replace(text_at(entity, "text") or f"<at>{name}</at>", " ")
    # Somebody else's mention stays, as the words that it shows. Only then are entities undone:
    # an "<at>" that a person typed arrives escaped.
    return unescaped(AT.sub("", text)), mentioned


def shown(markup: str) -> str:
    """Returns the words that HTML shows; an emoji by its sign."""
    return unescaped(_TAG.sub(_instead, markup[: 4 * limits.INCOMING_TEXT]))


def _instead(tag: re.Match[str]) -> str:
    name, rest = tag[1].lower(), tag[2]
    if name == "emoji" or (name == "img" and "schema.skype.com/Emoji" in rest):
        alt = _ALT.search(rest)
        return alt[1] if alt else " "
    return "" if name in _WITHIN_WORDS else " "


def _parts(text: str, attachments: list[object]) -> Iterator[str]:
    yield text
    for part in attachments[: limits.INCOMING_ENTITIES]:
        kind = text_at(part, "contentType")
        content = _content(part)
        if _is_html(part):
            own, quotes = _quoted(text_at(part, "content")[: 4 * limits.INCOMING_TEXT])
            # HTML says what the text says; of a message that has none, it is all there is.
            yield "" if text.strip() else shown(own)
            yield from quotes
        elif kind == _PASSED_ON:
            yield shown(text_at(content, "originalMessageContent"))
        elif kind == _QUOTED and not object_at(content, "messageSender", "application"):
            yield shown(text_at(content, "messagePreview"))
        elif kind.startswith(_CARDS):
            yield " ".join(_in_card(content, _DEEPEST, [_MOST_PARTS]))


def _is_html(part: object) -> bool:
    return text_at(part, "contentType").startswith("text/")


def _content(part: object) -> object:
    """Returns what an attachment holds; Teams sends some of it as JSON in a text."""
    content: object = at(part, "content")
    if not isinstance(content, str) or len(content) > limits.BODY_BYTES:
        return content
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return {}


def _quoted(markup: str) -> tuple[str, list[str]]:
    """Returns HTML without the quotes of others' messages in it, and those quotes but for the bot's own."""
    own, quotes, after = "", [], 0
    for quote in _QUOTE.finditer(markup):
        if quote.start() < after:
            continue
        own += markup[after : quote.start()] + " "
        end = markup.find(_END_OF_QUOTE, quote.end())
        after = end + len(_END_OF_QUOTE) if end >= 0 else len(markup)
        author, _, preview = markup[quote.end() : end if end >= 0 else None].partition("</strong>")
        if f'"{facts.BOTS}' not in author:  # what the bot said itself is nothing that happened
            quotes.append(shown(preview))
    return own + markup[after:], quotes


def _in_card(part: object, deeper: int, left: list[int]) -> Iterator[str]:
    """Yields the texts of a card of any kind, however deep they stand."""
    left[0] -= 1
    if deeper < 0 or left[0] < 0:
        return
    if isinstance(part, str):
        yield part
    elif isinstance(part, list):
        for each in part:
            yield from _in_card(each, deeper - 1, left)
    elif isinstance(part, Mapping):
        kind = text_at(part, "type")
        if kind in _SEEN or kind.startswith(("Input.", "Action.")):
            return
        for name in _IN_CARD:
            if name in part:
                yield from _in_card(part[name], deeper - 1, left)
