"""What becomes of a notice, by what the messenger says of it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.card import Card
from bot.core.edge import Address, Fate, Receipt
from bot.core.ledger import DeliveryState, Lane, Notice
from bot.delivery import drainer as delivery
from bot.delivery import sender
from bot.delivery.drainer import Drainer
from bot.store.memory.ledger import MemoryLedger

T0 = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)
SENT, LATER, DOUBT, REFUSED = (Receipt(fate) for fate in (Fate.SENT, Fate.LATER, Fate.DOUBT, Fate.REFUSED))


@dataclass
class Platform:
    """A messenger that says what it was told to say, SENT after that, and counts what it was given."""

    says: list[Receipt | Exception] = field(default_factory=list)
    got: list[tuple[str, float]] = field(default_factory=list)
    clock: list[datetime] = field(default_factory=lambda: [T0])
    reached: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, address: Address, card: Card, key: str) -> Receipt:
        self.got.append((key, (self.clock[0] - T0).total_seconds()))
        self.reached.set()
        said = self.says.pop(0) if self.says else SENT
        if isinstance(said, Exception):
            raise said
        return said


@dataclass
class Writer:
    """An author of plain cards, who has one more notice for whoever was not reached."""

    wanted: bool = True
    fails: int = 0

    async def card(self, notice: Notice) -> Card | None:
        if self.fails:
            self.fails -= 1
            raise RuntimeError("no card")
        return Card(notice.key, ()) if self.wanted else None

    async def follow(self, notice: Notice, receipt: Receipt, now: datetime) -> Sequence[Notice]:
        return [due("next", now)] if receipt.fate is Fate.REFUSED and notice.key != "next" else []


def due(key: str, at: datetime = T0, platform: str = "slack") -> Notice:
    return Notice(key, Address("T1", platform, "sofia"), "room.kind", (), at)


@dataclass
class Post:
    """A drainer with all that is around it."""

    platform: Platform = field(default_factory=Platform)
    writer: Writer = field(default_factory=Writer)
    ledger: MemoryLedger = field(default_factory=MemoryLedger)
    errors: list[BaseException] = field(default_factory=list)
    swept: list[datetime] = field(default_factory=list)

    def __post_init__(self) -> None:
        async def sweep(now: datetime) -> None:
            self.swept.append(now)

        self.drainer = Drainer(
            self.ledger,
            {"slack": self.platform},
            {"room": self.writer},
            lambda: self.platform.clock[0],
            self._report,
            daily=[sweep],
        )

    def _report(self, error: BaseException) -> str:
        self.errors.append(error)
        return "ref"

    async def run(self, seconds: float) -> list[tuple[str, float]]:
        """Lets so many seconds pass, and returns what was sent when."""
        for _ in range(int(seconds)):
            await self.drainer.drain()
            self.platform.clock[0] += timedelta(seconds=1)
        return self.platform.got

    def state(self, key: str) -> DeliveryState:
        return self.ledger.rows["T1", key].state


@pytest.fixture
def post() -> Post:
    return Post()


async def test_what_is_due_goes_once(post: Post) -> None:
    await post.ledger.add_notices([due("a"), due("b", T0 + timedelta(seconds=5))])
    assert await post.run(60) == [("a", 0.0), ("b", 5.0)]
    assert {post.state("a"), post.state("b")} == {DeliveryState.SENT}


async def test_later_waits_as_long_as_asked_and_longer_each_time(post: Post) -> None:
    post.platform.says = [Receipt(Fate.LATER, wait=30.0), LATER, LATER]
    await post.ledger.add_notices([due("a")])
    assert [at for _, at in await post.run(120)] == [0.0, 30.0, 34.0, 42.0]


async def test_a_doubt_is_sent_once_more_with_the_same_key_and_then_no_more(post: Post) -> None:
    post.platform.says = [DOUBT, DOUBT]
    await post.ledger.add_notices([due("a")])
    assert [key for key, _ in await post.run(600)] == ["a", "a", "next"]
    assert post.state("a") is DeliveryState.DEAD


async def test_a_messenger_that_breaks_or_hangs_leaves_a_doubt(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    post.platform.says = [RuntimeError("half way")]
    await post.ledger.add_notices([due("a")])
    assert [key for key, _ in await post.run(20)] == ["a", "a"]
    assert (post.state("a"), len(post.errors)) == (DeliveryState.SENT, 1)
    monkeypatch.setattr(sender, "PATIENCE", 0.01)
    slow = Post()

    async def hang(address: Address, card: Card, key: str) -> Receipt:
        await asyncio.sleep(60)
        return SENT

    slow.platform.send = hang  # type: ignore[method-assign]
    await slow.ledger.add_notices([due("a")])
    await slow.drainer.drain()
    assert slow.ledger.rows["T1", "a"].doubts == 1


async def test_who_refuses_is_followed_by_the_next(post: Post) -> None:
    post.platform.says = [REFUSED]
    await post.ledger.add_notices([due("a")])
    assert [key for key, _ in await post.run(3)] == ["a", "next"]
    assert (post.state("a"), post.state("next")) == (DeliveryState.DEAD, DeliveryState.SENT)


async def test_what_is_not_wanted_any_more_is_not_sent(post: Post) -> None:
    post.writer.wanted = False
    await post.ledger.add_notices([due("a")])
    assert await post.run(3) == []
    assert post.state("a") is DeliveryState.DEAD


async def test_an_author_who_fails_is_reported_and_asked_again(post: Post) -> None:
    post.writer.fails = 2
    await post.ledger.add_notices([due("a"), due("b")])
    assert {key for key, _ in await post.run(20)} == {"a", "b"}
    assert len(post.errors) == 2


async def test_a_platform_that_is_not_configured_is_waited_for(post: Post) -> None:
    await post.ledger.add_notices([due("a", platform="teams")])
    await post.run(400)
    assert (post.state("a"), post.ledger.rows["T1", "a"].tries) == (DeliveryState.DUE, 2)


async def test_a_claim_of_a_process_that_died_goes_out_with_its_key(post: Post) -> None:
    await post.ledger.add_notices([due("a")])
    lease = await post.ledger.take_lane(Lane("T1", "slack"), "somebody", T0, T0 + delivery.LEASE)
    assert lease
    assert await post.ledger.claim_due(lease, T0, 1)
    assert await post.run(delivery.LEASE.total_seconds() + 1) == [("a", 30.0)]
    assert post.ledger.rows["T1", "a"].doubts == 1


async def test_the_daily_jobs_run_at_the_start_and_once_a_day(post: Post) -> None:
    for hours in (0, 1, 22, 2, 23):
        post.platform.clock[0] += timedelta(hours=hours)
        await post.drainer.sweep()
    assert [(at - T0).total_seconds() / 3600 for at in post.swept] == [0, 25]


async def test_the_loop_starts_sends_and_stops(post: Post) -> None:
    await post.ledger.add_notices([due("a")])
    await post.drainer.start()
    await asyncio.wait_for(post.platform.reached.wait(), 5)
    await post.drainer.close()
    assert (post.state("a"), len(post.swept)) == (DeliveryState.SENT, 1)


async def test_messages_go_while_a_daily_job_takes_long_and_what_fails_of_one_keeps_no_other_waiting() -> (
    None
):
    platform, ledger, ended = Platform(), MemoryLedger(), asyncio.Event()
    ran: list[str] = []

    async def broken(now: datetime) -> None:
        raise RuntimeError("on purpose")

    async def long(now: datetime) -> None:
        await ended.wait()
        ran.append("long")

    async def last(now: datetime) -> None:
        ran.append("last")

    errors: list[BaseException] = []

    def report(error: BaseException) -> str:
        errors.append(error)
        return "ref"

    drainer = Drainer(
        ledger,
        {"slack": platform},
        {"room": Writer()},
        lambda: platform.clock[0],
        report,
        daily=[broken, long, last],
    )
    await ledger.add_notices([due("a")])
    await drainer.start()
    await asyncio.wait_for(platform.reached.wait(), 5)
    assert ran == []
    ended.set()
    await drainer.close()
    assert (ran, [str(error) for error in errors]) == (["long", "last"], ["on purpose"])


async def test_the_loop_outlives_a_ledger_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "LOOK_EVERY", 0.01)
    calls = []

    class Away(MemoryLedger):
        async def due_lanes(self, now: datetime, count: int) -> tuple[Lane, ...]:
            calls.append(now)
            if len(calls) < 9:
                raise OSError("no database")
            return await super().due_lanes(now, count)

    post = Post(ledger=Away())
    await post.ledger.add_notices([due("a")])
    await post.drainer.start()
    await asyncio.wait_for(post.platform.reached.wait(), 5)
    await post.drainer.close()
    assert post.errors
