"""A manager of a team."""

from __future__ import annotations

import pytest

from tests.harness import Harness
from tests.team.actor import Member


@pytest.fixture
def manager(app: Harness) -> Member:
    """A manager of a team that has nothing of its own yet."""
    return Member(app)
