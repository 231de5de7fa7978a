"""Several processes on PostgreSQL: lanes are shared, and those of a process that died are taken over."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from itertools import count

import psycopg
import pytest

from bot.core.errors import CalmaError
from bot.core.ledger import DeliveryState, Doorbell, Lane, Rank
from bot.delivery import drainer as delivery
from bot.delivery import queue
from bot.delivery.drainer import Drainer
from bot.store.sql.database import Database
from bot.store.sql.ledger import SqlLedger
from tests.databases import new_database
from tests.delivery.test_lanes import Author, Slack, drill


async def prepared(server: str) -> tuple[str, Database]:
    address = new_database(server)
    database = Database(address)
    await database.migrate()
    await queue.migrate(address)
    return address, database


def worker(
    url: str, database: Database, slack: Slack, bell: Doorbell | None = None, *, listens: bool = True
) -> queue.Queue:
    errors: list[BaseException] = []

    def report(error: BaseException) -> str:
        errors.append(error)
        return "ref"

    ledger = SqlLedger(database)
    drainer = Drainer(
        ledger,
        {"slack": slack},
        {"room": Author()},
        lambda: datetime.now(UTC),
        report,
        lease=timedelta(seconds=5),
    )
    (bell or Doorbell()).listen(drainer.wake)
    return queue.Queue(url, drainer, report, heartbeat=0.2, stalled=1.0, listens=listens)


async def test_a_database_without_the_queue_says_what_to_do(postgres: str) -> None:
    address = new_database(postgres)
    with pytest.raises(CalmaError, match=r"app\.py migrate"):
        await queue.check_schema(address)
    for _ in range(2):
        await queue.migrate(address)
    await queue.check_schema(address)


async def test_two_processes_send_each_once_and_the_jobs_of_the_dead_are_ended(postgres: str) -> None:
    address, database = await prepared(postgres)
    ledger, slack = SqlLedger(database), Slack()
    await ledger.add_notices(drill(f"k{number}", f"T{number % 4}") for number in range(80))
    async with await psycopg.AsyncConnection.connect(queue.address(address), autocommit=True) as connection:
        await connection.execute(f"SET search_path TO {queue.SCHEMA}")
        # A process that died while it worked on a lane, with the next job of that lane queued already.
        await connection.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, lock, queueing_lock, args, status)"
            " VALUES ('default', 'lane', 'slack:T1', 'slack:T1', '{}', 'doing'),"
            " ('default', 'lane', 'slack:T1', 'slack:T1', %s, 'todo')",
            [json.dumps({"tenant": "T1", "platform": "slack"})],
        )
        workers = [worker(address, database, slack) for _ in range(2)]
        for one in workers:
            await one.start()
        async with asyncio.timeout(30):
            while len(slack.got) < 80:
                await slack.reached.wait()
                slack.reached.clear()
        for one in workers:
            await one.close()
        doing = "SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'"
        left = await (await connection.execute(doing)).fetchone()
    assert sorted(slack.got) == sorted(f"k{number}" for number in range(80))
    assert {state for p in await ledger.campaign_progress() for state in p.counts} == {DeliveryState.SENT}
    assert left == (0,)
    assert await ledger.due_lanes(datetime.now(UTC), 9) == ()
    lease = await ledger.take_lane(Lane("T1", "slack"), "me", datetime.now(UTC), datetime.now(UTC))
    assert lease
    assert not lease.same_holder
    await database.close()


async def test_what_must_not_wait_is_put_in_at_once(postgres: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "LOOK_EVERY", 30.0)  # so that nothing but the bell can be the reason
    address, database = await prepared(postgres)
    ledger, slack, bell = SqlLedger(database), Slack(), Doorbell()
    post = worker(address, database, slack, bell)
    await post.start()
    try:
        await asyncio.sleep(0.5)
        for number in range(3):
            await ledger.add_notices([drill(f"a{number}", rank=Rank.ALERT)])
            bell.ring()
            async with asyncio.timeout(5):
                while f"a{number}" not in slack.got:
                    slack.reached.clear()
                    await slack.reached.wait()
    finally:
        await post.close()
        await database.close()


async def test_the_jobs_of_every_minute_run_on_while_the_clock_is_set_back(
    postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "LOOK_EVERY", 0.05)
    monkeypatch.setattr(queue, "MINUTE", 0.1)
    address, database = await prepared(postgres)
    hours, swept, often = count(0), 0, asyncio.Event()

    async def job(now: datetime) -> None:
        nonlocal swept
        swept += 1
        if swept == 3:
            often.set()

    drainer = Drainer(
        SqlLedger(database),
        {},
        {},
        lambda: datetime.now(UTC),
        str,
        minutely=[job],
        seconds=lambda: next(hours) * 3_600.0,
    )
    set_back = iter([1_000_000.0])
    post = queue.Queue(address, drainer, str, clock=lambda: next(set_back, 990_000.0))
    await post.start()
    try:
        async with asyncio.timeout(20):
            await often.wait()
    finally:
        await post.close()
        await database.close()
