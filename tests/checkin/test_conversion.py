"""What earlier versions stored becomes records: whole, once, and nothing of it is lost."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import replace
from datetime import date

import pytest
import pytest_asyncio
import sqlalchemy as sa

from bot.features.checkin.model import Terms, VaultClosed
from bot.features.checkin.period import Cadence
from bot.features.checkin.record import CheckinRecord, Consent
from bot.features.checkin.sealed import SealedRecordStore
from bot.keys import keys_of
from bot.store.sql.checkin import SqlTermsStore, sealed_records
from bot.store.sql.checkin_tables import checkin_keys, checkin_rows
from bot.store.sql.database import Database
from bot.wiring.restoring import prepare_records
from tests.checkin.earlier import EarlierVersion
from tests.checkin.keys import BEFORE, NEW, NOW, OLD, PEPPER, TODAY, TestKeys, chance, entry

AGREED = Consent(0, "calma-six", 1, 12, 90, "MX", 1)


@pytest_asyncio.fixture
async def before(database: Database) -> EarlierVersion:
    """A tenant of which some answered, one stopped, one never said yes and one wants no reminders."""
    await SqlTermsStore(database).keep_terms("T1", Terms(minimum=12, retention=90, country="MX"))
    version = EarlierVersion(database)
    await version.takes_part("ana", entry(BEFORE, energy=1), entry(NOW, energy=3))
    await version.takes_part("luis", entry(NOW), open=False)
    await version.takes_part("pia")
    await version.offers("eva", reminders=False, every=1)
    return version


def reading(database: Database, source: TestKeys | None = None) -> SealedRecordStore:
    return sealed_records(database, source or TestKeys(), chance, lambda: TODAY)


async def test_each_person_has_all_that_they_had(database: Database, before: EarlierVersion) -> None:
    records = reading(database)
    first = date(2026, 11, 2)  # of the period before this one
    ana = CheckinRecord("ana", "slack", first, consent=AGREED, taking_part=True)
    ana = ana.with_entry(entry(BEFORE, energy=1)).with_entry(entry(NOW, energy=3))
    luis = CheckinRecord("luis", "slack", date(2026, 11, 16), consent=AGREED).with_entry(entry(NOW))
    eva = CheckinRecord("eva", "slack", TODAY, reminders=False, every=Cadence.WEEKLY)
    pia = CheckinRecord("pia", "slack", TODAY, consent=AGREED, taking_part=True)
    assert await records.all_records("T1") == (ana, eva, luis, pia)
    assert await before.left() == (0, 0, 0)
    assert await reading(database).find_record("T1", "ana") == ana


async def test_many_tenants_are_converted_and_once(database: Database) -> None:
    for n in range(3):
        version = EarlierVersion(database, f"T{n}")
        for i in range(20):
            await version.takes_part(f"p{i:02}", entry(BEFORE), entry(NOW))
    stores = [reading(database) for _ in range(3)]  # as three processes that start together
    found = await asyncio.gather(*(store.all_records(f"T{n}") for n, store in enumerate(stores)))
    assert [len(records) for records in found] == [20, 20, 20]
    assert all(len(record.entries) == 2 for records in found for record in records)


async def test_without_the_keys_all_stays_as_it_is(database: Database, before: EarlierVersion) -> None:
    source = TestKeys()
    for held in (None, keys_of([NEW], PEPPER), keys_of([OLD], NEW)):
        source.held = held
        with pytest.raises(VaultClosed):
            await reading(database, source).find_record("T1", "ana")
    assert await before.left() == (3, 3, 4)
    assert len((await reading(database).find_record("T1", "ana")).entries) == 2


async def test_what_does_not_open_stays_and_is_counted_until_it_does(
    database: Database, before: EarlierVersion
) -> None:
    mine = checkin_keys.c.id == before.pseudonym("person", "ana")
    async with database.reading() as connection:
        good = (await connection.execute(sa.select(checkin_keys.c.wrapped).where(mine))).scalar()
    await database.execute(sa.update(checkin_keys).where(mine).values(wrapped=b"damaged"))
    nobodys = {"tenant": "T1", "period": NOW, "id": "0" * 64, "sealed": b"x"}
    await database.execute(sa.insert(checkin_rows).values(nobodys))
    records = reading(database)
    ana = await records.find_record("T1", "ana")
    assert (ana.entries, ana.taking_part, ana.consent) == ((), True, AGREED)
    assert len((await records.find_record("T1", "luis")).entries) == 1
    assert await before.left() == (1, 3, 0)
    counts = (await records.checkup()).tenants["T1"]
    assert (counts.blocks, counts.rows, counts.keys) == (0, 3, 1)
    await database.execute(sa.update(checkin_keys).where(mine).values(wrapped=good))
    again = reading(database)
    assert len((await again.find_record("T1", "ana")).entries) == 2
    assert await before.left() == (0, 1, 0)


async def test_one_tenant_that_cannot_be_converted_keeps_no_other_from_it_and_no_app_from_starting(
    database: Database, before: EarlierVersion, caplog: pytest.LogCaptureFixture
) -> None:
    many = {hashlib.sha256(str(n).encode()).hexdigest(): n % 5 for n in range(400)}
    version = EarlierVersion(database, "T0")
    await version.takes_part("sol", replace(entry(NOW), answers=many))
    records = reading(database)
    await prepare_records(records)
    assert "not all converted: TooLong" in caplog.text
    assert len((await records.find_record("T1", "ana")).entries) == 2
    assert await records.find_record("T0", "sol") == CheckinRecord("sol")
    assert (await records.checkup()).tenants["T0"].rows == 1
    assert await before.left() == (0, 0, 0)


async def test_nothing_comes_back_of_whoever_erased(database: Database, before: EarlierVersion) -> None:
    source = TestKeys()
    await reading(database, source).erase_record("T1", "ana")
    for table in (checkin_keys, checkin_rows):  # a backup of the earlier version is put back
        await database.execute(sa.delete(table).where(table.c.tenant == "T1"))
    await before.takes_part("ana", entry(NOW))
    records = reading(database, source)
    ana = await records.find_record("T1", "ana")
    assert (ana.entries, ana.taking_part, ana.consent) == ((), False, None)
    assert await before.left() == (0, 0, 0)


async def test_a_tenant_that_turns_it_off_is_wiped_without_being_read(
    database: Database, before: EarlierVersion
) -> None:
    source = TestKeys()
    source.held = None
    records = reading(database, source)
    assert await records.tenants_with_records() == ("T1",)
    await records.wipe_records("T1")
    assert await before.left() == (0, 0, 0)
    assert await records.tenants_with_records() == ()
