"""The app, watched."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from tests.fakes.slack import FakeSlack
from tests.fakes.teams import FakeTeams
from tests.watching.watched import Watched, watched


@pytest_asyncio.fixture
async def app_watched(
    slack: FakeSlack, teams: FakeTeams, tmp_path: Path, patient: None
) -> AsyncIterator[Watched]:
    """The app in memory."""
    async with watched(slack, teams, tmp_path) as found:
        yield found
