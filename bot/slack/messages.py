"""What stands in a message of Slack: who speaks to the bot by it, and the words that are seen in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.core.outside import at, list_at, object_at, text_at
from bot.core.seen import words_of

Payload = Mapping[str, Any]
LONGEST = 48_000  # characters of a message that are read: all of it, as danger may stand in its last line
# With these a person speaks. All others are Slack's own: somebody joined, something was pinned, a reply came.
_SPOKEN = frozenset({"", "file_share", "me_message", "thread_broadcast", "file_comment", "huddle_thread"})
_EDITED = "message_changed"
_SLACKBOT = "USLACKBOT"
_MARK = re.compile(r"<([@#!][^<>|]*|[a-z][a-z+.-]{1,20}:[^<>|]*)(?:\|([^<>]*))?>")
_UNREADABLE = "This content can't be displayed."  # Slack's own, in place of blocks that have no text
_SENT = ("files", "file", "x_files", "attachments", "room")  # with a message, or in place of one
_MOST_PARTS, _DEEPEST = 400, 12  # of a message that are looked through
# What is pressed, or names somebody; all else of a block is read, however new its kind is.
_CONTROLS = frozenset({"actions", "input", "button", "overflow", "workflow_button", "user", "usergroup"})
_CONTROLS |= {"static_select", "multi_static_select", "users_select", "datepicker", "channel", "broadcast"}
_IN_OBJECT = (
    *("title", "subtitle", "text", "value", "body", "description", "fields", "elements", "rows"),
    *("cells", "blocks", "message", "fallback"),
)
_IN_ATTACHMENT = ("pretext", "title", "text", "fields", "blocks", "message_blocks", "message")


def spoken(payload: Payload) -> Payload:
    """Returns the event by which a person turns to the bot, or an empty one: no other bot, no talk aside.

    What they changed is what they say now, as they meant to write it. What they deleted they did not say.
    """
    event = _as_it_stands(object_at(payload, "event"))
    if not (text_at(event, "user") and text_at(event, "channel")) or _by_bot(payload, event):
        return {}
    if str(event.get("subtype") or "") not in _SPOKEN:
        return {}
    in_chat = event.get("channel_type") == "im" or text_at(event, "channel").startswith("D")
    match event.get("type"):
        case "app_home_opened":
            return event if event.get("tab") == "home" else {}
        case "app_mention":
            return {} if in_chat else event  # there, the message itself is an event too
        case "message":
            return event if in_chat else {}
        case _:
            return {}


def _as_it_stands(event: Payload) -> Payload:
    """Returns what a person changed as if it had been written so; any other event as it is."""
    if text_at(event, "subtype") != _EDITED:
        return event
    now, before = object_at(event, "message"), object_at(event, "previous_message")
    # Slack changes messages too: it adds a preview of an address, or a count of replies.
    heard = wordless(before) and words_in(now)  # the words of a voice clip come once Slack wrote them down
    if not (object_at(now, "edited") or heard) or words_in(now) == words_in(before):
        return {}
    own = {name: event[name] for name in ("channel", "channel_type", "ts", "event_ts") if name in event}
    return {**now, **own, "type": event.get("type")}


def _by_bot(payload: Payload, event: Payload) -> bool:
    # Two bots could talk to each other for ever; our own messages come back to us as well.
    us = text_at(next(iter(list_at(payload, "authorizations")), None), "user_id")
    return _written_by_bot(event) or text_at(event, "user") in (_SLACKBOT, us)


def _written_by_bot(message: Payload) -> bool:
    return bool(message.get("bot_id") or message.get("bot_profile"))


def wordless(message: Payload) -> bool:
    """Returns whether somebody sent something, such as a picture, but no words that can be read."""
    return any(message.get(name) for name in _SENT) and not words_in(message)


def words_in(message: Payload) -> str:
    """Returns what is written in a message, as it is seen: text, blocks, attachments, voice clips."""
    return words_of((part for part in _parts(message) if part.strip() != _UNREADABLE), LONGEST)


def written(text: object) -> str:
    """Returns what a person wrote in a message as they saw it, without mentions and bare links."""
    return " ".join(as_seen(str(text or "")).split())[:LONGEST]


def as_seen(text: str) -> str:
    """Returns what Slack shows for its own marks and entities in a text."""
    return unescaped(_MARK.sub(_shown, text[: 2 * LONGEST]))


def unescaped(text: str) -> str:
    """Returns what somebody typed where Slack escaped it; all else stays, for it is theirs too."""
    for mark, character in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(mark, character)
    return text


def _shown(mark: re.Match[str]) -> str:
    target, label = mark.group(1), mark.group(2)
    return " " if target.startswith(("@", "!")) else (label or " ")


def _parts(message: Payload) -> Iterator[str]:
    text = written(message.get("text"))
    yield text
    # A person's blocks are their text once more; an app's text is what stands in a notification of it.
    if not text or _written_by_bot(message) or text_at(message, "subtype") == "bot_message":
        yield from _in_blocks(message.get("blocks"))
    for attachment in list_at(message, "attachments")[:_MOST_PARTS]:
        yield from _in_attachment(attachment)
    for file in [*list_at(message, "files")[:_MOST_PARTS], object_at(message, "file")]:
        yield from _in_file(file)


def _in_blocks(blocks: object) -> Iterator[str]:
    left = [_MOST_PARTS]
    for block in (blocks if isinstance(blocks, list) else [])[:_MOST_PARTS]:
        yield "".join(_in_part(block, _DEEPEST, left))


def _in_attachment(attachment: object) -> Iterator[str]:
    # The preview of an address is the page's words, not those of whoever pasted it; a message that is passed
    # on is what it is about.
    passed_on = at(attachment, "is_msg_unfurl") is True or at(attachment, "is_share") is True
    if text_at(attachment, "from_url") and not passed_on:
        return
    left, anything = [_MOST_PARTS], False
    for name in _IN_ATTACHMENT:
        words = "".join(_in_part(at(attachment, name), _DEEPEST, left, marked=True))
        anything = anything or bool(words.strip())
        yield words
    if not anything:
        yield written(text_at(attachment, "fallback"))


def _in_file(file: object) -> Iterator[str]:
    yield text_at(file, "transcription", "preview", "content")  # of a voice clip
    yield text_at(file, "subject")
    yield text_at(file, "plain_text") or text_at(file, "preview_plain_text")  # of an email, of a post
    if text_at(file, "mode") in ("snippet", "post"):
        yield text_at(file, "preview")  # of a text that was too long for a message
    yield text_at(file, "initial_comment", "comment")


def _in_part(part: object, deeper: int, left: list[int], *, marked: bool = False) -> Iterator[str]:
    """Yields the words of a part of a block, however deep they stand; blank between what stands apart."""
    left[0] -= 1
    if deeper < 0 or left[0] < 0:
        return
    if isinstance(part, str):
        yield as_seen(part) if marked else part
    elif isinstance(part, list):
        for each in part:
            yield from _in_part(each, deeper - 1, left, marked=marked)
    elif isinstance(part, Mapping):
        yield from _in_object(part, deeper, left, marked=marked)


def _in_object(part: Payload, deeper: int, left: list[int], *, marked: bool) -> Iterator[str]:
    kind = text_at(part, "type")
    if kind in _CONTROLS:
        yield " "
    elif kind == "emoji":
        yield f":{text_at(part, 'name')}:"
    elif kind in ("text", "link"):  # of one line, with what stands beside it
        yield text_at(part, "text")
    else:
        marked = kind in ("mrkdwn", "markdown") if kind else marked
        for name in _IN_OBJECT:
            yield " "
            yield from _in_part(part.get(name), deeper - 1, left, marked=marked)
        yield " "
