"""What somebody waits for goes before all else, at once, and changes messages that were sent before."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from bot.core.card import Card
from bot.core.edge import Address, Fate, Receipt
from bot.core.ledger import DeliveryState, Ledger, Notice, Rank, Replacement
from bot.delivery import drainer, sender
from bot.delivery.drainer import Drainer
from bot.delivery.pacing import Limit, SendRates
from bot.store.memory.ledger import MemoryLedger
from bot.store.sql.database import Database
from bot.store.sql.ledger import SqlLedger
from tests.delivery.test_lanes import REFUSED, T0, Author, Office, Slack, Teams

SLACK = SendRates(per_second=5.0, conversation=(Limit(1, 1.1),))


def urgent(key: str, to: str = "marta", tenant: str = "T1", rank: Rank = Rank.ALERT) -> Notice:
    return Notice(key, Address(tenant, "slack", to), "room.kind", (), datetime.now(UTC), rank=rank)


def busy(count: int, rank: Rank = Rank.ROUTINE) -> list[Notice]:
    """Returns so many notices that wait in the lane, each to somebody else."""
    now = datetime.now(UTC)
    return [
        Notice(f"k{n}", Address("T1", "slack", f"u{n}"), "room.kind", (), now, rank=rank)
        for n in range(count)
    ]


@dataclass
class Running:
    """A drainer at Slack's own pace, going."""

    ledger: Ledger
    slack: Slack = field(default_factory=Slack)
    errors: list[BaseException] = field(default_factory=list)
    rates: SendRates = SLACK

    def __post_init__(self) -> None:
        self.drainer = Drainer(
            self.ledger,
            {"slack": self.slack},
            {"room": Author()},
            lambda: datetime.now(UTC),
            self._report,
            rates={"slack": self.rates},
        )

    def _report(self, error: BaseException) -> str:
        self.errors.append(error)
        return "ref"

    async def reaches(self, key: str = "", count: int = 0) -> None:
        """Waits until a key, or so many, were sent."""
        async with asyncio.timeout(20):
            while (key and key not in self.slack.got) or len(self.slack.got) < count:
                self.slack.reached.clear()
                await self.slack.reached.wait()


@pytest_asyncio.fixture(params=["stored", "in memory"])
async def running(request: pytest.FixtureRequest, database: Database) -> AsyncIterator[Running]:
    found = Running(SqlLedger(database) if request.param == "stored" else MemoryLedger())
    await found.drainer.start()
    yield found
    await found.drainer.close()
    assert not found.errors


@pytest.mark.parametrize("rank", [Rank.ROUTINE, Rank.SAFETY])
async def test_of_two_hundred_that_wait_it_is_the_next(running: Running, rank: Rank) -> None:
    await running.ledger.add_notices(busy(200, rank))
    running.drainer.wake()
    await running.reaches(count=4)
    before = len(running.slack.got)
    await running.ledger.add_notices([urgent("alert")])
    running.drainer.wake()
    await running.reaches("alert")
    assert running.slack.got.index("alert") <= before + 1  # one may have begun while it was being claimed


@pytest.fixture
def seldom(monkeypatch: pytest.MonkeyPatch) -> None:
    """The loop looks once an hour."""
    monkeypatch.setattr(drainer, "LOOK_EVERY", 3_600.0)


@pytest.mark.usefixtures("seldom")
async def test_nobody_waits_for_a_look(running: Running) -> None:
    for number in range(5):
        await running.ledger.add_notices([urgent(f"a{number}", f"m{number}", f"T{number}")])
        running.drainer.wake()
        await running.reaches(f"a{number}")


async def test_it_is_tried_again_within_seconds() -> None:
    office = Office()
    office.slack.says = {"alert": [Receipt(Fate.LATER, reason="HTTP 503")] * 8}
    await office.ledger.add_notices(
        [Notice("alert", Address("T1", "slack", "m"), "room.kind", (), T0, rank=Rank.ALERT)]
    )
    for _ in range(50):
        await office.later(1)
    found = await office.ledger.find_delivery("T1", "alert")
    assert found
    assert found.state is DeliveryState.SENT


