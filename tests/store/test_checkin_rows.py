"""The vault's rows, on both engines and in memory."""

from __future__ import annotations

import asyncio

import pytest
import pytest_asyncio

from bot.features.checkin.earlier_answers import SealedAnswerStore
from bot.features.checkin.model import PersonKey, SealedRow, Submitted, VaultLock
from bot.features.checkin.ports import SealedRowStore
from bot.store.memory.checkin import MemorySealedRowStore
from bot.store.sql.checkin_rows import SqlSealedRowStore
from bot.store.sql.database import Database
from tests.checkin.keys import BEFORE, NOW, TODAY, TestKeys, chance, entry


@pytest_asyncio.fixture(params=["stored", "in memory"])
async def rows(request: pytest.FixtureRequest, database: Database) -> SealedRowStore:
    return SqlSealedRowStore(database) if request.param == "stored" else MemorySealedRowStore()


async def locked(rows: SealedRowStore) -> SealedRowStore:
    await rows.keep_first_lock(VaultLock("pepper", "old"))
    return rows


async def test_the_first_lock_stays_until_it_is_turned(rows: SealedRowStore) -> None:
    assert await rows.find_lock() is None
    assert await rows.keep_first_lock(VaultLock("pepper", "old")) == VaultLock("pepper", "old")
    assert await rows.keep_first_lock(VaultLock("other", "new")) == VaultLock("pepper", "old")
    await rows.turn_lock("new")
    assert await rows.find_lock() == VaultLock("pepper", "new")


async def test_a_key_is_kept_once_and_only_if_the_lock_is_its_own(rows: SealedRowStore) -> None:
    person = PersonKey("a", "old", b"wrapped")
    assert not await rows.add_key("T1", person)
    await locked(rows)
    assert await rows.add_key("T1", person)
    assert not await rows.add_key("T1", PersonKey("a", "old", b"again"))
    assert await rows.find_key("T1", "a") == person
    assert await rows.find_key("T2", "a") is None
    await rows.turn_lock("new")
    assert not await rows.add_key("T1", PersonKey("b", "old", b"late"))


async def test_rows_are_of_those_who_take_part(rows: SealedRowStore) -> None:
    await locked(rows)
    await rows.add_key("T1", PersonKey("a", "old", b"wrapped"))
    one = SealedRow("r1", NOW, b"sealed")
    assert await rows.add_row("T1", "b", one) is Submitted.NOT_CONSENTED
    await rows.set_key_open("T1", "a", open=False)
    assert await rows.add_row("T1", "a", one) is Submitted.NOT_CONSENTED
    await rows.set_key_open("T1", "a", open=True)
    assert await rows.add_row("T1", "a", one) is Submitted.KEPT
    assert await rows.add_row("T1", "a", one) not in (Submitted.KEPT, Submitted.NOT_CONSENTED)
    assert await rows.rows_of("T1", ["r1", "r2"]) == (one,)
    assert await rows.rows_of("T1", []) == ()
    assert await rows.periods_of("T1") == frozenset({NOW})
    assert await rows.periods_of("T2") == frozenset()
    assert (await rows.count_rows("T1"), await rows.tenants_with_rows()) == (1, ("T1",))


async def test_rows_go_by_person_by_period_and_by_tenant(rows: SealedRowStore) -> None:
    await locked(rows)
    for tenant in ("T1", "T2"):
        for person in "ab":
            await rows.add_key(tenant, PersonKey(person, "old", b"wrapped"))
            for period in (BEFORE, NOW):
                await rows.add_row(tenant, person, SealedRow(person + period, period, b"sealed"))
    await rows.erase_person("T1", "a", lambda periods: ["a" + period for period in periods])
    assert await rows.count_rows("T1") == 2
    assert await rows.find_key("T1", "a") is None
    assert await rows.purge_rows("T1", [BEFORE]) == 1
    assert await rows.purge_rows("T1", []) == 0
    assert await rows.periods_of("T1") == frozenset({NOW})
    await rows.wipe_tenant("T1")
    assert (await rows.tenants_with_rows(), await rows.count_rows("T2")) == (("T2",), 4)


async def test_a_wrapping_is_replaced_unless_it_has_changed(rows: SealedRowStore) -> None:
    await locked(rows)
    old, new = PersonKey("a", "old", b"by old"), PersonKey("a", "new", b"by new")
    await rows.add_key("T1", old)
    assert await rows.keys_wrapped_otherwise("new", 9) == (("T1", old),)
    await rows.set_key_open("T1", "a", open=False)
    await rows.rewrap_key("T1", PersonKey("a", "old", b"not this"), new)
    assert await rows.keys_wrapped_otherwise("new", 9) == (
        ("T1", PersonKey("a", "old", b"by old", open=False)),
    )
    await rows.rewrap_key("T1", old, new)
    assert await rows.keys_wrapped_otherwise("new", 9) == ()
    assert await rows.find_key("T1", "a") == PersonKey("a", "new", b"by new", open=False)


async def test_a_form_and_an_erasure_at_once_leave_nothing(rows: SealedRowStore) -> None:
    answers = SealedAnswerStore(rows, TestKeys(), chance)
    for _ in range(8):
        await answers.keep_consent("T1", "ana")
        done, *_ = await asyncio.gather(
            answers.submit_entry("T1", "ana", entry(), TODAY),
            answers.erase_person("T1", "ana"),
            answers.submit_entry("T1", "ana", entry(BEFORE), TODAY.replace(day=10)),
        )
        assert done in (Submitted.KEPT, Submitted.NOT_CONSENTED)
        assert await rows.count_rows("T1") == 0
        assert await rows.tenants_with_rows() == ()
