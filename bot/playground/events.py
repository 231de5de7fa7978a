"""The line on which the page hears what Calma sends unasked: Server-Sent Events."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress

from aiohttp import web

from bot.core.desk import Desk
from bot.playground import guard, people
from bot.playground.messenger import PlaygroundMessage, PlaygroundMessenger
from bot.playground.notice import Noticing, noted_card, unnoted
from bot.playground.reply import Inspect, Json, card_json

BEAT = 15.0  # seconds; a line on which nothing is said shows so that it still stands
LINES = 32  # open at a time; a browser has six for all its windows
AGAIN = 2000  # milliseconds until a page that lost the line tries again


class Events:
    """Tells every open page what arrives, until `close`."""

    def __init__(
        self, desk: Desk, messenger: PlaygroundMessenger, inspect: Inspect, notice: Noticing = unnoted
    ) -> None:
        self._desk, self._notice = desk, notice
        self._messenger = messenger
        self._inspect = inspect
        self._closed = asyncio.Event()
        self._lines = 0

    def close(self) -> None:
        """Ends all lines. They would keep the server from ending otherwise."""
        self._closed.set()

    async def stream(self, request: web.Request, who: str) -> web.StreamResponse:
        """Tells `who` what arrived since the last event that the page names, then what arrives."""
        if self._lines >= LINES:
            raise web.HTTPTooManyRequests
        self._lines += 1
        try:
            return await self._told(request, who)
        finally:
            self._lines -= 1

    async def _told(self, request: web.Request, who: str) -> web.StreamResponse:
        response = web.StreamResponse(headers={**guard.HEADERS, "Content-Type": "text/event-stream"})
        await response.prepare(request)
        last = request.headers.get("Last-Event-ID", "")
        with suppress(ConnectionError):  # the page was closed
            await response.write(f"retry: {AGAIN}\n\n".encode())
            while not self._closed.is_set():
                arrival = self._messenger.arrival()
                for message in self._messenger.since(last):
                    await response.write(self._event(message, who))
                    last = message.mark
                if not await self._wait(arrival):
                    await response.write(b":\n\n")
        return response

    async def _wait(self, arrival: asyncio.Event) -> bool:
        """Returns whether something arrived, or the end came, within a beat."""
        waiting = {asyncio.ensure_future(event.wait()) for event in (arrival, self._closed)}
        try:
            done, _ = await asyncio.wait(waiting, timeout=BEAT, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in waiting:
                task.cancel()
        return bool(done)

    def _event(self, message: PlaygroundMessage, who: str) -> bytes:
        mine = message.to.channel or message.to.id == who
        data = self._message(message, who) if mine and not message.gone else _word(message)
        name = "message" if mine else "elsewhere"
        return f"id: {message.mark}\nevent: {name}\ndata: {json.dumps(data)}\n\n".encode()

    def _message(self, message: PlaygroundMessage, who: str) -> Json:
        channel = message.to.id if message.to.channel else ""
        about: Json = {"id": message.id, "channel": channel, "at": message.at.isoformat()}
        about |= {"changed": True} if message.changed else {}
        try:
            card = noted_card(message.card, self._notice)
            return {**about, **card_json(card, self._inspect)}
        except Exception as error:  # noqa: BLE001 - one card that cannot be shown must not silence the rest
            apology = self._desk.apologise(people.person(who, message.card.language), error)
            return {**about, **card_json(apology, {})}


def _word(message: PlaygroundMessage) -> Json:
    word: Json = {"id": message.id, "who": message.to.id}
    channel = message.to.id if message.to.channel else ""
    return word | {"gone": True, "channel": channel} if message.gone else word
