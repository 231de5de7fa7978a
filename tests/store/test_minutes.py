"""Who has a line at the start of their shift, and whom not to offer it to; in memory and on both engines."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
import pytest_asyncio

from bot.core.edge import Address
from bot.core.ledger import DeliveryState, Ledger, Notice
from bot.features.minute.model import Minute, MinuteMove, MinuteOffer, ShiftStart
from bot.features.minute.notices import line_key, line_notice, offer_notice
from bot.features.minute.ports import MinuteStore
from bot.store.memory.ledger import MemoryLedger
from bot.store.memory.minute import MemoryMinuteStore
from bot.store.sql.database import Database
from bot.store.sql.ledger import SqlLedger
from bot.store.sql.minutes import SqlMinuteStore

NOON, TODAY = datetime(2026, 11, 24, 12, tzinfo=UTC), date(2026, 11, 24)
SINCE = TODAY - timedelta(days=28)
START = ShiftStart(time(7, 30), (0, 2, 6), "America/Bogota")


@dataclass
class Stored:
    """The store, and the ledger beside it."""

    minutes: MinuteStore
    ledger: Ledger


@pytest_asyncio.fixture(params=["stored", "in memory"])
async def stored(request: pytest.FixtureRequest, database: Database) -> Stored:
    if request.param == "stored":
        return Stored(SqlMinuteStore(database), SqlLedger(database))
    ledger = MemoryLedger()
    return Stored(MemoryMinuteStore(ledger), ledger)


def minute(user: str = "ana", tenant: str = "T1", due: datetime = NOON) -> Minute:
    return Minute(tenant, user, "slack", START, TODAY, due)


def moved(before: Minute, days: int = 1) -> MinuteMove:
    day, due = before.day + timedelta(days=days), before.due + timedelta(days=days)
    return MinuteMove(before, replace(before, day=day, due=due), line_notice(before))


def offer(by: str = "marta", group: str = "g1") -> MinuteOffer:
    return MinuteOffer("T1", group, by, NOON)


def notices(*users: str) -> dict[str, Notice]:
    return {user: offer_notice(Address("T1", "slack", user), TODAY, NOON) for user in users}


async def invited(stored: Stored, *users: str, day: date = TODAY) -> set[str]:
    """Invites people, and returns those whose notice was stored; then it is forgotten."""
    made = {user: replace(n, key=f"{user}:{day}") for user, n in notices(*users).items()}
    await stored.minutes.invite_people("T1", day, day - timedelta(days=28), made)
    keys = [notice.key for notice in made.values()]
    return {key.partition(":")[0] for key in await stored.ledger.find_deliveries("T1", keys)}


async def test_it_comes_back_whole_and_goes(stored: Stored) -> None:
    await stored.minutes.keep_minute(minute(), ())
    assert await stored.minutes.find_minute("T1", "ana") == minute()
    later = replace(minute(), start=replace(START, days=(1,), zone="Europe/Madrid"), day=date(2027, 1, 1))
    await stored.minutes.keep_minute(later, ())
    assert await stored.minutes.find_minute("T1", "ana") == later
    assert await stored.minutes.find_minute("T2", "ana") is None
    await stored.minutes.remove_minute("T2", "ana", ())
    assert await stored.minutes.find_minute("T1", "ana")
    await stored.minutes.remove_minute("T1", "ana", ())
    await stored.minutes.remove_minute("T1", "ana", ())
    assert await stored.minutes.find_minute("T1", "ana") is None


async def test_what_is_due_comes_first_and_no_more_than_asked(stored: Stored) -> None:
    for n, user in enumerate("dcba"):
        await stored.minutes.keep_minute(minute(user, f"T{n % 2}", NOON + timedelta(minutes=n)), ())
    due = await stored.minutes.due_minutes(NOON + timedelta(minutes=3), 9)
    assert [each.user for each in due] == ["d", "c", "b"]
    assert [each.user for each in await stored.minutes.due_minutes(NOON + timedelta(hours=1), 2)] == [
        "d",
        "c",
    ]
    assert await stored.minutes.due_minutes(NOON, 9) == ()


async def test_a_move_stores_the_notice_with_it_and_twice_is_once(stored: Stored) -> None:
    first, other = minute(), minute("ana", "T2")
    for each in (first, other):
        await stored.minutes.keep_minute(each, ())
    moves = [moved(first), moved(other)]
    await asyncio.gather(*(stored.minutes.move_minutes(moves) for _ in range(3)))
    assert await stored.minutes.find_minute("T1", "ana") == moves[0].after
    for tenant in ("T1", "T2"):
        delivery = await stored.ledger.find_delivery(tenant, line_key("ana", TODAY))
        assert delivery
        assert delivery.state is DeliveryState.DUE
    await stored.minutes.move_minutes([])
    await stored.minutes.move_minutes([replace(moved(moves[0].after), notice=None)])
    assert await stored.ledger.find_delivery("T1", line_key("ana", TODAY + timedelta(days=1))) is None


async def test_what_was_changed_or_turned_off_meanwhile_is_neither_moved_nor_sent(stored: Stored) -> None:
    before = minute()
    changed = replace(before, start=replace(START, at=time(20)))
    await stored.minutes.keep_minute(changed, ())
    await stored.minutes.move_minutes([moved(before), moved(minute("luis"))])
    assert await stored.minutes.find_minute("T1", "ana") == changed
    assert await stored.minutes.find_minute("T1", "luis") is None
    assert await stored.ledger.campaign_progress("T1") == ()


async def test_what_waits_goes_with_it_and_what_is_of_others_stays(stored: Stored) -> None:
    for user in ("ana", "luis"):
        await stored.minutes.keep_minute(minute(user), ())
        await stored.minutes.move_minutes([moved(minute(user))])
    await stored.minutes.remove_minute("T1", "ana", (line_key("ana", TODAY),))
    assert await stored.ledger.find_delivery("T1", line_key("ana", TODAY)) is None
    await stored.minutes.keep_minute(minute("luis"), (line_key("ana", TODAY),))
    assert await stored.ledger.find_delivery("T1", line_key("luis", TODAY))
    await stored.minutes.keep_minute(minute("luis"), (line_key("luis", TODAY),))
    await stored.minutes.move_minutes([moved(minute("luis"))])  # and the same may come anew
    assert await stored.ledger.find_delivery("T1", line_key("luis", TODAY))


async def test_an_offer_waits_once_for_a_group(stored: Stored) -> None:
    await stored.minutes.keep_offer(offer())
    await stored.minutes.keep_offer(offer("other"))
    await stored.minutes.keep_offer(replace(offer(group="g2"), at=NOON - timedelta(minutes=1)))
    assert await stored.minutes.waiting_offers(9) == (
        replace(offer(group="g2"), at=NOON - timedelta(minutes=1)),
        offer(),
    )
    assert len(await stored.minutes.waiting_offers(1)) == 1
    await stored.minutes.remove_offer(offer())
    assert len(await stored.minutes.waiting_offers(9)) == 1


async def test_who_is_invited_and_who_is_not(stored: Stored) -> None:
    await stored.minutes.keep_minute(minute("eva"), ())
    await stored.minutes.refuse_invitations("T1", "luis", TODAY - timedelta(days=300))
    assert await stored.minutes.is_refused("T1", "luis")
    assert not await stored.minutes.is_refused("T2", "luis")
    assert not await stored.minutes.is_refused("T1", "ana")
    assert await invited(stored, "ana", "eva", "luis") == {"ana"}
    assert await invited(stored, "ana", "pepe", day=TODAY + timedelta(days=27)) == {"pepe"}
    assert await invited(stored, "ana", "pepe", day=TODAY + timedelta(days=28)) == {"ana"}
    await stored.minutes.invite_people("T1", TODAY, SINCE, {})
    await stored.minutes.keep_minute(minute("luis"), ())  # they changed their mind
    assert not await stored.minutes.is_refused("T1", "luis")


async def test_invited_twice_at_once_it_is_one_notice(stored: Stored) -> None:
    made = notices("ana", "luis")
    again = {user: replace(each, key=f"{each.key}:other") for user, each in made.items()}
    await asyncio.gather(*(stored.minutes.invite_people("T1", TODAY, SINCE, each) for each in (made, again)))
    [progress] = await stored.ledger.campaign_progress("T1")
    assert progress.total == 2


async def test_invitations_are_forgotten_and_refusals_are_not(stored: Stored) -> None:
    await invited(stored, "ana")
    await stored.minutes.refuse_invitations("T1", "luis", TODAY)
    assert await stored.minutes.purge_invitations(TODAY) == 0
    assert await stored.minutes.purge_invitations(TODAY + timedelta(days=1)) == 1
    assert await stored.minutes.is_refused("T1", "luis")


async def test_many_at_once(stored: Stored) -> None:
    many = [minute(f"u{n:04}", due=NOON + timedelta(seconds=n)) for n in range(1_100)]
    for each in many:
        if each.user < "u0010":
            await stored.minutes.keep_minute(each, ())
    await stored.minutes.move_minutes([moved(each) for each in many])
    assert len(await invited(stored, *(each.user for each in many))) == 1_090
