"""Behind pgbouncer in transaction mode all goes as without it; or it is refused at start."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.core.chat import Person
from bot.core.edge import Address
from bot.core.errors import CalmaError
from bot.core.ledger import DeliveryState, Notice
from bot.core.people import Preferences
from bot.delivery import queue
from bot.store.sql.database import Database
from bot.store.sql.ledger import SqlLedger
from bot.store.sql.people import SqlPeopleStore
from bot.store.sql.stores import migrate, opened
from tests.databases import new_database
from tests.delivery.test_lanes import Slack
from tests.delivery.test_queue import worker
from tests.fakes import pooler


@pytest.fixture(scope="module")
def pooled(postgres: str) -> Iterator[str]:
    """The address of a new database behind the pooler, in its newest shape."""
    if not pooler.installed():
        pytest.skip("no pgbouncer on this machine")
    with pooler.pgbouncer(new_database(postgres)) as address:
        asyncio.run(migrate(address, pooled=True))
        asyncio.run(queue.migrate(address))
        yield address


REFUSED = r"^DATABASE_URL leads to a pooler.*CALMA_POOLER=1.*\.$"


async def test_without_the_setting_it_is_refused_in_one_line(pooled: str) -> None:
    with pytest.raises(CalmaError, match=REFUSED):
        async with opened(pooled):
            pass


@pytest.mark.usefixtures("pooled")
async def test_one_that_says_nothing_is_noticed_too(postgres: str) -> None:
    silent = pooler.pgbouncer(new_database(postgres), ignores="options")
    with silent as address, pytest.raises(CalmaError, match=REFUSED):
        await migrate(address)


async def test_a_server_is_no_pooler(postgres: str) -> None:
    database = Database(new_database(postgres))
    await database.check_pooler()
    await database.close()


async def test_many_at_once_read_and_write_through_few_sessions(pooled: str) -> None:
    async with opened(pooled, pooled=True) as database:
        people = SqlPeopleStore(database)
        everybody = [Person("T1", "slack", f"u{number}", "en") for number in range(15)]
        for _ in range(7):  # the driver prepares from the sixth time on, where it may
            await asyncio.gather(*(people.keep_preferences(one, Preferences("es")) for one in everybody))
        seen = await asyncio.gather(*(SqlPeopleStore(database).complete_person(one) for one in everybody))
        assert {one.language for one in seen} == {"es"}


async def test_what_is_due_is_sent_by_two_processes_each_once(pooled: str, tmp_path: Path) -> None:
    async with opened(pooled, pooled=True) as ours, opened(pooled, pooled=True) as theirs:
        ledger, slack, now = SqlLedger(ours), Slack(), datetime.now(UTC)
        keys = [f"k{number}" for number in range(20)]
        tos = [Address(f"T{number % 4}", "slack", f"u{number}") for number in range(20)]
        notices = [Notice(key, to, "room.drill", (), now) for key, to in zip(keys, tos, strict=True)]
        workers = [worker(pooled, database, slack, listens=False) for database in (ours, theirs)]
        for one in workers:
            await one.start()
        await ledger.add_notices(notices)
        for _ in range(600):
            if len(slack.got) >= len(keys):
                break
            await asyncio.sleep(0.05)
        for one in workers:
            await one.close()
        assert sorted(slack.got) == sorted(keys)
        found = [await ledger.find_delivery(to.tenant, key) for to, key in zip(tos, keys, strict=True)]
        assert {one.state for one in found if one} == {DeliveryState.SENT}
