"""The app that the dialogues take place in, and an agent."""

from __future__ import annotations

import pytest_asyncio

from tests.boundary.actor import Seat, appoint
from tests.harness import Harness


@pytest_asyncio.fixture
async def app() -> Harness:
    """An app in which Sofía and Pablo supervise."""
    found = Harness()
    await appoint(found, "pablo", "sofía")
    return found


@pytest_asyncio.fixture
async def ana(app: Harness) -> Seat:
    """An agent who reads English."""
    return Seat(app)
