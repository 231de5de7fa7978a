"""The house with the small bank of the tests, and a manager in it."""

from __future__ import annotations

import pytest

from bot.wiring.calma import Calma
from tests.build import build
from tests.drill import bank
from tests.team.people import Member


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Calma:
    """The coach, with a bank that has no question about escalation."""
    return build(bank.phrasebook(tmp_path_factory.mktemp("practice")))


@pytest.fixture
def manager(house: Calma) -> Member:
    """A manager of a team that has nothing of its own yet."""
    return Member(house)
