"""Who has a weekly digest, on both engines and in memory."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import pytest_asyncio
import sqlalchemy as sa

from bot.core.ledger import DeliveryState, Lane, Ledger
from bot.features.report.digest import digest_key, later_key, looked_at, waiting_keys
from bot.features.report.model import Digest, DigestMove
from bot.features.report.notices import digest_notice
from bot.features.report.ports import DigestStore
from bot.store.memory.digest import MemoryDigestStore
from bot.store.memory.ledger import MemoryLedger
from bot.store.sql.database import Database
from bot.store.sql.digests import SqlDigestStore
from bot.store.sql.ledger import SqlLedger

NOW = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)
MONDAY, NEXT = date(2026, 11, 30), date(2026, 12, 7)
DUE = looked_at(MONDAY, 9)


def digest(user: str = "marta", tenant: str = "T1", due: datetime = DUE) -> Digest:
    return Digest(tenant, user, "slack", 9, NOW, MONDAY, due)


def move(before: Digest) -> DigestMove:
    """Returns that a Monday's digest is planned."""
    after = replace(before, day=NEXT, due=looked_at(NEXT, 9))
    return DigestMove(before, after, digest_notice(before, DUE, DUE))


@pytest_asyncio.fixture(params=["stored", "in memory"])
async def stores(request: pytest.FixtureRequest, database: Database) -> tuple[DigestStore, Ledger]:
    """The digests, and the ledger that their notices go to."""
    if request.param == "stored":
        return SqlDigestStore(database), SqlLedger(database)
    ledger = MemoryLedger()
    return MemoryDigestStore(ledger), ledger


async def state(ledger: Ledger, user: str = "marta", tenant: str = "T1") -> DeliveryState | None:
    delivery = await ledger.find_delivery(tenant, digest_key(user, MONDAY))
    return delivery.state if delivery else None


async def test_it_is_off_until_it_is_stored_and_of_one_person_alone(
    stores: tuple[DigestStore, Ledger],
) -> None:
    digests, _ = stores
    assert await digests.find_digest("T1", "marta") is None
    await digests.keep_digest(digest(), ())
    assert await digests.find_digest("T1", "marta") == digest()
    assert await digests.find_digest("T2", "marta") is None
    assert await digests.find_digest("T1", "luis") is None
    changed = replace(digest(), hour=12, due=DUE + timedelta(hours=3))
    await digests.keep_digest(changed, ())
    assert await digests.find_digest("T1", "marta") == changed
    await digests.remove_digest("T2", "marta", ())
    await digests.remove_digest("T1", "marta", ())
    await digests.remove_digest("T1", "marta", ())
    assert await digests.find_digest("T1", "marta") is None


async def test_only_what_is_due_is_read_the_earliest_first(stores: tuple[DigestStore, Ledger]) -> None:
    digests, _ = stores
    for minutes, user, tenant in ((3, "c", "T1"), (1, "a", "T2"), (2, "b", "T1"), (9, "d", "T1")):
        await digests.keep_digest(digest(user, tenant, DUE + timedelta(minutes=minutes)), ())
    due = await digests.due_digests(DUE + timedelta(minutes=9), 10)
    assert [each.user for each in due] == ["a", "b", "c"]
    assert [each.user for each in await digests.due_digests(DUE + timedelta(minutes=9), 2)] == ["a", "b"]
    assert await digests.due_digests(DUE, 10) == ()


async def test_what_is_planned_comes_once_however_often_it_is(stores: tuple[DigestStore, Ledger]) -> None:
    digests, ledger = stores
    for tenant, user in (("T1", "marta"), ("T2", "marta"), ("T1", "luis")):
        await digests.keep_digest(digest(user, tenant), ())
    due = await digests.due_digests(DUE + timedelta(minutes=1), 10)
    await asyncio.gather(*(digests.move_digests([move(each) for each in due]) for _ in range(3)))
    assert await digests.due_digests(DUE + timedelta(minutes=1), 10) == ()
    for tenant, user in (("T1", "marta"), ("T2", "marta"), ("T1", "luis")):
        assert await state(ledger, user, tenant) is DeliveryState.DUE
        stored = await digests.find_digest(tenant, user)
        assert stored
        assert stored.day == NEXT
    # As if the process had died before it was stored that it was planned.
    await digests.keep_digest(digest(), ())
    await digests.move_digests([move(digest())])
    lease = await ledger.take_lane(Lane("T1", "slack"), "me", DUE, DUE + timedelta(seconds=30))
    assert lease
    assert len(await ledger.claim_due(lease, DUE, 10)) == 2


async def test_one_that_was_changed_meanwhile_is_left_as_it_is(stores: tuple[DigestStore, Ledger]) -> None:
    digests, ledger = stores
    await digests.keep_digest(digest(), ())
    await digests.keep_digest(replace(digest(), hour=11), ())
    await digests.move_digests([move(digest())])
    assert await digests.find_digest("T1", "marta") == replace(digest(), hour=11)
    await digests.remove_digest("T1", "marta", ())
    await digests.move_digests([move(replace(digest(), hour=11)), move(digest("nobody"))])
    assert await digests.find_digest("T1", "marta") is None
    assert await state(ledger) is None
    assert await state(ledger, "nobody") is None


@pytest.mark.parametrize("way", ["turned off", "changed"])
async def test_what_waits_goes_with_it(stores: tuple[DigestStore, Ledger], way: str) -> None:
    digests, ledger = stores
    await digests.keep_digest(digest(), ())
    await digests.keep_digest(digest("marta2"), ())
    await digests.move_digests([move(digest()), move(digest("marta2"))])
    notice = digest_notice(digest(), DUE, DUE)
    await ledger.add_notices([replace(notice, key=later_key(notice.key))])
    waiting = waiting_keys("marta", DUE)
    if way == "changed":
        await digests.keep_digest(digest(), waiting)
    else:
        await digests.remove_digest("T1", "marta", waiting)
    assert await state(ledger) is None
    assert await ledger.find_delivery("T1", later_key(notice.key)) is None
    assert await state(ledger, "marta2") is DeliveryState.DUE


async def test_what_is_under_way_stays(stores: tuple[DigestStore, Ledger]) -> None:
    digests, ledger = stores
    await digests.keep_digest(digest(), ())
    await digests.move_digests([move(digest())])
    lease = await ledger.take_lane(Lane("T1", "slack"), "me", DUE, DUE + timedelta(seconds=30))
    assert lease
    await ledger.claim_due(lease, DUE, 10)
    await digests.remove_digest("T1", "marta", waiting_keys("marta", DUE))
    assert await state(ledger) is DeliveryState.SENDING


async def test_the_tick_reads_by_an_index(database: Database) -> None:
    store = SqlDigestStore(database)
    await store.keep_digest(digest(), ())
    async with database.reading() as connection:
        if database.url.startswith("sqlite"):
            query = "EXPLAIN QUERY PLAN SELECT * FROM digests WHERE due < 5 ORDER BY due LIMIT 500"
            plan = str((await connection.execute(sa.text(query))).all())
            assert "ix_digests_due" in plan
            assert "TEMP B-TREE" not in plan
        else:
            names = await connection.execute(
                sa.text("SELECT indexname FROM pg_indexes WHERE tablename = 'digests'")
            )
            assert "ix_digests_due" in {name for (name,) in names}
