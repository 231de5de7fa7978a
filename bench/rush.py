"""People never met who set boundaries, on a file: `python -m bench.rush`. `--app FOLDER` is another version.

Each `/calm boundary` is somebody else's, at a fixed rate whether or not the earlier ones are answered; every
tenth ask is a look-up. It is measured from when each was due to its answer.
"""

from __future__ import annotations

import argparse
import asyncio
from collections import Counter
from pathlib import Path
from time import perf_counter

from bench.crowd import BOUNDARY, LOOK_UP, Crowd
from bench.figures import percentile, table
from bench.processes import ROOT, calma
from tests.fakes.slack import FakeSlack

RATES, SECONDS = (60, 120, 200), 15.0
DEMANDS = (*[BOUNDARY] * 9, LOOK_UP)


async def rush(rate: float, root: Path) -> Crowd:
    """Returns what a crowd heard at one rate, on a new file."""
    slack = FakeSlack()
    await slack.start()
    try:
        with calma(slack.api_url, root=root) as server:
            crowd = Crowd([server.port])
            begin = perf_counter()
            await crowd.ask(rate, DEMANDS, lambda: perf_counter() >= begin + SECONDS)
            return crowd
    finally:
        await slack.stop()


def row(rate: int, crowd: Crowd) -> list[str]:
    """Returns the figures of one rate."""
    mine = [heard for heard in crowd.heard if heard.demand is BOUNDARY]
    times = [[1e3 * h.took for h in crowd.heard if h.demand is demand] for demand in (BOUNDARY, LOOK_UP)]
    told = ", ".join(f"{number} {kind}" for kind, number in Counter(h.kind for h in mine).most_common())
    boundary, lookup = ([f"{percentile(some, share):.0f}" for share in (0.5, 0.99)] for some in times)
    return [f"{rate}/s", told, *boundary, f"{max(times[0]):.0f}", *lookup]


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m bench.rush", description=__doc__)
    parser.add_argument("--app", type=Path, default=ROOT, help="the folder of another version")
    options = parser.parse_args()
    rows = [row(rate, asyncio.run(rush(rate, options.app))) for rate in RATES]
    head = ["asks", "answers", "boundary p50, ms", "p99", "longest", "look-up p50, ms", "p99"]
    table("`/calm boundary` of people never met, on SQLite", head, rows)


if __name__ == "__main__":
    main()
