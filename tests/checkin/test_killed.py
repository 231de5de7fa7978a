"""Kill -9 in the middle of whatever is stored: one state or the other, and what was cut off goes on."""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
import sqlalchemy as sa

from bot.features.checkin.record import CheckinRecord
from bot.keys import KeyFile
from bot.store.sql.checkin import sealed_records
from bot.store.sql.checkin_tables import checkin_lock
from bot.store.sql.database import Database
from tests import processes
from tests.checkin.earlier import EarlierVersion
from tests.checkin.keys import BEFORE, NOW, chance, entry
from tests.conftest import PHRASEBOOK
from tests.databases import new_database

pytestmark = pytest.mark.kill
PEOPLE = [f"U{i}" for i in range(7)]
POINTS = (1, 2, 3, 5, 8, 13, 21, 34)
# Runs a piece of work and kills its own process at the nth event of a kind: a statement, the end of a
# transaction, before or after, or a file put in place.
DYING = """
import asyncio, os, signal, sys
from dataclasses import replace
from pathlib import Path
import sqlalchemy as sa

kind, nth, seen = sys.argv[1], int(sys.argv[2]), 0

def count(*_):
    global seen
    seen += 1
    if seen == nth:
        os.kill(os.getpid(), signal.SIGKILL)

if kind == "statement":
    sa.event.listen(sa.Engine, "before_cursor_execute", lambda c, cu, s, *_: "checkin_" in s and count())
elif kind == "commit":
    sa.event.listen(sa.Engine, "commit", count)
elif kind == "file":
    def counted(settle):
        def put(*places):
            count()
            settle(*places)
            count()
        return put
    os.replace, os.link = counted(os.replace), counted(os.link)

from bot.features.checkin import rotation, sealed
from bot.features.checkin.record import CheckinRecord
from bot.keys import KeyFile
from bot.store.sql.checkin import key_rotation, sealed_records
from bot.store.sql.database import Database
from tests.checkin.keys import entry

rotation.BATCH = sealed._BATCH = 1
database, keys = Database(sys.argv[4]), KeyFile(Path(sys.argv[5]))
records = sealed_records(database, keys, os.urandom)

def changed(record):
    return replace(record, platform="teams").with_entry(entry("2026-W49-W50")), None

ACTIONS = {
    "change": lambda: records.change_record("T1", "U3", changed),
    "erase": lambda: records.erase_record("T1", "U3"),
    "forget": lambda: records.forget_people("T1", ["U3"]),
    "wipe": lambda: records.wipe_records("T1"),
    "grow": lambda: records.add_records("T1", [CheckinRecord(f"V{i}", "slack") for i in range(60)]),
    "rewrite": lambda: records.rewrite_records("T1", lambda record: replace(record, reminders=False)),
    "compact": lambda: records.compact_records(),
    "convert": lambda: records.all_records("T1"),
    "rotate": lambda: key_rotation(database, keys, os.urandom, lambda: 0.0).rotate(),
    "rotate the pepper": lambda: key_rotation(database, keys, os.urandom, lambda: 0.0).rotate(pepper=True),
}

async def work():
    await ACTIONS[sys.argv[3]]()
    await database.close()

asyncio.run(work())
"""


class Place:
    """A database in which seven people answered twice, of two tenants, and the key file."""

    def __init__(self, url: str, file: Path) -> None:
        self.url, self.file = url, file
        self.source = KeyFile(file)

    async def filled(self) -> Place:
        database = Database(self.url)
        await database.migrate()
        records = sealed_records(database, self.source, chance)
        for tenant in ("T1", "T2"):
            await records.add_records(tenant, [self.answered(user_id) for user_id in PEOPLE])
        await database.close()
        return self

    @staticmethod
    def answered(user_id: str) -> CheckinRecord:
        return (
            CheckinRecord(user_id, "slack", taking_part=True).with_entry(entry(BEFORE)).with_entry(entry(NOW))
        )

    async def stored(self) -> tuple[dict[str, CheckinRecord], dict[str, CheckinRecord]]:
        """Returns all that opens, of both tenants; nothing may be there that does not."""
        database = Database(self.url)
        records = sealed_records(database, self.source, chance)
        checked = await records.checkup()
        first, second = [
            {record.user_id: record for record in await records.all_records(tenant)}
            for tenant in ("T1", "T2")
        ]
        await database.close()
        assert not any((c.blocks, c.rows, c.keys) != (0, 0, 0) for c in checked.tenants.values())
        assert not checked.list_closed
        assert second == {user_id: self.answered(user_id) for user_id in PEOPLE}
        return first, second

    def run(self, kind: str, nth: int, action: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "CALMA_PHRASEBOOK": str(PHRASEBOOK)}
        return processes.run(DYING, kind, str(nth), action, self.url, str(self.file), environment=environment)


