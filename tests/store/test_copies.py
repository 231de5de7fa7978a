"""Copies of a SQLite file: made while it is written, checked, put in its place; never there by half."""

from __future__ import annotations

import asyncio
import fcntl
import json
import signal
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot.core.errors import CalmaError
from bot.store.sql import copies
from bot.store.sql.copies import bring_beside, copy_database, examine, put_in_place
from bot.store.sql.database import Database
from bot.store.sql.edge import SqlReferenceStore
from bot.store.sql.in_use import alone_with, in_use, is_in_use
from bot.store.sql.shapes import revisions
from tests.conftest import ROOT

HEAD = revisions()[-1]
# Restores in one process after the other, each killed a step further than the one before, and tells what is
# there after each: in the database, and aside once the next one came to its end.
RESTORING = """
import json, os, signal, sqlite3, sys
from pathlib import Path
from bot.store.sql import copies

folder = Path(sys.argv[1])
path, backup = folder / "calma.db", folder / "backup.db"
asides = [folder / f"calma.db.replaced-{n}" for n in "12"]
newer = path.read_bytes()

def names(file):
    connection = sqlite3.connect(file)
    found = [row[0] for row in connection.execute('SELECT id FROM "references" ORDER BY 1')]
    connection.close()
    return found

def restore(aside):
    copies.put_in_place(copies.bring_beside(backup, path), path, aside)

def killed_at(last):
    step = 0
    def seen(event, arguments):
        nonlocal step
        if event in ("os.link", "os.rename", "os.remove", "os.utime", "sqlite3.connect"):
            step += 1
            if step == last:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(seen)
    restore(asides[0])
    os._exit(0)

last = 0
while True:
    last += 1
    for each in folder.glob("calma.db*"):
        each.unlink()
    path.write_bytes(newer)
    child = os.fork() or killed_at(last)
    _, status = os.waitpid(child, 0)
    there, shape = names(path), copies.examine(path).revision
    restore(asides[1])
    left = [names(each) for each in asides if each.exists()]
    print(json.dumps([status, there, shape, names(path), left]), flush=True)
    if status == 0:
        break
"""


@pytest.fixture
def path(tmp_path: Path, migrated_file: bytes) -> Path:
    """The file of an empty database."""
    path = tmp_path / "calma.db"
    path.write_bytes(migrated_file)
    return path


def run(path: Path, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection, connection:
        return connection.execute(statement).fetchall()


def name(path: Path, name: str) -> None:
    """Writes a row by which a database is known."""
    run(path, f"INSERT INTO \"references\" VALUES ('T1', '{name}', '{{}}')")


def names(path: Path) -> list[object]:
    return [row[0] for row in run(path, 'SELECT id FROM "references" ORDER BY 1')]


async def test_a_copy_is_of_one_moment_while_others_write(path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{path}")
    references = SqlReferenceStore(database)
    ends, written = asyncio.Event(), 0

    async def writes() -> None:
        nonlocal written
        while not ends.is_set():  # two rows in one transaction: never one without the other
            await references.keep_references({("T1", f"{written:05}-{half}"): "{}" for half in "ab"})
            written += 1

    writing, made = asyncio.create_task(writes()), []
    for number in range(3):
        await references.keep_reference("T1", f"between-{number}", "{}")
        await references.keep_reference("T1", f"between-{number}-too", "{}")
        target = path.with_name(f"copy-{number}.db")
        made.append(await asyncio.to_thread(copy_database, path, target))
    ends.set()
    await writing
    await database.close()
    sizes = [len(names(copy.path)) for copy in made]
    assert sizes == sorted(sizes)
    assert all(size % 2 == 0 for size in sizes)
    assert 0 < sizes[0] < sizes[-1] <= 2 * written
    assert {copy.revision for copy in made} == {HEAD}
    assert {stat.S_IMODE(copy.path.stat().st_mode) for copy in made} == {0o600}
    assert not list(path.parent.glob("*.part"))


def test_what_was_deleted_is_in_no_copy(path: Path) -> None:
    name(path, "somebody-erased")
    run(path, 'DELETE FROM "references"')
    made = copy_database(path, path.with_name("copy.db"))
    assert b"somebody-erased" not in made.path.read_bytes()


def test_nothing_is_written_over(path: Path) -> None:
    target = path.with_name("copy.db")
    target.write_text("mine")
    with pytest.raises(CalmaError, match="is there already, and nothing is written over it"):
        copy_database(path, target)
    assert target.read_text() == "mine"
    with pytest.raises(CalmaError, match="There is no folder"):
        copy_database(path, path.with_name("nowhere") / "copy.db")


def test_without_room_there_is_a_line_and_no_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies, "SPARE", 10**18)
    with pytest.raises(CalmaError, match=r"has room for [\d,.]+ MB, and the copy takes about [\d.]+ MB"):
        copy_database(path, path.with_name("copy.db"))
    assert not list(path.parent.glob("copy*"))


def test_what_somebody_put_there_to_read_it_gets_nothing(path: Path, tmp_path: Path) -> None:
    target, theirs = tmp_path / "copy.db", tmp_path / "theirs"
    theirs.write_text("of somebody else")
    (tmp_path / "copy.db.part").symlink_to(theirs)
    made = copy_database(path, target)
    assert theirs.read_text() == "of somebody else"
    assert not target.is_symlink()
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert made == examine(target)
    # A file of theirs is not written into, whatever they let others do with it.
    with (tmp_path / "again.db.part").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)  # as one that may not be taken away
        with pytest.raises(CalmaError, match=r"again\.db is being written already"):
            copy_database(path, tmp_path / "again.db")
    assert (tmp_path / "again.db.part").stat().st_size == 0


