"""The platforms' fakes while a test runs, and a log of everything that the app writes meanwhile."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot import telemetry
from bot.slack import people
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_many import ManySlack
from tests.fakes.teams import FakeTeams


@pytest_asyncio.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    """Slack itself; it fails the test where the bot sends what Slack would refuse."""
    fake = FakeSlack()
    await fake.start()
    yield fake
    await fake.stop()


@pytest_asyncio.fixture
async def many() -> AsyncIterator[ManySlack]:
    """A Slack of many workspaces."""
    fake = ManySlack()
    await fake.start()
    yield fake
    await fake.stop()


@pytest_asyncio.fixture
async def teams() -> AsyncIterator[FakeTeams]:
    """Teams itself."""
    fake = FakeTeams()
    await fake.start()
    yield fake
    await fake.close()


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a slow machine Slack's profiles are waited for all the same."""
    monkeypatch.setattr(people, "PATIENCE", 30.0)


@pytest.fixture
def logged(tmp_path: Path) -> Iterator[Path]:
    """A log of everything, at its most talkative, as the app sets it up."""
    root, path = logging.getLogger(), tmp_path / "calma.log"
    talkative = (root, logging.getLogger("calma"))  # by a level of its own, whoever changes the root's
    quiet = [logging.getLogger(name) for name in telemetry.QUIET]
    before = {each: each.level for each in (*talkative, *quiet)}
    handler = logging.FileHandler(path, encoding="utf-8")
    root.addHandler(handler)
    for each in talkative:
        each.setLevel(logging.DEBUG)
    telemetry.set_up("DEBUG")
    yield path
    for installed in root.handlers:
        installed.filters.clear()
    root.removeHandler(handler)
    handler.close()
    for each, level in before.items():
        each.setLevel(level)
