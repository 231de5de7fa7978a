"""One run with faults and kills, and what came of it. The bench makes the same with more deliveries."""

from __future__ import annotations

import asyncio
import random
import signal
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from bot.core.edge import Address
from bot.core.ledger import DeliveryState, Notice
from bot.store.sql.database import Database
from bot.store.sql.ledger import SqlLedger
from tests.faults.sender import stand_by
from tests.faults.slack import Workspaces
from tests.processes import forks

KILLS = 5
CAMPAIGN = "daily:2026-11-24"


@dataclass
class Result:
    """What arrived how often, by key, and how the ledger saw it. `took` is in seconds."""

    wanted: int
    posted: Counter[str]
    states: Mapping[DeliveryState, int]
    refused: list[str]
    lookups: int
    took: float
    kills: int
    per_second: float = 0.0

    @property
    def lost(self) -> int:
        return self.wanted - len(self.posted)

    @property
    def doubled(self) -> int:
        return sum(number - 1 for number in self.posted.values())


@dataclass(frozen=True)
class Sender:
    """A process that sends, and what it is told to begin by."""

    process: BaseProcess
    tell: Connection

    def kill(self) -> None:
        self.process.kill()
        self.process.join()
        self.tell.close()


@dataclass
class Senders:
    """Processes that send; one more stands ready, so that a killed one is replaced at once."""

    url: str
    api: str
    lease: float
    running: list[Sender] = field(default_factory=list)
    ready: list[Sender] = field(default_factory=list)

    def stand_by(self) -> None:
        told, tell = forks.Pipe(duplex=False)
        process = forks.Process(target=stand_by, args=(self.url, self.api, self.lease, told))
        process.start()
        told.close()
        self.ready.append(Sender(process, tell))

    def begin(self) -> None:
        sender = self.ready.pop(0)
        sender.tell.send("go")
        self.running.append(sender)

    def kill(self, number: int) -> None:
        sender = self.running.pop(number % len(self.running))
        sender.kill()
        assert sender.process.exitcode == -signal.SIGKILL  # and did not end by itself before

    def stop(self) -> None:
        for sender in [*self.running, *self.ready]:
            sender.kill()


async def run(
    url: str, deliveries: int, workspaces: int, processes: int, *, lease: float, seed: int, patience: float
) -> Result:
    """Sends so many deliveries, with kills at random moments, and returns what came of it."""
    slack, chance = Workspaces(seed=seed), random.Random(seed)
    await slack.start()
    database = Database(url)
    ledger = SqlLedger(database)
    await ledger.add_notices(notices(deliveries, workspaces))
    senders = Senders(url, slack.api_url, lease)
    moments = sorted(chance.randrange(deliveries // 20, deliveries * 9 // 10) for _ in range(KILLS))
    for _ in range(processes + KILLS):
        senders.stand_by()
    began = time.monotonic()
    try:
        for _ in range(processes):
            senders.begin()
        for moment in moments:
            await _until(lambda moment=moment: len(slack.times) >= moment, patience)
            senders.kill(chance.randrange(processes))
            senders.begin()
        await _settled(ledger, deliveries, patience)
    finally:
        senders.stop()
        await slack.stop()
    states: Counter[DeliveryState] = Counter()
    for progress in await ledger.campaign_progress():
        states.update(progress.counts)
    await database.close()
    lookups, took = slack.calls["conversations.history"], time.monotonic() - began
    result = Result(deliveries, slack.posted, states, slack.refused, lookups, took, len(moments))
    result.per_second = len(slack.times) / (slack.times[-1] - slack.times[0]) if slack.times else 0.0
    return result


def notices(deliveries: int, workspaces: int) -> list[Notice]:
    """Returns deliveries that are due now, spread over the workspaces."""
    now = datetime.now(UTC)
    found = []
    for number in range(deliveries):
        tenant, nth = f"T{number % workspaces:02}", number // workspaces
        # Every fifth person has two to get, which must be a second apart.
        to = Address(tenant, "slack", f"U{nth - 1 if nth % 5 == 4 else nth}")
        found.append(Notice(f"{CAMPAIGN}:{nth}", to, "room.drill", (), now, campaign=CAMPAIGN))
    return found


async def _settled(ledger: SqlLedger, deliveries: int, patience: float) -> None:
    for _ in range(int(patience / 0.2)):
        if sum(progress.done for progress in await ledger.campaign_progress()) == deliveries:
            return
        await asyncio.sleep(0.2)


async def _until(true, patience: float) -> None:  # type: ignore[no-untyped-def]
    for _ in range(int(patience / 0.01)):
        if true():
            return
        await asyncio.sleep(0.01)
