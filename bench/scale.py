"""Ten thousand workspaces in one ledger, one with a hundred thousand messages: `python -m bench.scale`.

The real ledger on PostgreSQL, and several of the real drainers, each as a process of its own would have one,
in a loop whose time is given: it goes forward only while nobody waits for the database. So hours of sending
take minutes, and what is told of waits follows from the pace of the platforms and from whose turn it is, not
from this machine. What the database and this process take is told apart, in seconds of the processor.

Everything is due at once. One lane has `--large` messages, each other one `--each`. Told is how long the
others wait, beside the same without the large one; how fast all of them go together; and what the look for
lanes with something due takes, with a tenth and a hundredth of the lanes beside it.
"""

from __future__ import annotations

import argparse
import asyncio
import selectors
import statistics
from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import wraps
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import sqlalchemy as sa

from bench.alerts import Plain
from bench.databases import empty
from bench.figures import percentile, table
from bench.findings import at_most, tell
from bot.core.card import Card
from bot.core.edge import Address, Fate, Receipt
from bot.core.ledger import Lane, Notice
from bot.delivery.drainer import Drainer
from bot.delivery.pacing import Limit, SendRates
from bot.store.sql.database import Database
from bot.store.sql.ledger import SqlLedger

START = datetime(2026, 11, 30, 9, tzinfo=UTC)
PLATFORM, CAMPAIGN = "slack", "daily:2026-11-30"
RATES = {PLATFORM: SendRates(per_second=5.0, conversation=(Limit(1, 1.1),), lookups=1 / 60)}  # the usual ones
TOOK = 0.15  # seconds that a platform takes to take a message in
LOOKS, AT_ONCE = 9, 64
HEAD = (
    *("", "sent", "least wait, s", "p50", "p90", "p99", "most", "a second"),
    *("ours, ms each", "PostgreSQL"),
)
HELD = 1.25  # how much longer others may wait for a large one, at most


class GivenTime(selectors.SelectSelector):
    """Has a loop's time go forward by what it would wait, unless `busy`: then it waits for what is real."""

    def __init__(self) -> None:
        super().__init__()
        self.now, self.busy = 0.0, 0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if self.busy or timeout is None:
            return super().select(None if timeout is None else 0.05 if timeout else 0)
        found = super().select(0)
        if not found:
            self.now += timeout
        return found


class GivenLoop(asyncio.SelectorEventLoop):
    """A loop whose time is given."""

    def __init__(self) -> None:
        self.given = GivenTime()
        super().__init__(self.given)

    def time(self) -> float:
        return self.given.now


class WaitedFor:
    """A ledger; while it is asked, time stands still."""

    def __init__(self, ledger: SqlLedger, given: GivenTime) -> None:
        self._ledger, self._given = ledger, given

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._ledger, name)
        return self._still(found) if asyncio.iscoroutinefunction(found) else found

    def _still(self, method: Callable[..., Awaitable[Any]]) -> Callable[..., Coroutine[Any, Any, Any]]:
        @wraps(method)
        async def asked(*given: Any, **named: Any) -> Any:
            self._given.busy += 1
            try:
                return await method(*given, **named)
            finally:
                self._given.busy -= 1

        return asked


@dataclass
class Platform:
    """Takes every message, and notes when. `done` is set once `open` lanes have had `each`."""

    given: GivenTime
    each: int
    open: set[str]
    done: asyncio.Event = field(default_factory=asyncio.Event)
    taken: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    async def send(self, address: Address, card: Card, key: str) -> Receipt:
        await asyncio.sleep(TOOK)
        times = self.taken[address.tenant]
        times.append(self.given.now)
        if len(times) == self.each:
            self.open.discard(address.tenant)
            if not self.open:
                self.done.set()
        return Receipt(Fate.SENT, key)


def due(lanes: int, each: int, large: int) -> Iterator[Notice]:
    """Yields what is due: the large lane's first, as if it had been put in before the others'."""
    for lane in range(lanes):
        for number in range(large if lane == 0 and large else each):
            to = Address(f"T{lane:06}", PLATFORM, f"U{lane}-{number}")
            key = f"{CAMPAIGN}:{lane}-{number}"
            yield Notice(key, to, "plain.card", (), START, campaign=CAMPAIGN)


def report(error: BaseException) -> str:
    """Raises what is reported: nothing may go wrong here."""
    raise error


def server_used() -> float:
    """Returns the processor's seconds of all PostgreSQL processes that this one started, so far."""
    used = 0.0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = stat.read_text().partition(") ")
        except OSError:
            continue
        if name.endswith("(postgres"):
            fields = rest.split()
            used += sum(map(int, fields[11:15])) / 100
    return used


@dataclass(frozen=True, slots=True)
class Run:
    """What came of one run: each other lane's wait for its last message, in seconds; `sent` is of all."""

    waits: Sequence[float]
    sent: int
    took: float
    ours: float
    large: int


