"""The app with the small bank of the tests, and a manager in it."""

from __future__ import annotations

import pytest

from tests.drill import bank
from tests.harness import Harness
from tests.results.actor import Manager


@pytest.fixture
def app() -> Harness:
    """The coach, with a bank that has no question about escalation."""
    return Harness(book=bank.book())


@pytest.fixture
def manager(app: Harness) -> Manager:
    """A manager of a team that has nothing of its own yet."""
    return Manager(app)
