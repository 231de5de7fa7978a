"""`python app.py boundary`: the printed paths, and the CSV of a tenant."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from app import main
from bot.store.sql.database import Database
from bot.store.sql.incidents import boundary_stores
from bot.wiring.stores import Stores
from tests.boundary.actor import Seat
from tests.conftest import PHRASEBOOK
from tests.harness import Harness


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of an empty database that the command line uses."""
    found = f"sqlite+aiosqlite:///{tmp_path / 'calma.db'}"
    monkeypatch.setenv("DATABASE_URL", found)
    monkeypatch.setenv("CALMA_PHRASEBOOK", str(PHRASEBOOK))
    return found


async def one_incident(url: str) -> None:
    database = Database(url)
    await database.migrate()
    ana = Seat(Harness(Stores(boundary=boundary_stores(database))))
    await ana.types("boundary")
    await ana.presses("They stopped")
    await database.close()


def test_paths(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["boundary", "paths"]) == 0
    out = capsys.readouterr().out
    assert "words shown → said → said → ended           2              ended    followed     on a tap" in out
    assert "words shown → ended                         0              ended    ended early  on a tap" in out


def test_export_is_of_one_tenant(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(one_incident(url))
    assert main(["boundary", "export", "--tenant", "T1"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1:] == ["2026-11-24T14:02:00Z,phone,,0,stopped,2026-11-24T14:02:00Z,,,,1,,2,,,,"]
    assert main(["boundary", "export", "--tenant", "T2"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_export_without_a_tenant_says_what_is_missing(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["boundary", "export"]) == 1
    assert capsys.readouterr().err.startswith("--tenant is missing")
