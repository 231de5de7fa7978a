"""The ledger, on both engines and in memory: kept once, claimed by one, never forgotten."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from bot.core.edge import Address
from bot.core.ledger import (
    FURTHEST_ALERT,
    CampaignProgress,
    Claim,
    DeliveryOutcome,
    DeliveryState,
    Lane,
    LaneQueue,
    Lease,
    Ledger,
    Notice,
    Rank,
)
from bot.store.memory.ledger import MemoryLedger
from bot.store.sql.database import Database
from bot.store.sql.ledger import SqlLedger

T0 = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)
SOON = timedelta(seconds=60)
LANE = Lane("T1", "slack")


def notice(
    key: str,
    due: datetime = T0,
    tenant: str = "T1",
    *,
    until: datetime | None = None,
    rank: Rank = Rank.ROUTINE,
    campaign: str = "",
) -> Notice:
    to = Address(tenant, "slack", "sofia", channel=key == "b")
    return Notice(key, to, "room.kind", ("i", "1"), due, until, rank, campaign)


@pytest_asyncio.fixture(params=["stored", "in memory"])
async def ledger(request: pytest.FixtureRequest, database: Database) -> Ledger:
    return SqlLedger(database) if request.param == "stored" else MemoryLedger()


async def taken(ledger: Ledger, now: datetime = T0, lane: Lane = LANE, holder: str = "me") -> Lease:
    found = await ledger.take_lane(lane, holder, now, now + SOON)
    assert found
    return found


async def claimed(ledger: Ledger, now: datetime = T0) -> Claim:
    """Returns the first claim of the lane, which is given back."""
    lease = await taken(ledger, now)
    [found] = await ledger.claim_due(lease, now, 1)
    return found


async def keys(ledger: Ledger, lease: Lease, now: datetime = T0, count: int = 100) -> list[str]:
    return [claim.notice.key for claim in await ledger.claim_due(lease, now, count)]


def sent(claims: Sequence[Claim]) -> list[DeliveryOutcome]:
    return [DeliveryOutcome(claim, DeliveryState.SENT, message="m1") for claim in claims]


async def test_what_waits_in_each_lane_is_told_and_since_when_nothing_went(ledger: Ledger) -> None:
    other = Lane("T2", "slack")
    waiting = [notice("a", T0), notice("b", T0 - SOON), notice("c", T0 + SOON), notice("d", tenant="T2")]
    await ledger.add_notices(waiting)
    queues = await ledger.lane_queues(T0, T0 - SOON)
    assert queues == (LaneQueue(LANE, 2, T0 - SOON), LaneQueue(other, 1, T0))
    assert [queue.stuck(T0, SOON) for queue in queues] == [True, False]
    lease = await taken(ledger)
    [claim] = await ledger.claim_due(lease, T0, 1)  # what is being sent waits too
    assert await ledger.lane_queues(T0, T0 - SOON) == queues
    await ledger.settle_claims(sent([claim]), T0 + SOON)
    later = T0 + 2 * SOON
    [queue, _] = await ledger.lane_queues(later, T0)
    assert queue == LaneQueue(LANE, 2, T0, T0 + SOON)
    assert queue.stuck(later, SOON)
    assert not queue.stuck(later, SOON + timedelta(seconds=1))


async def test_what_expired_is_counted(ledger: Ledger) -> None:
    await ledger.add_notices([notice("a", until=T0), notice("b", tenant="T2", until=T0), notice("c")])
    await ledger.claim_due(await taken(ledger), T0, 9)
    await ledger.expire_overdue(T0)
    assert ledger.expired == 2


async def test_what_is_due_longest_goes_first_and_comes_back_as_it_was(ledger: Ledger) -> None:
    await ledger.add_notices([notice("a", T0), notice("b", T0 - SOON), notice("c", T0 + SOON)])
    lease = await taken(ledger)
    found = await ledger.claim_due(lease, T0, 9)
    assert found == (
        Claim(notice("b", T0 - SOON), turn=1, began=T0),
        Claim(notice("a", T0), turn=1, began=T0),
    )
    assert await ledger.claim_due(lease, T0, 9) == ()


async def test_safety_goes_before_what_is_due_longer(ledger: Ledger) -> None:
    await ledger.add_notices([notice("drill", T0 - SOON), notice("safety", rank=Rank.SAFETY), notice("b")])
    lease = await taken(ledger)
    assert await keys(ledger, lease, count=2) == ["safety", "drill"]


async def test_a_key_is_kept_once_in_its_tenant(ledger: Ledger) -> None:
    for _ in range(2):
        await ledger.add_notices([notice("a"), notice("a", tenant="T2"), notice("a", T0 - SOON)])
    for tenant in ("T1", "T2"):
        assert await keys(ledger, await taken(ledger, lane=Lane(tenant, "slack"))) == ["a"]


async def test_a_lane_is_held_by_one(ledger: Ledger) -> None:
    await ledger.add_notices([notice("a")])
    lease = await taken(ledger)
    assert await ledger.take_lane(LANE, "other", T0, T0 + SOON) is None
    assert await ledger.due_lanes(T0, 9) == ()
    await ledger.release_lane(lease, T0)
    other = await taken(ledger, T0 + timedelta(seconds=5), holder="other")
    assert (other.rested, other.same_holder) == (5.0, False)
    assert await ledger.claim_due(lease, T0, 9) == ()
    assert await ledger.renew_lease(lease, T0 + SOON) is None
    await ledger.release_lane(lease, T0)  # not ours any more
    assert await ledger.take_lane(LANE, "me", T0 + SOON / 2, T0 + SOON) is None
    assert (await taken(ledger, T0 + 2 * SOON, holder="other")).same_holder


async def test_many_take_at_once_and_one_gets_it(ledger: Ledger) -> None:
    await ledger.add_notices([notice("a")])
    taken_by = await asyncio.gather(*(ledger.take_lane(LANE, f"h{n}", T0, T0 + SOON) for n in range(4)))
    assert sum(lease is not None for lease in taken_by) == 1


async def test_a_lease_is_made_longer(ledger: Ledger) -> None:
    await ledger.add_notices([notice("a")])
    lease = await ledger.renew_lease(await taken(ledger), T0 + 3 * SOON)
    assert lease
    assert lease.until == T0 + 3 * SOON
    assert await ledger.take_lane(LANE, "other", T0 + 2 * SOON, T0 + 3 * SOON) is None
    assert await keys(ledger, lease) == ["a"]


async def test_a_clock_that_was_set_back_holds_no_lane_for_long(ledger: Ledger) -> None:
    await ledger.add_notices([notice("a")])
    await taken(ledger, T0 + 60 * SOON)
    assert await ledger.due_lanes(T0, 9) == (LANE,)
    assert await ledger.take_lane(LANE, "other", T0, T0 + SOON)


async def test_lanes_are_those_with_something_to_do_the_most_rested_first(ledger: Ledger) -> None:
    one, two, three = (Lane(f"T{n}", "slack") for n in (1, 2, 3))
    await ledger.add_notices([notice("a"), notice("a", tenant="T2"), notice("a", T0 + SOON, tenant="T3")])
    assert await ledger.due_lanes(T0, 9) == (one, two)
    assert await ledger.due_lanes(T0, 1) == (one,)
    await ledger.release_lane(await taken(ledger, lane=one), T0)
    assert await ledger.due_lanes(T0, 9) == (two, one)
    assert await ledger.due_lanes(T0 + SOON, 9) == (two, three, one)
    lease = await taken(ledger, lane=two)
    await ledger.settle_claims(sent(await ledger.claim_due(lease, T0, 9)), T0)
    await ledger.release_lane(lease, T0)
    assert await ledger.due_lanes(T0, 9) == (one,)


async def test_a_paused_lane_waits_as_a_whole(ledger: Ledger) -> None:
    await ledger.add_notices([notice("a"), notice("a", tenant="T2")])
    await ledger.pause_lane(LANE, T0 + SOON / 2 + timedelta(milliseconds=1))
    assert await ledger.due_lanes(T0, 9) == (Lane("T2", "slack"),)
    assert await ledger.take_lane(LANE, "me", T0 + SOON / 2, T0 + SOON) is None
    assert await ledger.due_lanes(T0 + SOON, 9) == (LANE, Lane("T2", "slack"))
    assert await taken(ledger, T0 + SOON)


async def test_a_clock_that_was_set_back_leaves_no_lane_held_or_paused(ledger: Ledger) -> None:
    before, paused = T0 - timedelta(hours=3), Lane("T2", "slack")
    await ledger.add_notices([notice("a", before), notice("a", before, tenant="T2")])
    await taken(ledger)
    await ledger.pause_lane(paused, T0 + SOON)
    assert await ledger.due_lanes(T0, 9) == ()
    assert set(await ledger.due_lanes(before, 9)) == {LANE, paused}


async def test_a_clock_that_was_set_back_strands_no_alert(ledger: Ledger) -> None:
    before, later = T0 - timedelta(hours=3), timedelta(minutes=5)
    await ledger.add_notices([notice("next", T0 + SOON, rank=Rank.ALERT), notice("drill", T0 + SOON)])
    await ledger.add_notices([notice("last", T0 + SOON + later, rank=Rank.ALERT)])
    assert await ledger.due_lanes(before, 9) == (LANE,)
    lease = await taken(ledger, before)
    assert await keys(ledger, lease, before) == ["next"]
    assert await keys(ledger, lease, before + later - SOON) == []
    assert await keys(ledger, lease, before + later) == ["last"]
    await ledger.release_lane(lease, before + later)
    assert await keys(ledger, await taken(ledger, T0 + SOON), T0 + SOON) == ["next", "last", "drill"]


async def test_an_alert_that_is_put_ahead_waits_for_its_time(ledger: Ledger) -> None:
    await ledger.add_notices([notice("last", T0 + FURTHEST_ALERT, rank=Rank.ALERT)])
    assert await ledger.due_lanes(T0, 9) == ()
    assert await keys(ledger, await taken(ledger)) == []


async def test_what_was_sent_is_never_claimed_again(ledger: Ledger) -> None:
    await ledger.add_notices([notice("a")])
    lease = await taken(ledger)
    [claim] = await ledger.claim_due(lease, T0, 9)
    follow = [notice("b", T0 + SOON)]
    assert (
        await ledger.settle_claims(
            [DeliveryOutcome(claim, DeliveryState.SENT, message="m1", follow=follow)], T0
        )
        == 1
    )
    await ledger.add_notices([notice("a")])
    assert await ledger.claim_due(lease, T0, 9) == ()
    found = await ledger.find_delivery("T1", "a")
    assert found
    assert (found.state, found.message, found.at) == (DeliveryState.SENT, "m1", T0)
    assert await ledger.find_delivery("T2", "a") is None
    assert await keys(ledger, lease, T0 + SOON) == ["b"]


async def test_what_a_dead_process_was_sending_is_in_doubt(ledger: Ledger) -> None:
    await ledger.add_notices([notice(key) for key in ("a", "b", "c")])
    lost = await ledger.claim_due(await taken(ledger), T0, 2)
    assert await ledger.due_lanes(T0 + SOON / 2, 9) == ()
    later = T0 + SOON
    assert await ledger.due_lanes(later, 9) == (LANE,)
    lease = await taken(ledger, later, holder="next")
    found = {claim.notice.key: claim for claim in await ledger.claim_due(lease, later, 9)}
    doubtful = {claim.notice.key for claim in lost}
    assert {key for key, claim in found.items() if claim.doubts} == doubtful
    assert {claim.began for key, claim in found.items() if key in doubtful} == {T0}
    assert {claim.turn for key, claim in found.items() if key in doubtful} == {2}
    assert (
        await ledger.settle_claims(
            [DeliveryOutcome(c, DeliveryState.SENT, follow=[notice("f")]) for c in lost], later
        )
        == 0
    )
    assert (
        await ledger.settle_claims([DeliveryOutcome(c, DeliveryState.DUE, due=T0) for c in lost], later) == 0
    )
    assert await ledger.find_delivery("T1", "f") is None
    assert await ledger.settle_claims(sent(list(found.values())), later) == 3


async def test_what_is_put_back_waits(ledger: Ledger) -> None:
    await ledger.add_notices([notice("a")])
    lease = await taken(ledger)
    [claim] = await ledger.claim_due(lease, T0, 9)
    back = DeliveryOutcome(claim, DeliveryState.DUE, reason="busy", due=T0 + SOON, tries=1, doubts=1)
    assert await ledger.settle_claims([back], T0) == 1
    assert await ledger.claim_due(lease, T0 + SOON / 2, 9) == ()
    [found] = await ledger.claim_due(lease, T0 + SOON, 9)
    assert (found.turn, found.tries, found.doubts, found.began) == (2, 1, 1, T0)


async def test_past_its_window_it_expires_unless_it_is_in_doubt(ledger: Ledger) -> None:
    end = T0 + SOON / 2
    await ledger.add_notices(
        [notice("a", until=end), notice("b", until=end), notice("c"), notice("d", until=end)]
    )
    lease = await taken(ledger)
    [claim] = await ledger.claim_due(lease, T0, 1)
    await ledger.settle_claims([DeliveryOutcome(claim, DeliveryState.DUE, due=T0, doubts=1)], T0)
    assert set(await keys(ledger, lease, end)) == {"c", claim.notice.key}
    [progress] = await ledger.campaign_progress("T1")
    assert (progress.of(DeliveryState.EXPIRED), progress.of(DeliveryState.SENDING), progress.doubtful) == (
        2,
        2,
        1,
    )
    await ledger.add_notices([notice("e", until=end)])
    assert await ledger.expire_overdue(end - timedelta(seconds=1)) == 0
    assert await ledger.expire_overdue(end) == 1


async def test_what_is_done_is_forgotten_and_what_is_routine_and_could_not_go(ledger: Ledger) -> None:
    late = [notice("c", T0 + 2 * SOON, rank=Rank.SAFETY), notice("d", T0 + 2 * SOON)]
    await ledger.add_notices([notice("a"), notice("b", T0 + SOON), *late])
    lease = await taken(ledger)
    await ledger.settle_claims(sent(await ledger.claim_due(lease, T0, 9)), T0)
    dead = [
        DeliveryOutcome(claim, DeliveryState.DEAD) for claim in await ledger.claim_due(lease, T0 + SOON, 9)
    ]
    await ledger.settle_claims(dead, T0 + SOON)
    assert await ledger.purge_deliveries(T0 + SOON) == 1
    assert await ledger.purge_deliveries(T0 + 2 * SOON) == 1
    assert await ledger.purge_deliveries(T0 + 100 * SOON) == 1
    assert await keys(ledger, lease, T0 + 2 * SOON) == ["c"]


async def test_progress_dead_and_retry_of_a_campaign(ledger: Ledger) -> None:
    await ledger.add_notices([notice(f"k{n}", campaign="daily:1", until=T0 + SOON) for n in range(4)])
    await ledger.add_notices([notice("other", campaign="daily:2"), notice("n"), notice("k0", tenant="T2")])
    lease = await taken(ledger)
    claims = [claim for claim in await ledger.claim_due(lease, T0, 9) if claim.notice.campaign == "daily:1"]
    words = ("gone", "gone", "blocked")
    outcomes = [
        DeliveryOutcome(c, DeliveryState.DEAD, reason=word) for c, word in zip(claims, words, strict=False)
    ]
    await ledger.settle_claims([*outcomes, *sent(claims[3:])], T0)
    [found] = await ledger.campaign_progress("T1", "daily:1")
    assert found.counts == {DeliveryState.DEAD: 3, DeliveryState.SENT: 1}
    assert found.reasons == {"gone": 2, "blocked": 1}
    assert (found.total, found.done) == (4, 4)
    every = [(progress.tenant, progress.campaign) for progress in await ledger.campaign_progress()]
    assert every == [("T1", ""), ("T1", "daily:1"), ("T1", "daily:2"), ("T2", "")]
    assert {found.reason for found in await ledger.dead_deliveries("T1", "daily:1", 9)} == {"gone", "blocked"}
    assert len(await ledger.dead_deliveries("T1", "daily:1", 2)) == 2
    assert await ledger.retry_dead("T2", "daily:1", T0) == 0
    assert await ledger.retry_dead("T1", "daily:1", T0 + 2 * SOON, T0 + 3 * SOON) == 3
    again = await ledger.claim_due(lease, T0 + 2 * SOON, 9)
    assert {claim.notice.key for claim in again} == {c.notice.key for c in claims[:3]}
    assert {claim.tries for claim in again} == {0}


async def test_what_waits_is_cancelled_and_can_be_added_anew(ledger: Ledger) -> None:
    many = [notice(f"s1:2026-11-24:u{n}", T0 + n * SOON, campaign="s1:24") for n in range(4)]
    await ledger.add_notices([*many, notice("s2:x", T0 + SOON, campaign="s2"), notice("s1_x", T0 + SOON)])
    lease = await taken(ledger)
    [claim] = await ledger.claim_due(lease, T0, 9)
    assert await ledger.cancel_campaign("T1") == 0
    assert await ledger.cancel_campaign("T2", "s1:24") == 0
    assert await ledger.cancel_campaign("T1", "s1:24", "s1:2026-11-24:u3") == 1
    assert await ledger.cancel_campaign("T1", prefix="s1_") == 1
    assert await ledger.cancel_campaign("T1", "s1:24") == 2
    await ledger.settle_claims(sent([claim]), T0)
    await ledger.add_notices(many)
    assert sorted(await keys(ledger, lease, T0 + 9 * SOON)) == [
        *("s1:2026-11-24:u1", "s1:2026-11-24:u2", "s1:2026-11-24:u3", "s2:x")
    ]


async def test_what_is_in_doubt_is_not_cancelled(ledger: Ledger) -> None:
    await ledger.add_notices([notice("a", campaign="c")])
    await ledger.claim_due(await taken(ledger), T0, 9)
    await taken(ledger, T0 + SOON)
    assert await ledger.cancel_campaign("T1", "c") == 0


async def test_what_waits_for_an_address_ends_at_once_and_says_why(ledger: Ledger) -> None:
    luis = Address("T1", "slack", "luis")
    elsewhere = Address("T1", "teams", "sofia")
    later = notice("a", T0 + 9 * SOON, until=T0 + 10 * SOON)
    await ledger.add_notices(
        [
            later,
            notice("b", T0 + 3 * SOON, campaign="c"),
            notice("call", T0 + SOON, rank=Rank.ALERT),
            notice("report", T0 + SOON, rank=Rank.SAFETY),
            notice("other tenant", T0 + SOON, "T2"),
            Notice("other person", luis, "room.kind", (), T0 + SOON),
            Notice("other platform", elsewhere, "room.kind", (), T0 + SOON),
        ]
    )
    assert await ledger.end_waiting(LANE, (), "gone", T0) == 0
    assert await ledger.end_waiting(LANE, ("sofia",), "gone", T0) == 2
    assert await ledger.end_waiting(LANE, ("sofia",), "later", T0) == 0
    lease = await taken(ledger)
    claims = await ledger.claim_due(lease, T0, 9)
    assert {(claim.notice.key, claim.ended) for claim in claims} == {("a", "gone"), ("b", "gone")}
    dead = [DeliveryOutcome(claim, DeliveryState.DEAD, claim.ended) for claim in claims]
    assert await ledger.settle_claims(dead, T0) == 2
    ended = await ledger.find_delivery("T1", "a")
    assert ended
    assert (ended.state, ended.reason) == (DeliveryState.DEAD, "gone")
    assert await ledger.retry_dead("T1", "c", T0) == 1
    [claim] = await ledger.claim_due(lease, T0, 9)
    assert (claim.notice.key, claim.ended) == ("b", "")


async def test_what_ends_stays_ended_though_the_process_dies(ledger: Ledger) -> None:
    await ledger.add_notices([notice("a", T0 + SOON)])
    await ledger.end_waiting(LANE, ("sofia",), "gone", T0)
    await ledger.claim_due(await taken(ledger), T0, 9)
    lease = await taken(ledger, T0 + SOON)
    [claim] = await ledger.claim_due(lease, T0 + SOON, 9)
    assert (claim.ended, claim.doubts) == ("gone", 1)


async def test_thousands_are_added_at_once(ledger: Ledger) -> None:
    await ledger.add_notices(notice(f"k{n}", campaign="big") for n in range(2_500))
    assert await ledger.campaign_progress("T1", "big") == (
        CampaignProgress("T1", "big", {DeliveryState.DUE: 2_500}),
    )
    lease = await taken(ledger)
    assert len(set(await keys(ledger, lease, count=300))) == 300
