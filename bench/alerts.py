"""Measures *Get help now*: `python -m bench.alerts`.

The whole coach in one process on each database, and a platform that takes every message at once. Each alert
is another agent's. Its time runs from the press to the moment at which the supervisor's message is sent: with
nothing else to do, and with others waiting in the lane, 200 of them, at Slack's pace of five a second. There
it is told, too, how many of those went between the press and the alert.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from bench.databases import ENGINES, empty
from bench.figures import percentile, table
from bench.findings import tell
from bot.core.card import Card, Text
from bot.core.chat import Person, Press, Role
from bot.core.edge import Address, Fate, Receipt
from bot.core.ledger import Notice
from bot.delivery import queue
from bot.delivery.drainer import Drainer
from bot.delivery.pacing import Limit, SendRates
from bot.keys import KeyFile
from bot.wiring.calma import Calma
from bot.wiring.features import notice_writers
from bot.wiring.sql import stored
from tests.build import build

TENANT, PLATFORM, OTHERS = "T1", "slack", 200
PACE = {PLATFORM: SendRates(per_second=5.0, conversation=(Limit(1, 1.1),))}
BETWEEN = 1.35  # seconds: a conversation takes one message in 1.1, and the loops have gone to sleep


@dataclass
class Arrivals:
    """A platform that notes what arrived when."""

    sent: list[tuple[str, float]] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, address: Address, card: Card, key: str) -> Receipt:
        self.sent.append((key, perf_counter()))
        self.news.set()
        return Receipt(Fate.SENT, key)


class Plain:
    """Writes a card for each notice of others."""

    async def card(self, notice: Notice) -> Card | None:
        return Card("Hello", (Text("Hello"),))

    async def follow(self, notice: Notice, receipt: Receipt, now: datetime) -> Sequence[Notice]:
        return ()


def others() -> list[Notice]:
    """Returns what waits in the lane, each to somebody else."""
    now, people = datetime.now(UTC), [f"u{number}" for number in range(OTHERS)]
    return [Notice(f"k-{id}", Address(TENANT, PLATFORM, id), "plain.card", (), now) for id in people]


@asynccontextmanager
async def sending(engine: str, arrivals: Arrivals) -> AsyncIterator[Calma]:
    """Yields the coach on a new database, with what is due being sent."""
    async with empty(engine) as url, stored(url, KeyFile(Path("/nowhere"))) as stores:
        calma = build(stores=stores)
        await calma.start()
        await stores.people.appoint_person(TENANT, "marta", Role.SUPERVISOR)
        drainer = Drainer(
            stores.ledger,
            {PLATFORM: arrivals},
            {**notice_writers(calma.features), "plain": Plain()},
            calma.runtime.clock,
            calma.runtime.report,
            rates=PACE,
        )
        calma.doorbell.listen(drainer.wake)
        report = calma.runtime.report
        post = queue.Queue(url, drainer, report) if engine == "postgresql" else drainer
        await post.start()
        yield calma
        await post.close()
        await calma.close()


async def press(calma: Calma, arrivals: Arrivals, number: int) -> tuple[float, int]:
    """Returns the milliseconds from a press to its message, and how many others went between."""
    before, began = len(arrivals.sent), perf_counter()
    person = Person(TENANT, PLATFORM, f"ana{number}", name="Ana")
    await calma.desk.answer(Press(person, "alert.raise", "self-harm.phone"))
    while True:
        since = arrivals.sent[before:]
        if calls := [at for key, at in since if key.startswith("alert.call")]:
            return (calls[0] - began) * 1e3, sum(key.startswith("k-") and at < calls[0] for key, at in since)
        arrivals.news.clear()
        await arrivals.news.wait()


async def measured(engine: str, count: int, *, busy: bool) -> list[str]:
    """Returns a row of the table."""
    arrivals, took = Arrivals(), []
    async with sending(engine, arrivals) as calma:
        if busy:
            await calma.stores.ledger.add_notices(others())
            calma.doorbell.ring()
        for number in range(count):
            await asyncio.sleep(BETWEEN)
            took.append(await press(calma, arrivals, number))
    times, between = [at for at, _ in took], [went for _, went in took]
    shown = [f"{percentile(times, share):.0f} ms" for share in (0.5, 0.95, 1.0)]
    return [f"{engine}, {'200 others waiting' if busy else 'at rest'}", *shown, str(max(between))]


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20, help="alerts")
    count = parser.parse_args().count
    rows = [await measured(engine, count, busy=busy) for engine in ENGINES for busy in (False, True)]
    head = ("from the press to the supervisor's message", "p50", "p95", "most", "others between, at most")
    for where, p50, _, most, between in rows:
        tell(f"help now: {where}", f"p50 {p50}, at most {most}", f"others between: {between}")
    table("Get help now", head, rows)


if __name__ == "__main__":
    asyncio.run(main())
