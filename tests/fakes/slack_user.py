"""Somebody in a Slack workspace: what they do arrives at the bot as Slack sends it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from aiohttp import ClientResponse, ClientSession

from tests.fakes import blockkit
from tests.fakes.slack import Body, FakeSlack, View, sign


@dataclass
class SlackUser:
    """Somebody in a workspace who types, presses and fills in. `late`: the trigger ids are too old."""

    session: ClientSession
    url: str
    slack: FakeSlack
    user: str = "U1"
    team: str = "T1"
    late: bool = False

    async def types(self, text: str, command: str = "/calm") -> Body:
        """Sends a slash command and returns the message in the ack, {} for an empty one."""
        response = await self.post(self.form(command=command, text=text))
        assert response.status == 200, await response.text()
        if not await response.text():
            return {}
        message: Body = await response.json()
        self.slack.check(blockkit.message(message))
        return message

    async def asks(self, text: str, command: str = "/drill") -> Body:
        """Sends a slash command whose answer comes into the person's own chat with the bot."""
        assert await self.types(text, command) == {}
        card = await self.slack.next("chat.postMessage")
        assert card["channel"] == self.user
        assert (await self.slack.answer())[
            "response_type"
        ] == "ephemeral"  # where they look: that it is there
        return card

    async def presses(self, element: Body, view: View | None = None, **more: Any) -> ClientResponse:
        """Presses a button, or chooses the last option of a select, as it was rendered."""
        action = {"type": element["type"], "action_id": element["action_id"], "block_id": "b"}
        if element["type"] == "static_select":
            action["selected_option"] = element["options"][-1]
        else:
            action["value"] = element.get("value", "")
        if view:
            more = {**self._in(view), **more}
        return await self.interacts({"type": "block_actions", "actions": [action], **more})

    async def sends(self, view: View, **fields: Any) -> Body:
        """Fills in a modal and sends it; returns what the ack says, which the modal then does."""
        state = {"values": {name: _filled(view, name, value) for name, value in fields.items()}}
        payload = {"type": "view_submission", **self._in(view, state=state)}
        response = await self.interacts({**payload, "response_url": None})
        assert response.status == 200, await response.text()
        answer: Body = await response.json()
        if answer["response_action"] == "errors":
            assert answer["errors"].keys() <= {b.get("block_id") for b in view.body["blocks"]}
        elif answer["response_action"] == "clear":
            pass  # all modals are closed
        elif answer["response_action"] == "update":
            self.slack.shows(View(view.id, "", answer["view"], view.previous))
        else:
            self.slack.shows(View("VP", "", answer["view"], view.id))
        return answer

    async def goes_back(self, view: View, **fields: Any) -> None:
        """Goes back a step in a modal, with what stands in its fields by then."""
        [back] = [e for b in view.body["blocks"] if b["type"] == "actions" for e in b["elements"]]
        state = {"values": {name: _filled(view, name, value) for name, value in fields.items()}}
        action = {"type": "button", "action_id": back["action_id"], "block_id": "b"}
        await self.interacts({"type": "block_actions", "actions": [action], **self._in(view, state=state)})

    def _in(self, view: View, **more: Any) -> Body:
        shown = {**view.body, "id": view.id, "hash": view.hash, **more}
        trigger = self.slack.trigger(late=self.late, view=view.id)
        container = {"type": "view", "view_id": view.id}
        return {"view": shown, "container": container, "trigger_id": trigger, "response_url": None}

    async def uses(self, shortcut: str, message: str | None = None, **more: Any) -> None:
        """Uses a shortcut, on a message or anywhere; `more` stands in that message."""
        where: Body = {"type": "shortcut", "response_url": None}
        if message is not None:
            told = {"type": "message", "text": message, "ts": "1.0", **more}
            where = {"type": "message_action", "message": told}
        response = await self.interacts({"callback_id": shortcut, **where})
        assert (response.status, await response.text()) == (200, "")

    async def does(self, kind: str, retry: int = 0, event_id: str = "", **event: Any) -> None:
        """Does something that Slack tells the bot as an event; `retry` says that Slack tells it again."""
        told = {
            "type": "event_callback",
            "team_id": self.team,
            "api_app_id": "A1",
            "event_id": event_id or f"Ev{self.slack.trigger()}",
            "authorizations": [{"team_id": self.team, "user_id": "UBOT", "is_enterprise_install": False}],
            "event": {"type": kind, "user": self.user, "event_ts": "1.0", **event},
        }
        body = json.dumps(told).encode()
        headers = {**sign(body), "Content-Type": "application/json"}
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": "http_timeout"}
        response = await self.post(body, headers)
        assert (response.status, await response.text()) == (200, "")

    async def interacts(self, payload: Body) -> ClientResponse:
        """Sends an interaction."""
        whole = {
            "user": {"id": self.user},
            "team": {"id": self.team},
            "api_app_id": "A1",
            "trigger_id": self.slack.trigger(late=self.late),
            "response_url": self.slack.response_url(),
            **payload,
        }
        return await self.post(urlencode({"payload": json.dumps(whole)}).encode())

    async def post(self, body: bytes, headers: dict[str, str] | None = None) -> ClientResponse:
        """Sends raw bytes, signed unless `headers` are given."""
        return await self.session.post(self.url, data=body, headers=headers or sign(body))

    def form(self, **fields: str) -> bytes:
        """Returns the body of a slash command."""
        usual = {
            "team_id": self.team,
            "user_id": self.user,
            "channel_id": "C1",
            "response_url": self.slack.response_url(),
            "trigger_id": self.slack.trigger(late=self.late),
        }
        return urlencode({**usual, **fields}).encode()


_PICKERS = {
    "multi_users_select": "selected_users",
    "conversations_select": "selected_conversation",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
}


def _filled(view: View, name: str, value: Any) -> Body:
    element = inputs(view)[name]["element"]
    kind = element["type"]
    by_value = {option["value"]: option for option in element.get("options", [])}
    filled: Body = {"type": kind}
    if kind in {"multi_static_select", "checkboxes"}:
        filled["selected_options"] = [by_value[each] for each in value]
    elif kind in {"static_select", "radio_buttons"}:
        filled["selected_option"] = by_value[value] if value else None
    elif kind == "users_select":
        filled["selected_user"] = value
    elif kind in _PICKERS:
        filled[_PICKERS[kind]] = value
    elif kind == "file_input":
        filled["files"] = [value]
    else:
        filled["value"] = value
    return {element["action_id"]: filled}


def inputs(view: View) -> dict[str, Body]:
    """Returns the input blocks of a modal by the name of their field."""
    return {block["block_id"]: block for block in view.body["blocks"] if block["type"] == "input"}
