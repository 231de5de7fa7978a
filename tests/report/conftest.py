"""A team with half a year behind it."""

from __future__ import annotations

import pytest_asyncio

from tests.harness import Harness
from tests.report.actor import team_of


@pytest_asyncio.fixture
async def app() -> Harness:
    """Calma with two groups of twelve, where one situation went down in the last twelve weeks."""
    app = Harness()
    await team_of(app)
    return app
