"""An agent in Slack, before the house as it is shipped and before a workshop that replies in every way."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count

import aiohttp
import pytest
import pytest_asyncio
from aiohttp.test_utils import TestServer

from bot import server, telemetry
from bot.content.load import load
from bot.core.current import CurrentPhrasebook
from bot.core.desk import Desk
from bot.features.help.deps import HelpDeps
from bot.features.help.handlers import HelpHandlers
from bot.slack.edge import Slack, SlackSettings
from bot.store.memory.edge import MemoryReferenceStore, MemoryTokenStore
from bot.wiring.calma import Calma
from tests.conftest import PHRASEBOOK
from tests.fakes.slack import SECRET, TOKEN, FakeSlack
from tests.fakes.slack_user import SlackUser
from tests.harness import Clock
from tests.slack.workshop import Workshop

_NUMBERS = count(100)


@pytest_asyncio.fixture
async def agent(slack: FakeSlack, house: Calma) -> AsyncIterator[SlackUser]:
    """Somebody whose Slack has the coach as it is shipped; in each test somebody it does not know."""
    async with serving(house.desk, house.phrasebook, slack) as user:
        user.user = f"U{next(_NUMBERS)}"
        yield user


@pytest.fixture
def clock() -> Clock:
    """The time, as a test tells it."""
    return Clock()


@pytest.fixture(scope="session")
def phrasebook() -> CurrentPhrasebook:
    """The words that the workshop shares with the shipped house."""
    return CurrentPhrasebook(load(PHRASEBOOK))


@pytest.fixture
def workshop() -> Workshop:
    """What stands behind `maria`."""
    return Workshop()


@pytest_asyncio.fixture
async def maria(
    slack: FakeSlack, phrasebook: CurrentPhrasebook, workshop: Workshop
) -> AsyncIterator[SlackUser]:
    """Somebody whose Slack has the workshop."""
    desk = Desk(HelpHandlers(HelpDeps(phrasebook)), telemetry.report, workshop.people)
    desk.add_routes([workshop])
    async with serving(desk, phrasebook, slack) as user:
        yield user


@asynccontextmanager
async def serving(desk: Desk, phrasebook: CurrentPhrasebook, slack: FakeSlack) -> AsyncIterator[SlackUser]:
    """Serves the Slack edge and yields somebody who uses it."""
    edge = Slack(
        desk,
        phrasebook,
        SlackSettings(SECRET, TOKEN, "", slack.api_url),
        MemoryReferenceStore(),
        MemoryTokenStore(),
    )
    web_server = TestServer(server.application([edge], telemetry.report))
    await web_server.start_server()
    await edge.start()
    async with aiohttp.ClientSession() as session:
        yield SlackUser(session, str(web_server.make_url("/slack/events")), slack)
    await edge.close()
    await web_server.close()
