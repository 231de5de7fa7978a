"""Phrasebooks for the tests of content."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import PHRASEBOOK


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the shipped phrasebook, to change and to break."""
    return Path(shutil.copytree(PHRASEBOOK, tmp_path / "phrasebook"))
