"""The app that schedules drills."""

from __future__ import annotations

import pytest

from tests.schedule.actor import ScheduleApp


@pytest.fixture
def app() -> ScheduleApp:
    """An app on a Monday morning."""
    return ScheduleApp()
