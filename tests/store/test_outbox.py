"""The outbox, on both engines and in memory: kept once, claimed by one, never forgotten."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from bot.coach.outbox import Claim, Notice, Outbox, OutboxInMemory, State
from bot.coach.ports import Address
from bot.store.database import Database
from bot.store.outbox import StoredOutbox

T0 = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)
SOON = timedelta(seconds=60)


def notice(key: str, due: datetime = T0, tenant: str = "T1") -> Notice:
    return Notice(key, Address(tenant, "slack", "sofia", channel=key == "b"), "room.kind", ("i", "1"), due)


@pytest_asyncio.fixture(params=["stored", "in memory"])
async def outbox(request: pytest.FixtureRequest, database: Database) -> Outbox:
    return StoredOutbox(database) if request.param == "stored" else OutboxInMemory()


async def claimed(outbox: Outbox, now: datetime = T0) -> Claim:
    found = await outbox.claim(now, now + SOON)
    assert found
    return found


async def test_what_is_due_longest_goes_first_and_comes_back_as_it_was(outbox: Outbox) -> None:
    await outbox.add([notice("a", T0), notice("b", T0 - SOON), notice("c", T0 + SOON)])
    first, second = await claimed(outbox), await claimed(outbox)
    assert first == Claim(notice("b", T0 - SOON), 1, 0)
    assert second == Claim(notice("a", T0), 1, 0)
    assert await outbox.claim(T0, T0 + SOON) is None


async def test_a_key_is_kept_once_in_its_tenant(outbox: Outbox) -> None:
    for _ in range(2):
        await outbox.add([notice("a"), notice("a", tenant="T2"), notice("a", T0 - SOON)])
    claims = [await claimed(outbox), await claimed(outbox)]
    assert {claim.notice.to.tenant for claim in claims} == {"T1", "T2"}
    assert await outbox.claim(T0 + SOON / 2, T0 + SOON) is None


async def test_what_was_sent_is_never_claimed_again(outbox: Outbox) -> None:
    await outbox.add([notice("a")])
    claim = await claimed(outbox)
    assert await outbox.settle(claim, State.SENT, T0, [notice("b", T0 + SOON)])
    await outbox.add([notice("a")])
    assert await outbox.claim(T0, T0 + SOON) is None
    assert (await claimed(outbox, T0 + SOON)).notice.key == "b"


async def test_a_claim_whose_time_is_over_is_a_doubt(outbox: Outbox) -> None:
    await outbox.add([notice("a")])
    lost = await claimed(outbox)
    assert await outbox.claim(T0 + SOON / 2, T0 + SOON) is None
    found = await claimed(outbox, T0 + SOON)
    assert (found.tries, found.doubts) == (2, 1)
    assert not await outbox.settle(lost, State.SENT, T0, [notice("b")])
    assert not await outbox.postpone(lost, T0)
    assert await outbox.settle(found, State.DEAD, T0)
    assert await outbox.claim(T0 + 9 * SOON, T0 + 10 * SOON) is None


async def test_what_is_put_back_waits(outbox: Outbox) -> None:
    await outbox.add([notice("a")])
    assert await outbox.postpone(await claimed(outbox), T0 + SOON, doubt=True)
    assert await outbox.claim(T0 + SOON / 2, T0 + SOON) is None
    found = await claimed(outbox, T0 + SOON)
    assert (found.tries, found.doubts) == (2, 1)


async def test_only_what_is_done_is_forgotten(outbox: Outbox) -> None:
    await outbox.add([notice("a"), notice("b"), notice("c")])
    await outbox.settle(await claimed(outbox), State.SENT, T0)
    await outbox.settle(await claimed(outbox), State.DEAD, T0 + SOON)
    assert await outbox.purge(T0 + SOON) == 1
    assert await outbox.purge(T0 + 100 * SOON) == 1
    assert (await claimed(outbox, T0 + SOON)).notice.key == "c"


async def test_many_claim_at_once_and_each_notice_goes_to_one(outbox: Outbox) -> None:
    await outbox.add([notice(f"n{number}") for number in range(20)])

    async def drain() -> list[str]:
        found = []
        while claim := await outbox.claim(T0, T0 + SOON):
            found.append(claim.notice.key)
        return found

    claims = [key for keys in await asyncio.gather(*(drain() for _ in range(4))) for key in keys]
    assert sorted(claims) == sorted(f"n{number}" for number in range(20))
