"""A backup of the database is put back, beside the keys as they are now: it is noticed, and erasures hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.core.keys import KeySource, KeyState
from bot.features.checkin.record import CheckinRecord
from bot.features.checkin.sealed import SealedRecordStore
from bot.keys import EnvironmentKeys, KeyFile
from bot.store.sql.checkin import key_rotation, sealed_records
from bot.store.sql.database import Database
from bot.store.sql.tables import metadata
from tests.checkin.keys import OLD, PEPPER, chance, entry

PEOPLE = ["ana", "eva", "luis"]
TABLES = [table for table in metadata.sorted_tables if table.name.startswith("checkin_")]
Backup = dict[str, list[dict[str, Any]]]


@pytest.fixture(params=["in a file", "in the environment"])
def source(request: pytest.FixtureRequest, tmp_path: Path) -> KeySource:
    if request.param == "in a file":
        return KeyFile(tmp_path / "keys" / "checkin.keys")
    return EnvironmentKeys([OLD], PEPPER, tmp_path / "keys")


def answered(user_id: str) -> CheckinRecord:
    return CheckinRecord(user_id, "slack", date(2026, 11, 2), taking_part=True).with_entry(entry())


async def begun(database: Database, source: KeySource) -> SealedRecordStore:
    """Three people who answered, in two tenants."""
    records = sealed_records(database, source, chance)
    for tenant in ("T1", "T2"):
        await records.add_records(tenant, [answered(user_id) for user_id in PEOPLE])
    return records


async def backup(database: Database) -> Backup:
    async with database.reading() as connection:
        return {
            table.name: [dict(row) for row in (await connection.execute(sa.select(table))).mappings()]
            for table in TABLES
        }


async def restored(database: Database, source: KeySource, rows: Backup) -> SealedRecordStore:
    """Puts a backup back, and starts anew."""
    async with database.writing() as connection:
        for table in TABLES:
            await connection.execute(sa.delete(table))
            if rows[table.name]:
                await connection.execute(sa.insert(table), rows[table.name])
    return sealed_records(database, source, chance)


async def test_what_somebody_erased_stays_erased(database: Database, source: KeySource) -> None:
    records = await begun(database, source)
    rows = await backup(database)
    await records.erase_record("T1", "ana")
    records = await restored(database, source, rows)
    assert await records.find_record("T1", "ana") == answered("ana").erased()
    assert await records.find_record("T1", "eva") == answered("eva")
    assert await records.find_record("T2", "ana") == answered("ana")
    assert [record.entries for record in await records.all_records("T1")] == [(), (entry(),), (entry(),)]
    await records.rewrite_records("T1", lambda record: record)
    # And it is gone from the blocks too, not only from what is read.
    opened, stored = await records.opener.opened(), await records._blocks.find_blocks("T1", [0])
    assert stored
    layout, [block] = stored
    assert sum(len(place.record.entries) for place in opened.vault.open("T1", layout, block)) == 2


async def test_who_came_back_after_erasing_keeps_what_came_then(
    database: Database, source: KeySource
) -> None:
    records = await begun(database, source)
    before = await backup(database)
    await records.erase_record("T1", "ana")
    await records.change_record("T1", "ana", lambda record: (record.with_entry(entry(energy=4)), None))
    after = await backup(database)
    records = await restored(database, source, after)
    assert (await records.find_record("T1", "ana")).entries == (entry(energy=4),)
    records = await restored(database, source, before)
    assert (await records.find_record("T1", "ana")).entries == ()


async def test_an_erasure_counts_also_those_that_another_machine_has_on_its_list(
    database: Database, tmp_path: Path
) -> None:
    here, there = (EnvironmentKeys([OLD], PEPPER, tmp_path / name) for name in ("here", "there"))
    records = await begun(database, here)
    await records.erase_record("T1", "ana")
    await records.change_record("T1", "ana", lambda record: (record.with_entry(entry()), None))
    rows = await backup(database)
    await sealed_records(database, there, chance).erase_record("T1", "ana")
    records = await restored(database, there, rows)
    assert (await records.find_record("T1", "ana")).entries == ()


async def test_people_of_whom_all_was_erased_are_named_until_they_are_erased_again(
    database: Database, source: KeySource
) -> None:
    records = await begun(database, source)
    assert not await records.is_restored()
    await records.forget_people("T1", ["luis"])
    rows = await backup(database)
    await records.forget_people("T1", ["ana", "stranger"])
    assert not await records.is_restored()
    records = await restored(database, source, rows)
    assert await records.is_restored()
    assert (await records.checkup()).restored
    everybody = [*PEOPLE, "stranger", "tom"]
    assert await records.erased_since("T1", everybody) == {"ana", "stranger"}
    assert await records.erased_since("T2", everybody) == frozenset()
    assert [record.user_id for record in await records.all_records("T1")] == ["eva"]
    # Neither the daily job nor another erasure has it forgotten.
    await records.compact_records()
    await records.forget_people("T2", ["tom"])
    assert await records.erased_since("T1", everybody) == {"ana", "stranger"}
    await records.erase_restored()
    assert not await records.is_restored()
    assert await records.erased_since("T1", everybody) == frozenset()
    assert [record.user_id for record in await records.all_records("T1")] == ["eva"]


async def test_a_tenant_that_was_wiped_is_wiped_again(database: Database, source: KeySource) -> None:
    records = await begun(database, source)
    rows = await backup(database)
    await records.wipe_records("T1")
    records = await restored(database, source, rows)
    assert await records.is_restored()
    await records.erase_restored()
    assert await records.tenants_with_records() == ("T2",)
    assert len(await records.all_records("T2")) == 3
    await records.change_record("T1", "ana", lambda record: (record, None))  # it is set up anew
    await records.erase_restored()
    assert await records.tenants_with_records() == ("T1", "T2")


async def test_a_backup_of_yesterday_is_noticed_although_nobody_erased(
    database: Database, source: KeySource
) -> None:
    records = await begun(database, source)
    rows = await backup(database)
    await records.compact_records()
    assert not await records.is_restored()
    records = await restored(database, source, rows)
    assert await records.is_restored()
    await records.erase_restored()
    assert not await records.is_restored()
    assert len(await records.all_records("T1")) == 3


async def test_a_list_that_is_older_than_the_database_is_told(database: Database, source: KeySource) -> None:
    records = await begun(database, source)
    await records.compact_records()
    source.change_state(lambda state: replace(state, counter=0))
    checked = await records.checkup()
    assert (checked.restored, checked.list_behind) == (False, True)


async def test_erasures_are_known_after_the_pepper_turned(database: Database, tmp_path: Path) -> None:
    source = KeyFile(tmp_path / "keys" / "checkin.keys")
    records = await begun(database, source)
    rows = await backup(database)
    await records.forget_people("T1", ["ana"])
    await key_rotation(database, source, chance, lambda: 0.0).rotate(pepper=True)
    lock = {name: (await backup(database))[name] for name in ("checkin_lock",)}
    records = await restored(
        database, source, {**rows, "checkin_lock": [{**lock["checkin_lock"][0], "counter": 0}]}
    )
    assert await records.is_restored()
    assert await records.erased_since("T1", PEOPLE) == {"ana"}
    assert (await records.checkup()).tenants["T1"].blocks == 1  # by the old pepper, it opens no more


async def test_before_anything_was_stored_nothing_is_restored(database: Database, source: KeySource) -> None:
    records = sealed_records(database, source, chance)
    assert not await records.is_restored()
    await records.compact_records()
    await records.prepare_records()
    assert source.state() == KeyState()
