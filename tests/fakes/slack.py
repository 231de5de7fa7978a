"""Slack as the bot meets it: signed requests out, a Web API and response_urls that record every call."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import formatdate
from itertools import count
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.fakes import blockkit

SECRET = "a-signing-secret-for-tests"
TOKEN = "xoxb-for-tests"
METHODS = (
    *("users.info", "users.list", "auth.test", "views.open", "views.push", "views.update", "views.publish"),
    *("chat.postMessage", "chat.postEphemeral", "chat.update", "chat.delete"),
    *("conversations.open", "conversations.history", "conversations.members"),
)
_TRIGGERS = count(1)  # no two are alike, in whichever workspace
Body = dict[str, Any]


@dataclass
class Call:
    """One request that the bot made."""

    method: str
    body: Body
    token: str


@dataclass(frozen=True)
class Fault:
    """How a method fails: before or after it did its work, with an answer, late or cut off."""

    error: str = "fake"
    status: int = 200
    wait: int = 0  # seconds, as Retry-After
    after: bool = False
    silent: float = 0.0  # seconds until the answer
    cut: bool = False


class Refused(Exception):
    """Slack says no, in a word."""


@dataclass
class View:
    """A modal that somebody has open, or their Home tab."""

    id: str
    hash: str
    body: Body
    previous: str = ""


@dataclass
class FakeSlack:
    """An in-process Slack. `locales` and `admins` say what `users.info` knows; `fail` makes a method fail.

    `refused` is what messages to a channel, a chat or a person are refused with, by its id.
    `users` adds to what `users.info` tells of somebody. `garbled` is what a method answers in place of its
    answer, after its work; `held` are those that answer once their event is set. `lost` are statuses with
    which response_urls refuse what comes next. `ahead` are the seconds that Slack's clock is ahead of ours.
    """

    locales: dict[str, str] = field(default_factory=dict)
    admins: set[str] = field(default_factory=set)
    zones: dict[str, str] = field(default_factory=dict)
    users: dict[str, Body] = field(default_factory=dict)
    garbled: dict[str, Any] = field(default_factory=dict)
    held: dict[str, asyncio.Event] = field(default_factory=dict)
    lost: list[int] = field(default_factory=list)
    ahead: float = 0.0
    names: dict[str, str] = field(default_factory=dict)
    enterprise: str = ""  # the one that the workspace T1 is part of
    scopes: str | None = None  # told with each answer
    flags: dict[str, Body] = field(default_factory=dict)  # what else `users.info` tells of somebody
    channels: dict[str, str] = field(default_factory=dict)  # names, by id
    members: dict[str, list[str]] = field(default_factory=dict)
    fail: dict[str, int | Fault] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)  # chats that people have by now, by their ids
    calls: list[Call] = field(default_factory=list)
    messages: dict[str, list[Body]] = field(default_factory=lambda: defaultdict(list))
    views: dict[str, View] = field(default_factory=dict)
    files: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)  # what Slack would have refused
    server: TestServer | None = None
    _triggers: dict[str, str] = field(default_factory=dict)
    _arrived: dict[str, asyncio.Queue[Body]] = field(default_factory=lambda: defaultdict(asyncio.Queue))
    _count: count[int] = field(default_factory=lambda: count(1))

    async def start(self) -> None:
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_post("/response/{name}", self._response_url)
        app.router.add_get("/files/{name}", self._file)
        self.server = TestServer(app)
        await self.server.start_server()

    async def stop(self) -> None:
        for event in self.held.values():
            event.set()
        if self.server:
            await self.server.close()
        assert not self.wrong, f"Slack would refuse: {self.wrong}"

    @property
    def api_url(self) -> str:
        assert self.server
        return str(self.server.make_url("/api/"))

    @property
    def settings(self) -> dict[str, str]:
        """What an app in it is told."""
        return {"SLACK_SIGNING_SECRET": SECRET, "SLACK_BOT_TOKEN": TOKEN, "SLACK_API_URL": self.api_url}

    def response_url(self, name: str = "1") -> str:
        assert self.server
        return str(self.server.make_url(f"/response/{name}"))

    def trigger(self, *, late: bool = False, view: str = "") -> str:
        """Returns a new trigger id; a late one is no longer good for anything."""
        found = f"1.{next(_TRIGGERS)}"
        self._triggers[found] = "late" if late else view
        return found

    def upload(self, name: str, content: bytes, kind: str = "text/plain", **more: Any) -> Body:
        """Returns Slack's description of a file that somebody put into a form."""
        assert self.server
        self.files[name] = (content, kind)
        url = str(self.server.make_url(f"/files/{name}"))
        return {"id": "F1", "name": name, "size": len(content), "url_private": url, **more}

    async def answer(self) -> Body:
        """Waits for the next message that the bot sends to a response_url, and returns it."""
        return await self.next("response_url")

    async def next(self, method: str) -> Body:
        """Waits for the next call of `method` that was not asked for yet, and returns its body."""
        async with asyncio.timeout(5):
            return await self._arrived[method].get()

    async def view(self, method: str = "views.open") -> View:
        """Waits for the next call of `method` and returns the view that it left."""
        await self.next(method)
        return list(self.views.values())[-1]

    def called(self, method: str) -> list[Body]:
        """Returns the bodies of all calls of `method`."""
        return [call.body for call in self.calls if call.method == method]

    def check(self, problems: list[str]) -> bool:
        """Keeps what is wrong with something the bot made; returns whether it was sound."""
        self.wrong += problems
        return not problems

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        typed = await request.json() if request.content_type == "application/json" else await request.post()
        body: Body = {**request.query, **typed}
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if method != "auth.test":  # which is asked behind everything else, at whatever moment
            self.calls.append(Call(method, body, token))
        given = self.fail.get(method)
        fault = Fault(status=given) if isinstance(given, int) else given
        answer: Body = {}
        if not fault or fault.after:
            answer = self._done(method, body, token)
        self._arrived[method].put_nowait(body)
        if method in self.held:
            await self.held[method].wait()
        if fault:
            return await _failed(request, fault)
        now = {"Date": formatdate(time.time() + self.ahead, usegmt=True)}
        now |= {"X-OAuth-Scopes": self.scopes} if self.scopes is not None else {}
        return web.json_response(self.garbled.get(method, answer), headers=now)

    def _done(self, method: str, body: Body, token: str) -> Body:
        work: dict[str, Callable[[Body], Body]] = {
            "auth.test": lambda _: {"user_id": "UB", "team_id": "T1", "enterprise_id": self.enterprise},
            "users.info": self._user,
            "users.list": self._users,
            "views.open": self._open,
            "views.push": self._push,
            "views.update": self._update,
            "views.publish": self._publish,
            "chat.postMessage": self._post,
            "chat.delete": self._delete,
            "chat.update": self._change,
            "chat.postEphemeral": self._whisper,
            "conversations.open": self._chat,
            "conversations.history": self._history,
            "conversations.members": self._members,
            "conversations.info": self._channel,
        }
        try:
            self._admit(token, method)
            if word := self.refused.get(str(body.get("channel", ""))):
                raise Refused(word)
            return {"ok": True, **work[method](body)}
        except Refused as refused:
            return {"ok": False, "error": str(refused)}

    def _admit(self, token: str, method: str) -> None:
        if token != TOKEN:
            raise Refused("invalid_auth")

    def _user(self, body: Body) -> Body:
        user = body["user"]
        admin = user in self.admins
        told = {"id": user, "locale": self.locales.get(user, "en-US"), "is_admin": admin}
        told |= {"tz": self.zones.get(user, ""), "is_bot": user.startswith("UBOT")}
        told |= {"real_name": self.names[user]} if user in self.names else {}
        return {"user": {**told, **self.flags.get(user, {}), **self.users.get(user, {})}}

    def _users(self, body: Body) -> Body:
        everybody = sorted({id for ids in self.members.values() for id in ids} | self.users.keys())
        start, most = int(body.get("cursor") or 0), int(body["limit"])
        page = [self._user({"user": id})["user"] for id in everybody[start : start + most]]
        more = str(start + most) if start + most < len(everybody) else ""
        return {"members": page, "response_metadata": {"next_cursor": more}}

    def _channel(self, body: Body) -> Body:
        if body["channel"] not in self.channels:
            raise Refused("channel_not_found")
        return {"channel": {"id": body["channel"], "name": self.channels[body["channel"]]}}

    def _members(self, body: Body) -> Body:
        if body["channel"] not in self.members:
            raise Refused("channel_not_found")
        start, most = int(body.get("cursor") or 0), min(int(body["limit"]), 200)
        found = self.members[body["channel"]]
        more = str(start + most) if start + most < len(found) else ""
        return {"members": found[start : start + most], "response_metadata": {"next_cursor": more}}

    def _open(self, body: Body) -> Body:
        self._exchange(body)
        return self._shown(View(f"V{next(self._count)}", "", body["view"]))

    def _push(self, body: Body) -> Body:
        below = self._exchange(body)
        if below not in self.views:
            raise Refused("not_found")
        depth, at = 1, below
        while at := self.views[at].previous:
            depth += 1
        if depth >= 3:
            raise Refused("push_limit_reached")
        return self._shown(View(f"V{next(self._count)}", "", body["view"], below))

    def _update(self, body: Body) -> Body:
        view = self.views.get(body["view_id"])
        if view is None:
            raise Refused("not_found")
        if body.get("hash", view.hash) != view.hash:
            raise Refused("hash_conflict")
        return self._shown(View(view.id, "", body["view"], view.previous))

    def _publish(self, body: Body) -> Body:
        home = self.views.get(f"VH{body['user_id']}")
        if home and body.get("hash", home.hash) != home.hash:
            raise Refused("hash_conflict")
        return self._shown(View(f"VH{body['user_id']}", "", body["view"]))

    def shows(self, view: View) -> View:
        """Takes in a view: a sound one gets a new hash and is on top."""
        if not self.check(blockkit.view(view.body)):
            raise Refused("invalid_arguments")
        view.hash = f"h{next(self._count)}"
        self.views.pop(view.id, None)
        self.views[view.id] = view
        return view

    def _shown(self, view: View) -> Body:
        self.shows(view)
        return {"view": {**view.body, "id": view.id, "hash": view.hash}}

    def _exchange(self, body: Body) -> str:
        found = self._triggers.get(body["trigger_id"], "unknown")
        if found in {"late", "used", "unknown"}:
            words = {"late": "expired_trigger_id", "used": "exchanged_trigger_id"}
            raise Refused(words.get(found, "invalid_trigger_id"))
        self._triggers[body["trigger_id"]] = "used"
        return found

    def _post(self, body: Body) -> Body:
        self._sound(body)
        channel = f"D{body['channel']}" if body["channel"].startswith(("U", "W")) else body["channel"]
        stamp = f"{time.time() + self.ahead:.3f}{next(self._count):03}"
        self.messages[channel].append({**body, "ts": stamp, "bot_id": "B1"})
        return {"channel": channel, "ts": stamp}

    def _chat(self, body: Body) -> Body:
        return {"channel": {"id": self.moved.get(body["users"], f"D{body['users']}")}}

    def _delete(self, body: Body) -> Body:
        here = self.messages[body["channel"]]
        found = next((message for message in here if message["ts"] == body["ts"]), None)
        if found is None:
            raise Refused("message_not_found")
        here.remove(found)
        return {"ts": body["ts"]}

    def _change(self, body: Body) -> Body:
        self._sound(body)
        message = next((m for m in self.messages[body["channel"]] if m["ts"] == body["ts"]), None)
        if message is None:
            raise Refused("message_not_found")
        message |= {
            "text": body["text"],
            "blocks": body["blocks"],
        }  # the rest stays
        return {"channel": body["channel"], "ts": body["ts"]}

    def _whisper(self, body: Body) -> Body:
        self._sound(body)
        return {"message_ts": "1.0"}

    def _sound(self, body: Body) -> None:
        if not self.check(blockkit.message(body)):
            raise Refused("invalid_blocks")

    def _history(self, body: Body) -> Body:
        newest = self.messages[body["channel"]][::-1]
        if body.get("include_all_metadata") not in {"1", "true", True}:
            newest = [{k: v for k, v in m.items() if k != "metadata"} for m in newest]
        start, most = int(body.get("cursor") or 0), int(body["limit"])
        page, more = newest[start : start + most], start + most < len(newest)
        cursor = str(start + most) if more else ""
        return {"messages": page, "has_more": more, "response_metadata": {"next_cursor": cursor}}

    async def _response_url(self, request: web.Request) -> web.Response:
        body = await request.json()
        if self.lost:
            return web.Response(status=self.lost.pop(0))
        self.check(blockkit.message(body))
        self.calls.append(Call("response_url", body, ""))
        self._arrived["response_url"].put_nowait(body)
        return web.Response(text="ok")

    async def _file(self, request: web.Request) -> web.Response:
        self.calls.append(Call("file", {}, request.headers.get("Authorization", "")))
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            raise web.HTTPFound("/signin")
        content, kind = self.files[request.match_info["name"]]
        return web.Response(body=content, content_type=kind)


