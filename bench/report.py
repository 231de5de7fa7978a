"""Measures reports: `python -m bench.report`; `--full` for as many as there may be, which takes far longer.

A year of events of one tenant in each database: 500 agents in 10 groups and 200,000 rows, with `--full` 5,000
agents in 100 groups and 10 million; `--rows`, `--people` and `--groups` say another number. Told are how
long the sums take to be made anew, how long after a minute's news, and a 52-week report of a group and of
all together: its figures, read and worked out, and the whole card; and the sums of a situation, of each
group. And the write path, which is all that is stored of what came within a second: a batch of events in one
transaction, with what makes the sums follow (the news), beside the same one without.

`--paint` does something else: it opens the page of a made-up year in a browser, and tells how large it is
and how soon something is seen of it.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from time import perf_counter

import sqlalchemy as sa

from bench.databases import ENGINES, empty
from bench.figures import percentile, table
from bench.findings import Aim, at_most, tell
from bench.paint import painted
from bot.core.activity import EVERYBODY, Activity, ActivityKind, ActivitySpan
from bot.core.chat import Command, Person, Role
from bot.core.figures import period_of
from bot.features.report.model import ReportSpan
from bot.features.report.service import ReportService
from bot.keys import KeyFile
from bot.store.sql.activity import SqlActivityStore
from bot.store.sql.activity_rows import at_once, one_by_one
from bot.store.sql.database import Database
from bot.store.sql.groups import counted
from bot.wiring.calma import Calma
from bot.wiring.sql import stored
from tests.build import build

TENANT, TODAY = "T1", date(2026, 11, 30)
DAYS, SITUATIONS, ITEMS = 392, 32, 320
BOSS = Person(TENANT, "slack", "boss", role=Role.MANAGER, zone="Europe/Madrid")
# Of a hundred events: look-ups, misses, outcomes, answers and their items.
KINDS = (("lookup", 45), ("miss", 5), ("outcome", 20), ("answer", 15), ("item", 15))
ROWS_AT_ONCE = 500_000
OUTCOMES, SITUATION = ActivityKind.OUTCOME, "s3"
BATCH = 60  # events
PAIRS = 150  # of batches, with news and without
REPORT, WRITING = {"sqlite": 500.0, "postgresql": 300.0}, 1.05  # the aims: ms; a ratio
SIZES = ((200_000, 500, 10), (10_000_000, 5_000, 100))  # rows, people, groups; `--full`


async def fill(database: Database, rows: int, people: int, groups: int) -> None:
    """Puts in events that are spread over a year, by the engine itself, and who counts in which group."""
    per = people // groups
    firsts, first = [], period_of(TODAY - timedelta(days=DAYS)).first
    while first <= TODAY:
        firsts.append(first.isoformat())
        first += timedelta(weeks=4)
    async with database.writing() as connection:
        for start in firsts:
            members = [
                {"tenant": TENANT, "first": start, "user_id": f"u{n}", "group": f"g{n // per}"}
                for n in range(people)
            ]
            await connection.execute(sa.insert(counted), members)
    for begin in range(0, rows, ROWS_AT_ONCE):
        async with database.writing() as connection:
            end = min(begin + ROWS_AT_ONCE, rows)
            await connection.execute(sa.text(_filling(database, begin, end, people, per)))


def _filling(database: Database, begin: int, end: int, people: int, per: int) -> str:
    start = (TODAY - timedelta(days=DAYS)).isoformat()
    epoch = date(1970, 1, 5).isoformat()
    n = "(n * 7919)"
    user = f"({n} % {people})"
    kind = "(n % 100)"
    limits, above = [], 0
    for name, share in KINDS:
        above += share
        limits.append(f"WHEN {kind} < {above} THEN '{name}'")
    of_kind = f"CASE {' '.join(limits)} END"
    situation = f"'s' || ({n} / 13 % {SITUATIONS})"
    item = f"'i' || ({n} / 17 % {ITEMS})"
    name = f"CASE {of_kind} WHEN 'miss' THEN '' WHEN 'item' THEN {item} ELSE {situation} END"
    part = (
        f"CASE {of_kind} WHEN 'outcome' THEN CASE {n} / 11 % 4 WHEN 0 THEN 'calmed' WHEN 1 THEN 'ended' "
        f"WHEN 2 THEN 'no_change' ELSE 'escalated' END "
        f"WHEN 'answer' THEN CASE {n} / 11 % 3 WHEN 0 THEN 'wrong' ELSE 'right' END "
        f"WHEN 'item' THEN CASE {n} / 11 % 3 WHEN 0 THEN 'wrong' ELSE 'right' END ELSE '' END"
    )
    if database.sqlite:
        source = f"WITH RECURSIVE s(n) AS (SELECT {begin} UNION ALL SELECT n + 1 FROM s WHERE n + 1 < {end}) "
        day = f"date('{start}', '+' || (n % {DAYS}) || ' days')"
        gap = f"(julianday({day}) - julianday('{epoch}'))"
        first = f"date('{epoch}', '+' || (CAST({gap} / 28 AS INTEGER) * 28) || ' days')"
        select = "FROM s"
    else:
        source = f"WITH s AS (SELECT generate_series({begin}::bigint, {end - 1}) AS n) "
        day = f"(DATE '{start}' + (n % {DAYS})::int)"
        first = f"(DATE '{epoch}' + ({day} - DATE '{epoch}') / 28 * 28)::text"
        day, select = f"{day}::text", "FROM s"
    return (
        f'INSERT INTO activity (tenant, id, day, first, "group", kind, name, part, who) {source}'
        f"SELECT '{TENANT}', 'e' || n, {day}, {first}, 'g' || ({user} / {per}), {of_kind}, {name}, {part}, "
        f"'w' || {user} {select}"
    )


async def timed(work: Callable[[], Awaitable[object]], times: int) -> list[float]:
    """Returns how long some work takes, in milliseconds, so many times."""
    took = []
    for _ in range(times):
        began = perf_counter()
        await work()
        took.append((perf_counter() - began) * 1_000)
    return took


def fresh(number: int, size: int, people: int, day: date) -> list[Activity]:
    """Returns a batch of events that nobody stored yet."""
    return [
        Activity(
            TENANT, "slack", f"u{n % people}", f"new{number}-{n}", day, ActivityKind.LOOKUP, f"s{n % 32}"
        )
        for n in range(size)
    ]


def without_news(database: Database) -> SqlActivityStore:
    """Returns what stores the same rows in the same way, and nothing that the sums follow."""
    store = SqlActivityStore(database)
    inserting = one_by_one if database.sqlite else at_once
    store._insert = inserting(database.insert, news=False)
    return store


async def measured(engine: str, rows: int, people: int, groups: int) -> list[tuple[str, ...]]:
    """Returns a row for each figure."""
    async with empty(engine) as url:
        database, began = Database(url), perf_counter()
        await fill(database, rows, people, groups)
        await database.close()
        filled = ("filled", engine, f"{perf_counter() - began:.0f} s", "", "")
        async with stored(url, KeyFile(Path("/nowhere"))) as stores:
            calma = build(stores=stores, clock=lambda: datetime(2026, 11, 30, 12, tzinfo=UTC))
            await calma.start()
            lines = await figures(calma, engine, people)
            await calma.close()
        return [filled, *lines]


async def figures(calma: Calma, engine: str, people: int) -> list[tuple[str, ...]]:
    """Returns what each thing takes."""
    store, reports = calma.stores.activity, ReportService(calma.features.report)
    assert isinstance(store, SqlActivityStore)
    lines = [line(engine, "all sums made anew", await timed(lambda: store.rebuild_activity(TODAY), 1))]
    await calma.stores.people.appoint_person(TENANT, "boss", Role.MANAGER)

    async def both(name: str, group: str) -> None:
        took = await timed(lambda: reports.figures(BOSS, group, 52), 100)
        lines.append(line(engine, f"52 weeks {name}: figures", took))
        took = await timed(lambda: reports.document(BOSS, group, 52), 50)
        lines.append(line(engine, f"52 weeks {name}: the whole page", took))

    await both("of a group", "g7")
    await both("of all together", EVERYBODY)
    span = ReportSpan(52, TODAY)
    bounds = (span.reads_from, span.reads_until)
    took = await timed(
        lambda: store.cells_by_group(TENANT, ActivitySpan.FOUR_WEEKS, *bounds, OUTCOMES, SITUATION), 50
    )
    lines.append(line(engine, "52 weeks of a situation, of each group: its sums", took))
    took = await timed(lambda: calma.desk.answer(Command(BOSS, "calm", "report")), 50)
    lines.append(line(engine, "`/calm report`, 12 weeks: the card", took))
    return [*lines, *await writing(engine, store, people)]


async def writing(engine: str, store: SqlActivityStore, people: int) -> list[tuple[str, ...]]:
    """Returns what storing events takes, without what the sums follow and with it, in turn; and the sums."""
    batches = (fresh(number, BATCH, people, TODAY) for number in count())
    plain, whole, folds = list[float](), list[float](), list[float]()
    bare = without_news(store._database)
    both = [(bare, plain), (store, whole)]
    for _ in range(PAIRS):
        both.reverse()  # whoever comes second is at no advantage
        for each, took in both:
            took += await timed(partial(each.keep_activity, next(batches)), 1)
    for _ in range(10):
        await store.keep_activity(next(batches))
        folds += await timed(lambda: store.fold_activity(TODAY), 1)
    ratio = f"{percentile(whole, 0.5) / percentile(plain, 0.5):.2f}"
    tell(f"the write path, {engine}: with news", ratio, "without", aim=at_most(float(ratio), WRITING, " ×"))
    return [
        line(engine, f"{BATCH} events stored, no sums", plain),
        line(engine, f"{BATCH} events stored, with news", whole),
        ("the same, ratio of the medians", engine, ratio, "", ""),
        line(engine, "sums after a minute's news", folds),
    ]


def line(engine: str, name: str, took: list[float]) -> tuple[str, ...]:
    """Returns a row of the table, in milliseconds."""
    return (name, engine, *(f"{percentile(took, share):.1f}" for share in (0.5, 0.95, 0.99)))


def findings(lines: list[tuple[str, ...]], size: str, *, full: bool) -> None:
    """Tells what a 52-week report takes; its aims are for as many events as there may be."""
    for what, engine, p50, _, p99 in lines:
        if p99:
            weighed = full and what.startswith("52 weeks") and what.endswith("figures")
            aim: Aim | None = at_most(float(p99), REPORT[engine], " ms, p99") if weighed else None
            tell(f"report of {size}, {engine}: {what}", f"p50 {p50} ms, p99 {p99} ms", aim=aim)


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="10 million rows")
    for name in ("rows", "people", "groups"):
        parser.add_argument(f"--{name}", type=int)
    parser.add_argument("--engine", choices=ENGINES, action="append")
    parser.add_argument("--paint", action="store_true", help="the page in a browser, and nothing else")
    options = parser.parse_args()
    if options.paint:
        table("The report's page", ("what", "bytes sent", "bytes", "first paint, p50 ms", "max"), painted())
        return
    rows, people, groups = (
        own or usual
        for own, usual in zip(
            (options.rows, options.people, options.groups), SIZES[options.full], strict=True
        )
    )
    lines: list[tuple[str, ...]] = []
    for engine in options.engine or ENGINES:
        lines += asyncio.run(measured(engine, rows, people, groups))
    findings(lines, f"{rows:,} events", full=rows >= SIZES[True][0])
    title = f"Reports: {people:,} agents, {groups} groups, {rows:,} events"
    table(
        f"{title}{'' if options.full else ' (`--full`: 10 million)'}",
        ("what", "engine", "p50 ms", "p95", "p99"),
        lines,
    )


if __name__ == "__main__":
    main()
