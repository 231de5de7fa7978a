"""An installation to look at: a folder, a database, and platforms that are set up or not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bot import config
from bot.wiring.doctor.findings import Finding
from bot.wiring.doctor.job import look_at_all
from bot.wiring.phrasebook import FILE
from tests.build import PHRASEBOOK, compiled

Look = Callable[..., Awaitable[list[str]]]


async def all_findings(settings: config.Config) -> list[Finding]:
    """Returns all that the doctor finds."""
    found: list[Finding] = []
    await look_at_all(settings, found.extend)
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder, with the phrasebook compiled."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    (folder / FILE).touch(mode=0o600)
    (folder / FILE).write_bytes(compiled())
    return folder


@pytest.fixture
def stored(folder: Path, migrated_file: bytes) -> Path:
    """The same, with an empty database."""
    path = folder / "calma.db"
    path.touch(mode=0o600)
    path.write_bytes(migrated_file)
    return folder


@pytest.fixture
def look(folder: Path) -> Look:
    """Returns the lines of one part, or of all, as the doctor finds them with these settings."""

    async def looked(part: str = "", **environment: str) -> list[str]:
        given = {"CALMA_DATA_DIR": str(folder), "CALMA_PHRASEBOOK": str(PHRASEBOOK), **environment}
        found = await all_findings(config.read(given))
        return [each.line for each in found if part in ("", each.part)]

    return looked
