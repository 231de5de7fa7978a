"""Whatever serves is killed, again and again, under people who go on asking: `python -m bench.kills`.

Two processes of the app and a worker share PostgreSQL. In one run each of the three is ended by `kill -9` in
turn and started anew, in another the pgbouncer between them and the database, in transaction mode. Asked is
what looks up, what tells of danger and what has to be stored; it says what was answered, what of it was lost
(told that it is stored, and not found afterwards), what was stored twice, and the longest answer.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AsyncExitStack, ExitStack, contextmanager
from functools import partial

import sqlalchemy as sa

from bench.crowd import DEMANDS, NOTHING, Crowd
from bench.databases import empty
from bench.figures import table
from bench.outages import STORED, lost, row, with_slack
from bench.processes import ROOT, calma
from tests.fakes.pooler import Pooler
from tests.fakes.slack import FakeSlack
from tests.processes import free_port

RATE = 12.0  # asks a second, of all demands together
BETWEEN = 4.0  # seconds from one kill to the next
AFTER = 8.0  # seconds in which nothing is killed any more


class Served:
    """What serves on one database: processes that listen, a worker, and what each is started with."""

    def __init__(self, slack: FakeSlack, settings: Mapping[str, str], data: str) -> None:
        self.ports = [int(free_port()) for _ in range(2)]
        self._slack, self._settings, self._data = slack, dict(settings), data
        self._running: dict[str, tuple[ExitStack, int]] = {}

    def begin(self) -> None:
        """Starts all of it."""
        for name in ("0", "1", "worker"):
            self._start(name)

    def kill(self, name: str) -> None:
        """Ends one of them without a word, and starts it anew."""
        stack, pid = self._running.pop(name)
        os.kill(pid, signal.SIGKILL)
        stack.close()
        self._start(name)

    def end(self) -> None:
        """Stops all of it."""
        for stack, _ in self._running.values():
            stack.close()

    def _start(self, name: str) -> None:
        stack = ExitStack()
        if name == "worker":
            self._running[name] = (stack, stack.enter_context(self._worker()).pid)
            return
        settings = {**self._settings, "PORT": str(self.ports[int(name)])}
        server = stack.enter_context(calma(self._slack.api_url, self._data, settings=settings))
        self._running[name] = (stack, server.pid)

    @contextmanager
    def _worker(self) -> Iterator[subprocess.Popen[bytes]]:
        environment = {
            **{"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "CALMA_DATA_DIR": self._data},
            **self._slack.settings,
            **self._settings,
        }
        command, nowhere = [sys.executable, "app.py", "worker"], subprocess.DEVNULL
        with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=nowhere, stderr=nowhere) as running:
            try:
                yield running
            finally:
                running.terminate()


async def measure(slack: FakeSlack, how: str, kills: int) -> tuple[list[list[str]], str]:
    """Returns the figures of each demand, and a line on what was lost."""
    async with empty("postgresql") as address, AsyncExitStack() as stack:
        data = stack.enter_context(tempfile.TemporaryDirectory())
        pooler = stack.enter_context(Pooler(address, sessions=20)) if how == POOLED else None
        url = (pooler.address if pooler else address).replace("+psycopg", "")
        served = Served(slack, {"DATABASE_URL": url, **({"CALMA_POOLER": "1"} if pooler else {})}, data)
        ways: list[Callable[[], None]] = [partial(served.kill, name) for name in ("0", "worker", "1")]
        try:  # from threads, for the Slack that is spoken to while they start and end is played here
            await asyncio.to_thread(served.begin)
            crowd = await _asked(served, [pooler.restart] if pooler else ways, kills)
        finally:
            await asyncio.to_thread(served.end)
        gone, twice = lost(crowd.heard, address), _doubled(address)
    none = sum(heard.kind == NOTHING for heard in crowd.heard)
    told = f"{how}: {kills} kills; lost {gone}, stored twice {twice}, not answered at all {none}"
    return [row(how, demand, crowd.heard) for demand in DEMANDS], told


async def _asked(served: Served, ways: list[Callable[[], None]], kills: int) -> Crowd:
    crowd, ended = Crowd(served.ports), asyncio.Event()
    asking = asyncio.create_task(crowd.ask(RATE, DEMANDS, ended.is_set))
    for number in range(kills):
        await asyncio.sleep(BETWEEN)
        await asyncio.to_thread(ways[number % len(ways)])
    await asyncio.sleep(AFTER)
    ended.set()
    await asking
    return crowd


def _doubled(address: str) -> int:
    """Returns how many rows there are of people who asked once and have more than one."""
    engine = sa.create_engine(address)
    with engine.connect() as connection:
        people = [list(connection.execute(sa.text(query)).scalars()) for query in STORED.values()]
    engine.dispose()
    return sum(len(some) - len(set(some)) for some in people)


KILLED, POOLED = "kill -9 of each in turn", "pgbouncer killed and started anew"


def main() -> None:
    """Kills, and prints what came of it; ends with 1 where something was lost or doubled."""
    parser = argparse.ArgumentParser(prog="python -m bench.kills", description=__doc__)
    parser.add_argument("--kills", type=int, default=9, help="how many of each run")
    kills = parser.parse_args().kills
    rows: list[list[str]] = []
    told: list[str] = []
    for how in (KILLED, POOLED):
        some, line = asyncio.run(with_slack(partial(measure, how=how, kills=kills)))
        rows, told = rows + some, [*told, line]
        print(line, flush=True)
    head = ["", "asked", "asked times", "answers", "p50, s", "longest, s", "over 2.5 s"]
    table(f"{RATE:.0f} asks a second of people never met, under kills", head, rows, "\n".join(told))
    sys.exit(any("lost 0, stored twice 0" not in line for line in told))


if __name__ == "__main__":
    main()
