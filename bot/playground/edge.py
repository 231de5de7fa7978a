"""The playground's edge: parses, asks the desk, renders, sends."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

from bot.coach.card import Card, plain
from bot.coach.desk import Desk
from bot.coach.library import Library
from bot.coach.talk import Ask, How
from bot.coach.words import FALLBACK
from bot.playground import guard, page
from bot.playground.asks import NotUnderstood, parse
from bot.playground.render import html

Handler = Callable[[web.Request], Awaitable[web.Response]]
Inspect = Mapping[str, Callable[[Card], object]]


class Playground:
    """Serves the page and answers what is asked on it. `inspect` shows a card as other edges render it."""

    def __init__(self, desk: Desk, library: Library, inspect: Inspect) -> None:
        self._desk = desk
        self._library = library
        self._inspect = inspect
        self._page = page.read_page()
        self._files = page.read_files()

    def routes(self) -> list[web.RouteDef]:
        """Returns the page, its files, and where it posts what is asked."""
        return [
            web.get("/", self._guarded(self._serve_page)),
            web.get("/playground/{name}", self._guarded(self._serve_file)),
            web.post("/playground/ask", self._guarded(self._take)),
        ]

    async def start(self) -> None:
        """Does nothing: the page needs no connection of its own."""

    async def close(self) -> None:
        """Does nothing: there is nothing to let go of."""

    def _guarded(self, handler: Handler) -> Handler:
        async def guarded(request: web.Request) -> web.Response:
            here = guard.local(request)
            response = await handler(request) if here else self._refuse(403, "playground.elsewhere")
            response.headers.update(guard.HEADERS)
            return response

        return guarded

    async def _serve_page(self, request: web.Request) -> web.Response:
        return web.Response(text=page.fill(self._page, self._library.words), content_type="text/html")

    async def _serve_file(self, request: web.Request) -> web.Response:
        file = self._files.get(request.match_info["name"])
        if file is None:
            return self._refuse(404, "playground.no_page")
        return web.Response(text=file.text, content_type=file.content_type)

    async def _take(self, request: web.Request) -> web.Response:
        if not guard.same_origin(request):
            return self._refuse(403, "playground.elsewhere")
        if not guard.is_json(request):
            return self._refuse(415, "playground.bad_ask")
        try:
            ask = parse(await request.read(), self._library.words.languages)
        except NotUnderstood as error:
            return self._refuse(400, error.key, error.language)
        except web.HTTPRequestEntityTooLarge:
            return self._refuse(400, "playground.too_long")
        return _json(200, await self._answer(ask))

    async def _answer(self, ask: Ask) -> str:
        try:
            answer = await self._desk.answer(ask)
            return _reply(answer.card, answer.how, self._inspect)
        except Exception as error:  # noqa: BLE001 - the edge's one catch-all
            # A new message, so that the card that was pressed stays and can be pressed again. Nothing to
            # inspect: a renderer may be what broke.
            return _reply(self._desk.apologise(ask.person, error), How.PRIVATE, {})

    def _refuse(self, status: int, key: str, language: str = FALLBACK) -> web.Response:
        return _json(status, json.dumps({"error": self._library.words.say(language, key)}))


def _reply(card: Card, how: How, inspect: Inspect) -> str:
    shown = {platform: show(card) for platform, show in inspect.items()}
    reply = {"how": how.value, "html": html(card), "summary": plain(card.summary), "inspect": shown}
    return json.dumps(reply)


def _json(status: int, text: str) -> web.Response:
    return web.Response(status=status, text=text, content_type="application/json")
