"""A playground with a small room behind it, and a client that talks to it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.content.load import load
from bot.core import card as c
from bot.core.chat import Answer, Command, Placement, Press, Role
from bot.core.current import CurrentPhrasebook
from bot.core.desk import CommandRoute, Desk, PressRoute, Routes
from bot.features.help.deps import HelpDeps
from bot.features.help.handlers import HelpHandlers
from bot.features.home.deps import HomeDeps
from bot.features.home.handlers import HomeHandlers
from bot.playground.edge import Playground
from bot.playground.messenger import PlaygroundMessenger
from bot.store.memory.people import MemoryPeopleStore
from tests.conftest import PHRASEBOOK
from tests.playground.office import Office

Client = TestClient[web.Request, web.Application]
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Room:
    """Says back what it was asked, and by whom."""

    def routes(self) -> Routes:
        """Returns what the room answers."""
        commands = (
            CommandRoute("calm", self.ask),
            CommandRoute("team", self.ask, least=Role.MANAGER),
        )
        presses = (PressRoute("room.show", self.show), PressRoute("room.break", self.fail))
        return Routes(commands, presses)

    async def ask(self, ask: Command) -> Answer:
        """Returns a card that quotes the words."""
        elements = (c.Heading(f"Heard by {ask.person.user_id}"), c.Quote("You wrote:", ask.text))
        return Answer(c.Card("**Heard**", elements, ask.person.language))

    async def show(self, ask: Press) -> Answer:
        """Returns a card in place of the pressed one."""
        return Answer(c.Card("Shown", (c.Heading(f"Shown: {ask.value}"),)), Placement.UPDATE)

    async def fail(self, ask: Press) -> Answer:
        """Fails, as code does."""
        raise RuntimeError("the room is on fire")


@pytest.fixture(scope="session")
def phrasebook() -> CurrentPhrasebook:
    """The phrasebook that is shipped."""
    return CurrentPhrasebook(load(PHRASEBOOK))


@pytest.fixture
def reported() -> list[BaseException]:
    """The errors that the desk was told of."""
    return []


@pytest.fixture
def people() -> MemoryPeopleStore:
    """What is kept about the team."""
    return MemoryPeopleStore()


@pytest.fixture
def office() -> Office:
    """The capability with forms and news."""
    return Office(PlaygroundMessenger(lambda: NOON))


@pytest.fixture
def playground(
    phrasebook: CurrentPhrasebook, reported: list[BaseException], people: MemoryPeopleStore, office: Office
) -> Playground:
    """A playground whose inspection fails on a card that says so."""

    def report(error: BaseException) -> str:
        reported.append(error)
        return "7F3K-22"

    def lengths(card: c.Card) -> object:
        heading = card.elements[0]
        if heading == c.Heading("Shown: unrenderable"):
            raise ValueError("too long for this platform")
        return {"elements": len(card.elements)}

    door = HelpHandlers(HelpDeps(phrasebook))
    desk = Desk(door, report, people)
    home = HomeHandlers(HomeDeps(lambda _: phrasebook.book, report))
    desk.add_routes([door, home, Room(), office])
    inspect = {"Block Kit": lengths, "Adaptive Card": lambda card: [card.summary]}
    return Playground(desk, phrasebook, inspect, office.messenger)


@pytest_asyncio.fixture
async def stranger(playground: Playground) -> AsyncIterator[Client]:
    """A browser's end of the line, without the browser; it was not let in."""
    app = web.Application()
    app.add_routes(playground.routes())
    app.on_shutdown.append(lambda _: playground.hang_up())
    async with TestClient(TestServer(app)) as client:
        yield client


@pytest_asyncio.fixture
async def client(stranger: Client, playground: Playground) -> Client:
    """The same, let in."""
    await stranger.get(f"/{playground.entrance()}")
    return stranger
