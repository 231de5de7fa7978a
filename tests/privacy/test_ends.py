"""Erasing that ends: with what is sealed, without its keys, after a restored backup, for many at once."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.core.personal import DataSubject
from bot.features.checkin.model import Terms
from bot.keys import KeyFile
from bot.store.sql.database import Database
from bot.store.sql.leavers import SqlLeaverStore
from bot.store.sql.people import people
from bot.store.sql.personal import SqlPersonalStore
from bot.wiring.sql import stored
from tests.checkin.actor import Colleague
from tests.harness import PLATFORM, TENANT, Harness

ANA = DataSubject(TENANT, "ana", PLATFORM)
MANY = 100_000


@asynccontextmanager
async def house(folder: Path, keys: str = "keys") -> AsyncIterator[Harness]:
    """The app on the database in a folder, with the keys in a file beside it."""
    async with stored(f"sqlite+aiosqlite:///{folder / 'calma.db'}", KeyFile(folder / keys)) as stores:
        app = Harness(stores)
        await app.calma.start()
        try:
            yield app
        finally:
            await app.calma.close()


async def taking_part(app: Harness, name: str = "ana") -> Colleague:
    """Somebody who answered the self-check."""
    terms = app.stores.checkin.terms
    if not (await terms.find_terms(TENANT)).on:
        await terms.keep_terms(TENANT, Terms(on=True))
    ana = Colleague(app, name)
    await ana.answers()
    return ana


async def test_the_self_check_goes_into_the_export_of_its_person_alone_and_is_erased_too(
    tmp_path: Path,
) -> None:
    async with house(tmp_path) as app:
        ana = await taking_part(app)
        assert (await app.stores.checkin.records.find_record(TENANT, "ana")).entries
        await ana.types("privacy", "calm")
        assert "Your self-check" in ana.text
        await ana.opens("Export everything")
        assert ana.form
        assert '"autopilot": 3' in str(ana.form.fields)
        await ana.press("privacy.erased")
        assert ana.title == "Erased"
        record = await app.stores.checkin.records.find_record(TENANT, "ana")
        assert (record.entries, record.consent, record.offered) == ((), None, None)
        assert await ana.types() == "Self-check"
        assert ana.form
        assert ana.form.fields == ()  # as at first: whether they want it


async def test_without_the_keys_all_else_goes_and_the_rest_follows(tmp_path: Path) -> None:
    async with house(tmp_path) as app:
        await taking_part(app)
    shutil.move(tmp_path / "keys", tmp_path / "elsewhere")
    async with house(tmp_path) as app:
        ana = Colleague(app, "ana")
        await ana.types("privacy", "calm")
        assert "cannot be opened just now" in ana.text
        assert await ana.press("privacy.erased") == "Erased, but for one thing"
        assert not (await app.stores.people.find_profiles(TENANT, ["ana"]))
        assert await app.stores.personal.is_being_erased(ANA)
    (tmp_path / "keys").unlink(missing_ok=True)
    shutil.move(tmp_path / "elsewhere", tmp_path / "keys")
    async with house(tmp_path) as app:
        await app.ticks()
        assert not await app.stores.personal.is_being_erased(ANA)
        assert await app.stores.personal.export_person(ANA) == {}
        assert not (await app.stores.checkin.records.find_record(TENANT, "ana")).entries


def backed_up(source: Path, target: Path) -> None:
    """Copies a database as a whole, with what stands in its log."""
    with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(target)) as other:
        one.backup(other)


async def test_a_restored_backup_does_not_bring_anybody_back(tmp_path: Path) -> None:
    async with house(tmp_path) as app:
        await taking_part(app)
        await taking_part(app, "luis")
    backed_up(tmp_path / "calma.db", tmp_path / "backup")
    async with house(tmp_path) as app:
        await Colleague(app, "ana").press("privacy.erased")
    for name in ("calma.db", "calma.db-wal", "calma.db-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    shutil.copy(tmp_path / "backup", tmp_path / "calma.db")
    async with house(tmp_path) as app:
        assert await app.stores.personal.export_person(ANA)
        await app.ticks()
        assert await app.stores.personal.export_person(ANA) == {}
        assert await app.stores.personal.export_person(DataSubject(TENANT, "luis", PLATFORM))
        assert (await app.stores.checkin.records.find_record(TENANT, "luis")).entries
        await Colleague(app, "ana").works("09:00", "17:00")  # new again
        app.later(days=2)
        await app.ticks()
        assert await app.stores.personal.export_person(ANA)


async def test_where_nobody_ever_took_part_no_keys_are_made(tmp_path: Path) -> None:
    async with house(tmp_path) as app:
        ana = Colleague(app, "ana")
        await ana.types("privacy", "calm")
        await ana.opens("Export everything")
        await ana.press("privacy.erased")
        assert ana.title == "Erased"
    assert not (tmp_path / "keys").exists()


async def test_a_hundred_thousand_leavers_go_in_batches(database: Database) -> None:
    now = datetime(2026, 11, 24, tzinfo=UTC)
    long_ago = int((now - timedelta(days=100)).timestamp())
    rows = [{"tenant": "T1", "user_id": f"U{i}", "left": long_ago} for i in range(MANY)]
    rows += [{"tenant": "T2", "user_id": "U1", "left": None}]
    async with database.writing() as connection:
        await connection.execute(sa.insert(people), rows)
    leavers, personal, erased, most = SqlLeaverStore(database), SqlPersonalStore(database), 0, 0
    before, silent = now - timedelta(days=90), now - timedelta(days=730)
    while gone := await leavers.long_gone(before, silent, 500):
        assert {subject.tenant for subject in gone} == {"T1"}
        await personal.erase_people(gone, now)
        erased, most = erased + len(gone), max(most, len(gone))
        if erased >= 5_000:  # enough to see that it goes on, the rest at once
            async with database.writing() as connection:
                await connection.execute(sa.delete(people).where(people.c.tenant == "T1"))
    assert (erased, most) == (5_000, 500)
    async with database.reading() as connection:
        left = (await connection.execute(sa.select(people.c.tenant))).scalars().all()
    assert left == ["T2"]


@pytest.mark.parametrize("name", ["", " ", "U\0", "x" * 500, "ana'; DROP TABLE people; --"])
async def test_ids_that_nobody_has_are_nobody(database: Database, name: str) -> None:
    personal, now = SqlPersonalStore(database), datetime(2026, 11, 24, tzinfo=UTC)
    if "\0" in name and not database.sqlite:
        return  # PostgreSQL takes no such text; nothing that comes in by an edge has it
    assert await personal.export_person(DataSubject("T1", name)) == {}
    await personal.erase_people([DataSubject("T1", name)], now)
    await SqlLeaverStore(database).note_left([DataSubject("T1", name)], now)
    assert await SqlLeaverStore(database).known_people("T1") == []
