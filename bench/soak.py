"""Mixed traffic for long, on both platforms over the wire: `python -m bench.soak`.

The app as it is deployed, with Slack, Teams and a SQLite file, at `--rate` acts a second for `--minutes`;
meanwhile messages that were put into its ledger before go out as they become due. Every `--every` seconds:
what it holds of memory, files and tasks, and how long an act took from when it was due. At its end the
verdicts: memory at most 1.1 × what it was after two minutes, the last third's p99 at most 1.5 × that of the
first, which is flat on a machine at rest, and once nobody asks any more, no more files and tasks than before.
What failed is told by act and status, and so is each line that the app logged as a warning or worse.

Of the database its log is counted, which each connection has open once. Descriptors of the file itself are
not: SQLite keeps those of connections that are closed for the next ones, as to close one would take away the
locks of all others.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import statistics
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter

from bench import counted, processes
from bench.engines import triggers
from bench.figures import percentile, table
from bench.findings import Aim, at_most, tell
from bench.load import at_rate
from bench.processes import Server
from bench.traffic import TEAM, BusySlack, Traffic
from bot.content.load import load as load_phrasebook
from bot.core.edge import Address
from bot.features.minute.notices import offer_notice
from bot.store.sql.database import Database
from bot.store.sql.ledger import SqlLedger
from tests.fakes.teams import FakeTeams

REST = 45.0  # seconds without anybody: the app's own connections rest for 15
EARLY = 120.0  # seconds after which memory has to level off
PEOPLE = 2_000
WORSE = re.compile(r"\b(WARNING|ERROR|CRITICAL)\b")
GROWTH, FLAT = 1.1, 1.5
CROWD = 64  # acts at once, so that all connections to the database are there before the first look
SPARE = 3  # files and tasks that may come and go: a look at the database, a timer


@dataclass(frozen=True, slots=True)
class Look:
    """The app at a moment, and what acts took since the look before, in milliseconds."""

    at: float
    memory: float
    files: int
    tasks: int
    took: Sequence[float]

    def row(self) -> list[str]:
        """Returns it as a row."""
        shown = [f"{percentile(self.took, share):.0f}" for share in (0.5, 0.99)] if self.took else ["", ""]
        held = [f"{self.memory:.0f}", str(self.files), str(self.tasks)]
        return [f"{self.at:.0f}", f"{len(self.took):,}", *held, *shown]


HEAD = ["seconds", "acts", "resident, MB", "files", "tasks", "p50, ms", "p99, ms"]


class Soak:
    """The app under traffic, looked at again and again."""

    def __init__(self, server: Server, tasks: Path, traffic: Traffic) -> None:
        self._server, self._tasks, self._traffic = server, tasks, traffic
        self._begun, self._took = perf_counter(), list[float]()
        self.looks: list[Look] = []

    def look(self) -> Look:
        """Looks at the app."""
        tasks = int(self._tasks.read_text() or 0) if self._tasks.exists() else 0
        took, self._took = self._took, []
        at = perf_counter() - self._begun
        self.looks.append(Look(at, self._server.memory(), self._server.files(but="/calma.db"), tasks, took))
        print(*self.looks[-1].row(), sep="\t", flush=True)
        return self.looks[-1]

    async def run(self, rate: float, seconds: float, every: float) -> None:
        """Has people act at a fixed rate, whether or not the earlier acts are done."""
        soon = perf_counter() + every
        async with asyncio.TaskGroup() as tasks:
            async for number, due in at_rate(rate, range(int(rate * seconds))):
                tasks.create_task(self._one(number, due))
                if perf_counter() >= soon:
                    soon += every
                    self.look()
                    self._traffic.forget()
        self.look()

    async def warm(self, rate: float, seconds: float) -> None:
        """Has people act until all that is made once is there: for so long, and then many at once."""
        await self.run(rate, seconds, 60)
        await asyncio.gather(*(self._one(number, perf_counter()) for number in range(CROWD)))

    async def _one(self, number: int, due: float) -> None:
        await self._traffic.one(number)
        self._took.append((perf_counter() - due) * 1e3)


async def schedule(data: str, seconds: float, rate: float) -> int:
    """Puts messages into the ledger that become due one after the other, and returns how many."""
    database, begin = Database(f"sqlite+aiosqlite:///{data}/calma.db"), datetime.now(UTC)
    await database.migrate()
    count = int(seconds * rate)
    offers = (
        offer_notice(Address(TEAM, "slack", f"UO{n}"), begin.date(), begin + timedelta(seconds=n / rate))
        for n in range(count)
    )
    await SqlLedger(database).add_notices(offers)
    await database.close()
    return count


async def sent(data: str) -> str:
    """Returns how what was put in has ended."""
    database = Database(f"sqlite+aiosqlite:///{data}/calma.db")
    counts = {
        state.value: number
        for progress in await SqlLedger(database).campaign_progress(TEAM, "")
        for state, number in progress.counts.items()
    }
    await database.close()
    return ", ".join(f"{number:,} {state}" for state, number in sorted(counts.items()))


def verdicts(before: Look, looks: Sequence[Look], after: Look) -> list[tuple[str, str, Aim]]:
    """Returns what came of it: what, how much, and whether it is as it has to be."""
    early = next((look for look in looks if look.at >= EARLY), looks[0])
    grown = looks[-1].memory / early.memory
    third = max(1, len(looks) // 3)
    tails = [
        statistics.median(percentile(look.took, 0.99) for look in part if look.took)
        for part in (looks[:third], looks[-third:])
    ]
    left = [(name, getattr(after, name) - getattr(before, name)) for name in ("files", "tasks")]
    return [
        ("memory at the end, of that early on", f"{grown:.3f}", at_most(grown, GROWTH, " ×")),
        (
            "p99 of the last third, of the first",
            f"{tails[1]:.0f} ms, {tails[0]:.0f} ms",
            at_most(tails[1] / tails[0], FLAT, " ×"),
        ),
        *((f"{name} left over", f"{number:+d}", at_most(number, SPARE)) for name, number in left),
    ]


async def soaked(options: argparse.Namespace, data: str) -> None:
    """Runs the app and the traffic, and prints what came of it."""
    slack, teams, seconds = BusySlack(), FakeTeams(unusable_keys=[]), options.minutes * 60
    await slack.start()
    await teams.start()
    tasks = Path(data) / "tasks"
    settings = {**teams.settings, counted.FILE: str(tasks)}
    put, log = await schedule(data, seconds, options.deliveries), Path(data) / "log"
    texts = [text for _, text in triggers(load_phrasebook(processes.ROOT / "phrasebook"))]
    program = ("-m", "bench.counted", "run")
    with processes.calma(slack.api_url, data, log=log, settings=settings, program=program) as server:
        if options.app_on is not None:
            os.sched_setaffinity(server.pid, {options.app_on})
        soak = Soak(server, tasks, traffic := Traffic(server.port, slack, teams, texts, options.people))
        await soak.warm(options.rate, options.warm)
        await traffic.rest(options.rest)
        before, soak.looks, used = soak.look(), [], server.processor()
        await soak.run(options.rate, seconds, options.every)
        looks, used = soak.looks[:], server.processor() - used
        await traffic.rest(options.rest)
        told(before, looks, soak.look(), traffic, options)
        each = f"{1e3 * used / sum(len(look.took) for look in looks):.2f} ms of the processor"
        print(f"{each} an act, with {options.deliveries:g} deliveries a second.")
        tell("an act of the soak, over the wire", each)
    print(f"Put into the ledger: {put:,}; {await sent(data)}.")
    said = logged(log.read_text(encoding="utf-8"))
    print(*[f"Logged: {number:,} ×  {line}" for line, number in said.most_common()], sep="\n")
    await slack.stop()
    await teams.close()


def logged(log: str) -> Counter[str]:
    """Returns the lines of warnings and worse, without their times, and how often each came."""
    return Counter(line[found.start() :] for line in log.splitlines() if (found := WORSE.search(line)))


def told(
    before: Look, looks: Sequence[Look], after: Look, traffic: Traffic, options: argparse.Namespace
) -> None:
    """Prints the verdicts, and tells them."""
    title = f"A soak of {options.minutes:g} minutes at {options.rate:g}/s"
    table(title, HEAD, [look.row() for look in looks])
    failed, acts = sum(traffic.failed.values()), sum(len(look.took) for look in looks)
    found = [
        *verdicts(before, looks, after),
        ("acts that failed", f"{failed} of {acts:,}", Aim("none", failed == 0)),
    ]
    rows = [[what, figure, aim.text, "yes" if aim.met else "NO"] for what, figure, aim in found]
    table("Verdicts", ["", "", "aim", "met?"], rows)
    for what, figure, aim in found:
        tell(f"{title}: {what}", figure, aim=aim)
    print(*[f"Failed: {number:,} ×  {how}" for how, number in traffic.failed.items()], sep="\n")


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--rate", type=float, default=100.0, help="acts a second")
    parser.add_argument("--every", type=float, default=10.0, help="seconds between two looks")
    parser.add_argument("--people", type=int, default=PEOPLE, help="of each platform")
    parser.add_argument("--deliveries", type=float, default=2.0, help="messages that become due in a second")
    parser.add_argument("--rest", type=float, default=REST, help="seconds without anybody, before and after")
    parser.add_argument("--app-on", type=int, help="the processor that the app stays on")
    parser.add_argument("--warm", type=float, default=30.0, help="seconds before the first look")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as data:
        asyncio.run(soaked(options, data))


if __name__ == "__main__":
    main()
