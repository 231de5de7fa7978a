"""Half of the keys, all of them, backups: what each of these opens."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from bot.core.keys import KEY_BYTES, key_id
from bot.features.checkin.blocks import BlockLayout, SealedBlock, tag_of
from bot.features.checkin.model import VaultClosed, VaultLock
from bot.features.checkin.record import CheckinRecord
from bot.features.checkin.sealed import SealedRecordStore
from bot.features.checkin.vault import UnreadableBlock, Vault
from bot.keys import KeyFile, keys_of
from bot.store.sql.checkin import key_rotation, sealed_records
from bot.store.sql.database import Database
from tests import processes
from tests.checkin.attackers.told import CASES, told
from tests.checkin.keys import BEFORE, NOW, chance, entry
from tests.conftest import PHRASEBOOK

TENANT = "T1"
PEOPLE = [f"U{i:02}" for i in range(40)]
TAKERS = frozenset(PEOPLE[::3])
GONE = PEOPLE[0]  # erases
GUESSES = 300


class Place:
    """A database that some of forty people answered in, and keys elsewhere."""

    def __init__(self, folder: Path) -> None:
        self.path, self.backup = folder / "calma.db", folder / "backup" / "calma.db"
        self.url = f"sqlite+aiosqlite:///{self.path}"
        self.file = folder / "keys" / "checkin.keys"
        self.source = KeyFile(self.file)

    async def filled(self) -> Place:
        database = Database(self.url)
        await database.migrate()
        records = sealed_records(database, self.source, chance)
        await records.add_records(TENANT, [CheckinRecord(who, "slack") for who in PEOPLE])
        for who in sorted(TAKERS):
            await records.change_record(TENANT, who, _answered)
        await records.compact_records()
        await database.close()
        self.backup.parent.mkdir()
        shutil.copy(self.path, self.backup)
        return self

    async def erased(self) -> None:
        database = Database(self.url)
        await sealed_records(database, self.source, chance).erase_record(TENANT, GONE)
        await database.close()

    def records(self, path: Path) -> tuple[Database, SealedRecordStore]:
        database = Database(f"sqlite+aiosqlite:///{path}")
        return database, sealed_records(database, self.source, chance)

    def blocks(self, path: Path) -> tuple[BlockLayout, VaultLock, list[SealedBlock]]:
        with closing(sqlite3.connect(path)) as connection:
            [(blocks, pepper)] = connection.execute("SELECT blocks, pepper FROM checkin_layouts")
            [lock] = connection.execute("SELECT pepper, key FROM checkin_lock")
            rows = connection.execute('SELECT block, "by", sealed FROM checkin_blocks').fetchall()
        return BlockLayout(blocks, pepper), VaultLock(*lock), [SealedBlock(*row) for row in rows]


def _answered(record: CheckinRecord) -> tuple[CheckinRecord, None]:
    return replace(record, taking_part=True).with_entry(entry(BEFORE)).with_entry(entry(NOW)), None


@pytest_asyncio.fixture
async def place(tmp_path: Path) -> Place:
    return await Place(tmp_path).filled()


@pytest.mark.parametrize("half", ["pepper", "wrapping key"])
async def test_half_of_the_keys(half: str, place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    keys = place.source.keys()
    assert keys
    layout, _, blocks = place.blocks(place.path)
    known = keys.pepper if half == "pepper" else keys.wrapping[keys.current]
    cells = [known, *(part for block in blocks for part in _cut(block.sealed))]
    guesses = [*cells, *(os.urandom(KEY_BYTES) for _ in range(GUESSES - len(cells)))]
    right = 0
    for guess in guesses:
        pair = ([guess], known) if half == "pepper" else ([known], guess)
        if pair[0][0] == pair[1]:
            continue
        # As if the database named these keys.
        made = keys_of(pair[0], pair[1])
        lying = VaultLock(key_id(made.pepper), made.current)
        vault = Vault(made, lying, chance)
        for block in blocks:
            try:
                vault.open(TENANT, layout, replace(block, by=vault.by))
            except UnreadableBlock:
                continue
            right += 1
    told(
        capsys,
        f"h · the database and the {half} alone",
        f"{len(blocks)} blocks, {len(guesses)} keys each",
        f"{right} blocks opened; {'in which block somebody is' if half == 'pepper' else 'nothing else'}",
        "0; the pepper tells in which block somebody is",
    )
    assert right == 0


def _cut(sealed: bytes) -> list[bytes]:
    return [sealed[:32], sealed[12:44], sealed[-32:]]


async def test_an_old_backup_and_the_keys_of_today(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    await place.erased()
    database, records = place.records(place.backup)
    mine = await records.find_record(TENANT, GONE)
    whole = await records.all_records(TENANT)
    await database.close()
    by_calma = len(mine.entries) + sum(len(r.entries) for r in whole if r.user_id == GONE)
    by_hand = _by_hand(place)
    database = Database(place.url)
    await key_rotation(database, place.source, chance, time.time).rotate()
    await key_rotation(database, place.source, chance, time.time).rotate(pepper=True)
    await database.close()
    after = _by_hand(place)
    told(
        capsys,
        "h · an old backup and today's keys, after an erasure",
        "2 answers that were erased",
        f"{by_calma} by Calma; {by_hand} by code of one's own; {after} once the keys are rotated",
        "0 by Calma; all by hand until the keys are rotated",
    )
    assert (by_calma, after) == (0, 0)


def _by_hand(place: Place) -> int:
    """How many answers of whoever erased a backup tells to somebody with the keys who heeds no list."""
    keys = place.source.keys()
    assert keys
    layout, lock, blocks = place.blocks(place.backup)
    if lock.key not in keys.wrapping or lock.pepper not in keys.peppers:
        lock = VaultLock(key_id(keys.pepper), keys.current)
    found, vault = 0, Vault(keys, lock, chance)
    for block in blocks:
        try:
            places = vault.open(TENANT, layout, replace(block, by=vault.by))
        except UnreadableBlock:
            continue
        found += sum(len(slot.record.entries) for slot in places if slot.tag == tag_of(TENANT, GONE))
    return found


async def test_a_backup_is_restored(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    await place.erased()
    database, records = place.records(place.path)
    await records.compact_records()  # the daily job
    await database.close()
    shutil.copy(place.backup, place.path)
    database, records = place.records(place.path)
    noticed = await records.is_restored()
    at_once = len((await records.find_record(TENANT, GONE)).entries)
    await records.erase_restored()
    await database.close()
    later = _entries_in_blocks(place)
    told(
        capsys,
        "h · an old backup is restored, after an erasure",
        "2 answers that were erased",
        f"noticed: {noticed}; {at_once} readable at once, {later} in the file after the start",
        "noticed; 0; 0",
    )
    assert (noticed, at_once, later) == (True, 0, 0)


def _entries_in_blocks(place: Place) -> int:
    keys = place.source.keys()
    assert keys
    layout, lock, blocks = place.blocks(place.path)
    vault = Vault(keys, lock, chance)
    places = [slot for block in blocks for slot in vault.open(TENANT, layout, block)]
    return sum(len(slot.record.entries) for slot in places if slot.tag == tag_of(TENANT, GONE))


SLOW = """
import os, random, sys, time
from pathlib import Path
import sqlalchemy as sa

