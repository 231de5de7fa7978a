"""Measures what a tenant's own words and its people cost: `python -m bench.own`.

The same queries go to the whole coach twice, asked by 10,000 people with settings of their own: for a tenant
with the shipped phrasebook, and for one with 1,000 phrases of its own. Settings are in a SQLite file. And how
long it takes until a look-up finds what a manager just added: a word of their own needs an index of its own.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bench.figures import percentile
from bench.findings import at_most, tell
from bot.core.chat import Command, Person
from bot.core.people import Preferences
from bot.core.phrasebook import Additions, Phrase
from bot.store.sql.database import Database
from bot.store.sql.people import SqlPeopleStore
from bot.wiring.stores import Stores
from tests.build import build

ROOT = Path(__file__).parent.parent
PEOPLE, PHRASES = 10_000, 1_000
SETTINGS = [Preferences(language, channel) for language in ("en", "es") for channel in ("phone", "chat")]
TRIGGER = Additions(triggers={"yelling": {"en": ("printer toner",)}})


async def main() -> None:
    """Prints a table: milliseconds of one answer, both tenants asked in turn."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite+aiosqlite:///{folder}/calma.db")
        await database.migrate()
        people = SqlPeopleStore(database)
        calma = build(ROOT / "phrasebook", Stores(people=people))
        shipped = calma.finders.shipped
        calma.finders.put(
            "own", shipped.with_book(shipped.book.with_added(own_phrases(list(shipped.book.situations))))
        )
        for number in range(PEOPLE // 2):
            for tenant in ("plain", "own"):
                await people.keep_preferences(_person(tenant, number), SETTINGS[number % len(SETTINGS)])
        took: dict[str, list[float]] = {"plain": [], "own": []}
        for number, query in enumerate(_queries() * 4):
            for tenant, times in took.items():
                start = time.perf_counter()
                await calma.desk.answer(Command(_person(tenant, number), "calm", query))
                times.append((time.perf_counter() - start) * 1000)
        for tenant, times in took.items():
            print(f"{tenant:>6}: p50 {percentile(times, 0.5):.3f} ms, p99 {percentile(times, 0.99):.3f} ms")
        middles = {tenant: percentile(times, 0.5) for tenant, times in took.items()}
        name, ratio = f"an answer with {PHRASES:,} own phrases, p50", middles["own"] / middles["plain"]
        tell(name, f"{middles['own']:.2f} ms", "the shipped phrasebook", ratio, at_most(ratio, 1.5, " ×"))
        for name, added in (("phrases", own_phrases(["yelling"])), ("a trigger", TRIGGER)):
            start = time.perf_counter()
            shipped.with_book(shipped.book.with_added(added))
            took_so_long = f"{(time.perf_counter() - start) * 1000:.0f} ms"
            print(f"{name} added: their finder is there after {took_so_long}")
            tell(f"own {name} added, until they are found", took_so_long)
        await calma.close()
        await database.close()


def _person(tenant: str, number: int) -> Person:
    return Person(tenant, "slack", f"U{number % (PEOPLE // 2)}")


def own_phrases(situations: Sequence[str], count: int = PHRASES) -> Additions:
    """Returns so many phrases of a team's own, spread over situations."""
    phrases: dict[str, tuple[Phrase, ...]] = {}
    for number in range(count):
        name = situations[number % len(situations)]
        text = {"en": f"Our own words, number {number}.", "es": f"Palabras nuestras, número {number}."}
        phrase = Phrase(f"own-{number}", text, {"en": "Slowly", "es": "Despacio"}, own=True)
        phrases[name] = (*phrases.get(name, ()), phrase)
    return Additions(phrases=phrases)


def _queries() -> list[str]:
    lines = (ROOT / "tests/lookup/unseen_tune.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["query"] for line in lines]


if __name__ == "__main__":
    asyncio.run(main())
