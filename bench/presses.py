"""Measures the drill under load: `python -m bench.presses`.

The whole coach in one process, on a SQLite file that syncs every answer to the disk, and people who press 200
times a second, in all: an answer, Next, an answer, Next. A press is due whether or not the earlier ones are
answered, and its time runs from then. So a pause of the process counts against every press that fell into it.
The last two rows are of a process of its own: how late a timer was meanwhile, which is what else the machine
was busy with; and right after, how long the disk under the database took to sync what an answer writes. No
answer can be quicker than that.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import tempfile
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter, sleep

from bench.figures import percentile, table
from bench.findings import tell
from bench.load import at_rate
from bot.content.load import load
from bot.core import card as c
from bot.core.chat import Answer, Command, Person, Press
from bot.features.drill import cards, question_cards
from bot.keys import KeyFile
from bot.wiring.calma import Calma
from bot.wiring.sql import stored
from bot.wiring.stores import Stores
from tests.build import build
from tests.drill import bank

ROOT = Path(__file__).parent.parent
RATE, SECONDS, PEOPLE = 200, 15.0, 400
COUNT = 10  # questions in a drill
WRITTEN = 32 * 1024  # bytes that an answer adds to SQLite's log, about
SYNCS, SYNC_EVERY = 250, 0.02


@dataclass
class Presser:
    """Somebody in a drill."""

    person: Person
    card: c.Card = field(default_factory=lambda: c.Card("", ()))

    def next_press(self) -> c.Button | None:
        """Returns what they press now: an option, else the first button that leads on."""
        buttons = [b for e in self.card.elements if isinstance(e, c.Buttons) for b in e.buttons]
        return next(
            (b for b in buttons if b.action in (question_cards.ANSWER, question_cards.NEXT, cards.MORE)), None
        )


async def press(calma: Calma, who: Presser, due: float, took: dict[str, list[float]]) -> None:
    """Presses once, and keeps how long it took, in milliseconds."""
    button = who.next_press()
    if button is None:
        raise RuntimeError(f"nothing to press on {who.card.summary!r}")
    reply = await calma.desk.answer(Press(who.person, button.action, button.value))
    if not isinstance(reply, Answer):
        raise RuntimeError(f"a press was answered by {reply!r}")
    took[button.action].append((perf_counter() - due) * 1e3)
    who.card = reply.card


async def load_up(calma: Calma, people: list[Presser], seconds: float) -> dict[str, list[float]]:
    """Returns the milliseconds of each press, by its action."""
    took: dict[str, list[float]] = defaultdict(list)
    async with asyncio.TaskGroup() as tasks:
        async for n, due in at_rate(RATE, range(int(RATE * seconds)), lead=0.1):
            tasks.create_task(press(calma, people[n % len(people)], due, took))
    return took


async def measure(stores: Stores, phrasebook: Path, seconds: float) -> dict[str, list[float]]:
    """Opens a drill for everybody, then lets them press."""
    calma = build(phrasebook, stores)
    await calma.start()
    people = [Presser(Person("T1", "slack", f"U{n}")) for n in range(PEOPLE)]
    for who in people:
        reply = await calma.desk.answer(Command(who.person, "drill", str(COUNT)))
        if isinstance(reply, Answer):
            who.card = reply.card
    for who in people[::2]:  # so that at any time as many answer as go on
        await press(calma, who, perf_counter(), defaultdict(list))
    gc.collect()
    gc.freeze()  # as the app does once it is up
    await load_up(calma, people, 2.0)  # warm
    took = await load_up(calma, people, seconds)
    await calma.close()
    return took


def beside(seconds: float) -> list[float]:
    """Returns how many milliseconds too late short sleeps ended. For a process of its own."""
    late, end = [], perf_counter() + seconds
    while (now := perf_counter()) < end:
        sleep(0.002)
        late.append((perf_counter() - now) * 1e3 - 2)
    return late


def syncs(folder: str) -> list[float]:
    """Returns how many milliseconds the disk of a folder took to sync a few pages, each time."""
    took = []
    descriptor = os.open(f"{folder}/syncs", os.O_CREAT | os.O_WRONLY)
    for n in range(SYNCS):
        os.pwrite(descriptor, os.urandom(WRITTEN), n * WRITTEN)
        begin = perf_counter()
        os.fsync(descriptor)
        took.append((perf_counter() - begin) * 1e3)
        sleep(SYNC_EVERY)
    os.close(descriptor)
    return took


async def main(seconds: float) -> None:
    """Measures and prints."""
    with tempfile.TemporaryDirectory() as folder:
        shipped = len(load(ROOT / "phrasebook").quiz) > COUNT
        phrasebook = ROOT / "phrasebook" if shipped else bank.phrasebook(Path(folder))
        keys = KeyFile(Path(folder) / "keys")
        async with stored(f"sqlite+aiosqlite:///{folder}/calma.db", keys) as stores:
            with ProcessPoolExecutor(1) as other:
                machine = other.submit(beside, seconds + 4)
                took = await measure(stores, phrasebook, seconds)
                late = await asyncio.wrap_future(machine)
                disk = await asyncio.wrap_future(other.submit(syncs, folder))
    names = {
        question_cards.ANSWER: "an option → its worth",
        question_cards.NEXT: "Next → the question",
        cards.MORE: "3 more",
    }
    every = [ms for times in took.values() for ms in times]
    rows = [
        [name, f"{len(times):,}", *(f"{percentile(times, share):.2f}" for share in (0.5, 0.99))]
        for name, times in (
            *((names[action], took[action]) for action in names if took[action]),
            ("all", every),
            ("a timer beside it, late by", late),
            ("the disk's own fsync", disk),
        )
    ]
    for name, _, p50, p99 in rows:
        tell(f"{RATE} presses/s on SQLite: {name}", f"p50 {p50} ms, p99 {p99} ms")
    table(f"{RATE} presses/s, SQLite, one process, ms", ["", "presses", "p50", "p99"], rows)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.presses", description="Measures the drill.")
    parser.add_argument("--seconds", type=float, default=SECONDS)
    asyncio.run(main(parser.parse_args().seconds))