dice = random.Random(int(sys.argv[1]))

def wait(*_):
    time.sleep(dice.random() * 0.02)

sa.event.listen(sa.Engine, "before_cursor_execute", lambda c, cu, s, *_: "checkin_" in s and wait())
put = os.replace

def replace(*places):
    wait()
    put(*places)
    time.sleep(dice.random() * 0.1)

os.replace = replace
import bot.features.checkin.rotation as rotation
rotation.BATCH = 2
import app
here = Path(sys.argv[2])
(here / sys.argv[1]).touch()
while len(list(here.iterdir())) < 2:  # both begin at once
    time.sleep(0.001)
sys.exit(app.main(["keys", "rotate", *sys.argv[3:]]))
"""


@pytest.mark.process
async def test_two_rotations_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    runs = min(CASES // 5, 60) or 1
    lost = refused = 0
    for run in range(runs):
        folder = tmp_path / str(run)
        folder.mkdir()
        place = await Place(folder).filled()
        gate = folder / "gate"
        gate.mkdir()
        environment = {
            **os.environ,
            "DATABASE_URL": place.url,
            "CALMA_KEY_FILE": str(place.file),
            "CALMA_PHRASEBOOK": str(PHRASEBOOK),
        }
        more = [["--pepper"] if run % 3 == 2 else [], []]
        done = await asyncio.gather(
            *(
                asyncio.to_thread(
                    processes.run, SLOW, str(2 * run + i), str(gate), *more[i], environment=environment
                )
                for i in range(2)
            )
        )
        refused += sum(process.returncode != 0 for process in done)
        try:
            database, records = place.records(place.path)
            found = await records.all_records(TENANT)
            lost += sum(len(r.entries) == 2 for r in found) != len(TAKERS) or len(found) != len(PEOPLE)
        except VaultClosed:
            lost += 1
        finally:
            await database.close()
    told(capsys, "10 · two rotations at once", f"{runs} runs", f"{lost} lost; {refused} refused", "0 lost")
    assert lost == 0