async def drained(url: str, given: GivenTime, workers: int, lanes: int, each: int, large: int) -> Run:
    """Drains until every lane but the large one is empty."""
    database = Database(url)
    others = {f"T{lane:06}" for lane in range(1 if large else 0, lanes)}
    ledger, platform = WaitedFor(SqlLedger(database), given), Platform(given, each, set(others))
    given.busy += 1
    await ledger.add_notices(due(lanes, each, large))
    given.busy -= 1
    given.now, used = 0.0, process_time()
    drainers = [
        Drainer(
            ledger,
            {PLATFORM: platform},
            {"plain": Plain()},
            lambda: START + timedelta(seconds=given.now),
            report,
            rates=RATES,
            seconds=lambda: given.now,
        )
        for _ in range(workers)
    ]
    for drainer in drainers:
        await drainer.start()
    await platform.done.wait()
    took, used = given.now, process_time() - used
    for drainer in drainers:
        await drainer.close()
    given.busy += 1
    await database.close()
    waits = [max(platform.taken[tenant]) for tenant in others]
    sent = sum(len(times) for times in platform.taken.values())
    return Run(waits, sent, took, used, len(platform.taken["T000000"]) if large else 0)


def simulated(workers: int, lanes: int, each: int, large: int) -> tuple[Run, float]:
    """Returns what came of a run on a database of its own, and PostgreSQL's seconds of the processor."""

    async def whole() -> tuple[Run, float]:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, GivenLoop)
        loop.given.busy += 1
        async with empty("postgresql") as url:
            before = server_used()
            loop.given.busy -= 1
            run = await drained(url, loop.given, workers, lanes, each, large)
            return run, server_used() - before

    with asyncio.Runner(loop_factory=GivenLoop) as runner:
        return runner.run(whole())


async def looks(lanes: int, each: int, later: int) -> tuple[list[float], list[float]]:
    """Returns the milliseconds of a look for lanes with something due, while a few of them have.

    And those of a look at what waits in each lane, at a time when all of it is late, as `/readyz` takes it.
    """
    async with empty("postgresql") as url:
        database = Database(url)
        ledger, took = SqlLedger(database), (list[float](), list[float]())
        waiting = (
            Notice(f"l{lane}-{n}", Address(f"T{lane:06}", PLATFORM, f"U{n}"), "plain.card", (), at)
            for lane in range(lanes)
            for n in range(later + (each if lane < AT_ONCE else 0))
            for at in (START + timedelta(hours=1) if n < later else START,)
        )
        await ledger.add_notices(waiting)
        async with database.engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            await connection.execute(sa.text("VACUUM ANALYZE"))
        for _ in range(LOOKS):
            begin = perf_counter()
            found = await ledger.due_lanes(START, AT_ONCE)
            took[0].append((perf_counter() - begin) * 1e3)
            assert Lane("T000000", PLATFORM) in found
            begin = perf_counter()
            queues = await ledger.lane_queues(START + timedelta(hours=3), START + timedelta(hours=2))
            took[1].append((perf_counter() - begin) * 1e3)
            assert len(queues) == lanes
        await database.close()
    return took


def told(name: str, run: Run, server: float, workers: int) -> list[str]:
    """Returns a row of a run, and tells it."""
    shares = [f"{percentile(run.waits, share):.0f}" for share in (0.0, 0.5, 0.9, 0.99, 1.0)]
    each = [f"{1e3 * used / run.sent:.2f}" for used in (run.ours, server)]
    shown = f"p50 {shares[1]} s, p99 {shares[3]} s, at most {shares[4]} s; {run.sent / run.took:.0f}/s"
    tell(
        f"{len(run.waits):,} lanes on {workers} workers, {name}: waits", shown, f"{each[1]} ms of PostgreSQL"
    )
    return [name, f"{run.sent:,}", *shares, f"{run.sent / run.took:.0f}", *each]


def waits(options: argparse.Namespace) -> None:
    """Prints and tells how long lanes wait, without a large one among them and with one."""
    size = (options.workers, options.lanes, options.each)
    rows, most = [], []
    for name, large in (("without a large one", 0), (f"one with {options.large:,}", options.large)):
        run, server = simulated(*size, large)
        rows.append(told(name, run, server, options.workers))
        print(*rows[-1], sep="\t", flush=True)
        most.append(max(run.waits))
    table(f"{options.lanes:,} lanes on {options.workers} workers, in given time", HEAD, rows)
    ratio, aim = most[1] / most[0], at_most(most[1] / most[0], HELD, " ×")
    tell("a large lane: the longest wait of the others", f"{most[1]:.0f} s", "without it", ratio, aim)


def look_times(lanes: int, each: int) -> list[str]:
    """Returns a row of what looks take among so many lanes, and tells it."""
    due, all_late = (statistics.median(took) for took in asyncio.run(looks(lanes, each, 10)))
    tell(f"a look for what is due among {lanes:,} lanes", f"{due:.1f} ms")
    tell(f"a look at what waits in {lanes:,} lanes, all late", f"{all_late:.1f} ms")
    return [f"{lanes:,}", f"{due:.1f}", f"{all_late:.1f}"]


def main() -> None:
    """Simulates and prints."""
    parser = argparse.ArgumentParser(prog="python -m bench.scale", description="Ten thousand workspaces.")
    parser.add_argument("--lanes", type=int, default=10_000)
    parser.add_argument("--each", type=int, default=5, help="messages of each lane")
    parser.add_argument("--large", type=int, default=100_000, help="messages of the one large lane")
    parser.add_argument("--workers", type=int, default=4)
    options = parser.parse_args()
    waits(options)
    rows = [look_times(options.lanes // share, options.each) for share in (100, 10, 1)]
    table("Looks", ("lanes", "what is due, ms", "what waits, all late, ms"), rows)


if __name__ == "__main__":
    main()
