"""The app with the lines of the tests."""

from __future__ import annotations

import pytest

from tests.harness import Harness
from tests.round.sample import with_prompts


@pytest.fixture
def app() -> Harness:
    """An app at whose table nobody has sat down yet."""
    return Harness(book=with_prompts())
