"""`python app.py doctor` and `python app.py keys rotate`."""

from __future__ import annotations

import asyncio
import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app import main
from bot.features.checkin.record import CheckinRecord
from bot.keys import KeyFile, text_of
from bot.store.sql.checkin import sealed_records
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


def closed_to_others(folder: Path) -> None:
    for path in folder.glob("calma.db*"):
        path.chmod(0o600)


async def answered(folder: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{folder / 'calma.db'}")
    await database.migrate()
    records = sealed_records(database, KeyFile(folder / "checkin.keys"), chance)
    people = [CheckinRecord(f"p{i:02}", "slack", TODAY).with_entry(entry()) for i in range(170)]
    await records.add_records("T1", people)
    await database.close()
    closed_to_others(folder)


def sealed(folder: Path, change: str) -> None:
    with closing(sqlite3.connect(folder / "calma.db")) as connection, connection:
        connection.execute(change)


def test_doctor_says_what_to_know(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(answered(folder))
    assert main(["doctor"]) == 0
    told = dict(line.split(": ", 2)[1:] for line in capsys.readouterr().out.splitlines() if "known: " in line)
    assert told.keys() == {"Keys", "Backups", "Phrasebook", "Numbers"}
    assert "lie next to the database" in told["Keys"]
    assert "protects nothing" in told["Keys"]
    assert told["Phrasebook"].endswith("whoever keeps the phrasebook writes reviewed_on.")
    assert "by country: MX: 911, 800 911 2000. Call each" in told["Numbers"]


def test_doctor_counts_what_does_not_open(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(answered(folder))
    sealed(folder, "UPDATE checkin_blocks SET sealed = substr(sealed, 2) WHERE block = 0")
    assert main(["doctor"]) == 1
    assert "mend: Self-check: T1: 1 blocks of the self-check's records do not open" in capsys.readouterr().out
    sealed(folder, "DELETE FROM checkin_blocks WHERE block = 1")
    assert main(["doctor"]) == 1
    assert "mend: Self-check: T1: 2 blocks of the self-check's records do not open" in capsys.readouterr().out
    sealed(folder, "INSERT INTO checkin_keys VALUES ('T2', 'x', 'by', x'00', 1)")
    sealed(folder, "INSERT INTO checkin_rows VALUES ('T2', '2026-W47-W48', 'x', x'00')")
    assert main(["doctor"]) == 1
    told = capsys.readouterr().out
    assert "mend: Self-check: T2: 1 self-check answers of an earlier version do not open" in told
    assert "mend: Self-check: T2: 1 people's keys of an earlier version do not open" in told


def test_doctor_tells_of_a_backup_that_was_put_back(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asyncio.run(answered(folder))
    backup = {path.name: path.read_bytes() for path in folder.glob("calma.db*")}
    asyncio.run(gone(folder))
    assert main(["doctor"]) == 0
    capsys.readouterr()
    for path in folder.glob("calma.db*"):
        path.unlink()
    for name, data in backup.items():
        (folder / name).write_bytes(data)
    assert main(["doctor"]) == 1
    assert (
        "mend: Self-check: The database is older than what is kept with the self-check's keys"
        in capsys.readouterr().out
    )


async def gone(folder: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{folder / 'calma.db'}")
    await sealed_records(database, KeyFile(folder / "checkin.keys"), chance).forget_people("T1", ["p03"])
    await database.close()
    closed_to_others(folder)


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
    assert "key" not in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["--pepper"]])
def test_keys_are_rotated(folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    asyncio.run(answered(folder))
    before = json.loads((folder / "checkin.keys").read_text())
    assert main(["keys", "rotate", *arguments]) == 0
    told = capsys.readouterr()
    assert "Not readable: 0. The old key is gone" in told.out
    after = json.loads((folder / "checkin.keys").read_text())
    assert (before["keys"] == after["keys"], before["pepper"] == after["pepper"]) == (
        bool(arguments),
        not arguments,
    )
    for secret in (*before["keys"], before["pepper"], *after["keys"], after["pepper"]):
        assert secret not in told.out + told.err
    assert main(["doctor"]) == 0
    assert "do not open" not in capsys.readouterr().out


def test_a_new_key_for_the_environment_is_in_a_file_and_on_no_screen(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALMA_CHECKIN_KEY", text_of(OLD))
    monkeypatch.setenv("CALMA_CHECKIN_PEPPER", text_of(PEPPER))
    assert main(["keys", "rotate"]) == 1
    told = capsys.readouterr()
    new = (folder / "checkin.new-key").read_text().strip()
    assert str(folder / "checkin.new-key") in told.err
    assert new not in told.out + told.err
    monkeypatch.setenv("CALMA_CHECKIN_KEY", f"{new},{text_of(OLD)}")
    assert main(["keys", "rotate"]) == 0
    assert "leave only the first key" in capsys.readouterr().out
