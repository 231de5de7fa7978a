"""Somebody who has the database, once or twice, and no key, tries to tell who does what, and fails."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import sqlalchemy as sa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.features.checkin.blocks import LENGTH
from bot.features.checkin.model import CheckinEntry
from bot.features.checkin.ports import RecordStore
from bot.features.checkin.record import CheckinRecord, Consent
from bot.store.sql.checkin import checkin_stores
from bot.store.sql.checkin_tables import checkin_blocks
from bot.store.sql.database import Database
from bot.store.sql.tables import metadata
from tests.checkin.keys import BEFORE, NOW, OLD, PEPPER, TestKeys, chance

PEOPLE = [f"U-{name}" for name in ("ana", "luis", "eva", "pia", "tom", "sol", "rosa", "juan", "mar", "leo")]
MARK = "gardenia"  # in every answer
YES = Consent(1, "calma-six", 1, 10, 180, "MX", 1)


def answers(period: str) -> Callable[[CheckinRecord], tuple[CheckinRecord, None]]:
    def change(record: CheckinRecord) -> tuple[CheckinRecord, None]:
        entry = CheckinEntry(period, "calma-six", 1, {MARK: 3}, {"index": 75.0}, {})
        return replace(record, consent=YES, taking_part=True).with_entry(entry), None

    return change


def changing(**values: Any) -> Callable[[CheckinRecord], tuple[CheckinRecord, None]]:
    return lambda record: (replace(record, **values), None)


# All that somebody can do, once they were offered it.
ACTIONS: dict[str, Callable[[RecordStore, str], Awaitable[None]]] = {
    "answers": lambda records, who: records.change_record("T1", who, answers(NOW)),
    "changes an answer": lambda records, who: records.change_record("T1", who, answers(BEFORE)),
    "declines": lambda records, who: records.change_record("T1", who, changing(reminders=False)),
    "stops": lambda records, who: records.change_record("T1", who, changing(taking_part=False)),
    "looks": lambda records, who: records.change_record("T1", who, lambda record: (record, None)),
    "erases": lambda records, who: records.erase_record("T1", who),
}


class Floor:
    """A database in which ten people were offered it and some answered, in two periods."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.stores = checkin_stores(database, TestKeys(), chance)

    async def filled(self) -> Floor:
        await self.stores.records.add_records(
            "T1", [CheckinRecord(who, "slack", date(2026, 11, 2)) for who in PEOPLE]
        )
        for who in PEOPLE[:6]:
            for period in (BEFORE, NOW):
                await self.stores.records.change_record("T1", who, answers(period))
        return self

    async def rows(self) -> dict[str, list[tuple[object, ...]]]:
        """All rows of all tables, with whatever the engine adds to them."""
        hidden = "" if self.database.sqlite else ", xmin::text, xmax::text, ctid::text"
        async with self.database.reading() as connection:
            return {
                name: [
                    tuple(row) for row in await connection.exec_driver_sql(f"SELECT *{hidden} FROM {name}")
                ]
                for name in metadata.tables
                if name.startswith("checkin_")
            }


@pytest_asyncio.fixture
async def floor(database: Database) -> Floor:
    return await Floor(database).filled()


async def test_there_is_one_table_with_anything_of_a_person_and_it_is_sealed(floor: Floor) -> None:
    rows = await floor.rows()
    filled = {name for name, found in rows.items() if found}
    assert filled == {"checkin_blocks", "checkin_layouts", "checkin_lock"}
    [block] = rows["checkin_blocks"]
    assert isinstance(block[3], bytes)
    assert len(block[3]) == 12 + LENGTH + 16
    told = str([row[:3] for row in rows["checkin_blocks"]]) + str(rows["checkin_layouts"])
    assert not any(who in told for who in PEOPLE)
    assert rows["checkin_layouts"][0][:2] == ("T1", 1)


async def test_neither_key_alone_opens_a_block(floor: Floor) -> None:
    [block] = (await floor.rows())["checkin_blocks"]
    sealed, texts = block[3], [str(cell) for row in (await floor.rows())["checkin_lock"] for cell in row]
    assert isinstance(sealed, bytes)
    keys = {
        OLD,
        PEPPER,
        *(text.encode().ljust(32, b"\0")[:32] for text in texts),
        sealed[12:44],
        sealed[-32:],
    }
    for key in keys:
        for bound in (b"", b'["T1", 1]', b"T1|0"):
            with pytest.raises(InvalidTag):
                AESGCM(key).decrypt(sealed[:12], sealed[12:], bound)


@pytest.mark.parametrize("action", ACTIONS)
async def test_two_dumps_tell_that_somebody_did_something_and_nothing_else(floor: Floor, action: str) -> None:
    before = await floor.rows()
    await ACTIONS[action](floor.stores.records, PEOPLE[3])
    after = await floor.rows()
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"checkin_blocks"}
    [old], [new] = before["checkin_blocks"], after["checkin_blocks"]
    assert old[:3] == new[:3]
    assert isinstance(old[3], bytes)
    assert isinstance(new[3], bytes)
    # Nothing of a block stays where it was: neither whose place in it was written is told.
    same = sum(a == b for a, b in zip(old[3], new[3], strict=True))
    assert same < len(old[3]) / 200


