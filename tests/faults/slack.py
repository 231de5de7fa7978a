"""Many workspaces of Slack at once, as strict as the real one and less reliable."""

from __future__ import annotations

import random
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

Body = dict[str, Any]


@dataclass(frozen=True)
class Faults:
    """Shares of the messages: refused for their rate at random, failed before and after they were written."""

    busy: float = 0.05
    failed: float = 0.02
    written: float = 0.01


@dataclass
class Bucket:
    """Slack's own: so many tokens at most, and so many more each second."""

    rate: float
    most: float
    tokens: float = 0.0
    at: float = 0.0

    def take(self, now: float) -> bool:
        """Takes a token, if there is one."""
        self.tokens = min(self.most, self.tokens + (now - self.at) * self.rate) if self.at else self.most
        self.at = now
        if self.tokens < 1.0:
            return False
        self.tokens -= 1.0
        return True


@dataclass
class Workspaces:
    """`await start()`, send to `api_url`, and read what was `posted`. A workspace's id is in its token.

    `refused` are the 429s for being too fast; others are `faults`. `per_second` is 0 for no limit at all.
    """

    faults: Faults = Faults()
    per_second: float = 60.0
    seed: int = 0
    posted: Counter[str] = field(default_factory=Counter)
    calls: Counter[str] = field(default_factory=Counter)
    refused: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    _messages: dict[str, list[Body]] = field(default_factory=lambda: defaultdict(list))
    _buckets: dict[str, Bucket] = field(default_factory=dict)
    _numbers: count[int] = field(default_factory=lambda: count(1))
    _server: TestServer | None = None

    async def start(self) -> None:
        self._chance = random.Random(self.seed)
        app = web.Application()
        app.router.add_route("*", "/api/chat.postMessage", self._post)
        app.router.add_route("*", "/api/conversations.open", self._open)
        app.router.add_route("*", "/api/conversations.history", self._history)
        self._server = TestServer(app)
        await self._server.start_server()

    async def stop(self) -> None:
        if self._server:
            await self._server.close()

    @property
    def api_url(self) -> str:
        assert self._server
        return str(self._server.make_url("/api/"))

    async def _post(self, request: web.Request) -> web.Response:
        self.calls["chat.postMessage"] += 1
        body = await request.json()
        team = _team(request)
        chance = self._chance.random()
        if chance < self.faults.busy:
            return _busy()
        chance -= self.faults.busy
        if not self._may(team, body["channel"]):
            return _busy()
        if chance < self.faults.failed:
            return web.json_response({"ok": False, "error": "internal_error"}, status=500)
        chance -= self.faults.failed
        chat, stamp = f"D{body['channel']}", f"{time.time():.3f}{next(self._numbers):06}"
        self._messages[f"{team}:{chat}"].append({"ts": stamp, "metadata": body["metadata"]})
        self.posted[f"{team}:{body['metadata']['event_payload']['key']}"] += 1
        self.times.append(time.monotonic())
        if chance < self.faults.written:
            return web.json_response({"ok": False, "error": "internal_error"}, status=500)
        return web.json_response({"ok": True, "channel": chat, "ts": stamp})

    def _may(self, team: str, channel: str) -> bool:
        if not self.per_second:
            return True
        now = time.monotonic()
        lane = self._buckets.setdefault(team, Bucket(self.per_second, self.per_second))
        chat = self._buckets.setdefault(f"{team}:{channel}", Bucket(1.0, 1.0))
        for name, bucket in (("workspace", lane), ("conversation", chat)):
            if not bucket.take(now):
                self.refused.append(name)
                return False
        return True

    async def _open(self, request: web.Request) -> web.Response:
        self.calls["conversations.open"] += 1
        body = await _typed(request)
        return web.json_response({"ok": True, "channel": {"id": f"D{body['users']}"}})

    async def _history(self, request: web.Request) -> web.Response:
        self.calls["conversations.history"] += 1
        body = await _typed(request)
        newest = self._messages[f"{_team(request)}:{body['channel']}"][::-1]
        page, more = newest[: int(body["limit"])], len(newest) > int(body["limit"])
        return web.json_response({"ok": True, "messages": page, "has_more": more})


def _team(request: web.Request) -> str:
    return request.headers["Authorization"].removeprefix("Bearer xoxb-")


async def _typed(request: web.Request) -> Body:
    typed = await request.json() if request.content_type == "application/json" else await request.post()
    return {**request.query, **typed}


def _busy() -> web.Response:
    return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": "1"})
