"""`python app.py doctor` and `python app.py keys rotate`."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app import main
from bot.features.checkin.model import ReminderState
from bot.keys import KeyFile, text_of
from bot.store.sql.checkin import checkin_stores
from bot.store.sql.database import Database
from tests.checkin import files
from tests.checkin.keys import NEW, OLD, PEPPER, TODAY, chance, entry
from tests.conftest import PHRASEBOOK


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of an installation with a phrasebook of its own."""
    book = tmp_path / "book"
    shutil.copytree(PHRASEBOOK, book, ignore=shutil.ignore_patterns("checkin", "safety"))
    files.write(book)
    monkeypatch.setenv("CALMA_PHRASEBOOK", str(book))
    monkeypatch.setenv("CALMA_DATA_DIR", str(tmp_path))
    return tmp_path


async def answered(folder: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{folder / 'calma.db'}")
    await database.migrate()
    found = checkin_stores(database, KeyFile(folder / "checkin.keys"), chance)
    for who in ("ana", "luis"):
        await found.reminders.keep_reminder_state("T1", who, "slack", ReminderState(offered=True))
        await found.answers.keep_consent("T1", who)
        await found.answers.submit_entry("T1", who, entry(), TODAY)
    await database.close()


def sealed(folder: Path, change: str) -> None:
    with closing(sqlite3.connect(folder / "calma.db")) as connection, connection:
        connection.execute(change)


def test_doctor_says_what_to_know(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(answered(folder))
    for path in folder.glob("calma.db*"):
        path.chmod(0o600)
    assert main(["doctor"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert len(told) == 2
    assert "lie next to the database" in told[0]
    assert "protects nothing" in told[0]
    assert told[1].startswith("note: MX: not verified: 911, 800 911 2000. Call or read")


def test_doctor_counts_what_does_not_open(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(answered(folder))
    sealed(
        folder,
        "UPDATE checkin_rows SET sealed = substr(sealed, 2) WHERE id = (SELECT min(id) FROM checkin_rows)",
    )
    assert main(["doctor"]) == 1
    assert "mend: T1: 1 self-check answers do not open" in capsys.readouterr().out
    sealed(folder, "UPDATE checkin_rows SET id = 'x' || substr(id, 2)")
    assert main(["doctor"]) == 1
    assert "mend: T1: 2 self-check answers are nobody's" in capsys.readouterr().out
    sealed(folder, "UPDATE checkin_keys SET wrapped = x'00'")
    assert main(["doctor"]) == 1
    assert "mend: T1: 2 people's keys do not open" in capsys.readouterr().out


def test_doctor_names_missing_and_wrong_keys(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asyncio.run(answered(folder))
    file = folder / "checkin.keys"
    text = file.read_text()
    file.unlink()
    assert main(["doctor"]) == 1
    assert "keys are missing" in capsys.readouterr().out
    assert not file.exists()
    assert main(["keys", "rotate"]) == 1
    assert "Nothing was changed" in capsys.readouterr().err
    assert not file.exists()
    monkeypatch.setenv("CALMA_CHECKIN_KEY", text_of(NEW))
    monkeypatch.setenv("CALMA_CHECKIN_PEPPER", text_of(PEPPER))
    assert main(["doctor"]) == 1
    assert "CALMA_CHECKIN_PEPPER" in capsys.readouterr().out
    assert text


def test_doctor_of_an_empty_installation_asks_for_no_keys(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALMA_CHECKIN_KEY", text_of(OLD))
    monkeypatch.setenv("CALMA_CHECKIN_PEPPER", text_of(PEPPER))
    files.write(folder / "book", numbers=files.NUMBERS.partition("  - country: MX")[0])
    assert main(["doctor"]) == 0
    assert capsys.readouterr().out == "Nothing found.\n"


def test_keys_are_rotated(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(answered(folder))
    before = (folder / "checkin.keys").read_text()
    assert main(["keys", "rotate"]) == 0
    assert "Keys wrapped anew: 2. Not readable: 0. The old key is gone" in capsys.readouterr().out
    assert (folder / "checkin.keys").read_text() != before
    main(["doctor"])
    assert "do not open" not in capsys.readouterr().out