@pytest_asyncio.fixture
async def place(url: str, tmp_path: Path) -> AsyncIterator[Place]:
    address = new_database(url) if url.startswith("postgresql") else url
    yield await Place(address, tmp_path / "checkin.keys").filled()


def either(action: str, records: dict[str, CheckinRecord]) -> bool:
    """Returns whether it is there as it was before an action, or as it is after it."""
    before = {user_id: Place.answered(user_id) for user_id in PEOPLE}
    mine, others = (
        records.get("U3"),
        {u: r for u, r in records.items() if u != "U3" and not u.startswith("V")},
    )
    rest = {user_id: record for user_id, record in before.items() if user_id != "U3"}
    new = [user_id for user_id in records if user_id.startswith("V")]
    match action:
        case "change":
            return (
                others == rest and mine is not None and len(mine.entries) == (2 + (mine.platform == "teams"))
            )
        case "erase":
            return others == rest and mine in (before["U3"], before["U3"].erased())
        case "forget":
            return others == rest and mine in (before["U3"], None)
        case "wipe":
            return records in (before, {})
        case "grow":
            return others == rest and mine == before["U3"] and len(new) in (0, 60)
        case "rewrite":
            return records.keys() == before.keys() and all(len(r.entries) == 2 for r in records.values())
        case _:
            return records == before


@pytest.mark.parametrize("kind", ["statement", "commit", "file"])
@pytest.mark.parametrize(
    "action",
    ["change", "erase", "forget", "wipe", "grow", "rewrite", "compact", "rotate", "rotate the pepper"],
)
async def test_whatever_is_killed_leaves_one_state_or_the_other(place: Place, action: str, kind: str) -> None:
    killed = 0
    for nth in POINTS:
        died = place.run(kind, nth, action)
        assert died.returncode in (0, -9), died.stderr
        records, _ = await place.stored()
        assert either(action, records), records
        if died.returncode == 0:
            break
        killed += 1
    assert killed or kind == "file"
    done = place.run("never", 1, action)
    assert done.returncode == 0, done.stderr
    assert either(action, (await place.stored())[0])
    keys = place.source.keys()
    assert keys
    assert (len(keys.wrapping), len(keys.peppers)) == (1, 1)
    assert not [path.name for path in place.file.parent.iterdir() if path.name.endswith(".new")]


@pytest.mark.parametrize(("kind", "nth"), [("statement", n) for n in (4, 9, 12, 15, 18)] + [("commit", 3)])
async def test_a_killed_conversion_goes_on(url: str, tmp_path: Path, kind: str, nth: int) -> None:
    address = new_database(url) if url.startswith("postgresql") else url
    place = Place(address, tmp_path / "checkin.keys")
    database = Database(address)
    await database.migrate()
    keys = place.source.make()
    for tenant in ("T1", "T2"):
        earlier = EarlierVersion(database, tenant, keys.wrapping[keys.current], keys.pepper)
        for user_id in PEOPLE:
            await earlier.takes_part(user_id, entry(BEFORE), entry(NOW))
    died = place.run(kind, nth, "convert")
    assert died.returncode in (0, -9), died.stderr
    done = place.run("never", 1, "convert")
    assert done.returncode == 0, done.stderr
    for tenant in ("T1", "T2"):
        assert await EarlierVersion(database, tenant).left() == (0, 0, 0)
        records = await sealed_records(database, place.source, chance).all_records(tenant)
        assert [record.user_id for record in records] == PEOPLE
        assert all([e.period for e in record.entries] == [BEFORE, NOW] for record in records)
    await database.close()


async def test_a_killed_rotation_is_not_held_against_the_next_one(place: Place) -> None:
    died = place.run("commit", 4, "rotate")
    assert died.returncode == -9, died.stderr
    database = Database(place.url)
    async with database.reading() as connection:
        key = (await connection.execute(sa.select(checkin_lock.c.key))).scalar()
    await database.close()
    keys = place.source.keys()
    assert keys
    assert len(keys.wrapping) == 2
    assert key in keys.wrapping
    assert place.run("never", 1, "rotate").returncode == 0
    assert key != (place.source.keys() or keys).current or len((place.source.keys() or keys).wrapping) == 1


async def test_rotations_at_once_lose_no_key(place: Place) -> None:
    for action in ("rotate", "rotate the pepper") * 3:
        both = await asyncio.gather(*(asyncio.to_thread(place.run, "never", 1, action) for _ in range(3)))
        assert 0 in [done.returncode for done in both]
        for done in both:
            assert (
                done.returncode == 0 or "rotated already" in done.stderr or "elsewhere already" in done.stderr
            )
        assert (await place.stored())[0] == {user_id: Place.answered(user_id) for user_id in PEOPLE}
        keys = place.source.keys()
        assert keys
        assert (len(keys.wrapping), len(keys.peppers)) == (1, 1)
