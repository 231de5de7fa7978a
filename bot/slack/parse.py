"""Slack's payloads as the coach's Asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.coach.talk import Command, Person, Press
from bot.slack.render import action_of

Payload = Mapping[str, Any]


def check(payload: object) -> None:
    """Raises ValueError for a payload that Slack would not send, and that Bolt would stumble over."""
    if not isinstance(payload, Mapping):
        raise ValueError("not an object")
    if payload.get("type") == "block_actions":
        actions = payload.get("actions")
        if not (isinstance(actions, list) and actions and isinstance(actions[0], Mapping)):
            raise ValueError("no action")
    if not user(payload) and ("command" in payload or "actions" in payload):
        raise ValueError("nobody did it")


def tenant(payload: Payload) -> str:
    """Returns the workspace of a payload, or the enterprise where the app is installed for all of it."""
    enterprise = payload.get("enterprise_id") or _id(payload.get("enterprise"))
    org_wide = str(payload.get("is_enterprise_install", "")).lower() == "true"
    return str((org_wide and enterprise) or payload.get("team_id") or _id(payload.get("team")) or enterprise)


def user(payload: Payload) -> str:
    """Returns the user id of a payload."""
    return str(payload.get("user_id") or _id(payload.get("user")))


def command(payload: Payload, person: Person) -> Command:
    """Returns the Ask of a slash command."""
    return Command(person, str(payload["command"]).lstrip("/"), str(payload.get("text") or ""))


def press(action: Payload, person: Person) -> Press:
    """Returns the Ask of a pressed button or a chosen option."""
    chosen = action.get("selected_option") or {}
    value = chosen.get("value") if isinstance(chosen, Mapping) else None
    return Press(person, action_of(str(action.get("action_id", ""))), str(value or action.get("value") or ""))


def _id(part: object) -> str:
    return str(part.get("id") or "") if isinstance(part, Mapping) else ""
