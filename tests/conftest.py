"""What all tests share: the shipped phrasebook, and the house built on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import House
from bot.coach.phrasebook import Phrasebook

ROOT = Path(__file__).parent.parent
PHRASEBOOK = ROOT / "phrasebook"


@pytest.fixture(scope="session")
def house() -> House:
    """The coach as it is shipped."""
    return House(PHRASEBOOK)


@pytest.fixture(scope="session")
def book(house: House) -> Phrasebook:
    """The shipped phrasebook."""
    return house.library.book
