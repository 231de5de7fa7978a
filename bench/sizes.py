"""What a shift takes of a processor and leaves in PostgreSQL: `python -m bench.sizes`.

`--agents` people do a whole shift (`bench/shift.py`) on each of `--days` days, at the desk, on a clock that
is given; each day a message is sent to everybody, as a scheduled drill is. Told are the processor's time for
each kind of act, and for each table how many rows a shift leaves and how large one is, with its indexes. From
them follows what a year of an agent is: 220 shifts, and no longer than rows are kept.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time

import sqlalchemy as sa

from bench.databases import empty
from bench.engines import triggers
from bench.figures import table
from bench.findings import tell
from bench.shift import agents
from bot.core import retention
from bot.core.edge import Address
from bot.features.minute.notices import offer_notice
from bot.keys import KeyFile
from bot.store.sql.database import Database
from bot.store.sql.tables import metadata
from bot.wiring.sql import stored
from tests.build import build

SHIFTS = 220  # in a year
BEGIN = datetime(2026, 11, 2, 9, tzinfo=UTC)
# How long rows are kept, of the tables that grow with what people do; all others keep them a year or more.
KEPT = {
    "deliveries": retention.DELIVERIES,
    "outcome_tickets": retention.OUTCOME_TICKETS,
    "drills": retention.DRILLS,
    "misses": retention.MISSES,
    "miss_people": retention.MISSES,
    "requests": timedelta(days=1),
    "schedule_runs": retention.SCHEDULE_SLOTS,
    "schedule_answers": retention.SCHEDULE_SLOTS,
}
# Of these an agent has as many after a year as after some days.
ONCE = {"people", "send_limits", "drill_memories", "group_counted"}
# These grow with what there is to count, not with people.
EVERYBODY = {
    "safety_counts",
    "activity_cells",
    "activity_members",
    "lanes",
    "keys",
    "outcome_counts",
    "outcome_tallies",
    "activity_news",
}


@dataclass(frozen=True, slots=True)
class Grown:
    """What a table has: rows for each agent and shift, bytes of a row with its indexes."""

    rows: float
    size: float


async def shifts(url: str, number: int, days: int) -> dict[str, list[float]]:
    """Has everybody do their shifts; returns the milliseconds of the processor for each act, by kind."""
    took: dict[str, list[float]] = defaultdict(list)
    now = BEGIN
    async with stored(url, KeyFile(Path("/nowhere"))) as stores:
        calma = build(stores=stores, clock=lambda: now)
        await calma.start()
        texts = [text for _, text in triggers(calma.phrasebook.book)]
        people = agents(calma, number, texts[:: len(texts) // 997])
        for day in range(days):
            now = BEGIN + timedelta(days=day)
            to = [Address("T1", "slack", f"U{n}") for n in range(number)]
            await stores.ledger.add_notices(offer_notice(each, now.date(), now) for each in to)
            for place, agent in enumerate(people):
                begin = process_time()
                async for act in agent.shift(day + place):
                    took[act].append((process_time() - begin) * 1e3)
                    now += timedelta(seconds=20)
                    begin = process_time()
                now = BEGIN + timedelta(days=day)
            await asyncio.sleep(1.5)  # what is written behind answers
        await calma.close()
    return took


async def grown(url: str, number: int, days: int) -> Mapping[str, Grown]:
    """Returns what each table holds by now."""
    database, found = Database(url), {}
    async with database.engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        await connection.execute(sa.text("VACUUM FULL ANALYZE"))
        for name in metadata.tables:
            rows = (await connection.execute(sa.text(f'SELECT count(*) FROM "{name}"'))).scalar_one()
            size = sa.text(f"SELECT pg_total_relation_size('\"{name}\"')")
            if rows:
                bytes_ = (await connection.execute(size)).scalar_one()
                found[name] = Grown(rows / number / days, bytes_ / rows)
    await database.close()
    return found


def year(name: str, table_: Grown, days: int) -> float:
    """Returns how many rows an agent has in a table after a year."""
    if name in EVERYBODY:
        return 0.0
    if name in ONCE:
        return table_.rows * days
    share = min(1.0, KEPT.get(name, timedelta(days=365)).days / 365)
    return table_.rows * SHIFTS * share


def acts(took: Mapping[str, Sequence[float]], count: int) -> None:
    """Prints and tells what each kind of act takes of a processor, of `count` shifts."""
    most_first = sorted(took.items(), key=lambda each: -sum(each[1]))
    every = [ms for times in took.values() for ms in times]
    rows = [_act(name, times, f"{len(times) / count:.2f}") for name, times in most_first]
    rows.append(_act("all", every, f"{len(every) / count:.1f}"))
    table("A shift, at the desk, on PostgreSQL", ["", "of a shift", "processor, ms", "median"], rows)
    tell("an act of a shift, at the desk on PostgreSQL", f"{statistics.fmean(every):.2f} ms of the processor")


def _act(name: str, times: Sequence[float], of_a_shift: str) -> list[str]:
    return [name, of_a_shift, f"{statistics.fmean(times):.2f}", f"{statistics.median(times):.2f}"]


def tables_of_a_year(tables: Mapping[str, Grown], days: int) -> None:
    """Prints and tells what an agent has in each table after a year, the largest first."""
    kept = {name: year(name, each, days) for name, each in tables.items()}
    sizes = {name: kept[name] * each.size for name, each in tables.items()}
    rows = []
    for name in sorted(sizes, key=lambda name: -sizes[name]):
        each = tables[name]
        after = (f"{kept[name]:,.0f}", f"{each.size:,.0f}", f"{sizes[name] / 1e3:,.0f}")
        rows.append([name, f"{each.rows:.2f}", *after])
    whole_year = f"{sum(sizes.values()) / 1e3:,.0f}"
    rows.append(["all", "", "", "", whole_year])
    head = ["table", "rows of a shift", "rows after a year", "bytes of a row", "KB after a year"]
    table(f"An agent in PostgreSQL, {SHIFTS} shifts", head, rows)
    tell("an agent in PostgreSQL after a year", f"{whole_year} KB")


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(prog="python -m bench.sizes", description="A shift, and a year.")
    parser.add_argument("--agents", type=int, default=100)
    parser.add_argument("--days", type=int, default=10)
    options = parser.parse_args()

    async def whole() -> tuple[dict[str, list[float]], Mapping[str, Grown]]:
        async with empty("postgresql") as url:
            took = await shifts(url, options.agents, options.days)
            return took, await grown(url, options.agents, options.days)

    took, tables = asyncio.run(whole())
    acts(took, options.agents * options.days)
    tables_of_a_year(tables, options.days)


if __name__ == "__main__":
    main()
