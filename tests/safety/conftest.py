"""The app in which people look up what may be danger."""

from __future__ import annotations

import pytest

from tests.harness import Harness
from tests.safety.noticed import notice


@pytest.fixture
def app() -> Harness:
    """An app in which `danger <kind>` is noticed, and `maybe <kind>` may be it."""
    app = Harness()
    notice(app)
    return app
