"""Lanes: each at its own pace, paused as a whole, and what is in doubt asked for before it goes again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.card import Card
from bot.core.edge import Address, Fate, Receipt
from bot.core.ledger import DeliveryState, Lane, Notice, Rank
from bot.delivery import drainer as delivery
from bot.delivery import sender
from bot.delivery.drainer import Drainer
from bot.delivery.pacing import Limit, SendRates
from bot.store.memory.ledger import MemoryLedger

T0 = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
BUSY = Receipt(Fate.LATER, reason="ratelimited", wait=60.0, pauses=True)
DOUBT = Receipt(Fate.DOUBT, reason="HTTP 500")
REFUSED = Receipt(Fate.REFUSED, reason="not_in_channel")


@dataclass
class Teams:
    """A messenger that cannot be asked. It says what it was told to for a key, SENT after that."""

    says: dict[str, list[Receipt]] = field(default_factory=dict)
    got: list[str] = field(default_factory=list)
    cards: list[Card] = field(default_factory=list)
    reached: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, address: Address, card: Card, key: str) -> Receipt:
        self.got.append(key)
        self.cards.append(card)
        self.reached.set()
        await asyncio.sleep(0)
        said = self.says.get(key)
        return said.pop(0) if said else Receipt(Fate.SENT, message=f"m-{key}")


@dataclass
class Slack(Teams):
    """One that can: `knows` is what it says for a key, else that it did not arrive."""

    knows: dict[str, list[Receipt]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    async def settle(self, address: Address, key: str, since: float) -> Receipt:
        self.asked.append(key)
        said = self.knows.get(key)
        return said.pop(0) if said else Receipt(Fate.LATER)


class Author:
    async def card(self, notice: Notice) -> Card | None:
        return Card(notice.key, ())

    async def follow(self, notice: Notice, receipt: Receipt, now: datetime) -> Sequence[Notice]:
        return ()


@dataclass
class Office:
    """A drainer on a ledger in memory, and the time."""

    slack: Slack = field(default_factory=Slack)
    teams: Teams = field(default_factory=Teams)
    ledger: MemoryLedger = field(default_factory=MemoryLedger)
    rates: dict[str, SendRates] = field(default_factory=dict)
    now: datetime = T0

    def __post_init__(self) -> None:
        self.drainer = Drainer(
            self.ledger,
            {"slack": self.slack, "teams": self.teams},
            {"room": Author()},
            lambda: self.now,
            lambda error: "ref",
            rates=self.rates,
            seconds=self.seconds,
            mark=lambda card: Card(f"again: {card.summary}", ()),
        )

    def seconds(self) -> float:
        return time.monotonic() if self.rates else (self.now - T0).total_seconds()

    async def later(self, seconds: float = 0) -> None:
        self.now += timedelta(seconds=seconds)
        await self.drainer.drain()

    async def crash(self, lane: Lane) -> None:
        """Lets a process die with everything that is due in the lane under way."""
        lease = await self.ledger.take_lane(lane, "dead", self.now, self.now + delivery.LEASE)
        assert lease
        await self.ledger.claim_due(lease, self.now, 999)
        self.now += delivery.LEASE

    def state(self, key: str) -> DeliveryState:
        return self.ledger.rows["T1", key].state


@pytest.fixture
def office() -> Office:
    return Office()


def drill(key: str, tenant: str = "T1", platform: str = "slack", **more: object) -> Notice:
    to = Address(tenant, platform, f"to-{key}")
    return Notice(key, to, "room.drill", (), T0, campaign="daily", **more)  # type: ignore[arg-type]


async def test_asked_to_wait_the_whole_lane_waits_and_no_delivery_is_blamed(office: Office) -> None:
    office.slack.says = {"a": [BUSY] * 20}
    await office.ledger.add_notices([drill("a"), drill("b", "T2"), drill("c", "T2")])
    await office.later()
    assert sorted(office.slack.got) == ["a", "b", "c"]
    await office.ledger.add_notices([drill("d")])
    await office.later(59)
    assert "d" not in office.slack.got
    await office.later(1)
    assert "d" in office.slack.got
    for _ in range(20):
        await office.later(60)
    assert (office.state("a"), office.state("d")) == (DeliveryState.SENT, DeliveryState.SENT)


async def test_what_slack_has_is_not_sent_again(office: Office) -> None:
    await office.ledger.add_notices([drill("a"), drill("b")])
    await office.crash(Lane("T1", "slack"))
    office.slack.knows = {"a": [Receipt(Fate.SENT, message="m-a")]}
    await office.later()
    assert (sorted(office.slack.asked), office.slack.got) == (["a", "b"], ["b"])
    assert {office.state("a"), office.state("b")} == {DeliveryState.SENT}
    assert [card.summary for card in office.slack.cards] == ["b"]


async def test_while_slack_does_not_tell_nothing_is_sent(office: Office) -> None:
    await office.ledger.add_notices([drill("a")])
    await office.crash(Lane("T1", "slack"))
    office.slack.knows = {"a": [DOUBT] * 99}
    for _ in range(20):
        await office.later(300)
    assert (office.slack.got, office.state("a")) == ([], DeliveryState.DEAD)
    [dead] = await office.ledger.dead_deliveries("T1", "daily", 9)
    assert dead.reason == "in doubt: HTTP 500"
    office.slack.knows = {}
    assert await office.ledger.retry_dead("T1", "daily", office.now) == 1
    await office.later()
    assert (office.slack.got, office.state("a")) == (["a"], DeliveryState.SENT)


async def test_what_safety_depends_on_goes_once_more_marked(office: Office) -> None:
    await office.ledger.add_notices([drill("a", rank=Rank.SAFETY)])
    await office.crash(Lane("T1", "slack"))
    office.slack.knows = {"a": [DOUBT] * 99}
    for _ in range(5):
        await office.later(10)
    assert [card.summary for card in office.slack.cards] == ["again: a"]


async def test_teams_gets_it_at_most_once_more_and_marked(office: Office) -> None:
    office.teams.says = {"a": [DOUBT, DOUBT], "b": [DOUBT]}
    await office.ledger.add_notices([drill("a", platform="teams"), drill("b", platform="teams")])
    for _ in range(9):
        await office.later(300)
    assert sorted(card.summary for card in office.teams.cards) == ["a", "again: a", "again: b", "b"]
    assert (office.state("a"), office.state("b")) == (DeliveryState.DEAD, DeliveryState.SENT)
    [progress] = await office.ledger.campaign_progress("T1")
    assert (progress.doubtful, progress.reasons) == (2, {"HTTP 500": 1})


async def test_crash_after_crash_teams_still_gets_it_once_more_at_most(office: Office) -> None:
    await office.ledger.add_notices([drill("a", platform="teams")])
    for _ in range(2):
        await office.crash(Lane("T1", "teams"))
    await office.later()
    assert (office.teams.got, office.state("a")) == ([], DeliveryState.DEAD)


async def test_eight_tries_then_dead_listed_and_retried(office: Office) -> None:
    later = Receipt(Fate.LATER, reason="HTTP 503")
    office.teams.says = {"a": [later] * 8}
    await office.ledger.add_notices([drill("a", platform="teams"), drill("b")])
    for _ in range(20):
        await office.later(300)
    assert office.teams.got == ["a"] * sender.TRIES[Rank.ROUTINE]
    assert [dead.reason for dead in await office.ledger.dead_deliveries("T1", "daily", 9)] == ["HTTP 503"]
    await office.ledger.retry_dead("T1", "daily", office.now, office.now + HOUR)
    await office.later()
    assert office.state("a") is DeliveryState.SENT


async def test_who_is_gone_is_not_tried_again(office: Office) -> None:
    office.slack.says = {"a": [REFUSED]}
    await office.ledger.add_notices([drill("a")])
    await office.later()
    await office.later(600)
    assert office.slack.got == ["a"]
    [progress] = await office.ledger.campaign_progress("T1", "daily")
    assert progress.reasons == {"not_in_channel": 1}


async def test_what_was_not_sent_in_its_window_expires(office: Office) -> None:
    office.slack.says = {"a": [BUSY]}
    await office.ledger.add_notices([drill(key, until=T0 + timedelta(seconds=30)) for key in ("a", "b")])
    await office.later()
    office.ledger.rows["T1", "b"].due = T0 + timedelta(seconds=20)
    office.ledger.rows["T1", "b"].state = DeliveryState.DUE
    await office.later(60)
    assert {office.state("a"), office.state("b")} == {DeliveryState.EXPIRED}
    await office.ledger.add_notices([drill("c", until=T0 + HOUR)])
    await office.crash(Lane("T1", "slack"))
    office.slack.knows = {"c": [Receipt(Fate.SENT)]}
    await office.later(3_600)
    assert office.state("c") is DeliveryState.SENT  # it had arrived in time


async def test_a_large_lane_does_not_delay_a_small_one() -> None:
    office = Office(rates={"slack": SendRates(per_second=200.0, conversation=(Limit(1, 1.0),))})
    await office.ledger.add_notices(drill(f"a{number}") for number in range(300))
    await office.ledger.add_notices(drill(f"b{number}", "T2") for number in range(20))
    await office.later()
    last = max(place for place, key in enumerate(office.slack.got) if key.startswith("b"))
    assert len(office.slack.got) == 320
    assert last < 160


async def test_two_drainers_share_the_lanes_and_send_each_once() -> None:
    office = Office(rates={"slack": SendRates(per_second=500.0)})
    twin = Office(office.slack, office.teams, office.ledger, office.rates)
    await office.ledger.add_notices(drill(f"k{number}", f"T{number % 5}") for number in range(200))
    await asyncio.gather(office.drainer.drain(), twin.drainer.drain())
    assert sorted(office.slack.got) == sorted(f"k{number}" for number in range(200))


async def test_safety_goes_before_what_waits() -> None:
    office = Office(rates={"slack": SendRates(per_second=100.0)})
    await office.ledger.add_notices(
        [*(drill(f"k{number}") for number in range(150)), drill("s", rank=Rank.SAFETY)]
    )
    await office.later()
    assert office.slack.got.index("s") < 5


async def test_told_to_stop_it_puts_back_what_has_not_gone() -> None:
    office = Office(rates={"slack": SendRates(per_second=20.0)})
    await office.ledger.add_notices(drill(f"k{number}") for number in range(100))
    await office.drainer.start()
    await asyncio.wait_for(office.slack.reached.wait(), 5)
    await office.drainer.close()
    [progress] = await office.ledger.campaign_progress("T1")
    assert progress.of(DeliveryState.SENDING) == 0
    assert progress.of(DeliveryState.SENT) == len(office.slack.got) < 100
    assert await office.ledger.due_lanes(office.now, 9) == (Lane("T1", "slack"),)


async def test_minutely_jobs_run_each_minute(office: Office) -> None:
    ran: list[datetime] = []

    async def job(now: datetime) -> None:
        ran.append(now)

    drainer = Drainer(office.ledger, {}, {}, lambda: office.now, lambda error: "ref", minutely=[job])
    for seconds in (0, 30, 30, 59, 1):
        office.now += timedelta(seconds=seconds)
        await drainer.sweep()
    assert [(at - T0).total_seconds() for at in ran] == [0, 60, 120]


async def test_jobs_run_on_while_the_clock_is_set_back_and_when_the_machine_slept(office: Office) -> None:
    ran: list[float] = []
    seconds = 0.0

    async def job(now: datetime) -> None:
        ran.append(seconds)

    drainer = Drainer(office.ledger, {}, {}, lambda: office.now, str, minutely=[job], seconds=lambda: seconds)
    await drainer.sweep()
    office.now -= 3 * HOUR
    for _ in range(4):
        seconds += 30.0
        office.now += timedelta(seconds=30)
        await drainer.sweep()
    office.now += HOUR  # it slept, and the clock that only goes forward with it
    await drainer.sweep()
    assert ran == [0.0, 60.0, 120.0, 120.0]


async def test_a_lane_is_held_on_while_the_clock_is_set_back(office: Office) -> None:
    lane, seconds = Lane("T1", "slack"), 0.0
    await office.ledger.add_notices([drill("a"), drill("b")])
    office.now += 2 * HOUR
    held: list[timedelta] = []

    @dataclass
    class SetsBack(Slack):
        async def send(self, address: Address, card: Card, key: str) -> Receipt:
            nonlocal seconds
            until = office.ledger.held[lane].until
            assert until
            held.append(until - office.now)
            if not self.got:
                office.now -= HOUR
                seconds += 16.0  # more than half of the lease
            return await super().send(address, card, key)

    rates = {"slack": SendRates(per_second=1.0)}
    drainer = Drainer(
        office.ledger,
        {"slack": SetsBack()},
        {"room": Author()},
        lambda: office.now,
        str,
        rates=rates,
        seconds=lambda: seconds,
    )
    await drainer.lane(lane)
    assert held == [delivery.LEASE, delivery.LEASE]
