"""Ten thousand deliveries over twenty workspaces of an unreliable Slack, with five kills: `-m bench.faults`.

`--deliveries N` for another number, `--engine sqlite` or `postgresql` for one of them.
"""

from __future__ import annotations

import argparse
import asyncio
import secrets

from bench.databases import ENGINES, empty
from bot.core.ledger import DeliveryState
from tests.faults.run import run


async def measure(engine: str, deliveries: int, seed: int) -> str:
    """Returns a line on one run."""
    processes, lease = (1, 1.0) if engine == "sqlite" else (3, 3.0)
    async with empty(engine) as address:
        result = await run(address, deliveries, 20, processes, lease=lease, seed=seed, patience=1_200.0)
    return (
        f"{engine:<11}{processes} process(es), {result.kills} kills, seed {seed}: {deliveries:,} deliveries "
        f"in {result.took:.1f} s ({result.per_second:.0f}/s), "
        f"sent {result.states.get(DeliveryState.SENT, 0):,}, "
        f"lost {result.lost}, doubled {result.doubled}, own 429s {len(result.refused)}, "
        f"in doubt and looked up {result.lookups}"
    )


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--deliveries", type=int, default=10_000)
    parser.add_argument("--engine", choices=ENGINES, action="append")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(1_000))
    options = parser.parse_args()
    for engine in options.engine or ENGINES:
        print(await measure(engine, options.deliveries, options.seed), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
