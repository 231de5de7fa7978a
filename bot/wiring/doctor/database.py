"""What the doctor says of the database, and of all that is stored in it."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

from bot.config import Config
from bot.core.errors import CalmaError
from bot.shipped import COMMAND
from bot.store.sql.copies import begins_well, connect
from bot.store.sql.database import Database
from bot.store.sql.in_use import is_in_use
from bot.store.sql.shapes import OutdatedSchema
from bot.store.sql.stores import looked_into
from bot.wiring.doctor import stored
from bot.wiring.doctor.findings import Check, Finding, checked, known, mend, well
from bot.wiring.doctor.phrasebook import PhrasebookReading
from bot.wiring.privacy import database_file, expect_database, is_new

PART = "Database"
LONGEST = 3.0  # seconds that a file is read through
_STEPS = 10_000  # of SQLite's machine between two looks at the clock
_WELL = "It answers, and has the shape of this version, {shape}.{runs}"
_NONE_YET = "There is no database at “{path}” yet: the first start makes it."
_OLDER = (
    "It is older than this version of Calma: the next start brings it to the new shape, and keeps a copy of "
    "before. What is stored in it was not looked at."
)
_DAMAGED = (
    f"{{path}} is damaged ({{why}}): stop Calma, and put a backup back by `{COMMAND} restore FILE`. What is "
    "there now is kept aside."
)


def runs_on(settings: Config) -> bool:
    """Returns whether Calma runs on the database's file; to be asked before anything here reads it."""
    path = database_file(settings)
    return path is not None and is_in_use(path)


async def look(
    settings: Config, reading: PhrasebookReading, now: datetime, *, is_running: bool
) -> list[Finding]:
    """Returns what is wrong with the database; where it can be read, of what is in it too."""
    path = database_file(settings)
    if not is_new(settings):
        expect_database(settings)
    if path and not path.exists():
        safety = await checked("Safety cards", lambda: _listed(stored.of_safety(None, reading)))
        return [known(PART, _NONE_YET.format(path=path)), *safety]
    if path and (why := await asyncio.to_thread(_fault, path)):
        return [mend(PART, _DAMAGED.format(path=path, why=why))]
    runs = f" Calma {'runs' if is_running else 'does not run'} on it now." if path else ""
    try:
        async with looked_into(settings.database_url, pooled=settings.pooled) as database:
            findings = [well(PART, _WELL.format(shape=await database.shape(), runs=runs))]
            if settings.several:
                findings += await checked("Queue", lambda: _queue(settings))
            for part, check in _checks(settings, database, reading, now).items():
                findings += await checked(part, check)
            return findings
    except OutdatedSchema as error:
        return [known(PART, _OLDER) if path else mend(PART, str(error))]


def _checks(
    settings: Config, database: Database, reading: PhrasebookReading, now: datetime
) -> dict[str, Check]:
    return {
        "Self-check": lambda: _listed(stored.of_answers(settings, database)),
        "Deliveries": lambda: _listed(stored.of_deliveries(database, now)),
        "Deletion": lambda: _listed(stored.of_deletion(database, now)),
        "Own phrases": lambda: _listed(stored.of_own_phrases(database, reading, now.date())),
        "Safety cards": lambda: _listed(stored.of_safety(database, reading)),
        "Learning records": lambda: _listed(stored.of_records(settings, database)),
    }


async def _listed(findings: AsyncIterator[Finding]) -> list[Finding]:
    return [finding async for finding in findings]


async def _queue(settings: Config) -> list[Finding]:
    from bot.delivery import queue

    await queue.check_schema(settings.database_url)
    return [well("Queue", "Its tables have the shape of this version.")]


def _fault(path: Path) -> str:
    """Returns what is wrong with a file, "" where nothing is, or where reading all of it takes too long."""
    until = time.monotonic() + LONGEST
    try:
        if not begins_well(path) and path.stat().st_size:
            return "it is no database"
        with closing(connect(path, LONGEST)) as connection:
            connection.set_progress_handler(lambda: int(time.monotonic() > until), _STEPS)
            first = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
            return "" if first == "ok" else first.splitlines()[-1]
    except OSError as error:
        raise CalmaError(
            f"{path} cannot be read ({error.strerror}): make it the file of whoever runs Calma."
        ) from error
    except sqlite3.OperationalError:  # it takes too long, or whoever opens it next says why not
        return ""
    except sqlite3.DatabaseError as error:
        return str(error)
