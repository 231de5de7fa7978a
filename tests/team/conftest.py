"""A house for the team's room, and a manager in it."""

from __future__ import annotations

import pytest

from app import House
from tests.team.people import Member


@pytest.fixture
def manager(house: House) -> Member:
    """A manager of a team that has nothing of its own yet."""
    return Member(house)
