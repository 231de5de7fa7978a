"""A playground with a small room behind it, and a client that talks to it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from app import House
from bot.coach import card as c
from bot.coach.desk import CommandRoute, Desk, PressRoute, Routes
from bot.coach.home.front_door import FrontDoor
from bot.coach.library import Library
from bot.coach.ports import PeopleInMemory
from bot.coach.talk import Answer, Command, How, Press, Role
from bot.playground.edge import Playground

Client = TestClient[web.Request, web.Application]


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
        return Answer(c.Card("Shown", (c.Heading(f"Shown: {ask.value}"),)), How.UPDATE)

    async def fail(self, ask: Press) -> Answer:
        """Fails, as code does."""
        raise RuntimeError("the room is on fire")


@pytest.fixture(scope="session")
def library(house: House) -> Library:
    """The phrasebook that is shipped."""
    return house.library


@pytest.fixture
def reported() -> list[BaseException]:
    """The errors that the desk was told of."""
    return []


@pytest.fixture
def playground(library: Library, reported: list[BaseException]) -> Playground:
    """A playground whose inspection fails on a card that says so."""

    def report(error: BaseException) -> str:
        reported.append(error)
        return "7F3K-22"

    def lengths(card: c.Card) -> object:
        heading = card.elements[0]
        if heading == c.Heading("Shown: unrenderable"):
            raise ValueError("too long for this platform")
        return {"elements": len(card.elements)}

    door = FrontDoor(library)
    desk = Desk(door, report, PeopleInMemory())
    desk.open([door, Room()])
    return Playground(desk, library, {"Block Kit": lengths, "Adaptive Card": lambda card: [card.summary]})


@pytest_asyncio.fixture
async def client(playground: Playground) -> AsyncIterator[Client]:
    """A browser's end of the line, without the browser."""
    app = web.Application()
    app.add_routes(playground.routes())
    async with TestClient(TestServer(app)) as client:
        yield client
