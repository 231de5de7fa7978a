"""A bot with a small capability of its own, and the means to talk to it over the real wire."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Self

import aiohttp
from aiohttp import web

from bot.content.load import load
from bot.core.card import Button, Buttons, Card, Choice, Heading, Option, Quote, Text
from bot.core.chat import Answer, Ask, Command, Placement, Press
from bot.core.current import CurrentPhrasebook
from bot.core.desk import CommandRoute, Desk, PressRoute, Routes
from bot.core.phrasebook import Phrasebook
from bot.features.help.deps import HelpDeps
from bot.features.help.handlers import HelpHandlers
from bot.features.home.deps import HomeDeps
from bot.features.home.handlers import HomeHandlers
from bot.store.memory.edge import MemoryReferenceStore
from bot.store.memory.people import MemoryPeopleStore
from bot.teams.edge import Teams
from tests.fakes.teams import APP_ID, PASSWORD, FakeTeams
from tests.teams.office import Office

Json = dict[str, Any]
ADAPTER = "botbuilder"  # that a bot has which is told nothing else; the fixture `both_adapters` sets another


@cache
def book() -> Phrasebook:
    """Returns the phrasebook, read once."""
    return load(Path("phrasebook"))


@dataclass
class Shelf:
    """A capability for tests: shows what it was asked, and changes its card in place."""

    asked: list[Ask] = field(default_factory=list)

    def routes(self) -> Routes:
        presses = {"shelf.next": self.turn, "shelf.pick": self.turn, "shelf.new": self.anew}
        return Routes(
            commands=(CommandRoute("calm", self.show),),
            presses=(
                *(PressRoute(action, handler) for action, handler in presses.items()),
                PressRoute("shelf.broken", self.break_down),
            ),
        )

    async def show(self, ask: Command) -> Answer:
        self.asked.append(ask)
        if ask.text == "break":
            raise RuntimeError("the shelf fell down")
        return Answer(_card(f"asked “{ask.text}”", ask.text, ask.person.language))

    async def turn(self, ask: Press) -> Answer:
        self.asked.append(ask)
        return Answer(_card(f"turned to {ask.value}", "", ask.person.language), Placement.UPDATE)

    async def anew(self, ask: Press) -> Answer:
        self.asked.append(ask)
        return Answer(_card(f"another on {ask.value}", "", ask.person.language))

    async def break_down(self, ask: Press) -> Answer:
        raise RuntimeError("the shelf fell down")


def _card(title: str, typed: str, language: str = "en") -> Card:
    return Card(
        language=language,
        summary=title,
        elements=(
            Heading(title),
            Text("Words to **say**."),
            Quote("You wrote:", typed),
            Choice("shelf.pick", "Channel", (Option("Phone", "phone"), Option("Chat", "chat"))),
            Buttons((Button("Next", "shelf.next", "2"), Button("New", "shelf.new", "3"))),
        ),
    )


@dataclass(frozen=True)
class Settings:
    """What the edge is told, as `app.py` tells it."""

    openid_url: str
    login_url: str
    app_id: str = APP_ID
    password: str = PASSWORD
    tenant_id: str = ""
    tenants: frozenset[str] = frozenset()
    anonymous: bool = False
    service_hosts: frozenset[str] = frozenset()
    cloud: str = "public"
    adapter: str = field(default_factory=lambda: ADAPTER)


@dataclass(frozen=True)
class Reply:
    """What the bot answered to the HTTP request."""

    status: int
    text: str
    json: Any


class Dialogue:
    """The bot on a real port, in front of a fake Teams."""

    def __init__(self, teams: FakeTeams, **settings: Any) -> None:
        self.teams = teams
        self.shelf = Shelf()
        self.office = Office()
        self.errors: list[BaseException] = []
        phrasebook = CurrentPhrasebook(book())
        door = HelpHandlers(HelpDeps(phrasebook))
        self.desk = Desk(door, self._report, MemoryPeopleStore())
        home = HomeHandlers(HomeDeps(lambda _: book(), self._report))
        self.desk.add_routes([door, home, self.shelf, self.office])
        self.references = MemoryReferenceStore()
        managers, seconds = settings.pop("managers", frozenset()), settings.pop("seconds", time.monotonic)
        told = Settings(teams.openid_url, teams.login_url, **settings)
        self.edge = Teams(self.desk, phrasebook, told, self.references, managers, seconds=seconds)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def start(self, *, prefetch: bool = True) -> None:
        app = web.Application()
        app.add_routes(self.edge.routes())
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/api/messages"
        self._session = aiohttp.ClientSession()
        if prefetch:
            await self.edge.start()

    async def close(self) -> None:
        await self._session.close()
        await self._runner.cleanup()
        await self.edge.close()

    async def send(self, activity: Json, token: str | None = None) -> Reply:
        """Posts an activity as Teams does."""
        token = self.teams.token() if token is None else token
        return await self.post(json=activity, headers={"Authorization": f"Bearer {token}"})

    async def post(self, **request: Any) -> Reply:
        """Posts anything."""
        async with self._session.post(self.url, **request) as response:
            text = await response.text()
            return Reply(response.status, text, await response.json() if text.startswith("{") else None)

    async def dialog(self, activity: Json) -> Json:
        """Does what opens a dialog or goes on in one; returns the card that the dialog then shows."""
        reply = await self.send(activity)
        assert (reply.status, reply.json["task"]["type"]) == (200, "continue")
        card: Json = reply.json["task"]["value"]["card"]["content"]
        return card

    async def search(self, activity: Json) -> list[Json]:
        """Types into the search of the compose box; returns the results."""
        reply = await self.send(activity)
        assert (reply.status, reply.json["composeExtension"]["type"]) == (200, "result")
        results: list[Json] = reply.json["composeExtension"]["attachments"]
        return results

    async def say(self, text: str, **changes: Any) -> str:
        """Types `text` in the 1:1 chat; returns what the answer's card shows."""
        reply = await self.send(self.teams.message(text, **changes))
        assert reply.status == 200
        return self.heard

    @property
    def heard(self) -> str:
        """What the last card shows that the bot sent."""
        return self.teams.calls[-1].text

    def _report(self, error: BaseException) -> str:
        self.errors.append(error)
        return "7F3K-22QA"
