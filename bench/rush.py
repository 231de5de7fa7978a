"""People never met who set boundaries, on a file: `python -m bench.rush`.

The whole coach in one process, asked at its desk. Each `/calm boundary` is somebody else's, at a fixed rate
whether or not the earlier ones are answered; every tenth ask is a look-up. Each time runs from when the ask
was due to its answer, so that a pause counts against all that fell into it.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from time import perf_counter, process_time

from bench.figures import percentile, table
from bench.findings import Aim, tell
from bench.load import at_rate
from bot.core.chat import Answer, Command, Person
from bot.keys import KeyFile
from bot.wiring.calma import Calma
from bot.wiring.sql import stored
from tests.build import build

RATES, SECONDS, WARM = (60, 120, 200), 8.0, 40
BOUNDARY, LOOK_UP = "boundary", "yelling"


@asynccontextmanager
async def on_a_file() -> AsyncIterator[Calma]:
    """Yields the coach on a new file."""
    with tempfile.TemporaryDirectory() as folder:
        async with stored(f"sqlite+aiosqlite:///{folder}/calma.db", KeyFile(Path("/nowhere"))) as stores:
            calma = build(stores=stores)
            await calma.start()
            yield calma
            await calma.close()


async def ask(calma: Calma, number: int, text: str) -> bool:
    """Asks as somebody whom nobody has met; returns whether what they began is stored."""
    person = Person("T1", "slack", f"U{number}", "en", name=f"Name {number}", zone="Europe/Madrid")
    reply = await calma.desk.answer(Command(person, "calm", text))
    return isinstance(reply, Answer) and "boundary.said" in repr(reply.card)


async def rush(rate: int, seconds: float) -> list[str]:
    """Returns the figures of one rate."""
    times: dict[str, list[float]] = {BOUNDARY: [], LOOK_UP: []}
    kept = 0

    async def one(calma: Calma, number: int, text: str, due: float) -> None:
        nonlocal kept
        begun = await ask(calma, number, text)
        kept += begun
        times[text].append(1e3 * (perf_counter() - due))

    async with on_a_file() as calma:
        for number in range(WARM):
            await ask(calma, -number - 1, BOUNDARY)
        used = process_time()
        async with asyncio.TaskGroup() as tasks:
            async for number, due in at_rate(rate, range(int(rate * seconds))):
                tasks.create_task(one(calma, number, BOUNDARY if number % 10 else LOOK_UP, due))
        used = process_time() - used
    asked, figures = len(times[BOUNDARY]), []
    for text in times:
        figures += [f"{percentile(times[text], share):.0f}" for share in (0.5, 0.99)]
    each = f"{1e3 * used / (rate * seconds):.2f}"
    shown = f"{kept} of {asked} stored, {each} ms of the processor each"
    tell(f"`/calm boundary` of people never met, {rate}/s", shown, aim=Aim("all stored", kept == asked))
    return [f"{rate}/s", f"{kept} of {asked}", *figures, f"{max(times[BOUNDARY]):.0f}", each]


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m bench.rush", description="Many new people at once.")
    parser.add_argument("--seconds", type=float, default=SECONDS)
    seconds = parser.parse_args().seconds
    rows = [asyncio.run(rush(rate, seconds)) for rate in RATES]
    head = [
        "asks",
        "stored",
        "boundary p50, ms",
        "p99",
        "look-up p50",
        "p99",
        "longest",
        "processor, ms each",
    ]
    table("`/calm boundary` of people never met, on SQLite", head, rows)


if __name__ == "__main__":
    main()
