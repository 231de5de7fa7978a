"""Kill -9 while keys turn and while somebody erases: readable with one set of keys, or gone; never half."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest
import pytest_asyncio

from bot.features.checkin.earlier_answers import SealedAnswerStore
from bot.features.checkin.model import ReminderState, Submitted
from bot.keys import KeyFile
from bot.store.sql.checkin import checkin_stores
from bot.store.sql.checkin_rows import SqlSealedRowStore
from bot.store.sql.database import Database
from bot.store.sql.stores import opened
from tests import processes
from tests.checkin.keys import BEFORE, NOW, TODAY, chance, entry
from tests.conftest import PHRASEBOOK

pytestmark = pytest.mark.kill
PEOPLE = [f"U{i}" for i in range(7)]
# Runs a piece of work and kills its own process at the nth event of a kind: a statement, a commit, a file put
# in place, or SQLite's log being emptied.
DYING = """
import os, signal, sys
import sqlalchemy as sa

kind, nth, seen = sys.argv[1], int(sys.argv[2]), 0

def count(*_):
    global seen
    seen += 1
    if seen == nth:
        os.kill(os.getpid(), signal.SIGKILL)

def watched(event):
    if event == kind == "statement":
        sa.event.listen(sa.Engine, "before_cursor_execute", lambda c, cu, s, *_: "checkin_" in s and count())
    elif event == kind == "commit":
        sa.event.listen(sa.Engine, "commit", count)

if kind == "settle":
    sa.event.listen(sa.Engine, "before_cursor_execute", lambda c, cu, s, *_: "wal_" in s and count())
watched("statement"); watched("commit")
if kind == "file":
    settled = os.replace
    def replace(*places):
        count()
        settled(*places)
        count()
    os.replace = replace
"""
ROTATE = (
    DYING
    + """
import bot.features.checkin.rotation as rotation
import app
rotation.BATCH = 2
sys.exit(app.main(["keys", "rotate"]))
"""
)
ERASE = (
    DYING
    + """
import asyncio
from pathlib import Path
from bot.keys import KeyFile
from bot.store.sql.checkin import checkin_stores
from bot.store.sql.database import Database

async def erase():
    stores = checkin_stores(Database(sys.argv[3]), KeyFile(Path(sys.argv[4])), os.urandom)
    await stores.answers.erase_person("T1", "U3")

asyncio.run(erase())
"""
)


class Place:
    """A folder with a database in which seven people answered twice, and the key file."""

    def __init__(self, folder: Path) -> None:
        self.url = f"sqlite+aiosqlite:///{folder / 'calma.db'}"
        self.file = folder / "checkin.keys"
        self.source = KeyFile(self.file)

    async def filled(self) -> Place:
        database = Database(self.url)
        await database.migrate()
        found = checkin_stores(database, self.source, chance)
        for who in PEOPLE:
            await found.reminders.keep_reminder_state("T1", who, "slack", ReminderState(offered=True))
            await found.answers.keep_consent("T1", who)
            for period in (BEFORE, NOW):
                done = await found.answers.submit_entry("T1", who, entry(period), TODAY.replace(day=10))
                assert done is Submitted.KEPT
        await database.close()
        return self

    async def readable(self) -> dict[str, int]:
        """How many answers each person can read; nothing may be there that cannot be read."""
        database = Database(self.url)
        answers = SealedAnswerStore(SqlSealedRowStore(database), self.source, chance)
        found = {who: len((await answers.own_checkins("T1", who)).entries) for who in PEOPLE}
        checked = await answers.checkup("T1", PEOPLE)
        await database.close()
        assert (checked.rows, checked.keys, checked.of_nobody) == (0, 0, 0)
        return found

    def run(self, code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {
            **os.environ,
            "DATABASE_URL": self.url,
            "CALMA_KEY_FILE": str(self.file),
            "CALMA_PHRASEBOOK": str(PHRASEBOOK),
        }
        return processes.run(code, *arguments, environment=environment)


@pytest_asyncio.fixture
async def place(tmp_path: Path) -> Place:
    return await Place(tmp_path).filled()


@pytest.mark.parametrize(
    ("kind", "nth"),
    [("file", 1), ("file", 2), ("commit", 4), ("statement", 9), ("file", 3), ("file", 4)],
)
async def test_a_killed_rotation_goes_on(place: Place, kind: str, nth: int) -> None:
    died = place.run(ROTATE, kind, str(nth))
    assert died.returncode == -9, died.stderr
    assert set((await place.readable()).values()) == {2}
    done = place.run(ROTATE, "never", "1")
    assert done.returncode == 0, done.stderr
    keys = place.source.keys()
    assert keys
    assert len(keys.wrapping) == 1
    assert set((await place.readable()).values()) == {2}
    assert [path.name for path in place.file.parent.iterdir() if "keys" in path.name] == ["checkin.keys"]


@pytest.mark.parametrize(
    ("kind", "nth", "gone"),
    [
        ("statement", 2, False),
        ("statement", 3, False),
        ("statement", 4, False),
        ("commit", 2, False),
        ("never", 1, True),
    ],
)
async def test_a_killed_erasure_is_whole_or_nothing(place: Place, kind: str, nth: int, gone: bool) -> None:
    died = place.run(ERASE, kind, str(nth), place.url, str(place.file))
    assert died.returncode == (0 if gone else -9), died.stderr
    found = await place.readable()
    assert found == {**dict.fromkeys(PEOPLE, 2), "U3": 0 if gone else 2}


async def test_what_a_killed_erasure_left_in_the_log_goes_with_the_next_start(place: Place) -> None:
    with closing(sqlite3.connect(place.file.with_name("calma.db"))) as connection, connection:
        before = {bytes(row[0]) for row in connection.execute("SELECT wrapped FROM checkin_keys")}
    died = place.run(ERASE, "settle", "1", place.url, str(place.file))
    assert died.returncode == -9, died.stderr
    async with opened(place.url) as database:
        left = b"".join(path.read_bytes() for path in place.file.parent.glob("calma.db*"))
        assert sum(wrapped in left for wrapped in before) == len(PEOPLE) - 1
        assert await SqlSealedRowStore(database).count_rows("T1") == 2 * (len(PEOPLE) - 1)
