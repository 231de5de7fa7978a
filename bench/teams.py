"""Measures an answer in Teams: a signed activity in, its card through the connector, beside two bare bots.

And a search in the compose box, whose answer is the response itself.

Calma runs with each of Microsoft's two SDKs, and each SDK runs a bot that does the least. All are processes
of their own under the same load, taking turns round by round; each figure is the median of the rounds, and
each ratio the median of the rounds' ratios. Throughput: 16 connections that write again as soon as they are
answered, which is after the connector has taken the message. Latency: 100 messages a second, from when each
was due. Microsoft's services are played by `tests/fakes`, in the process that also makes the load.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from itertools import cycle, islice
from typing import Any

import orjson

from bench import load, processes
from bench.figures import percentile, table
from bench.findings import at_most, tell
from bench.processes import Server
from tests.fakes.teams import FakeTeams

OURS, ON_AGENTS = "Calma", "Calma on agents"
BARE, BARE_AGENT = "bare botbuilder", "bare agents"
LABELS = (OURS, ON_AGENTS, BARE, BARE_AGENT)
RATIOS = ((OURS, BARE), (OURS, BARE_AGENT), (ON_AGENTS, OURS))
CLIENTS, RATE = 16, 100
WARM_UP, MESSAGES = 300, 1_500

Figures = dict[str, dict[str, list[float]]]  # of each measure, each server's rounds
PROCESSOR = "processor, ms/answer"
MESSAGE, SEARCH = "`calm yelling` in a chat", "a search in the compose box"


class Load:
    """Messages that some people write, or searches, as Teams posts them."""

    def __init__(self, fake: FakeTeams, kind: str) -> None:
        self._fake, self._kind = fake, kind
        self._token = fake.token()

    def written(self, texts: Sequence[str]) -> list[bytes]:
        """Returns a message with each of `texts`, by some people."""
        number = max(load.USERS, len(texts))
        return [self._message(text, i) for i, text in enumerate(islice(cycle(texts), number))]

    def _message(self, text: str, number: int) -> bytes:
        who = {"id": f"29:{number}", "name": f"Agent {number}", "aadObjectId": f"aad-{number}"}
        where = {"id": f"a:{number}", "conversationType": "personal"}
        some: dict[str, Any] = {"from": who, "conversation": where}
        asked = self._fake.searches if self._kind == SEARCH else self._fake.message
        return self._posted(asked(text, **some))

    def _posted(self, activity: Mapping[str, object]) -> bytes:
        body = orjson.dumps(activity)
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Authorization": f"Bearer {self._token}",
        }
        return load.post("/api/messages", headers, body)


async def measure(
    fake: FakeTeams, servers: Mapping[str, Server], kind: str, rounds: int, seconds: float
) -> Figures:
    """Returns what was measured of messages or searches, the servers in turn, each first in some rounds."""
    figures: Figures = defaultdict(lambda: defaultdict(list))
    traffic, texts = Load(fake, kind), ["yelling" if kind == SEARCH else "calm yelling"]
    for server in servers.values():
        await load.throughput(server.port, texts, requests=WARM_UP, clients=CLIENTS, written=traffic.written)
    order = deque(servers.items())
    for _ in range(rounds):
        order.rotate(1)
        for label, server in order:
            before = server.processor()
            rate = await load.throughput(
                server.port, texts, requests=MESSAGES, clients=CLIENTS, written=traffic.written
            )
            figures["answers/s"][label].append(rate)
            figures[PROCESSOR][label].append((server.processor() - before) / MESSAGES * 1e3)
        for label, server in order:
            times = await load.latencies(
                server.port, texts, rate=RATE, seconds=seconds, written=traffic.written
            )
            for share in (0.5, 0.99):
                figures[f"p{share * 100:.0f} at {RATE}/s, ms"][label].append(percentile(times, share))
        fake.calls.clear()
    for label, server in servers.items():
        figures["memory, MB"][label].append(server.memory())
    return figures


def report(figures: Figures, kind: str) -> None:
    """Prints the figures of messages or searches."""
    rows = []
    for name, rounds in figures.items():
        cells = [f"{statistics.median(rounds[label]):,.2f}" for label in LABELS]
        ratios = [_ratio(rounds[first], rounds[second]) for first, second in RATIOS]
        rows.append([name, *cells, *(f"{ratio:.2f}" for ratio in ratios)])
        for (first, second), ratio in zip(RATIOS, ratios, strict=True):
            held = at_most(ratio, 1.0, " ×") if name == PROCESSOR and first == OURS else None
            of, beside = (cells[LABELS.index(label)] for label in (first, second))
            tell(f"Teams, {kind}, {first}: {name}", of, f"{second}: {beside}", ratio, held)
    heads = [f"{first} : {second}" for first, second in RATIOS]
    table(f"Teams: {kind}", ["", *LABELS, *heads], rows)


def _ratio(first: Sequence[float], second: Sequence[float]) -> float:
    return statistics.median(a / b for a, b in zip(first, second, strict=True))


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m bench.teams", description="Measures answers in Teams.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=6.0, help="how long one round of latency lasts")
    options = parser.parse_args()
    fake = FakeTeams(unusable_keys=[])  # botbuilder fails on them
    with asyncio.Runner() as loop:
        loop.run(fake.start())
        with (
            processes.calma_in_teams(fake) as ours,
            processes.calma_in_teams(fake, "agents") as on_agents,
            processes.bare_teams(fake) as bare,
            processes.bare_agents(fake) as bare_agent,
        ):
            servers = dict(zip(LABELS, (ours, on_agents, bare, bare_agent), strict=True))
            figures = {
                kind: loop.run(measure(fake, servers, kind, options.rounds, options.seconds))
                for kind in (MESSAGE, SEARCH)
            }
        loop.run(fake.close())
    for kind, found in figures.items():
        report(found, kind)


if __name__ == "__main__":
    main()
