"""Periods that are closed in a database: by several at once, and by a process that is killed meanwhile."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.features.checkin.model import CheckinEntry
from bot.features.checkin.ports import CheckinStores
from bot.features.checkin.record import CheckinRecord
from bot.keys import KeyFile
from bot.store.sql.checkin import checkin_stores
from bot.store.sql.database import Database
from tests import processes
from tests.checkin.keys import BEFORE, NOW, TestKeys, chance
from tests.checkin.test_closing import AGREED, EIGHT, LATER, SINCE, TERMS, closing, figures, placed

SHOWN = [("abuse", (60, 100)), ("index", (55, 100)), ("someone", (0, 40))]
OLD = "2026-W19-W20"
# Closes, and kills its own process at the nth event of a kind: a statement, or a commit.
CLOSE = """
import asyncio, os, signal, sys
from pathlib import Path
import sqlalchemy as sa
from bot.keys import KeyFile
from bot.store.sql.checkin import checkin_stores
from bot.store.sql.database import Database
from tests.checkin.test_closing import LATER, closing

kind, nth, seen = sys.argv[1], int(sys.argv[2]), 0

def count(*_):
    global seen
    seen += 1
    if seen == nth:
        os.kill(os.getpid(), signal.SIGKILL)

if kind == "statement":
    sa.event.listen(sa.Engine, "before_cursor_execute", lambda c, cu, s, *_: "checkin_" in s and count())
else:
    sa.event.listen(sa.Engine, "commit", count)

async def close():
    await closing(checkin_stores(Database(sys.argv[3]), KeyFile(Path(sys.argv[4])), os.urandom))(LATER)

asyncio.run(close())
"""


def entry(period: str) -> CheckinEntry:
    return CheckinEntry(period, "six", 1, {}, {"index": 100.0}, {"abuse": 75.0})


async def fill(stores: CheckinStores) -> None:
    """Eight people of a unit have answered now, and long ago."""
    records = [
        CheckinRecord(who, "slack", SINCE, consent=AGREED, taking_part=True, entries=(entry(OLD), entry(NOW)))
        for who in EIGHT
    ]
    await stores.records.add_records("T1", records)
    assert await stores.terms.keep_terms("T1", TERMS)
    for period in (OLD, BEFORE):
        assert await stores.results.publish_results("T1", period, ())
    await placed(stores, SINCE, floor=EIGHT)


async def entries(stores: CheckinStores) -> set[tuple[str, ...]]:
    """Returns the periods that people have entries of."""
    return {tuple(e.period for e in record.entries) for record in await stores.records.all_records("T1")}


async def test_several_who_close_at_once_publish_once(database: Database) -> None:
    stores = checkin_stores(database, TestKeys(), chance)
    await fill(stores)
    await asyncio.gather(*(closing(stores)(LATER + timedelta(hours=n)) for n in range(4)))
    assert await figures(stores) == SHOWN
    assert await entries(stores) == {(NOW,)}


@pytest.mark.kill
@pytest.mark.parametrize(
    ("kind", "nth"),
    [
        *(("statement", nth) for nth in (3, 14, 20, 22, 25)),  # reading, publishing, rewriting
        *(("commit", nth) for nth in (1, 4)),
    ],
)
async def test_what_a_kill_left_undone_is_done_the_next_time(tmp_path: Path, kind: str, nth: int) -> None:
    url, file = f"sqlite+aiosqlite:///{tmp_path / 'calma.db'}", tmp_path / "checkin.keys"
    database = Database(url)
    await database.migrate()
    stores = checkin_stores(database, KeyFile(file), chance)
    await fill(stores)
    await database.close()
    died = processes.run(CLOSE, kind, str(nth), url, str(file), environment={"PATH": "/usr/bin:/bin"})
    assert died.returncode == -9, died.stderr
    database = Database(url)
    stores = checkin_stores(database, KeyFile(file), chance)
    assert await figures(stores) in ([], SHOWN)
    assert await entries(stores) in ({(OLD, NOW)}, {(NOW,)})
    if await figures(stores) == []:
        assert await entries(stores) == {(OLD, NOW)}, "deleted before it was closed"
    await closing(stores)(LATER)
    assert await figures(stores) == SHOWN
    assert await entries(stores) == {(NOW,)}
    await database.close()


async def test_what_is_published_stays_when_somebody_changes_the_terms(database: Database) -> None:
    stores = checkin_stores(database, TestKeys(), chance)
    await fill(stores)
    await closing(stores)(LATER)
    terms = await stores.terms.find_terms("T1")
    assert await stores.terms.keep_terms("T1", replace(terms, minimum=20))
    await closing(stores)(LATER)
    assert await figures(stores) == SHOWN