@dataclass
class Changing(Slack):
    """A platform whose messages can be changed; `gone` are those that cannot."""

    changed: dict[str, list[str]] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    pause: float = 0.0

    async def update(self, address: Address, message: str, card: Card) -> Receipt:
        await asyncio.sleep(self.pause)
        if message in self.gone:
            return REFUSED
        self.changed.setdefault(message, []).append(card.summary)
        return Receipt(Fate.SENT, message)


class Changes(Author):
    """Writes what is so by now; `s…` stands in the place of `first`, `only…` does or does not come."""

    def __init__(self) -> None:
        self.now = "0"

    async def card(self, notice: Notice) -> Card | None:
        return Card(f"{notice.key} {self.now}", ())

    async def replacement(self, notice: Notice) -> Replacement | None:
        if notice.key == "first":
            return None
        return Replacement("first", anew=notice.key.startswith("s"))


@dataclass
class Studio:
    """A drainer whose notices change messages."""

    slack: Slack | Teams = field(default_factory=Changing)
    writer: Changes = field(default_factory=Changes)
    ledger: MemoryLedger = field(default_factory=MemoryLedger)
    now: datetime = T0

    def __post_init__(self) -> None:
        self.drainer = Drainer(
            self.ledger,
            {"slack": self.slack},
            {"room": self.writer},
            lambda: self.now,
            lambda error: "ref",
            seconds=lambda: (self.now - T0).total_seconds(),
        )

    async def sends(self, *keys: str) -> None:
        to = Address("T1", "slack", "ana")
        await self.ledger.add_notices(Notice(key, to, "room.kind", (), T0) for key in keys)
        await self.drainer.drain()

    async def state(self, key: str) -> DeliveryState:
        found = await self.ledger.find_delivery("T1", key)
        assert found
        return found.state


async def test_a_message_is_changed_in_its_place() -> None:
    slack = Changing()
    studio = Studio(slack)
    await studio.sends("first")
    await studio.sends("s1", "only1")
    assert slack.got == ["first"]
    assert slack.changed == {"m-first": ["s1 0", "only1 0"]}
    assert [await studio.state(key) for key in ("s1", "only1")] == [DeliveryState.SENT] * 2


async def test_what_cannot_be_changed_comes_anew_or_not_at_all() -> None:
    slack = Changing(gone={"m-first"})
    studio = Studio(slack)
    await studio.sends("first")
    await studio.sends("s1", "only1")
    assert slack.got == ["first", "s1"]
    assert await studio.state("only1") is DeliveryState.DEAD
    plain = Studio(Teams())
    await plain.sends("first")
    await plain.sends("s1", "only1")
    assert plain.slack.got == ["first", "s1"]


async def test_what_was_not_sent_yet_is_waited_for() -> None:
    slack = Changing(says={"first": [Receipt(Fate.LATER, reason="HTTP 503")]})
    studio = Studio(slack)
    await studio.sends("first", "s1")
    assert slack.changed == {}
    assert await studio.state("s1") is DeliveryState.DUE
    for _ in range(10):
        studio.now += timedelta(seconds=1)
        await studio.drainer.drain()
    assert slack.changed == {"m-first": ["s1 0"]}


async def test_the_last_change_says_what_is_so_last() -> None:
    slack = Changing(pause=0.05)
    studio = Studio(slack)
    await studio.sends("first")
    sending = asyncio.create_task(studio.sends("s1", "s2", "s3"))
    await asyncio.sleep(0.02)
    studio.writer.now = "1"
    await sending
    assert [text.split()[1] for text in slack.changed["m-first"]] == ["0", "1", "1"]


def test_alerts_are_tried_for_as_long_as_what_safety_depends_on() -> None:
    assert sender.TRIES[Rank.ALERT] == sender.TRIES[Rank.SAFETY]
    assert sorted(Rank) == [Rank.ALERT, Rank.SAFETY, Rank.ROUTINE]