def test_what_a_killed_one_left_is_taken_away(path: Path) -> None:
    left = path.with_name("calma-1.db.part")
    left.write_bytes(b"half")
    copy_database(path, path.with_name("calma-2.db"))
    assert not left.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is no database of Calma"),
        (b"PK\x03\x04 some zip", "is no database of Calma"),
        (b"SQLite format 3\0 and then nothing of it", "is no database of Calma|is damaged"),
    ],
)
def test_garbage_is_named(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "backup.db"
    path.write_bytes(content)
    with pytest.raises(CalmaError, match=said):
        examine(path)


def test_a_database_of_another_program_is_named(tmp_path: Path) -> None:
    path = tmp_path / "backup.db"
    run(path, "CREATE TABLE people (id INTEGER)")
    with pytest.raises(CalmaError, match=r"backup\.db is no database of Calma"):
        examine(path)


def test_a_damaged_page_is_noticed(path: Path) -> None:
    rows = ", ".join(f"('T1', 'person-{number:03}', '{{}}')" for number in range(300))
    run(path, f'INSERT INTO "references" VALUES {rows}')
    data = bytearray(path.read_bytes())
    at = data.rindex(b"person-1")
    data[at - 3000 : at] = b"\xff" * 3000
    path.write_bytes(data)
    with pytest.raises(CalmaError, match="is damaged"):
        examine(path)


def test_one_goes_in_the_place_of_the_other_which_goes_aside(path: Path) -> None:
    name(path, "old")
    backup, aside = path.with_name("backup.db"), path.with_name("calma.db.replaced-1")
    copy_database(path, backup)
    name(path, "newer")
    assert put_in_place(bring_beside(backup, path), path, aside)
    assert names(path) == ["old"]
    assert names(aside) == ["newer", "old"]


def test_a_damaged_database_goes_aside_with_its_log(path: Path) -> None:
    name(path, "old")
    backup, aside = path.with_name("backup.db"), path.with_name("calma.db.replaced-1")
    copy_database(path, backup)
    path.write_bytes(b"garbage" * 1_000)
    Path(f"{path}-wal").write_bytes(b"more of it")
    assert put_in_place(bring_beside(backup, path), path, aside)
    assert names(path) == ["old"]
    assert aside.read_bytes().startswith(b"garbage")
    assert Path(f"{aside}-wal").read_bytes() == b"more of it"


async def test_whoever_has_it_open_keeps_it(path: Path) -> None:
    backup = path.with_name("backup.db")
    copy_database(path, backup)
    database = Database(f"sqlite+aiosqlite:///{path}")
    await database.check_schema()
    with pytest.raises(CalmaError, match=r"Something else has .* open"):
        put_in_place(bring_beside(backup, path), path, path.with_name("aside"))
    await database.check_schema()
    await database.close()


def test_many_use_a_file_and_one_alone_replaces_it(tmp_path: Path) -> None:
    path = tmp_path / "calma.db"
    assert not is_in_use(path)
    with in_use(path), in_use(path):
        assert is_in_use(path)
        with pytest.raises(CalmaError, match=r"Calma runs on .*calma\.db, .*: stop all"), alone_with(path):
            pass
    with alone_with(path), pytest.raises(CalmaError, match="is being replaced by a backup"), in_use(path):
        pass
    assert not is_in_use(path)
    with in_use(None), in_use(tmp_path / "nowhere" / "calma.db"):
        pass  # a server, and a folder that cannot be written, say by themselves what is wrong


@pytest.mark.kill
def test_killed_anywhere_there_is_the_one_or_the_other(path: Path) -> None:
    name(path, "old")
    copy_database(path, path.with_name("backup.db"))
    name(path, "newer")
    command = [sys.executable, "-c", RESTORING, str(path.parent)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    *killed, whole = [json.loads(line) for line in done.stdout.splitlines()]
    assert whole[0] == 0
    assert {status for status, *_ in killed} == {signal.SIGKILL}
    there = [names for _, names, *_ in killed]
    # First the one, then the other, and never anything else; run again, it comes to its end.
    assert there == sorted(there)
    assert [names for number, names in enumerate(there) if names not in there[:number]] == [
        ["newer", "old"],
        ["old"],
    ]
    assert all(shape == HEAD and after == ["old"] for _, _, shape, after, _ in killed)
    assert all(["newer", "old"] in left for *_, left in killed)
