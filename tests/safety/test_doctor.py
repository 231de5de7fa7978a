"""What `doctor` says of the safety cards, until an organisation's professional has read them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app import main
from bot.features.safety.model import SafetyReview, SafetySetup, fingerprint
from bot.store.sql.database import Database
from bot.store.sql.safety import SqlSafetyStore
from tests.build import shipped

UNREVIEWED = "the words of the safety cards are not reviewed by a professional"
NOW = datetime(2026, 11, 24, tzinfo=UTC)


async def keep(folder: Path, tenant: str, setup: SafetySetup) -> None:
    database = Database(f"sqlite+aiosqlite:///{folder / 'calma.db'}")
    await database.migrate()
    assert await SqlSafetyStore(database).keep_setup(tenant, setup)
    await database.close()


def changed(folder: Path, tenant: str, setup: SafetySetup) -> None:
    asyncio.run(keep(folder, tenant, setup))
    for path in folder.glob("calma.db*"):
        path.chmod(0o600)


def doctors_notes(capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["doctor"]) == 0
    return capsys.readouterr().out


def test_it_says_so_until_somebody_confirms_just_these_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALMA_DATA_DIR", str(tmp_path))
    assert f"known: Safety cards: {UNREVIEWED}" in doctors_notes(capsys)
    setup = SafetySetup(1, number="ext. 1", by="marta", at=NOW)
    changed(tmp_path, "T1", setup)
    assert f"known: Safety cards: T1: {UNREVIEWED}" in doctors_notes(capsys)
    other = replace(setup, version=2, review=SafetyReview("Inés", NOW.date(), "other words"))
    changed(tmp_path, "T1", other)
    assert f"known: Safety cards: T1: {UNREVIEWED}" in doctors_notes(capsys)
    words = fingerprint(shipped().safety)
    changed(tmp_path, "T1", replace(other, version=3, review=SafetyReview("Inés", NOW.date(), words)))
    told = doctors_notes(capsys)
    assert UNREVIEWED not in told
    assert "CO: 123, 192, 106, 155;" in told
