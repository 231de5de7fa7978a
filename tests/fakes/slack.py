"""Slack as the bot meets it: signed requests out, a Web API and response_urls that record every call."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from aiohttp import ClientResponse, ClientSession, web
from aiohttp.test_utils import TestServer

SECRET = "a-signing-secret-for-tests"
TOKEN = "xoxb-for-tests"


@dataclass
class Call:
    """One request that the bot made."""

    method: str
    body: dict[str, Any]
    token: str


@dataclass
class FakeSlack:
    """An in-process Slack. `locales` says what `users.info` knows; `fail` makes a method answer so."""

    locales: dict[str, str] = field(default_factory=dict)
    fail: dict[str, int] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    server: TestServer | None = None
    answered: asyncio.Event = field(default_factory=asyncio.Event)

    async def start(self) -> None:
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_post("/response/{name}", self._response_url)
        self.server = TestServer(app)
        await self.server.start_server()

    async def stop(self) -> None:
        if self.server:
            await self.server.close()

    @property
    def api_url(self) -> str:
        assert self.server
        return str(self.server.make_url("/api/"))

    def response_url(self, name: str = "1") -> str:
        assert self.server
        return str(self.server.make_url(f"/response/{name}"))

    async def answer(self) -> dict[str, Any]:
        """Waits for what the bot sends to a response_url after a press, and returns the newest."""
        async with asyncio.timeout(5):
            await self.answered.wait()
        self.answered.clear()
        return self.called("response_url")[-1]

    def called(self, method: str) -> list[dict[str, Any]]:
        """Returns the bodies of all calls of `method`."""
        return [call.body for call in self.calls if call.method == method]

    async def _api(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        body = {**request.query, **await request.post()}
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        self.calls.append(Call(method, body, token))
        if status := self.fail.get(method):
            return web.json_response({"ok": False, "error": "fake"}, status=status)
        if method == "users.info":
            locale = self.locales.get(str(body["user"]), "en-US")
            return web.json_response({"ok": True, "user": {"id": body["user"], "locale": locale}})
        return web.json_response({"ok": True})

    async def _response_url(self, request: web.Request) -> web.Response:
        self.calls.append(Call("response_url", await request.json(), ""))
        self.answered.set()
        return web.Response(text="ok")


def sign(body: bytes, *, secret: str = SECRET, at: float | None = None) -> dict[str, str]:
    """Returns the headers Slack puts on a request with `body`; `at` is the time it was sent."""
    stamp = str(int(at if at is not None else time.time()))
    digest = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={digest}",
    }


@dataclass
class SlackUser:
    """Somebody in a workspace who types and presses."""

    session: ClientSession
    url: str
    slack: FakeSlack
    user: str = "U1"
    team: str = "T1"

    async def types(self, text: str, command: str = "/calm") -> dict[str, Any]:
        """Sends a slash command and returns the message in the ack."""
        response = await self.post(self.form(command=command, text=text))
        assert response.status == 200, await response.text()
        message: dict[str, Any] = await response.json()
        return message

    async def presses(self, element: dict[str, Any], **more: Any) -> ClientResponse:
        """Presses a button, or chooses the last option of a select, as it was rendered."""
        action = {"type": element["type"], "action_id": element["action_id"], "block_id": "b"}
        if element["type"] == "static_select":
            action["selected_option"] = element["options"][-1]
        else:
            action["value"] = element.get("value", "")
        return await self.interacts({"type": "block_actions", "actions": [action], **more})

    async def interacts(self, payload: dict[str, Any]) -> ClientResponse:
        """Sends an interaction."""
        whole = {
            "user": {"id": self.user},
            "team": {"id": self.team},
            "api_app_id": "A1",
            "trigger_id": "1.2",
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
            "trigger_id": "1.2",
        }
        return urlencode({**usual, **fields}).encode()


def elements(message: dict[str, Any]) -> list[dict[str, Any]]:
    """Returns every button and select of a message."""
    return [e for block in message["blocks"] if block["type"] == "actions" for e in block["elements"]]


def button(message: dict[str, Any], label: str) -> dict[str, Any]:
    """Returns the button with `label`."""
    return next(e for e in elements(message) if e["type"] == "button" and e["text"]["text"] == label)


def select(message: dict[str, Any]) -> dict[str, Any]:
    """Returns the first select."""
    return next(e for e in elements(message) if e["type"] == "static_select")


def words(message: dict[str, Any]) -> str:
    """Returns all text of a message."""
    return json.dumps(message["blocks"], ensure_ascii=False)
