"""Whose turn it is: nobody's notices keep the others' waiting, and nobody causes more than they may."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
import pytest_asyncio

from bot.core.edge import Address
from bot.core.ledger import DeliveryOutcome, DeliveryState, Ledger, Notice, Rank
from bot.core.send_limits import SendLimit, SendLimitError
from bot.store.sql.database import Database
from bot.store.sql.ledger import SqlLedger
from tests.store.test_ledger import LANE, SOON, T0, claimed, keys, ledger, sent, taken

__all__ = ["ledger"]
FEW = SendLimit("room.calls", 3)
STEP = timedelta(minutes=20)  # an hour divided by three


def by(
    who: str, key: str, to: str = "marta", *, rank: Rank = Rank.SAFETY, limit: SendLimit | None = None
) -> Notice:
    limited = limit.at(T0) if limit else None
    return Notice(key, Address("T1", "slack", to), "room.kind", (), T0, rank=rank, by=who, limited=limited)


def later(notice: Notice, by_: timedelta) -> Notice:
    """Returns the same, caused so much later."""
    return Notice(notice.key, notice.to, notice.subject, (), T0 + by_, by=notice.by, limited=FEW.at(T0 + by_))


@pytest.mark.parametrize("rank", list(Rank))
async def test_whoever_caused_many_stands_behind_the_others(ledger: Ledger, rank: Rank) -> None:
    await ledger.add_notices(by("ana", f"a{n}", rank=rank) for n in range(30))
    await ledger.add_notices([by("ana", "a-last", rank=rank), by("eva", "e0", rank=rank)])
    await ledger.add_notices([by("eva", "e1", rank=rank), by("", "nobody's", rank=rank)])
    first = await keys(ledger, await taken(ledger), count=5)
    assert sorted(first) == ["a0", "a1", "e0", "e1", "nobody's"]
    assert (await keys(ledger, await taken(ledger, T0 + 2 * SOON), T0 + 2 * SOON, 99))[-1] == "a-last"


async def test_an_alert_goes_before_all_else_whoever_caused_it(ledger: Ledger) -> None:
    await ledger.add_notices(by("ana", f"a{n}") for n in range(30))
    await ledger.add_notices([by("ana", "help", rank=Rank.ALERT), by("eva", "e")])
    assert await keys(ledger, await taken(ledger), count=3) == ["help", "a0", "e"]


async def test_an_address_has_its_portion_and_the_others_theirs(ledger: Ledger) -> None:
    await ledger.add_notices(by("", f"m{n}") for n in range(9))
    await ledger.add_notices(by("", f"s{n}", "sol") for n in range(3))
    await ledger.add_notices([by("", "p", "pablo", rank=Rank.ROUTINE)])
    lease = await taken(ledger)
    some = [claim.notice.key for claim in await ledger.claim_due(lease, T0, 5, 2)]
    assert sorted(key[0] for key in some) == ["m", "m", "p", "s", "s"]
    assert some[-1] == "p"


async def test_where_something_as_urgent_waits_already_nothing_more_is_claimed(ledger: Ledger) -> None:
    await ledger.add_notices([by("", "routine", rank=Rank.ROUTINE), by("", "to sol", "sol")])
    lease = await taken(ledger)
    assert await ledger.claim_due(lease, T0, 9, 2, {"marta": Rank.SAFETY, "sol": Rank.ALERT}) == ()
    await ledger.add_notices([by("", "safety"), by("", "help", rank=Rank.ALERT)])
    claims = await ledger.claim_due(lease, T0, 9, 2, {"marta": Rank.ROUTINE, "sol": Rank.SAFETY})
    assert [claim.notice.key for claim in claims] == ["help", "safety"]


async def test_what_is_put_back_keeps_its_place_until_it_is_due(ledger: Ledger) -> None:
    await ledger.add_notices([by("ana", "a"), by("eva", "e")])
    [claim] = await ledger.claim_due(await taken(ledger), T0, 1)
    assert claim.notice.by == "ana"
    await ledger.settle_claims([DeliveryOutcome(claim, DeliveryState.DUE, due=T0 + SOON)], T0)
    lease = await taken(ledger, T0 + SOON)
    assert await keys(ledger, lease, T0 + SOON) == ["e", "a"]


async def test_what_is_tried_once_more_stands_behind_the_others_as_before(ledger: Ledger) -> None:
    many = [replace(by("ana", f"a{n}", f"u{n}", rank=Rank.ROUTINE), campaign="c") for n in range(9)]
    await ledger.add_notices(many)
    claims = await ledger.claim_due(await taken(ledger), T0, 99)
    await ledger.settle_claims([DeliveryOutcome(claim, DeliveryState.DEAD) for claim in claims], T0)
    assert await ledger.retry_dead("T1", "c", T0 + SOON) == 9
    late = T0 + SOON + timedelta(seconds=3)
    await ledger.add_notices([replace(by("eva", "e", rank=Rank.ROUTINE), due=late)])
    lease = await taken(ledger, T0 + 2 * SOON)
    assert "e" in await keys(ledger, lease, T0 + 2 * SOON, 5)


async def test_one_person_causes_as_many_as_they_may_and_nothing_more_is_stored(ledger: Ledger) -> None:
    for number in range(3):
        await ledger.add_notices([by("ana", f"a{number}", limit=FEW)])
    with pytest.raises(SendLimitError) as refused:
        await ledger.add_notices([by("ana", "first"), by("ana", "a3", limit=FEW)])
    assert (refused.value.limit, refused.value.minutes) == (FEW, 20)
    assert await ledger.find_delivery("T1", "first") is None
    await ledger.add_notices([by("eva", "e", limit=FEW), by("ana", "help", rank=Rank.ALERT)])
    await ledger.add_notices([by("ana", "another kind", limit=SendLimit("room.notes", 1))])
    assert len(await keys(ledger, await taken(ledger))) == 6


async def test_with_time_one_more_may_go_and_after_an_hour_all_of_them(ledger: Ledger) -> None:
    for number in range(3):
        await ledger.add_notices([by("ana", f"a{number}", limit=FEW)])
    with pytest.raises(SendLimitError):
        await ledger.add_notices([later(by("ana", "b"), STEP - timedelta(seconds=1))])
    await ledger.add_notices([later(by("ana", "b"), STEP)])
    with pytest.raises(SendLimitError):
        await ledger.add_notices([later(by("ana", "c"), STEP)])
    for number in range(3):
        await ledger.add_notices([later(by("ana", f"d{number}"), timedelta(hours=3))])
    with pytest.raises(SendLimitError):
        await ledger.add_notices([later(by("ana", "e"), timedelta(hours=3))])


async def test_what_is_stored_already_and_what_follows_counts_as_nothing(ledger: Ledger) -> None:
    for _ in range(5):
        await ledger.add_notices([by("ana", "same", limit=FEW)])
    await ledger.add_notices([by("ana", "a1", limit=FEW), by("ana", "a2", limit=FEW)])  # one press
    [outcome] = sent([await claimed(ledger)])
    follow = [by("ana", f"f{number}") for number in range(5)]
    assert await ledger.settle_claims([replace(outcome, follow=follow)], T0) == 1
    await ledger.add_notices([by("ana", "a3", limit=FEW)])
    with pytest.raises(SendLimitError):
        await ledger.add_notices([by("ana", "a4", limit=FEW)])


async def test_the_limit_is_of_a_tenant_and_is_forgotten_in_time(ledger: Ledger) -> None:
    for number in range(3):
        await ledger.add_notices([by("ana", f"a{number}", limit=FEW)])
    other = Notice("a", Address("T2", "slack", "marta"), "room.kind", (), T0, by="ana", limited=FEW.at(T0))
    await ledger.add_notices([other])
    await ledger.purge_deliveries(T0 + timedelta(hours=2))
    await ledger.add_notices([by("ana", "a3", limit=FEW)])


@pytest_asyncio.fixture
async def replica(database: Database) -> AsyncIterator[SqlLedger]:
    """The ledger as another process has it."""
    other = Database(database.url)
    yield SqlLedger(other)
    await other.close()


async def test_two_replicas_count_together(database: Database, replica: SqlLedger) -> None:
    ledgers = [SqlLedger(database), replica]

    async def press(number: int) -> bool:
        try:
            await ledgers[number % 2].add_notices([by("ana", f"a{number}", limit=FEW)])
        except SendLimitError:
            return False
        return True

    assert sum(await asyncio.gather(*(press(number) for number in range(12)))) == 3
    assert len(await keys(ledgers[0], await taken(ledgers[0], lane=LANE))) == 3


async def test_a_clock_that_was_ahead_and_is_set_back_uses_nothing_up(
    ledger: Ledger,
) -> None:
    day = timedelta(days=1)
    for number in range(3):
        await ledger.add_notices([later(by("ana", f"ahead{number}", limit=FEW), day)])
    with pytest.raises(SendLimitError):
        await ledger.add_notices([later(by("ana", "ahead", limit=FEW), day)])
    for number in range(3):
        await ledger.add_notices([by("ana", f"now{number}", limit=FEW)])
    with pytest.raises(SendLimitError) as refused:
        await ledger.add_notices([by("ana", "one too many", limit=FEW)])
    assert refused.value.minutes == 20
