"""The gym that the dialogues take place in."""

from __future__ import annotations

import pytest

from tests.drill.gym import Gym, Trainee


@pytest.fixture
def gym() -> Gym:
    """A gym on a Tuesday afternoon."""
    return Gym()


@pytest.fixture
def ana(gym: Gym) -> Trainee:
    """An agent who reads English."""
    return gym.somebody()
