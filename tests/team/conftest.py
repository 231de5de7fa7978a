"""A house for the team's room, and a manager in it."""

from __future__ import annotations

import pytest

from bot.wiring.calma import Calma
from tests.team.people import Member


@pytest.fixture
def manager(house: Calma) -> Member:
    """A manager of a team that has nothing of its own yet."""
    return Member(house)