async def _failed(request: web.Request, fault: Fault) -> web.StreamResponse:
    if fault.silent:
        await asyncio.sleep(fault.silent)
    if fault.cut and request.transport:
        request.transport.close()
    headers = {"Retry-After": str(fault.wait)} if fault.wait else None
    return web.json_response({"ok": False, "error": fault.error}, status=fault.status, headers=headers)


def sign(body: bytes, *, secret: str = SECRET, at: float | None = None) -> dict[str, str]:
    """Returns the headers Slack puts on a request with `body`; `at` is the time it was sent."""
    stamp = str(int(at if at is not None else time.time()))
    digest = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={digest}",
    }


def elements(message: Body) -> list[Body]:
    """Returns every button and select of a message."""
    return [e for block in message["blocks"] if block["type"] == "actions" for e in block["elements"]]


def button(message: Body, label: str) -> Body:
    """Returns the button with `label`."""
    return next(e for e in elements(message) if e["type"] == "button" and e["text"]["text"] == label)


def select(message: Body, label: str = "") -> Body:
    """Returns the select with `label`, or the first one."""
    selects = (e for e in elements(message) if e["type"] == "static_select")
    return next(e for e in selects if e["placeholder"]["text"] == (label or e["placeholder"]["text"]))


def words(message: Body) -> str:
    """Returns all text of a message."""
    return json.dumps(message["blocks"], ensure_ascii=False)
