"""Measures what it costs to be watched: a signed `/calm`, with metrics and traces and without.

The servers are processes of their own under the same load, in turn, and each ratio is the median of the
rounds' ratios, as in `bench.path`. Traces go to a collector that takes all of them.
"""

from __future__ import annotations

import argparse
import asyncio
import selectors
import statistics
from contextlib import ExitStack

from aiohttp import web
from aiohttp.test_utils import TestServer

from bench import path, processes
from bench.figures import table
from bench.findings import at_most, tell
from tests.fakes.slack import FakeSlack
from tests.processes import free_port

PLAIN, METRICS, TRACES = "without", "metrics", "metrics and traces"
TYPED = {"one text": ["yelling"]}
MOST = 1.05


def report(figures: path.Figures) -> None:
    """Prints them, each beside its ratio to the one without."""
    rows = []
    for (_, measure), rounds in figures.items():
        row = [measure, f"{statistics.median(rounds[PLAIN]):,.2f}"]
        for name in (METRICS, TRACES):
            ratio = statistics.median(a / b for a, b in zip(rounds[name], rounds[PLAIN], strict=True))
            row += [f"{statistics.median(rounds[name]):,.2f}", f"{ratio:.3f}"]
            held = at_most(ratio, MOST, " ×") if (name, measure) == (METRICS, path.PROCESSOR) else None
            tell(f"watched, {name}: {measure}", row[-2], f"{PLAIN}: {row[1]}", ratio, held)
        rows.append(row)
    table("`/calm yelling`", ["", PLAIN, METRICS, "ratio", TRACES, "ratio"], rows)


async def _taken(request: web.Request) -> web.Response:
    await request.read()
    return web.Response()


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m bench.watching", description="What being watched costs.")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4.0, help="how long one round of latency lasts")
    options = parser.parse_args()
    slack, collecting = FakeSlack(), web.Application()
    collecting.add_routes([web.post("/v1/traces", _taken)])
    collector = TestServer(collecting)
    with (
        asyncio.Runner(loop_factory=lambda: asyncio.SelectorEventLoop(selectors.SelectSelector())) as loop,
        ExitStack() as stack,
    ):
        loop.run(slack.start())
        loop.run(collector.start_server())
        traces = {"OTEL_EXPORTER_OTLP_ENDPOINT": str(collector.make_url("/")).rstrip("/")}
        servers = {
            name: stack.enter_context(processes.calma(slack.api_url, settings=settings))
            for name, settings in (
                (PLAIN, {}),
                (METRICS, {"CALMA_METRICS_PORT": free_port()}),
                (TRACES, {"CALMA_METRICS_PORT": free_port(), **traces}),
            )
        }
        figures = loop.run(path.measure(servers, TYPED, options.rounds, options.seconds))
        loop.run(collector.close())
        loop.run(slack.stop())
    report(figures)


if __name__ == "__main__":
    main()
