"""Measures the start and what an idle process holds: `python -m bench.start`.

Each way is started as it is deployed, a process of its own, the ways taking turns round by round; each figure
is the median of the rounds. The processor's time is what the kernel counts until the address is printed; a
busy machine stretches it less than the seconds. Beside them stands a bare Python that imports the libraries
of the platforms and the database and does nothing with them: each ratio is the median of the rounds' ratios
to its processor time.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import perf_counter, process_time, sleep

from bench import processes
from bench.figures import table
from bench.findings import at_most, tell
from bench.processes import Server
from bot.wiring.phrasebook import FILE, prepare

ROUNDS = 5
IDLE = 0.5  # seconds after the address until the memory is read
API = "http://127.0.0.1:9/api/"  # nobody is asked for anything at a start
BARE = "the libraries alone"
IMPORTS = "import aiohttp.web, slack_bolt.async_app, botbuilder.core, sqlalchemy.ext.asyncio"

AIMS = {"compiled": 1.5, "not compiled": 2.2}  # seconds
Figures = tuple[float, float, float, float]  # seconds, processor's seconds, MB resident, MB unshared


def app(data: str, *, everywhere: bool) -> Figures:
    """Starts the app and returns its figures once it idles."""
    with processes.calma(API, data, everywhere=everywhere) as server:
        used = server.processor()
        sleep(IDLE)
        return server.started_in, used, server.memory(), server.unshared()


def again(data: str, *, everywhere: bool) -> Figures:
    """Starts the app where its phrasebook lies compiled and its database is in shape."""
    return app(data, everywhere=everywhere)


def anew(data: str, *, everywhere: bool) -> Figures:
    """Starts the app where only its phrasebook does not lie compiled, as after an update."""
    (Path(data) / FILE).unlink()
    return app(data, everywhere=everywhere)


def first(_: str, *, everywhere: bool) -> Figures:
    """Starts the app in an empty folder, where the database is made as well."""
    return app("", everywhere=everywhere)


def bare() -> Figures:
    """Starts a Python that imports the libraries, and returns its figures."""
    code = f"{IMPORTS}; print(flush=True); input()"
    begin = perf_counter()
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        if process.stdout:
            process.stdout.readline()
        server = Server(process.pid, 0, perf_counter() - begin)
        found = (server.started_in, server.processor(), server.memory(), server.unshared())
        process.communicate("\n")
    return found


def ways(data: str, more: str) -> dict[str, Callable[[], Figures]]:
    """Returns what is started, by its name; the folders are for starts with Slack, and with all edges."""
    starts: dict[str, Callable[[], Figures]] = {BARE: bare}
    for edges, folder, everywhere in (("Slack", data, False), ("all edges", more, True)):
        for name, start in (("compiled", again), ("not compiled", anew), ("empty folder", first)):
            starts[f"{edges}, {name}"] = partial(start, folder, everywhere=everywhere)
    return starts


def ready_in() -> tuple[float, float]:
    """Returns the milliseconds until phrasebook and index are there, compiled, and those of the processor."""
    phrasebook = processes.ROOT / "phrasebook"
    with tempfile.TemporaryDirectory() as data:
        prepare(phrasebook, folder=Path(data))
        took = []
        for _ in range(ROUNDS):
            begin, used = perf_counter(), process_time()
            prepare(phrasebook, folder=Path(data))
            took.append(((perf_counter() - begin) * 1e3, (process_time() - used) * 1e3))
    seconds, used = map(statistics.median, zip(*took, strict=True))
    return seconds, used


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m bench.start", description="Measures the start.")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    rounds: dict[str, list[Figures]] = defaultdict(list)
    count = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as data, tempfile.TemporaryDirectory() as more:
        for n in range(count + 1):
            for name, start in ways(data, more).items():
                if n or "not" not in name:  # the first round makes what is compiled, and warms the disk
                    found = start()
                    rounds[name] += [found] if n else []
    rows = []
    for name in ways("", ""):
        figures = rounds[name]
        seconds, used, resident, unshared = map(statistics.median, zip(*figures, strict=True))
        ratio = statistics.median(a[1] / b[1] for a, b in zip(figures, rounds[BARE], strict=True))
        cells = [f"{seconds:.2f}", f"{used:.2f}", f"{ratio:.2f}", f"{resident:.0f}", f"{unshared:.0f}"]
        rows.append([name, *cells])
        limit = AIMS.get(name.partition(", ")[2])
        shown = f"{seconds:.2f} s, {used:.2f} s of the processor, {resident:.0f} MB idle"
        tell(f"start: {name}", shown, BARE, ratio, at_most(seconds, limit, " s") if limit else None)
    head = ["", "to the address, s", "processor, s", "ratio", "idle, MB", "of its own, MB"]
    took, used = ready_in()
    notes = f"Phrasebook and index from the compiled file: {took:.0f} ms, {used:.0f} ms of the processor."
    table(f"Start and idle memory, medians of {count}", head, rows, notes)


if __name__ == "__main__":
    main()