@pytest.mark.parametrize("action", [*ACTIONS, "all is written anew"])
async def test_of_many_blocks_an_action_touches_one_and_the_daily_job_all(floor: Floor, action: str) -> None:
    records = floor.stores.records
    await records.add_records("T1", [CheckinRecord(f"V{i}", "slack") for i in range(250)])
    before = (await floor.rows())["checkin_blocks"]
    if action in ACTIONS:
        await ACTIONS[action](records, PEOPLE[3])
    else:
        await records.rewrite_records("T1", lambda record: record)
    after = (await floor.rows())["checkin_blocks"]
    assert len(before) == len(after) > 3
    assert len({*after} - {*before}) == (1 if action in ACTIONS else len(after))


async def test_nothing_of_an_answer_is_in_sqlites_file(tmp_path: Path, sqlite_file: bytes) -> None:
    floor, path = await in_a_file(tmp_path, sqlite_file)
    await floor.database.close()
    data = path.read_bytes()
    for text in (MARK, "calma-six", *PEOPLE, NOW, BEFORE):
        assert text.encode() not in data


async def in_a_file(folder: Path, sqlite_file: bytes) -> tuple[Floor, Path]:
    path = folder / "calma.db"
    path.write_bytes(sqlite_file)
    return await Floor(Database(f"sqlite+aiosqlite:///{path}")).filled(), path


def on_disk(folder: Path) -> bytes:
    """Returns all that is in the files of a folder: the database, and its log."""
    return b"".join(file.read_bytes() for file in folder.iterdir())


def pages(path: Path, to: Path) -> list[bytes]:
    """Returns the pages of a backup, as `sqlite3 .backup` makes it."""
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(to)) as target:
        source.backup(target)
    data = to.read_bytes()
    return [data[start : start + 4096] for start in range(0, len(data), 4096)]


async def test_whatever_is_done_the_same_pages_of_sqlites_file_change(
    tmp_path: Path, sqlite_file: bytes
) -> None:
    floor, path = await in_a_file(tmp_path, sqlite_file)
    touched = set()
    for n, action in enumerate([*ACTIONS, *ACTIONS]):
        before = pages(path, tmp_path / f"{n}-before")
        await ACTIONS[action](floor.stores.records, PEOPLE[n % len(PEOPLE)])
        after = pages(path, tmp_path / f"{n}-after")
        assert len(before) == len(after)
        # The first page has a counter of all changes, whatever they are.
        touched.add(
            tuple(i for i, pair in enumerate(zip(before, after, strict=True)) if i and pair[0] != pair[1])
        )
    assert len(touched) == 1
    assert len(touched.pop()) == pytest.approx(LENGTH / 4096, abs=2)  # the block, and no page beside it
    await floor.database.close()


async def test_what_was_there_before_is_in_no_file_any_more(tmp_path: Path, sqlite_file: bytes) -> None:
    floor, path = await in_a_file(tmp_path, sqlite_file)
    for action, change in ACTIONS.items():
        [block] = (await floor.rows())["checkin_blocks"]
        before = bytes(block[3])  # type: ignore[call-overload]
        await change(floor.stores.records, PEOPLE[2])
        left = on_disk(tmp_path)
        # A page of the file holds 4,092 bytes of what is longer than a page.
        assert not [start for start in range(0, LENGTH, 1_000) if before[start : start + 32] in left], action
    await floor.database.close()
    assert MARK.encode() not in path.read_bytes()


async def test_postgresql_gives_up_what_was_there_before(floor: Floor, tmp_path: Path) -> None:
    for action in ACTIONS.values():
        await action(floor.stores.records, PEOPLE[2])
    dead = "SELECT n_dead_tup FROM pg_stat_user_tables WHERE relname = 'checkin_blocks'"
    size = "SELECT pg_total_relation_size('checkin_blocks')"
    if floor.database.sqlite:
        await floor.stores.records.compact_records()
        with closing(sqlite3.connect(tmp_path / "calma.db")) as connection:
            assert connection.execute("PRAGMA freelist_count").fetchone() == (0,)
        return
    async with floor.database.reading() as connection:
        before = (await connection.exec_driver_sql(size)).scalar() or 0
        of_column = "attrelid = 'checkin_blocks'::regclass AND attname = 'sealed'"
        storage = f"SELECT attstorage FROM pg_attribute WHERE {of_column}"
        assert (await connection.exec_driver_sql(storage)).scalar() in ("e", b"e")
    await floor.stores.records.compact_records()
    async with floor.database.reading() as connection:
        assert ((await connection.exec_driver_sql(size)).scalar() or 0) < before / 2
        assert (await connection.exec_driver_sql(dead)).scalar() is not None
    assert len(await floor.stores.records.all_records("T1")) == len(PEOPLE)


async def test_where_blocks_lie_follows_from_nothing(database: Database) -> None:
    orders = set()
    place = checkin_blocks.c.block if database.sqlite else sa.text("ctid")  # SQLite: in the order of its key
    for tenant in ("T1", "T2", "T3"):
        records = checkin_stores(database, TestKeys(), chance).records
        await records.add_records(tenant, [CheckinRecord(f"V{i}", "slack") for i in range(700)])
        for _ in range(2):
            query = sa.select(checkin_blocks.c.block).where(checkin_blocks.c.tenant == tenant)
            async with database.reading() as connection:
                orders.add(tuple((await connection.execute(query.order_by(place))).scalars()))
            await records.rewrite_records(tenant, lambda record: record)
    in_order = {tuple(range(len(order))) for order in orders}
    assert (orders == in_order) == database.sqlite
    assert database.sqlite or len(orders) > 3
