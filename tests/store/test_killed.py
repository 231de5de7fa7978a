"""An import that is killed in the middle leaves what was there before, or all of the file; never a part."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.store.sql.database import Database
from bot.store.sql.team import SqlTeamStore
from tests import processes
from tests.databases import new_database

pytestmark = pytest.mark.kill
COUNT = 700
# Runs the job and kills its own process: at the nth statement that writes a team's entries, right before or
# right after the commit.
KILLED = """
import os, signal, sys
import sqlalchemy as sa
import app

moment, nth = sys.argv[1], int(sys.argv[2])
seen = 0

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def count(connection, cursor, statement, *_):
    global seen
    if "team_entries" in statement and statement.startswith("INSERT"):
        seen += 1
        if moment == "write" and seen == nth:
            die()

def commit(connection):
    if moment == "commit" and seen:
        die()

sa.event.listen(sa.Engine, "before_cursor_execute", count)
sa.event.listen(sa.Engine, "commit", commit)
if moment == "written":
    sys.stdout = type("Dead", (), {"write": die})()
sys.exit(app.main(sys.argv[3:]))
"""


@pytest_asyncio.fixture
async def ready(url: str) -> AsyncIterator[Database]:
    """A database as an installation has it."""
    found = Database(new_database(url) if url.startswith("postgresql") else url)
    await found.migrate()
    yield found
    await found.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with many triggers."""
    triggers = ", ".join(f"quork{i}" for i in range(COUNT))
    path = tmp_path / "team.yml"
    path.write_text(f"id: yelling\ntriggers:\n  en: [{triggers}]\n")
    return path


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A file with a number where text should be."""
    path = tmp_path / "broken.yml"
    path.write_text("id: yelling\ntriggers:\n  en: [one of ours, 7]\n")
    return path


def run(database: Database, *arguments: str, code: str = processes.APP) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "DATABASE_URL": database.url}
    return processes.run(code, *arguments, environment=environment)


async def kept(database: Database) -> int:
    entries = (await SqlTeamStore(database).find_content("T1")).entries
    return len(entries)


@pytest.mark.parametrize(
    ("moment", "nth", "left"), [("write", 2, 0), ("commit", 1, 0), ("written", 1, COUNT)]
)
async def test_a_killed_import_is_whole_or_nothing(
    ready: Database, file: Path, moment: str, nth: int, left: int
) -> None:
    job = ("team", "import", "--tenant", "T1", str(file))
    done = run(ready, moment, str(nth), *job, code=KILLED)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert await kept(ready) == left
    again = run(ready, *job)
    assert again.returncode == 0, again.stderr
    assert await kept(ready) == COUNT


async def test_the_command_line_brings_out_what_it_took_in(ready: Database, file: Path) -> None:
    assert run(ready, "team", "import", "--tenant", "T1", str(file)).stdout == (
        f"Imported. Changes: {COUNT}.\n"
    )
    out = run(ready, "team", "export", "--tenant", "T1").stdout
    copy = file.with_name("copy.yml")
    await asyncio.to_thread(copy.write_text, out, encoding="utf-8")
    assert run(ready, "team", "import", "--tenant", "T2", str(copy)).returncode == 0
    assert run(ready, "team", "export", "--tenant", "T2").stdout == out
    assert run(ready, "team", "export", "--tenant", "T3").stdout == ""


async def test_the_command_line_names_line_and_field(ready: Database, tmp_path: Path, broken: Path) -> None:
    done = run(ready, "team", "import", "--tenant", "T1", str(broken))
    assert done.returncode == 1
    assert f"{broken}:3: error: triggers.en[1]: " in done.stderr
    assert "Traceback" not in done.stderr
    assert await kept(ready) == 0
    for name in (str(tmp_path / "nowhere.yml"), str(tmp_path)):
        done = run(ready, "team", "import", "--tenant", "T1", name)
        assert done.returncode == 1
        assert done.stderr.startswith(f"{name} cannot be read")
