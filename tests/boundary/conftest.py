"""The office that the dialogues take place in."""

from __future__ import annotations

import pytest
import pytest_asyncio

from tests.boundary.office import Office, Seat, shipped_book


@pytest_asyncio.fixture
async def office() -> Office:
    """An office in which Sofía and Pablo supervise."""
    found = Office(shipped_book())
    await found.appoint("pablo", "sofía")
    return found


@pytest.fixture
def ana(office: Office) -> Seat:
    """An agent who reads English."""
    return office.somebody("Ana")
