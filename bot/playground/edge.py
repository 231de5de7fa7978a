"""The playground's edge: parses, asks the desk, renders, sends."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace

from aiohttp import web

from bot.core import loopback
from bot.core.chat import Answer, Ask, FieldErrors, Person, Placement, Press, Reply, Role, Submit, whole
from bot.core.current import CurrentPhrasebook
from bot.core.desk import Desk
from bot.core.trouble import Trouble
from bot.core.words import FALLBACK
from bot.playground import guard, page, people
from bot.playground.asks import NotUnderstood, parse
from bot.playground.events import Events
from bot.playground.messenger import PlaygroundMessenger
from bot.playground.notice import noted_reply
from bot.playground.people import PlaygroundRoster
from bot.playground.reply import Inspect, Json, reply_json, sorry

PATIENCE = 10.0  # seconds that the page waits for what takes long
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Playground:
    """Serves the page and answers what is asked on it.

    `inspect` shows a card as other edges render it; what `messenger` sends appears on the page. `tell` shows
    an address to whoever started the app, and to nobody else. `notice` names words that stand on the page,
    and on each card and form it shows, "" none.
    """

    platform = people.PLATFORM

    def __init__(
        self,
        desk: Desk,
        phrasebook: CurrentPhrasebook,
        inspect: Inspect,
        messenger: PlaygroundMessenger | None = None,
        tell: Callable[[str], object] = lambda _: None,
        notice: str = "",
    ) -> None:
        self._desk = desk
        self._phrasebook = phrasebook
        self._inspect = inspect
        self.messenger = messenger or PlaygroundMessenger()
        self.roster = PlaygroundRoster()
        self._tell_address = tell
        self._notice = notice
        self._door = guard.Entrance()
        self._events = Events(desk, self.messenger, inspect, self._noted)
        self._page = page.read_page()
        self._files = page.read_files()

    def routes(self) -> list[web.RouteDef]:
        """Returns the page, its files, where it posts what is asked, and where it hears what is sent."""
        return [
            web.get("/", self._guarded(self._serve_page, closed=False)),
            web.get("/playground/events", self._guarded(self._tell), allow_head=False),
            web.get(
                r"/playground/{name:icon\.svg|style\.css}", self._guarded(self._serve_file, closed=False)
            ),
            web.get("/playground/{name}", self._guarded(self._serve_file)),
            web.post("/playground/ask", self._guarded(self._take)),
        ]

    async def start(self) -> None:
        """Appoints the team, so that the coach finds its supervisor and manager as it does elsewhere."""
        for who, member in people.TEAM.items():
            if member.role > Role.AGENT:
                await self._desk.people.appoint_person(people.TENANT, who, member.role)

    async def close(self) -> None:
        """Does nothing: pages are hung up on, and nothing else is open."""

    def troubles(self) -> tuple[Trouble, ...]:
        """Returns nothing: it needs nobody."""
        return ()

    async def hang_up(self) -> None:
        """Hangs up on all open pages. A server that is told to stop waits for them until then."""
        self._events.close()

    def entrance(self) -> str:
        """Returns what to add to the server's address, to be let in once."""
        return self._door.path()

    def _guarded(self, handler: Handler, *, closed: bool = True) -> Handler:
        async def guarded(request: web.Request) -> web.StreamResponse:
            if not loopback.addressed(request.headers):
                response: web.StreamResponse = self._refuse(403, "playground.elsewhere")
            elif closed and not self._door.knows(request):
                response = self._refuse(401, "playground.locked")
            else:
                response = await handler(request)
            response.headers.update(guard.HEADERS)
            return response

        return guarded

    async def _serve_page(self, request: web.Request) -> web.Response:
        if browser := self._door.use(request):
            response = web.Response(status=303, headers={"Location": "/"})
            name = guard.cookie(request)
            response.set_cookie(name, browser, max_age=guard.LASTS, httponly=True, samesite="Strict")
            return response
        words = self._phrasebook.words
        if self._door.knows(request):
            return web.Response(text=page.fill(self._page, words, self._notice), content_type="text/html")
        if path := self._door.path_again():
            self._tell_address(f"http://{request.host}/{path}")
        return web.Response(status=401, text=page.locked(words), content_type="text/html")

    async def _serve_file(self, request: web.Request) -> web.Response:
        file = self._files.get(request.match_info["name"])
        if file is None:
            return self._refuse(404, "playground.no_page")
        return web.Response(text=file.text, content_type=file.content_type)

    async def _tell(self, request: web.Request) -> web.StreamResponse:
        if not guard.same_origin(request):
            return self._refuse(403, "playground.elsewhere")
        who = request.query.get("who", "")
        if who not in people.TEAM:
            return self._refuse(400, "playground.bad_ask")
        return await self._events.stream(request, who)

    async def _take(self, request: web.Request) -> web.Response:
        if not guard.same_origin(request):
            return self._refuse(403, "playground.elsewhere")
        if not guard.is_json(request):
            return self._refuse(415, "playground.bad_ask")
        ask: Ask | None = None
        try:
            ask = parse(await request.read(), self._phrasebook.words.languages)
            reply = self._shared(ask, await self._whole(ask))
            return _json(200, reply_json(noted_reply(reply, self._noted), self._inspect))
        except NotUnderstood as error:
            language = self._desk.language_of(error.person) if error.person else FALLBACK
            if error.field:
                fault = FieldErrors({error.field: self._phrasebook.words.say(language, error.words)})
                return _json(200, reply_json(fault, self._inspect))
            return self._refuse(400, error.words, language)
        except web.HTTPRequestEntityTooLarge:
            return self._refuse(400, "playground.too_large")
        except Exception as error:  # noqa: BLE001 - the edge's one catch-all
            person = ask.person if ask else Person(people.TENANT, people.PLATFORM, "")
            apology = self._desk.apologise(person, error)
            return _json(200, sorry(apology, to_form=isinstance(ask, Submit)))

    async def _whole(self, ask: Ask) -> Reply:
        return await whole(await self._desk.answer(ask), PATIENCE)

    def _noted(self, language: str) -> str:
        return self._phrasebook.words.say(language, self._notice) if self._notice else ""

    def _shared(self, ask: Ask, reply: Reply) -> Reply:
        """Changes a channel's card where everybody is to see it; pages hear of that by themselves."""
        if not isinstance(reply, Answer) or reply.how is not Placement.EVERYONE:
            return reply
        changed = isinstance(ask, Press) and self.messenger.change(ask.origin, reply.card)
        return reply if changed else replace(reply, how=Placement.UPDATE)

    def _refuse(self, status: int, key: str, language: str = FALLBACK) -> web.Response:
        return _json(status, {"error": self._phrasebook.words.say(language, key)})


def _json(status: int, value: Json) -> web.Response:
    return web.Response(status=status, text=json.dumps(value), content_type="application/json")
