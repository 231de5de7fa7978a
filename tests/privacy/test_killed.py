"""Kill -9 while somebody is erased: all of it or nothing, and the next run ends it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
import sqlalchemy as sa

from bot.store.sql.database import Database
from bot.store.sql.people import people
from tests import processes
from tests.conftest import PHRASEBOOK
from tests.databases import new_database
from tests.privacy.filled import ANA, NAME, TENANT, dump, fill, telling

pytestmark = pytest.mark.kill
LONG_AGO = datetime(2024, 11, 24, tzinfo=UTC)
# Does a piece of work and kills its own process: at the nth statement that writes, or right before the commit
# of the nth transaction that wrote.
DYING = """
import os, signal, sys
import sqlalchemy as sa

kind, nth = sys.argv[1], int(sys.argv[2])
seen = {"write": 0, "commit": 0}
wrote = set()

def count(what):
    seen[what] += 1
    if kind == what and seen[what] == nth:
        os.kill(os.getpid(), signal.SIGKILL)

def statement(connection, cursor, text, *_):
    if text.split()[0] in ("INSERT", "UPDATE", "DELETE"):
        wrote.add(id(connection))
        count("write")

def commit(connection):
    if id(connection) in wrote:
        wrote.discard(id(connection))
        count("commit")

sa.event.listen(sa.Engine, "before_cursor_execute", statement)
sa.event.listen(sa.Engine, "commit", commit)
"""
PERSON = f"""{DYING}
import app
sys.exit(app.main(["person", "erase", "--tenant", "{TENANT}", "--user", "{ANA}", "--yes"]))
"""
LEAVERS = f"""{DYING}
import asyncio
from bot import config
from bot.features.privacy import feature
from bot.wiring.calma import build
from bot.wiring.stores import stored

async def work():
    settings = config.read(os.environ)
    async with stored(settings) as stores:
        calma = build(settings, stores)
        await feature.leavers(calma.features.privacy)(calma.runtime.clock())

asyncio.run(work())
"""


@pytest_asyncio.fixture
async def ready(url: str) -> AsyncIterator[Database]:
    """A database in which somebody who left long ago stands in every table."""
    found = Database(new_database(url) if url.startswith("postgresql") else url)
    await found.migrate()
    await fill(found, LONG_AGO)
    async with found.writing() as connection:
        gone = sa.update(people).where(people.c.user_id == ANA)
        await connection.execute(gone.values(left=int(LONG_AGO.timestamp()) + 86_400))
        for name in ("checkin_lock", "checkin_layouts", "checkin_blocks", "checkin_keys", "checkin_rows"):
            await connection.execute(sa.text(f"DELETE FROM {name}"))  # sealed by no key that there is
        await connection.execute(sa.text("DELETE FROM checkin_standings"))
        await connection.execute(sa.text("DELETE FROM checkin_terms"))
        await connection.execute(sa.text("DELETE FROM outcome_tickets"))
    yield found
    await found.close()


def run(database: Database, folder: Path, code: str, kind: str, nth: int) -> subprocess.CompletedProcess[str]:
    environment = {
        **os.environ,
        "DATABASE_URL": database.engine.url.render_as_string(hide_password=False),
        "CALMA_DATA_DIR": str(folder),
        "CALMA_PHRASEBOOK": str(PHRASEBOOK),
    }
    return processes.run(code, kind, str(nth), environment=environment)


async def tables_of(database: Database) -> set[str]:
    """Returns the tables in which somebody can be told by their id or name."""
    return set(telling(await dump(database), ANA, NAME))


@pytest.mark.parametrize("code", [PERSON, LEAVERS], ids=["at their word", "since they left"])
@pytest.mark.parametrize(("kind", "nth"), [("write", 4), ("write", 20), ("write", 40), ("commit", 2)])
async def test_all_of_it_is_there_or_none_and_the_next_run_ends_it(
    ready: Database, tmp_path: Path, code: str, kind: str, nth: int
) -> None:
    before = await tables_of(ready)
    died = run(ready, tmp_path, code, kind, nth)
    assert died.returncode == -9, died.stderr
    assert await tables_of(ready) in (before, set())
    done = run(ready, tmp_path, code, "never", 1)
    assert done.returncode == 0 or "Nothing is kept" in done.stderr, done.stderr
    assert await tables_of(ready) == set()
