"""The whole app behind one edge, with a clock, ids and dice of our own.

The one file here that knows what the app is made of.
"""

from __future__ import annotations

import asyncio
import logging
import random
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from bot import config, server, telemetry
from bot.core.edge import messengers, rosters
from bot.delivery.drainer import Drainer
from bot.features.records.model import Reception, StatementReceipt
from bot.playground.edge import Playground
from bot.playground.messenger import PlaygroundMessenger
from bot.slack import people
from bot.slack.edge import Slack, SlackSettings
from bot.teams.edge import Teams
from bot.wiring import calma
from bot.wiring.calma import Calma
from bot.wiring.stores import Stores
from tests.conftest import PHRASEBOOK
from tests.fakes.slack import SECRET, TOKEN, FakeSlack
from tests.fakes.teams import FakeTeams
from tests.report.actor import half_year
from tests.teams.dialogue import Settings as TeamsSettings

BEGIN = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)  # a Monday
ADMINS = ("rosa", "rosa-es")  # who administrates the bot from the first day on
FAKES: dict[str, Callable[[], FakeSlack | FakeTeams | None]] = {
    "slack": FakeSlack,
    "teams": FakeTeams,
    "page": lambda: None,
}
SETTLED = 10.0  # seconds after which whatever a press began is over, on a busy machine too
LEARNING = "taken along"  # the session of a tenant with a learning record store
FROZEN = Path(__file__).parent / "phrasebook"  # some of the content as it was, which no writer changes


class TakesAll:
    """A learning record store that takes whatever comes."""

    async def take(self, statements: Sequence[Mapping[str, Any]]) -> StatementReceipt:
        return StatementReceipt(Reception.TAKEN)


@dataclass
class Fate:
    """The time, the ids and the chance of one session: the same each time for the same seed."""

    seed: str
    now: datetime = BEGIN
    _ids: int = 0

    def clock(self) -> datetime:
        return self.now

    def id(self) -> str:
        """Returns a new id, eight characters as everywhere."""
        self._ids += 1
        return sha256(f"{self.seed} {self._ids}".encode()).hexdigest()[:8]

    def dice(self) -> random.Random:
        return random.Random(self.seed)


@dataclass
class World:
    """The app, and the other side of its wire. `errors` are what it logged as broken."""

    fate: Fate
    calma: Calma
    fake: FakeSlack | FakeTeams | None
    edge: Slack | Teams | Playground
    url: str
    session: aiohttp.ClientSession
    drainer: Drainer
    errors: list[str]
    known: set[asyncio.Task[Any]] = field(default_factory=asyncio.all_tasks)

    async def settled(self) -> None:
        """Returns when all is over that a press began, behind its answer too."""
        while pending := [task for task in asyncio.all_tasks() - self.known if _ends(task)]:
            done, left = await asyncio.wait(pending, timeout=SETTLED)
            self.known |= set() if done else left  # what sleeps for so long belongs to no answer
        await self.calma.features.shared.activity.flush()

    async def worked(self, tenant: str) -> None:
        """Has two groups of a tenant work for the half year that is over."""
        today, platform = self.fate.now.date(), self.edge.platform
        await half_year(self.calma.stores, today, tenant=tenant, platform=platform)

    async def passes(self, minutes: float) -> None:
        """Lets time go by, does the jobs whose time has come, and sends what is due."""
        self.fate.now += timedelta(minutes=minutes)
        await self.calma.misses.flush()
        await self.drainer.sweep()
        await self.settled()
        await self.drainer.drain()
        await self.settled()

    def actions(self) -> set[tuple[str, str]]:
        """Returns every action that the app knows, each after its kind, "press" or "form"."""
        desk = self.calma.desk
        return {*(("press", name) for name in desk._presses), *(("form", name) for name in desk._submits)}


@asynccontextmanager
async def world(platform: str, seed: str) -> AsyncIterator[World]:
    """Serves the whole app behind one platform's edge; all it keeps is in memory, and new."""
    fate, fake = Fate(seed), FAKES[platform]()
    async with AsyncExitStack() as stack:
        if fake:
            await fake.start()
            stack.push_async_callback(fake.stop if isinstance(fake, FakeSlack) else fake.close)
        errors = stack.enter_context(_logged())
        # The language of a person on Slack is asked for with little patience; a busy machine needs more.
        stack.enter_context(pytest.MonkeyPatch.context()).setattr(people, "PATIENCE", 30.0)
        made = _build(stack.enter_context(_phrasebook()), fate)
        stack.push_async_callback(made.close)
        await made.start()
        edge = _edge(made, fate, fake)
        served = TestServer(server.application([edge], telemetry.report))
        stack.push_async_callback(served.close)
        await served.start_server()
        stack.push_async_callback(edge.close)
        await edge.start()
        made.rosters.add_rosters(rosters([edge]).items())
        made.withdrawals.add_messengers(messengers([edge]))
        url, drainer = str(served.make_url(edge.routes()[0].path)), made.drainer([edge])
        session = await stack.enter_async_context(
            aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        )
        if isinstance(edge, Playground):
            await session.get(f"{url}{edge.entrance()}")
        yield World(fate, made, fake, edge, url, session, drainer, errors)


def _edge(made: Calma, fate: Fate, fake: FakeSlack | FakeTeams | None) -> Slack | Teams | Playground:
    references = made.stores.references
    if fake is None:
        return Playground(made.desk, made.phrasebook, {}, PlaygroundMessenger(fate.clock, "run"))
    if isinstance(fake, FakeSlack):
        told = SlackSettings(SECRET, TOKEN, "", fake.api_url)
        return Slack(made.desk, made.phrasebook, told, references, made.stores.tokens)
    managers = frozenset(f"aad-{name}" for name in ADMINS)
    return Teams(
        made.desk, made.phrasebook, TeamsSettings(fake.openid_url, fake.login_url), references, managers
    )


def _build(phrasebook: Path, fate: Fate) -> Calma:
    known = config.read(
        {
            "CALMA_PHRASEBOOK": str(phrasebook),
            "CALMA_DATA_DIR": "/nowhere",
            "CALMA_PUBLIC_URL": "https://calma.example",
        }
    )
    stores = Stores(lookup_key=b"the key of old cards")
    receiver = TakesAll() if fate.seed == LEARNING else None
    return calma.build(known, stores, clock=fate.clock, dice=fate.dice(), ids=fate.id, receiver=receiver)


@contextmanager
def _phrasebook() -> Iterator[Path]:
    """Yields a phrasebook of the frozen content and of the words that the bot has today."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(shutil.copytree(FROZEN, Path(folder) / "phrasebook"))
        (root / "ui").symlink_to(PHRASEBOOK / "ui")
        yield root


def _ends(task: asyncio.Task[Any]) -> bool:
    name = getattr(task.get_coro(), "__qualname__", "")
    # What serves a connection lives as long as it; what is gathered a while waits for `flush`.
    return name not in {"RequestHandler.start", "Gatherer._run"}


class _Errors(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(logging.Formatter().format(record))


@contextmanager
def _logged() -> Iterator[list[str]]:
    handler = _Errors()
    logging.getLogger().addHandler(handler)
    try:
        yield handler.lines
    finally:
        logging.getLogger().removeHandler(handler)
