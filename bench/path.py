"""Measures the whole path: a signed `/calm` over HTTP on loopback, beside the barest bot on Slack's Bolt.

That bot runs in Bolt's fast mode, and as Bolt is by itself. All run as processes of their own under the same
load, taking turns round by round; each figure is the median of the rounds, and each ratio the median of the
rounds' ratios, so that whatever else the machine does weighs on all. Throughput: 16 connections that ask
again as soon as they are answered. Latency: 200 requests a second, from when each was due. The processor's
time per request is what the kernel counts for the process during the first. Slack's own Web API is played by
`tests/fakes`: it is asked for each user's locale, once.
"""

from __future__ import annotations

import argparse
import asyncio
import selectors
import statistics
from collections import defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from functools import partial

from bench import load, processes
from bench.bare import ANSWER
from bench.engines import triggers
from bench.figures import percentile, table
from bench.findings import at_least, tell
from bench.processes import Server
from bot.content.load import load as load_phrasebook
from tests.fakes.slack import FakeSlack

OURS, BARE, USUAL = "Calma", "bare Bolt, fast", "bare Bolt, as it is"
EXPECTED = {OURS: b'"blocks"', BARE: ANSWER.encode(), USUAL: ANSWER.encode()}
PER_SECOND, PROCESSOR = "throughput, requests/s", "processor, ms/request"
AIMS = (0.55, 0.45)  # of the fast one's requests a second: with one text, with many in turn
CLIENTS, RATE = 16, 200
WARM_UP, REQUESTS = 500, 1_500
STARTS = 3

Servers = Mapping[str, Server]
Kinds = Mapping[str, Sequence[str]]  # what is typed, by a name for it
Figures = dict[tuple[str, str], dict[str, list[float]]]  # of each kind and measure: each server's rounds


async def check(servers: Servers) -> None:
    """Makes sure that all answer with what is theirs. Raises RuntimeError if not."""
    for label, server in servers.items():
        async with load.connections(server.port, 1) as (connection,):
            answer = await connection.ask(load.signed(["yelling"])[0])
        if EXPECTED[label] not in answer:
            raise RuntimeError(f"{label} answered {answer[:200]!r}")


async def measure(servers: Servers, kinds: Kinds, rounds: int, seconds: float) -> Figures:
    """Returns what was measured, the servers loaded in turn."""
    figures: Figures = defaultdict(lambda: defaultdict(list))
    turns = deque(
        (kind, texts, label, server) for label, server in servers.items() for kind, texts in kinds.items()
    )
    for _, texts, _, server in turns:
        await load.throughput(server.port, texts, requests=WARM_UP, clients=CLIENTS)
    for _ in range(rounds):
        turns.rotate(len(kinds))  # so that no server is always the first of a round
        for kind, texts, label, server in turns:
            before = server.processor()
            per_second = await load.throughput(server.port, texts, requests=REQUESTS, clients=CLIENTS)
            used = (server.processor() - before) / REQUESTS * 1e3
            figures[kind, PER_SECOND][label].append(per_second)
            figures[kind, PROCESSOR][label].append(used)
        for kind, texts, label, server in turns:
            times = await load.latencies(server.port, texts, rate=RATE, seconds=seconds)
            for share in (0.5, 0.99):
                name = f"p{share * 100:.0f} at {RATE}/s, ms"
                figures[kind, name][label].append(percentile(times, share))
    return figures


def report(figures: Figures, kind: str, aim: float) -> None:
    """Prints the figures of one kind of text; the aim is for its requests a second."""
    rows = []
    for (of, measure), rounds in figures.items():
        if of == kind:
            row = [measure, f"{statistics.median(rounds[OURS]):,.2f}"]
            for bare in (BARE, USUAL):
                ratio = statistics.median(a / b for a, b in zip(rounds[OURS], rounds[bare], strict=True))
                row += [f"{statistics.median(rounds[bare]):,.2f}", f"{ratio:.2f}"]
                held = at_least(ratio, aim, " ×") if (measure, bare) == (PER_SECOND, BARE) else None
                tell(f"`/calm` with {kind}: {measure}", row[1], f"{bare}: {row[-2]}", ratio, held)
            rows.append(row)
    table(f"`/calm` with {kind}", ["", OURS, BARE, "ratio", USUAL, "ratio"], rows)


def started_in(server: Callable[[], AbstractContextManager[Server]], starts: int) -> float:
    """Returns the seconds from exec to the printed address, the median of several starts."""
    taken = []
    for _ in range(starts):
        with server() as running:
            taken.append(running.started_in)
    return statistics.median(taken)


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m bench.path", description="Measures the whole path.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=6.0, help="how long one round of latency lasts")
    parser.add_argument("--starts", type=int, default=STARTS)
    parser.add_argument("--queries", type=int, default=50, help="different texts in the second kind")
    options = parser.parse_args()
    texts = [text for _, text in triggers(load_phrasebook(processes.ROOT / "phrasebook"))]
    kinds = {
        "`yelling`": ["yelling"],
        f"{options.queries:,} triggers in turn": texts[:: len(texts) // options.queries][: options.queries],
    }
    slack = FakeSlack()
    # select's timers are exact; epoll's would be late by up to a millisecond.
    with asyncio.Runner(loop_factory=lambda: asyncio.SelectorEventLoop(selectors.SelectSelector())) as loop:
        loop.run(slack.start())
        kinds_of_server: dict[str, Callable[[], AbstractContextManager[Server]]] = {
            OURS: partial(processes.calma, slack.api_url),
            BARE: processes.bare,
            USUAL: partial(processes.bare, fast=False),
        }
        starts = [started_in(server, options.starts) for server in kinds_of_server.values()]
        with ExitStack() as stack:
            servers = {name: stack.enter_context(server()) for name, server in kinds_of_server.items()}
            idle = [server.memory() for server in servers.values()]
            loop.run(check(servers))
            figures = loop.run(measure(servers, kinds, options.rounds, options.seconds))
            busy = [server.memory() for server in servers.values()]
        loop.run(slack.stop())
    for kind, aim in zip(kinds, AIMS, strict=True):
        report(figures, kind, aim)
    tell("memory after `/calm`s", f"{busy[0]:.0f} MB", f"{BARE}: {busy[1]:.0f} MB", busy[0] / busy[1])
    rows = [
        ["from exec to the printed address, s", *(f"{value:.2f}" for value in starts)],
        ["memory after the start, MB", *(f"{value:.0f}" for value in idle)],
        ["memory after the load, MB", *(f"{value:.0f}" for value in busy)],
    ]
    table("Start and memory", ["", OURS, BARE, USUAL], rows)


if __name__ == "__main__":
    main()
