"""The app that the dialogues take place in, and an agent."""

from __future__ import annotations

import pytest_asyncio

from bot.core.chat import Role
from tests.alert.actor import Seat, appoint
from tests.harness import Harness


@pytest_asyncio.fixture
async def app() -> Harness:
    """An app in which Marta and Pablo supervise, and Inés manages."""
    harness = Harness()
    await appoint(harness, Role.SUPERVISOR, "Marta", "Pablo")
    await appoint(harness, Role.MANAGER, "Inés")
    return harness


@pytest_asyncio.fixture
async def ana(app: Harness) -> Seat:
    """An agent who reads English."""
    return Seat(app)
