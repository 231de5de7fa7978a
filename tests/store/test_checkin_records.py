"""Everybody's records, on both engines and in memory."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest
import pytest_asyncio

from bot.features.checkin import opening
from bot.features.checkin.blocks import SLOTS, BlockLayout, RecordPlace, SealedBlock
from bot.features.checkin.opening import OpenVault
from bot.features.checkin.ports import RecordStore
from bot.features.checkin.record import CheckinRecord, Consent
from bot.store.memory.checkin_records import MemoryRecordStore
from bot.store.sql.checkin import checkin_stores as stored
from bot.store.sql.database import Database
from tests.checkin.keys import BEFORE, NOW, TestKeys, chance, entry

YES = Consent(1, "calma-six", 1, 10, 180, "MX", 1)
EMPTY = CheckinRecord("ana")


@pytest_asyncio.fixture(params=["stored", "in memory"])
async def records(request: pytest.FixtureRequest, database: Database) -> RecordStore:
    if request.param == "in memory":
        return MemoryRecordStore()
    return stored(database, TestKeys(), chance).records


def offered(user_id: str) -> CheckinRecord:
    return CheckinRecord(user_id, "slack", date(2026, 11, 2))


def answering(record: CheckinRecord) -> tuple[CheckinRecord, bool]:
    after = replace(record, consent=YES, taking_part=True).with_entry(entry())
    return after, record.entry_of(NOW) is None


async def test_a_record_comes_back_as_it_was(records: RecordStore) -> None:
    assert await records.find_record("T1", "ana") == EMPTY
    whole = replace(offered("ana"), reminders=False, consent=YES, taking_part=True)
    whole = whole.with_entry(entry()).with_entry(entry(BEFORE, energy=0))
    assert await records.change_record("T1", "ana", lambda record: (whole, record)) == EMPTY
    assert await records.find_record("T1", "ana") == whole
    assert await records.find_record("T2", "ana") == EMPTY
    assert await records.find_record("T1", "luis") == CheckinRecord("luis")
    assert [entry.period for entry in whole.entries] == [BEFORE, NOW]


async def test_what_a_change_raises_leaves_the_record_as_it_is(records: RecordStore) -> None:
    await records.change_record("T1", "ana", answering)

    def broken(_: CheckinRecord) -> tuple[CheckinRecord, None]:
        raise RuntimeError("on purpose")

    with pytest.raises(RuntimeError, match="on purpose"):
        await records.change_record("T1", "ana", broken)
    assert (await records.find_record("T1", "ana")).entries == (entry(),)


async def test_records_are_added_for_those_who_have_none(records: RecordStore) -> None:
    await records.change_record("T1", "ana", answering)
    people = [f"p{i:03}" for i in range(40)]
    await records.add_records("T1", [offered(user_id) for user_id in ("ana", *people)])
    await records.add_records("T1", [replace(offered("p001"), reminders=False)])
    await records.add_records("T1", [])
    assert [record.user_id for record in await records.all_records("T1")] == ["ana", *people]
    assert (await records.find_record("T1", "ana")).entries == (entry(),)
    assert await records.find_record("T1", "p001") == offered("p001")
    assert await records.tenants_with_records() == ("T1",)


async def test_people_who_come_one_by_one_all_stay(records: RecordStore) -> None:
    people = [f"p{i:03}" for i in range(70)]
    for user_id in people:
        assert await records.change_record("T1", user_id, answering)
    assert [record.user_id for record in await records.all_records("T1")] == people
    assert all(record.entries == (entry(),) for record in await records.all_records("T1"))


async def test_changes_at_once_are_all_stored(records: RecordStore) -> None:
    people = [f"p{i}" for i in range(24)]
    new = await asyncio.gather(
        *(records.change_record("T1", user_id, answering) for user_id in people),
        *(records.change_record("T1", "ana", answering) for _ in range(4)),
    )
    assert sorted(new) == [*[False] * 3, *[True] * 25]
    assert len(await records.all_records("T1")) == 25

    def counted(record: CheckinRecord) -> tuple[CheckinRecord, None]:
        return replace(record, platform=record.platform + "x"), None

    await asyncio.gather(*(records.change_record("T1", "ana", counted) for _ in range(12)))
    assert (await records.find_record("T1", "ana")).platform == "x" * 12


async def test_erasing_leaves_that_it_was_offered_and_nothing_else(records: RecordStore) -> None:
    for user_id in ("ana", "luis"):
        await records.add_records("T1", [offered(user_id)])
        await records.change_record("T1", user_id, answering)
    await records.erase_record("T1", "ana")
    assert await records.find_record("T1", "ana") == replace(offered("ana"), reminders=False)
    assert (await records.find_record("T1", "luis")).entries == (entry(),)
    assert await records.change_record("T1", "ana", answering)
    assert (await records.find_record("T1", "ana")).entries == (entry(),)
    await records.erase_record("T1", "ana")
    assert (await records.find_record("T1", "ana")).entries == ()


async def test_people_are_forgotten_whole(records: RecordStore) -> None:
    people = ["ana", "eva", "luis"]
    await records.add_records("T1", [offered(user_id) for user_id in people])
    await records.forget_people("T1", ["ana", "luis", "nobody"])
    await records.forget_people("T1", [])
    await records.forget_people("T2", ["ana"])
    assert await records.all_records("T1") == (offered("eva"),)
    assert await records.find_record("T1", "ana") == EMPTY
    await records.change_record("T1", "ana", answering)
    assert (await records.find_record("T1", "ana")).entries == (entry(),)


async def test_all_records_are_written_anew(records: RecordStore) -> None:
    people = [f"p{i:02}" for i in range(40)]
    await records.rewrite_records("T1", lambda record: record)
    await records.add_records("T1", [offered(user_id) for user_id in people])
    for user_id in people[::2]:
        await records.change_record("T1", user_id, answering)
    await records.rewrite_records("T1", lambda record: replace(record, entries=(), reminders=False))
    left = await records.all_records("T1")
    assert [record.user_id for record in left] == people
    assert {(record.entries, record.reminders) for record in left} == {((), False)}
    assert [record.taking_part for record in left] == [True, False] * 20


async def test_changes_while_all_is_written_anew_are_not_lost(records: RecordStore) -> None:
    people = [f"p{i:02}" for i in range(60)]
    await records.add_records("T1", [offered(user_id) for user_id in people])
    await asyncio.gather(
        records.rewrite_records("T1", lambda record: replace(record, reminders=False)),
        *(records.change_record("T1", user_id, answering) for user_id in people[:8]),
        records.add_records("T1", [offered(f"q{i:02}") for i in range(60)]),
    )
    left = {record.user_id: record for record in await records.all_records("T1")}
    assert len(left) == 120
    assert all(left[user_id].entries == (entry(),) for user_id in people[:8])
    assert not any(left[user_id].reminders for user_id in people)


async def test_everybody_is_read_some_at_a_time_and_nothing_that_takes_long_is_done_in_the_loop(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "TOGETHER", 2)
    records = stored(database, TestKeys(), chance).records
    people = [f"p{i:03}" for i in range(SLOTS * 3)]  # in eight blocks or more
    threads: set[int] = set()

    class Watched(OpenVault):
        def readable(
            self, tenant: str, layout: BlockLayout, blocks: Iterable[SealedBlock]
        ) -> list[tuple[SealedBlock, list[RecordPlace]]]:
            threads.add(threading.get_ident())
            return super().readable(tenant, layout, blocks)

    monkeypatch.setattr(opening, "OpenVault", Watched)
    await records.add_records("T1", [offered(user_id) for user_id in people[:-1]])
    await records.add_records("T1", [offered(people[-1])])
    await records.rewrite_records("T1", lambda record: replace(record, reminders=False))
    assert [record.user_id for record in await records.all_records("T1")] == people
    assert not any(record.reminders for record in await records.all_records("T1"))
    assert threads
    assert threading.get_ident() not in threads


async def test_a_tenant_is_wiped_alone(records: RecordStore) -> None:
    for tenant in ("T1", "T2"):
        await records.change_record(tenant, "ana", answering)
    await records.wipe_records("T1")
    assert await records.tenants_with_records() == ("T2",)
    assert await records.find_record("T1", "ana") == EMPTY
    assert await records.all_records("T1") == ()
    assert (await records.find_record("T2", "ana")).entries == (entry(),)
    await records.change_record("T1", "ana", answering)
    assert await records.tenants_with_records() == ("T1", "T2")
