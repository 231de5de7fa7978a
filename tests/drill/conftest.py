"""The app that people practise with, and an agent."""

from __future__ import annotations

import pytest

from tests.drill.actor import DrillApp, Trainee


@pytest.fixture
def app() -> DrillApp:
    """An app on a Tuesday afternoon."""
    return DrillApp()


@pytest.fixture
def ana(app: DrillApp) -> Trainee:
    """An agent who reads English."""
    return Trainee(app)
