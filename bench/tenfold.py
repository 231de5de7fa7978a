"""What grows where there is ten and a hundred times as much of something: `python -m bench.tenfold`.

Three things grow, each by itself: workspaces, each with people and phrases of its own; people of one
workspace, all of whom were there; phrases of the phrasebook. Each size is a process of its own with a
database of its own. Told are the processor's time for what an agent and a manager do at the desk, the median,
and the resident memory once all of that is done.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import statistics
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from time import process_time

from bench.databases import ENGINES, empty
from bench.engines import triggers
from bench.figures import table
from bench.findings import tell
from bench.growth import grown
from bench.own import own_phrases
from bench.processes import resident
from bot.core.chat import Command, Person, Query, Role
from bot.core.people import Preferences
from bot.keys import KeyFile
from bot.wiring.calma import Calma
from bot.wiring.sql import stored
from tests.build import build, put_book

TIMES = (1, 10, 100)
WORKSPACES, PEOPLE, PHRASES = "workspaces", "people of one", "phrases"
LEAST = {WORKSPACES: 10, PEOPLE: 100, PHRASES: 800}  # PHRASES: about what is shipped
PEOPLE_OF_EACH, PHRASES_OF_EACH = 10, 20
MEMORY = "memory, MB"
ROUNDS = 300
TEAM = "T0"


async def workspaces(calma: Calma, count: int) -> None:
    """Has so many workspaces, each with people and phrases of its own."""
    shipped = calma.finders.shipped
    for n in range(count):
        own = shipped.book.with_added(own_phrases([*shipped.book.situations], PHRASES_OF_EACH))
        calma.finders.put(f"T{n}", shipped.with_book(own))
        await everybody(calma, f"T{n}", PEOPLE_OF_EACH)


async def everybody(calma: Calma, tenant: str, count: int) -> None:
    """Has so many people of a workspace, each of whom chose a language and looked something up."""
    for n in range(count):
        person = someone(tenant, n)
        await calma.stores.people.keep_preferences(person, Preferences("en", "phone"))
        await calma.desk.answer(Command(person, "calm", "yelling"))


async def phrases(calma: Calma, count: int) -> None:
    """Has about so many phrases, the shipped ones among them."""
    if (added := count - LEAST[PHRASES]) > 0:
        put_book(calma, grown(calma.phrasebook.book, added))
    await everybody(calma, TEAM, LEAST[PEOPLE])


async def people(calma: Calma, count: int) -> None:
    """Has so many people of one workspace."""
    await everybody(calma, TEAM, count)


FILLED = {WORKSPACES: workspaces, PEOPLE: people, PHRASES: phrases}


def someone(tenant: str, number: int) -> Person:
    """Returns somebody of a workspace."""
    return Person(tenant, "slack", f"U{number}", "en", zone="Europe/Madrid")


async def timed(act: Callable[[int], Awaitable[object]], rounds: int) -> float:
    """Returns the milliseconds of the processor for an act, the median."""
    took = []
    for number in range(rounds):
        begin = process_time()
        await act(number)
        took.append((process_time() - begin) * 1e3)
    return statistics.median(took)


async def acts(calma: Calma, askers: Sequence[Person]) -> dict[str, float]:
    """Returns the milliseconds of each act, asked by these people in turn."""
    texts = [text for _, text in triggers(calma.phrasebook.book)][::7]
    boss = Person(TEAM, "slack", "boss", "en", role=Role.MANAGER, zone="Europe/Madrid")
    ask = calma.desk.answer

    def who(number: int) -> Person:
        return askers[number * 7919 % len(askers)]

    return {
        "`/calm` and a text": await timed(
            lambda n: ask(Command(who(n), "calm", texts[n % len(texts)])), ROUNDS
        ),
        "a search": await timed(lambda n: ask(Query(who(n), texts[n % len(texts)])), ROUNDS),
        "the start": await timed(lambda n: ask(Command(who(n), "calm", "start")), ROUNDS // 3),
        "a drill begins": await timed(lambda n: ask(Command(who(n), "drill", "3")), ROUNDS // 3),
        "a manager's report": await timed(lambda _: ask(Command(boss, "calm", "report")), ROUNDS // 10),
    }


async def measured(kind: str, count: int, engine: str) -> dict[str, float]:
    """Returns what one size comes to."""
    async with empty(engine) as url, stored(url, KeyFile(Path("/nowhere"))) as stores:
        calma = build(stores=stores)
        await calma.start()
        await FILLED[kind](calma, count)
        tenants = [f"T{n}" for n in range(count)] if kind == WORKSPACES else [TEAM]
        of_each = {WORKSPACES: PEOPLE_OF_EACH, PEOPLE: count, PHRASES: LEAST[PEOPLE]}[kind]
        askers = [someone(tenant, n) for tenant in tenants for n in range(of_each)]
        found = await acts(calma, askers)
        await calma.close()
        return {**found, MEMORY: resident("self")}


def in_a_process(kind: str, count: int, engine: str) -> dict[str, float]:
    """Returns what one size comes to, by a loop of its own."""
    return asyncio.run(measured(kind, count, engine))


def shown(kind: str, sizes: Sequence[int], found: Sequence[dict[str, float]]) -> None:
    """Prints a table and tells its last column."""
    rows = []
    for name, least in found[0].items():
        figures = [each[name] for each in found]
        grown_by = figures[-1] / least
        rows.append([name, *(f"{figure:,.2f}" for figure in figures), f"{grown_by:.2f}"])
        what = f"{name}: {sizes[-1]:,} {kind}"
        tell(what, f"{figures[-1]:,.2f}", f"{sizes[0]:,}: {least:,.2f}", grown_by)
    head = ["processor, ms", *(f"{size:,} {kind}" for size in sizes), "last, of first"]
    table(f"{sizes[-1] // sizes[0]} times as many {kind}", head, rows)


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m bench.tenfold", description="What grows with what.")
    parser.add_argument("--engine", choices=ENGINES, default="sqlite")
    parser.add_argument("--most", type=int, choices=TIMES[1:], default=TIMES[-1], help="so many times")
    options = parser.parse_args()
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, spawn, max_tasks_per_child=1) as processes:
        for kind, least in LEAST.items():
            sizes = [least * times for times in TIMES if times <= options.most]
            cells = [processes.submit(in_a_process, kind, size, options.engine) for size in sizes]
            shown(kind, sizes, [cell.result() for cell in cells])


if __name__ == "__main__":
    main()
