"""Every wait for the database has an end, and what it ends with is true: not stored, or nobody knows."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from pathlib import Path

import pytest
import pytest_asyncio
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from bot import telemetry
from bot.core.background import Gatherer
from bot.core.deadline import answered_within, anything_stored
from bot.core.errors import Unavailable, Unsettled
from bot.store.sql import database as module
from bot.store.sql.database import Database
from bot.store.sql.edge import references
from bot.store.sql.outage import IN_A_ROW, TRY_EVERY, Outage
from tests.databases import Pool
from tests.fakes.database import Door

LONG = 30.0  # seconds after which a test counts as hanging
SOON = 0.3


def row(id: str) -> dict[str, object]:
    return {"tenant": "T1", "id": id, "reference": "{}"}


def adding(*ids: str) -> Callable[[sa.Connection], int]:
    def work(connection: sa.Connection) -> int:
        for id in ids:
            connection.execute(sa.insert(references).values(row(id)))
        return len(ids)

    return work


async def stored(database: Database) -> list[str]:
    async with database.reading() as connection:
        return sorted((await connection.execute(sa.select(references.c.id))).scalars())


@pytest_asyncio.fixture
async def behind(pool: Pool) -> AsyncIterator[tuple[Door, Database]]:
    """A server behind a door that can freeze."""
    door, address = Door(), pool.take()
    database = Database(await door.open(address))
    yield door, database
    door.thaw()
    await database.close()
    await door.close()
    pool.give(address)


async def test_what_a_frozen_server_was_asked_for_is_given_up(behind: tuple[Door, Database]) -> None:
    door, database = behind
    assert await database.write(adding("before")) == 1
    async with asyncio.timeout(LONG):
        door.freeze()
        with pytest.raises(Unavailable) as caught, answered_within(SOON):
            await database.write(adding("meanwhile"))
        assert not isinstance(caught.value, Unsettled)
        door.thaw()
        assert await stored(database) == ["before"]


async def test_of_an_end_that_is_not_answered_nobody_says_that_it_is_stored(
    behind: tuple[Door, Database],
) -> None:
    door, database = behind

    async def write() -> None:
        async with database.writing() as connection:
            await connection.run_sync(adding("perhaps"))
            door.freeze()

    async with asyncio.timeout(LONG):
        with pytest.raises(Unsettled), answered_within(SOON):
            await write()
        door.thaw()
        await database.write(adding("after"))
    assert {"after"} <= set(await stored(database)) <= {"after", "perhaps"}


async def test_who_gave_up_waiting_for_their_turn_is_not_written_later(file: Database) -> None:
    async with file.writing():
        with pytest.raises(Unavailable) as caught, answered_within(SOON):
            await file.write(adding("late"))
        assert not isinstance(caught.value, Unsettled)
    await file.write(adding("next"))
    assert await stored(file) == ["next"]


async def test_who_comes_to_a_long_queue_is_told_at_once(
    file: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_QUEUED", 3)
    async with file.writing():
        waiting = [asyncio.create_task(file.write(adding(f"w{n}"))) for n in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(Unavailable, match="too many"):
            await file.write(adding("one too many"))
    assert await asyncio.gather(*waiting) == [1, 1]
    assert await stored(file) == ["w0", "w1"]


async def test_what_is_written_together_fails_alone(file: Database) -> None:
    async with file.writing():  # so that they come together
        works = [adding("a"), adding("b", "a"), adding("c")]
        waiting = [asyncio.create_task(file.write(work)) for work in works]
        await asyncio.sleep(0)
    first, second, third = await asyncio.gather(*waiting, return_exceptions=True)
    assert (first, type(second), third) == (1, IntegrityError, 1)
    assert await stored(file) == ["a", "c"]


def test_after_some_failures_in_a_row_one_tries_and_the_others_are_told() -> None:
    now = 0.0
    outage = Outage(lambda: now)
    for _ in range(IN_A_ROW):
        outage.check()
        outage.met("Gone")
    outage.check()  # tries it
    with pytest.raises(Unavailable, match="Gone"):
        outage.check()
    now = TRY_EVERY
    outage.check()
    outage.over()
    for _ in range(3):
        outage.check()


async def test_what_an_outage_kept_from_being_stored_is_stored_after_it() -> None:
    found: dict[str, int] = {}
    errors: list[BaseException] = []
    away = True

    async def store(values: Mapping[str, int]) -> None:
        if away:
            raise Unavailable("Gone")
        found.update(values)

    gatherer = Gatherer(store, errors.append, gather=0.0)
    gatherer.put("a", 1)
    for _ in range(9):
        await asyncio.sleep(0)
    assert {type(error) for error in errors} == {Unavailable}
    gatherer.put("a", 2)
    assert gatherer.get("a") == 2
    away = False
    await gatherer.close()
    assert found == {"a": 2}


def test_an_outage_is_one_line_a_minute(logged: Path) -> None:
    for _ in range(1_000):
        telemetry.report(Unavailable("OperationalError"))
        logging.getLogger("psycopg.pool").warning("error connecting in 'pool-1'")
    [line] = logged.read_text(encoding="utf-8").splitlines()
    assert "the database does not answer (OperationalError)" in line
    assert "left out for a minute" in line


def test_a_minute_later_it_says_of_how_many_nothing_was_written() -> None:
    now = 0.0
    budget = telemetry.LogBudget(lambda: now)

    def written(name: str) -> logging.LogRecord | None:
        record = logging.LogRecord(name, logging.WARNING, "store.py", 1, "away", None, None)
        return record if budget.filter(record) else None

    assert [bool(written(name)) for name in ("calma.store", "psycopg.pool", "psycopg")] == [
        True,
        False,
        False,
    ]
    now = telemetry.WINDOW
    record = written("sqlalchemy.pool")
    assert record is not None
    assert "2 like it were left out" in telemetry.LineFormatter(telemetry.FORMAT).format(record)


async def test_nobody_hears_that_nothing_was_stored_after_something_was(
    behind: tuple[Door, Database],
) -> None:
    door, database = behind
    with answered_within(SOON):
        await database.write(adding("a"))
        with answered_within(SOON):  # a part of the same answer
            door.freeze()
            with pytest.raises(Unsettled):
                await stored(database)
        with pytest.raises(Unsettled):  # there is no time left to ask
            await stored(database)
    with answered_within(SOON), pytest.raises(Unavailable) as another:
        await stored(database)
    assert not isinstance(another.value, Unsettled)


async def test_what_a_part_stored_that_is_over_is_not_what_was_asked_for(database: Database) -> None:
    with answered_within(LONG):
        with answered_within(LONG):
            await database.write(adding("a"))
        assert not anything_stored()
        await database.write(adding("b"))
        assert anything_stored()
    assert not anything_stored()


async def test_a_server_that_only_reads_is_away_for_what_writes(pool: Pool) -> None:
    address = pool.take()
    database = Database(f"{address}&options=-c default_transaction_read_only=on")
    with pytest.raises(Unavailable):
        await database.write(adding("a"))
    assert await stored(database) == []
    await database.close()
    pool.give(address)
