"""Socket Mode as the bot meets it: an address on request, a greeting, envelopes, and links that go silent."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from aiohttp import WSMsgType, web
from aiohttp.test_utils import TestServer

Body = dict[str, Any]


@dataclass
class FakeSocketMode:
    """`refuse` is what `apps.connections.open` says in place of an address; `silent` answers no ping.

    It greets on all links but the first `mute` ones, and never says a word to the first `deaf` that call.
    `link` is the address that it names, "" for its own.
    `links` are the connections that are open, oldest first; `opened` counts all that there were.
    """

    refuse: str = ""
    link: str = ""
    mute: int = 0
    deaf: int = 0
    silent: bool = False
    asked: int = 0
    opened: int = 0
    links: list[web.WebSocketResponse] = field(default_factory=list)
    server: TestServer | None = None
    _arrived: asyncio.Queue[Body] = field(default_factory=asyncio.Queue)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)
    _numbers: count[int] = field(default_factory=lambda: count(1))

    async def start(self) -> None:
        app = web.Application()
        app.router.add_post("/api/apps.connections.open", self._open)
        app.router.add_post("/api/auth.test", self._known)
        app.router.add_get("/link", self._link)
        self.server = TestServer(app)
        await self.server.start_server()

    async def stop(self) -> None:
        for link in [*self.links]:
            await link.close()
        if self.server:
            await self.server.close()

    @property
    def api_url(self) -> str:
        assert self.server
        return str(self.server.make_url("/api/"))

    async def asks(self, type: str, payload: Body) -> Body:
        """Tells the bot something, and returns what the acknowledgement says."""
        envelope = f"E{next(self._numbers)}"
        told = {"type": type, "envelope_id": envelope, "payload": payload, "accepts_response_payload": True}
        await self.links[-1].send_json(told)
        async with asyncio.timeout(5):
            answer = await self._arrived.get()
        assert answer["envelope_id"] == envelope
        said: Body = answer.get("payload", {})
        return said

    async def until(self, links: int, opened: int) -> None:
        """Waits until so many connections are open, of so many that there were."""
        async with asyncio.timeout(5):
            while (len(self.links), self.opened) != (links, opened):
                self._changed.clear()
                await self._changed.wait()

    async def until_asked(self, times: int) -> None:
        """Waits until an address was asked for so often."""
        async with asyncio.timeout(5):
            while self.asked < times:
                self._changed.clear()
                await self._changed.wait()

    async def _known(self, _: web.Request) -> web.Response:
        return web.json_response({"ok": True})

    async def _open(self, request: web.Request) -> web.Response:
        self.asked += 1
        self._changed.set()
        if self.refuse:
            return web.json_response({"ok": False, "error": self.refuse})
        assert self.server
        url = self.link or str(self.server.make_url("/link")).replace("http", "ws", 1)
        return web.json_response({"ok": True, "url": url})

    async def _link(self, request: web.Request) -> web.WebSocketResponse:
        if self.deaf:
            self.deaf -= 1
            await asyncio.sleep(60)
        link = web.WebSocketResponse(autoping=not self.silent)
        await link.prepare(request)
        self.links.append(link)
        self.opened += 1
        self._changed.set()
        try:
            if self.opened > self.mute:
                await link.send_json({"type": "hello", "num_connections": len(self.links)})
            async for message in link:
                if message.type is WSMsgType.TEXT:
                    self._arrived.put_nowait(message.json())
        finally:
            self.links.remove(link)
            self._changed.set()
        return link
