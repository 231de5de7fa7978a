"""Slack's payloads as Asks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any

from bot.core.card import chosen
from bot.core.chat import Command, Person, Press, Submit
from bot.core.keywords import Keywords
from bot.core.outside import at, list_at, object_at, text_at
from bot.slack import messages
from bot.slack.form import BACK, fields, split_metadata
from bot.slack.render import action_of

Payload = Mapping[str, Any]
_SIGNATURE = "signed_by"  # beside what Slack sends
AGAIN = "slack.again"  # a button of this edge: asks its value once more, where a form can be opened
_ORG_WIDE, OF_ENTERPRISE = "is_enterprise_install", "E"  # and what ids of enterprises begin with
_OPENS = frozenset({"block_actions", "view_submission", "view_closed", "message_action", "shortcut"})


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
    """Returns the workspace that the app is installed in, or the enterprise where it is for all of it.

    Where a channel is shared with another company, a payload names theirs too: the outer `team_id` of an
    event may be that, and `team` of a form is whose it is that sent it.
    """
    grant, view = _grant(payload), text_at(payload, "view", "app_installed_team_id")
    flag = payload.get(_ORG_WIDE) if (told := grant.get(_ORG_WIDE)) is None else told
    if str(flag).lower() == "true" and (whole := enterprise(payload)):
        return view if view.startswith(OF_ENTERPRISE) else whole
    of_app = view or text_at(grant, "team_id") or text_at(payload, "context_team_id")
    outer = text_at(payload, "team_id") or text_at(payload, "team", "id")
    return of_app or outer or enterprise(payload) or text_at(payload, "user", "team_id")


def enterprise(payload: Payload) -> str:
    """Returns the enterprise that the workspace of a payload is part of, "" where it tells of none."""
    outer = text_at(payload, "enterprise_id") or text_at(payload, "enterprise", "id")
    return text_at(_grant(payload), "enterprise_id") or text_at(payload, "context_enterprise_id") or outer


def _grant(payload: Payload) -> Payload:
    """Returns the installation by which Slack tells of an event, empty for anything else."""
    grant: object = next(iter(list_at(payload, "authorizations")), None)
    return grant if isinstance(grant, Mapping) else {}


def user(payload: Payload) -> str:
    """Returns the user id of a payload."""
    return text_at(payload, "user_id") or text_at(payload, "user", "id") or text_at(payload, "event", "user")


def event(payload: Payload) -> Payload:
    """Returns the event in a payload of the Events API, or an empty one."""
    return object_at(payload, "event")


def command(payload: Payload, person: Person) -> Command:
    """Returns the Ask of a slash command."""
    name, text = text_at(payload, "command").lstrip("/"), messages.unescaped(text_at(payload, "text"))
    return Command(person, name, text, where(payload), request=request(payload))


def press(payload: Payload, action: Payload, person: Person, keywords: Keywords) -> Press | Command | Submit:
    """Returns the Ask of a pressed button or a chosen option."""
    if goes_back(action):
        return replace(submit(payload, person), action=text_at(action, "action_id").removeprefix(BACK))
    value = chosen(text_at(action, "selected_option", "value") or text_at(action, "value"))
    name = action_of(text_at(action, "action_id"))
    if name == AGAIN:
        return Command(person, *keywords.spoken(value), where(payload), request=request(payload))
    message = changeable(payload)
    fleeting = message.startswith("http")
    again = request(payload)
    return Press(person, name, value, origin(payload), where(payload), message, fleeting, again)


def goes_back(action: Payload) -> bool:
    """Returns whether a button of a form leads to the step before, with what stands in its fields."""
    return text_at(action, "action_id").startswith(BACK)


def nothing_chosen(action: Payload) -> bool:
    """Returns whether a select was left without a value, as when the option that it has is clicked again."""
    of_button = text_at(action, "type") == "button" or "selected_option" not in action
    return not of_button and not text_at(action, "selected_option", "value")


def signed(payload: Payload, signature: str) -> dict[str, Any]:
    """Returns a payload that tells by which signature it came."""
    return {**payload, _SIGNATURE: signature}


def request(payload: Payload) -> str:
    """Returns what names what somebody did, the same only where the same is sent again.

    A signature is made of the time and of every byte; what has none came by Socket Mode, and has a trigger.
    An event that Slack repeats is signed anew, so that is known by what it tells of.
    """
    if payload.get("type") == "event_callback":
        return f"slack event {about(payload)}"
    if trigger := text_at(payload, "trigger_id"):
        return f"slack {trigger} {text_at(payload, _SIGNATURE)}".rstrip()
    return ""


def where(payload: Payload) -> str:
    """Returns the channel that something happened in, "" for a chat of two and for the Home tab."""
    channel = text_at(payload, "channel_id") or _channel(payload)
    return "" if channel.startswith("D") else channel


def origin(payload: Payload) -> str:
    """Returns what names the card that was pressed: its message's time stamp, or its view's id."""
    box = object_at(payload, "container")
    return text_at(box, "message_ts") or text_at(box, "view_id") or text_at(payload, "view", "id")


def changeable(payload: Payload) -> str:
    """Returns what the pressed card can be changed by later, as `SlackMessenger.update` takes it.

    One in the person's own chat by where and when it was written; an ephemeral one by its response_url, for
    half an hour and a few times. "" for a view, and for a card that others see too: it is not theirs alone.
    """
    if in_own_chat(payload):
        return f"{_channel(payload)}:{text_at(payload, 'container', 'message_ts')}"
    return text_at(payload, "response_url") if at(payload, "container", "is_ephemeral") is True else ""


def submit(payload: Payload, person: Person) -> Submit:
    """Returns the Ask of a form that was sent, without its files."""
    view = object_at(payload, "view")
    action, (_, value) = text_at(view, "callback_id"), split_metadata(text_at(view, "private_metadata"))
    return Submit(person, action, value, fields(object_at(view, "state")), request(payload))


def opened_from(payload: Payload) -> str:
    """Returns the response_url of the message whose place the answer to a form takes, or ""."""
    return split_metadata(text_at(object_at(payload, "view"), "private_metadata"))[0]


def with_files(ask: Submit, texts: Mapping[str, str]) -> Submit:
    """Returns the Ask with the texts of its files in their fields."""
    return replace(ask, fields={**ask.fields, **{name: (text,) for name, text in texts.items() if text}})


def submission(payload: Payload) -> str:
    """Returns a key of this sending of a form: the same for a second one that changed nothing."""
    view = object_at(payload, "view")
    state = json.dumps(view.get("state") or {}, sort_keys=True)
    parts = [tenant(payload), user(payload), text_at(view, "id"), text_at(view, "hash"), state]
    return sha256("\n".join(parts).encode(errors="replace")).hexdigest()


def in_own_chat(payload: Payload) -> bool:
    """Returns whether a press came from a lasting message in the person's own chat with the bot.

    The bot writes lasting messages into no other chat of two; its ephemeral ones may be anywhere.
    """
    lasting = at(payload, "container", "is_ephemeral") is False
    return lasting and _channel(payload).startswith("D")


def thread(payload: Payload) -> str:
    """Returns the thread in which a message was pressed, or "" for one that is in none, or begins one."""
    thread_ts = text_at(payload, "message", "thread_ts") or text_at(payload, "container", "thread_ts")
    return "" if thread_ts == text_at(payload, "container", "message_ts") else thread_ts


def about(payload: Payload) -> str:
    """Returns a key of what an event tells of: the same for each delivery, under whichever event id."""
    details = event(payload)
    stamp = (
        f"{details.get('channel')} {details['ts']}"
        if details.get("ts")
        else payload.get("event_id") or details.get("event_ts")
    )
    changed = text_at(details, "edited", "ts")  # what is written anew is said anew
    return f"{tenant(payload)} {stamp} {changed}".rstrip()


def _channel(payload: Payload) -> str:
    return text_at(payload, "container", "channel_id") or text_at(payload, "channel", "id")
