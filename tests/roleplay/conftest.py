"""The app with the two scenarios of the tests."""

from __future__ import annotations

import pytest

from tests.harness import Harness
from tests.roleplay.sample import with_samples


@pytest.fixture
def app() -> Harness:
    """An app with nobody at it yet."""
    return Harness(book=with_samples())
