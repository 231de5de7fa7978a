"""Deliveries per second and memory, on both engines, beside what Slack's limits allow and two plain ways.

`-m bench.deliveries`: for each engine one process drains `--rows` deliveries over twenty workspaces, with
limits lifted and then at a pace that limits decide; beside them a loop of chat_postMessage calls, and
procrastinate with a job for each delivery. The fake Slack is in this process, each sender in its own.
"""

from __future__ import annotations

import argparse
import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.databases import ENGINES, empty
from bench.findings import at_least, tell
from bot.store.sql.database import Database
from bot.store.sql.ledger import SqlLedger
from tests.faults.run import notices
from tests.faults.slack import Faults, Workspaces

ROOT = Path(__file__).parents[1]
WORKSPACES = 20
NO_FAULTS = Faults(0.0, 0.0, 0.0)


@dataclass
class Figures:
    """What was measured: messages a second, and the most memory of the sender in MB."""

    per_second: float
    memory: float
    refused: int = 0


@contextmanager
def sender(module: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Runs a sender; it is killed at the end."""
    command = [sys.executable, "-m", module, *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, text=True) as process:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
        try:
            yield process
        finally:
            process.kill()


def memory(pid: int) -> float:
    """Returns the most resident memory that a process had so far, in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int((status.partition("VmHWM:")[2].split() or ["0"])[0]) / 1024


async def watched(slack: Workspaces, process: subprocess.Popen[str], rows: int) -> Figures:
    """Waits until all has arrived, and returns what was measured from the first message to the last."""
    most, patience = 0.0, time.monotonic() + 3_600
    while len(slack.times) < rows and time.monotonic() < patience and process.poll() is None:
        await asyncio.sleep(0.2)
        most = max(most, memory(process.pid))
    took = slack.times[-1] - slack.times[0] if len(slack.times) > 1 else 0.0
    return Figures(len(slack.times) / took if took else 0.0, most, len(slack.refused))


async def ours(engine: str, rows: int, per_second: float) -> Figures:
    """Measures the ledger and its drainer; `per_second` is a workspace's limit, 0 for none."""
    slack = Workspaces(NO_FAULTS, per_second)
    await slack.start()
    async with empty(engine) as address:
        database = Database(address)
        began = time.monotonic()
        await SqlLedger(database).add_notices(notices(rows, WORKSPACES))
        print(f"  {engine}: {rows:,} rows added in {time.monotonic() - began:.1f} s", flush=True)
        pace = str(per_second)
        with sender("tests.faults.sender", address, slack.api_url, "30", pace) as process:
            found = await watched(slack, process, rows)
        await database.close()
    await slack.stop()
    return found


async def plain(rows: int, way: str) -> Figures:
    """Measures a loop of calls, or procrastinate with a job for each delivery; neither keeps a pace."""
    slack = Workspaces(NO_FAULTS, 0.0)
    await slack.start()
    if way == "loop":
        with sender("bench.plain", slack.api_url, str(rows)) as process:
            measured = await watched(slack, process, rows)
    else:
        async with empty("postgresql") as address:
            with sender("bench.plain", slack.api_url, str(rows), address) as process:
                measured = await watched(slack, process, rows)
    await slack.stop()
    return measured


def line(name: str, measured: Figures, allowed: float = 0.0, loop: Figures | None = None) -> str:
    """Returns a line of the table; `loop` is what it stands beside where no limit is what counts."""
    share, reached = "", measured.per_second / allowed if allowed else 0.0
    shown = f"{measured.per_second:.0f}/s, {measured.memory:.0f} MB, own 429s {measured.refused}"
    if allowed:
        share = f", {reached:.2f} of the {allowed:.0f}/s allowed"
        tell(name, shown, f"allowed: {allowed:.0f}/s", reached, at_least(reached, 0.9, " ×"))
    elif loop:
        tell(name, shown, f"a loop: {loop.per_second:.0f}/s", measured.per_second / loop.per_second)
    else:
        tell(name, shown)
    return (
        f"{name:<52}{measured.per_second:8.0f}/s{measured.memory:8.0f} MB{share}, own 429s {measured.refused}"
    )


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=2_000)
    parser.add_argument("--pace", type=float, default=5.0, help="a workspace's limit, where it decides")
    options = parser.parse_args()
    rows, pace = options.rows, options.pace
    paced = min(rows, int(20 * pace * WORKSPACES))  # twenty seconds
    few = min(rows, 2_000)
    loop = await plain(few, "loop")
    print(line("a loop of chat_postMessage, one after the other", loop))
    jobs = await plain(few, "procrastinate")
    print(line("procrastinate, a job for each delivery", jobs, loop=loop))
    for engine in ENGINES:
        print(
            line(
                f"ledger on {engine}, limits lifted, {rows:,} rows", await ours(engine, rows, 0.0), loop=loop
            )
        )
        name = f"ledger on {engine}, {WORKSPACES} workspaces at {pace:g}/s"
        print(line(name, await ours(engine, paced, pace), pace * WORKSPACES), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
