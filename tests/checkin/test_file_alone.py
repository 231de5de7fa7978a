"""Somebody with the database file alone tries to read, link or order one person's answers, and fails."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from itertools import permutations
from pathlib import Path

import pytest
import pytest_asyncio
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.features.checkin.model import CheckinEntry, ReminderState, Submitted
from bot.features.checkin.ports import CheckinStores
from bot.store.sql.checkin import checkin_stores
from bot.store.sql.database import Database
from tests.checkin.keys import BEFORE, NOW, TODAY, TestKeys, chance

PEOPLE = ["U-ana", "U-luis", "U-eva", "U-pia", "U-tom", "U-sol"]
MARK = "gardenia"  # in every answer


class Floor:
    """A database with six people's answers of two periods, and its files as bytes."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.folder = database, folder
        self.source = TestKeys()
        self.stores: CheckinStores = checkin_stores(database, self.source, chance)

    async def answers(self, people: list[str]) -> None:
        for period in (BEFORE, NOW):
            for who in people:
                await self.stores.reminders.keep_reminder_state(
                    "T1", who, "slack", ReminderState(offered=True)
                )
                await self.stores.answers.keep_consent("T1", who)
                entry = CheckinEntry(period, "calma-six", 1, {MARK: 3}, {"index": 75.0}, {})
                day = TODAY.replace(day=10) if period == BEFORE else TODAY
                assert await self.stores.answers.submit_entry("T1", who, entry, day) is Submitted.KEPT

    def bytes(self) -> bytes:
        return b"".join(path.read_bytes() for path in sorted(self.folder.iterdir()))

    def rows(self, table: str) -> list[tuple[object, ...]]:
        with closing(sqlite3.connect(self.folder / "calma.db")) as connection, connection:
            return connection.execute(f"SELECT * FROM {table}").fetchall()


@pytest_asyncio.fixture
async def floor(tmp_path: Path) -> Floor:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'calma.db'}")
    await database.migrate()
    found = Floor(database, tmp_path)
    await found.answers(PEOPLE)
    await database.close()
    return found


async def test_nothing_of_an_answer_is_in_the_file(floor: Floor) -> None:
    assert MARK.encode() not in floor.bytes()
    assert b"calma-six" not in floor.bytes()
    assert (
        len({len(cell) for row in floor.rows("checkin_rows") for cell in row if isinstance(cell, bytes)}) == 1
    )


async def test_whatever_is_in_the_file_opens_no_row(floor: Floor) -> None:
    tried = 0
    for _, period, id, sealed in floor.rows("checkin_rows"):
        assert isinstance(sealed, bytes)
        for key in candidates(floor):
            tried += 1
            with pytest.raises(InvalidTag):
                AESGCM(key).decrypt(sealed[:12], sealed[12:], f"{id}|{period}".encode())
    assert tried > 100


def candidates(floor: Floor) -> set[bytes]:
    """Keys that somebody may cut out of what the file holds."""
    cells = [cell for table in ("checkin_keys", "checkin_lock") for row in floor.rows(table) for cell in row]
    found = [
        cell.encode() if isinstance(cell, str) else cell for cell in cells if isinstance(cell, str | bytes)
    ]
    return {part.ljust(32, b"\0") for cell in found for part in (cell[:32], cell[12:44], cell[-32:])}


async def test_no_pseudonym_is_in_two_places(floor: Floor) -> None:
    # Not of two periods, nor of a row and a key: nothing tells which rows are one person's, or whose.
    ids = [row[2] for row in floor.rows("checkin_rows")] + [row[1] for row in floor.rows("checkin_keys")]
    assert len(ids) == 3 * len(PEOPLE) == len(set(ids))
    assert not any(
        who in str(row) for who in PEOPLE for row in floor.rows("checkin_rows") + floor.rows("checkin_keys")
    )


async def test_no_column_has_a_time_or_a_number_that_counts(floor: Floor) -> None:
    with closing(sqlite3.connect(floor.folder / "calma.db")) as connection, connection:
        for table in ("checkin_rows", "checkin_keys", "checkin_standings"):
            columns = {name for _, name, *_ in connection.execute(f"PRAGMA table_info({table})")}
            assert columns <= {
                "tenant",
                "period",
                "id",
                "sealed",
                "by",
                "wrapped",
                "open",
                "user_id",
                "platform",
                "offered",
                "reminders",
                "every",
            }
            try:
                connection.execute(f"SELECT rowid FROM {table}")
            except sqlite3.OperationalError:
                continue
            raise AssertionError(f"{table} has a row id")


async def test_where_rows_lie_in_the_file_does_not_tell_who_came_first(tmp_path: Path) -> None:
    # The same people in another order give pages in which the pseudonyms lie in the same order.
    orders = set()
    for n, people in enumerate(list(permutations(PEOPLE[:3]))):
        folder = tmp_path / str(n)
        folder.mkdir()
        database = Database(f"sqlite+aiosqlite:///{folder / 'calma.db'}")
        await database.migrate()
        one = Floor(database, folder)
        await one.answers(list(people))
        await database.close()
        ids = [str(row[2]) for row in one.rows("checkin_rows")] + [
            str(row[1]) for row in one.rows("checkin_keys")
        ]
        places = {id: [found.start() for found in re.finditer(id.encode(), one.bytes())] for id in ids}
        assert all(len(found) == 1 for found in places.values())
        orders.add(tuple(sorted(ids, key=lambda id: places[id])))
    assert len(orders) == 1


async def test_after_erasing_the_keys_open_nothing_of_it(floor: Floor) -> None:
    before = floor.rows("checkin_rows"), floor.rows("checkin_keys")
    again = Floor(Database(floor.database.url), floor.folder)
    await again.stores.answers.erase_person("T1", "U-ana")
    assert [
        path.name for path in floor.folder.iterdir() if path.name.endswith("-wal") and path.stat().st_size
    ] == []
    left = floor.bytes()  # with the process still running
    gone = [
        row
        for old, table in zip(before, ("checkin_rows", "checkin_keys"), strict=True)
        for row in old
        if row not in floor.rows(table)
    ]
    assert len(gone) == 3
    for row in gone:
        for cell in row:
            if isinstance(cell, bytes):
                assert cell not in left
                assert cell[12:44] not in left
        assert str(row[-2 if len(row) == 4 else 1]).encode() not in left
    assert (await again.stores.answers.own_checkins("T1", "U-ana")).entries == ()
    assert len((await again.stores.answers.own_checkins("T1", "U-eva")).entries) == 2
    await again.database.close()
