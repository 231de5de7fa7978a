"""Slack's payloads as Asks."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any

from bot.core.chat import Command, Person, Press, Submit
from bot.core.keywords import Keywords
from bot.slack.form import fields
from bot.slack.render import NOTHING, action_of

Payload = Mapping[str, Any]
AGAIN = "slack.again"  # a button of this edge: asks its value once more, where a form can be opened
LONGEST = 48_000  # characters of a message that are read: all of it, as danger may stand in its last line
_OPENS = frozenset({"block_actions", "view_submission", "view_closed", "message_action", "shortcut"})
_MARK = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")


def check(payload: object) -> None:
    """Raises ValueError for a payload that Slack would not send, and that Bolt would stumble over."""
    if not isinstance(payload, Mapping):
        raise ValueError("not an object")
    kind = payload.get("type")
    if kind == "block_actions":
        actions = payload.get("actions")
        if not (isinstance(actions, list) and actions and isinstance(actions[0], Mapping)):
            raise ValueError("no action")
    if kind == "view_submission" and not isinstance(payload.get("view"), Mapping):
        raise ValueError("no view")
    if kind == "event_callback" and not isinstance(event(payload).get("type"), str):
        raise ValueError("no event")
    if not user(payload) and ("command" in payload or "actions" in payload or kind in _OPENS):
        raise ValueError("nobody did it")


def tenant(payload: Payload) -> str:
    """Returns the workspace of a payload, or the enterprise where the app is installed for all of it."""
    installed = payload.get("authorizations") or [{}]
    enterprise = payload.get("enterprise_id") or _id(payload.get("enterprise"))
    flag = payload.get("is_enterprise_install") or installed[0].get("is_enterprise_install")
    org_wide = str(flag).lower() == "true"
    return str((org_wide and enterprise) or payload.get("team_id") or _id(payload.get("team")) or enterprise)


def user(payload: Payload) -> str:
    """Returns the user id of a payload."""
    user_id = payload.get("user_id") or _id(payload.get("user")) or event(payload).get("user")
    return user_id if isinstance(user_id, str) else ""


def event(payload: Payload) -> Payload:
    """Returns the event in a payload of the Events API, or an empty one."""
    return _part(payload, "event")


def command(payload: Payload, person: Person) -> Command:
    """Returns the Ask of a slash command."""
    name, text = str(payload["command"]).lstrip("/"), str(payload.get("text") or "")
    return Command(person, name, text, where(payload))


def press(payload: Payload, action: Payload, person: Person, keywords: Keywords) -> Press | Command:
    """Returns the Ask of a pressed button or a chosen option."""
    chosen = action.get("selected_option") or {}
    value = chosen.get("value") if isinstance(chosen, Mapping) else None
    value = str(value or action.get("value") or "").replace(NOTHING, "")
    name = action_of(str(action.get("action_id", "")))
    if name == AGAIN:
        return Command(person, *keywords.spoken(value), where(payload))
    message = changeable(payload)
    fleeting = message.startswith("http")
    return Press(person, name, value, origin(payload), where(payload), message, fleeting)


def where(payload: Payload) -> str:
    """Returns the channel that something happened in, "" for a chat of two and for the Home tab."""
    box = _part(payload, "container")
    channel_id = payload.get("channel_id") or box.get("channel_id") or _id(payload.get("channel"))
    channel = str(channel_id or "")
    return "" if channel.startswith("D") else channel


def origin(payload: Payload) -> str:
    """Returns what names the card that was pressed: its message's time stamp, or its view's id."""
    box = _part(payload, "container")
    return str(box.get("message_ts") or box.get("view_id") or _id(payload.get("view")))


def changeable(payload: Payload) -> str:
    """Returns what the pressed card can be changed by later, as `SlackMessenger.update` takes it.

    One in the person's own chat by where and when it was written; an ephemeral one by its response_url, for
    half an hour and a few times. "" for a view, and for a card that others see too: it is not theirs alone.
    """
    box = _part(payload, "container")
    if in_own_chat(payload):
        return f"{box.get('channel_id') or _id(payload.get('channel'))}:{box.get('message_ts')}"
    return str(payload.get("response_url") or "") if box.get("is_ephemeral") is True else ""


def submit(view: Payload, person: Person) -> Submit:
    """Returns the Ask of a form that was sent, without its files."""
    action, value = str(view.get("callback_id") or ""), str(view.get("private_metadata") or "")
    return Submit(person, action, value, fields(view.get("state") or {}))


def with_files(ask: Submit, texts: Mapping[str, str]) -> Submit:
    """Returns the Ask with the texts of its files in their fields."""
    return replace(ask, fields={**ask.fields, **{name: (text,) for name, text in texts.items() if text}})


def submission(payload: Payload) -> str:
    """Returns a key of this sending of a form: the same for a second one that changed nothing."""
    view = payload["view"]
    state = json.dumps(view.get("state") or {}, sort_keys=True)
    parts = [tenant(payload), user(payload), str(view.get("id")), str(view.get("hash")), state]
    return sha256("\n".join(parts).encode()).hexdigest()


def event_text(event: Payload) -> str:
    """Returns what somebody writes to the bot; `calm yelling` asks the same there as `yelling`."""
    return written(event.get("text"))


def is_for_us(event: Payload) -> bool:
    """Returns whether an event is a person turning to the bot: no other bot, no edit, no talk aside."""
    if event.get("bot_id") or event.get("subtype") or not event.get("user"):
        return False
    in_chat = event.get("channel_type") == "im" or str(event.get("channel", "")).startswith("D")
    match event["type"]:
        case "app_home_opened":
            return event.get("tab") == "home"
        case "app_mention":
            return bool(event.get("channel")) and not in_chat  # there, the message itself is an event too
        case "message":
            return bool(event.get("channel")) and in_chat
        case _:
            return False


def in_own_chat(payload: Payload) -> bool:
    """Returns whether a press came from a lasting message in the person's own chat with the bot.

    The bot writes lasting messages into no other chat of two; its ephemeral ones may be anywhere.
    """
    box = _part(payload, "container")
    channel = str(box.get("channel_id") or _id(payload.get("channel")))
    return box.get("is_ephemeral") is False and channel.startswith("D")


def thread(payload: Payload) -> str:
    """Returns the thread in which a message was pressed, or "" for one that is in none, or begins one."""
    message, box = _part(payload, "message"), _part(payload, "container")
    thread_ts = str(message.get("thread_ts") or box.get("thread_ts") or "")
    return "" if thread_ts == box.get("message_ts") else thread_ts


def about(payload: Payload) -> str:
    """Returns a key of what an event tells of: the same for each delivery, under whichever event id."""
    details = event(payload)
    stamp = (
        f"{details.get('channel')} {details['ts']}"
        if details.get("ts")
        else payload.get("event_id") or details.get("event_ts")
    )
    return f"{tenant(payload)} {stamp}"


def written(text: object) -> str:
    """Returns what a person wrote in a message as they saw it, without mentions and bare links."""
    shown = _MARK.sub(_shown, str(text or ""))
    for mark, character in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        shown = shown.replace(mark, character)
    return " ".join(shown.split())[:LONGEST]


def _shown(mark: re.Match[str]) -> str:
    target, label = mark.group(1), mark.group(2)
    return " " if target.startswith(("@", "!")) else (label or " ")


def _part(payload: Payload, name: str) -> Payload:
    part = payload.get(name)
    return part if isinstance(part, Mapping) else {}


def _id(part: object) -> str:
    return str(part.get("id") or "") if isinstance(part, Mapping) else ""
