"""Two years go by with every table full: what should be gone is gone, and what should be there is there."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest_asyncio
import sqlalchemy as sa

from bot.core.people import week_of
from bot.core.policy import to_data
from bot.core.retention import MISSES
from bot.keys import KeyFile
from bot.store.sql.activity_tables import activity_news
from bot.store.sql.catalogue import HOLDINGS, IMPERSONAL
from bot.store.sql.database import Database
from bot.store.sql.ledger_tables import seconds
from bot.store.sql.misses import installation_key
from bot.store.sql.people import people
from bot.store.sql.policies import policies
from bot.store.sql.team_tables import team_entries
from bot.wiring.sql import stored
from tests.databases import new_database
from tests.harness import TUESDAY, Harness
from tests.privacy.filled import ANA, NAME, SET, dump, fill, telling

YEARS = timedelta(days=731 + 28)  # what is counted by week, or by four, goes with these
# These go by what a tenant sets; its policy says a year.
AT_ONCE = {"requests", "minute_offers"}  # remembered for minutes, or until the group is told
BY_SETTING = {"incidents", "restrictions"}
# What is sealed opens by no key that there is here; the self-check's own tests let its time go by.
OF_THE_SELF_CHECK = {name for name in [*IMPERSONAL, *(h.table.name for h in HOLDINGS)] if "checkin_" in name}
AGES = {holding.table.name: holding.age for holding in HOLDINGS} | dict(IMPERSONAL)
Rows = dict[str, list[dict[str, Any]]]


class Place:
    """A database that was filled at a time, and the app on it now."""

    def __init__(self, url: str, folder: Path) -> None:
        self._url, self._folder = url, folder
        self.database = Database(url)

    async def filled(self, at: datetime, seen: datetime) -> Rows:
        """Fills every table at a time; people were there last at another. Returns what there is."""
        await fill(self.database, at)
        await installation_key(self.database, "tickets")
        async with self.database.writing() as connection:
            for name in OF_THE_SELF_CHECK:
                await connection.execute(sa.text(f"DELETE FROM {name}"))
            # No news is ever so old: of what has any, sums would be made first.
            await connection.execute(sa.delete(activity_news))
            await connection.execute(sa.update(team_entries).values(retired=True))
            named = sa.update(policies).values(policy=json.dumps(to_data(SET)))  # so that nobody is spared
            await connection.execute(named)
        await self.saw(seen)
        return await dump(self.database)

    async def saw(self, at: datetime) -> None:
        """Has everybody turned to the coach at a time last."""
        async with self.database.writing() as connection:
            await connection.execute(sa.update(people).values(seen=week_of(at)))

    async def a_day_passes(self) -> Rows:
        """Does what is done every day, and every hour, and returns what is left."""
        async with stored(self._url, KeyFile(self._folder / "keys")) as stores:
            app = Harness(stores)
            await app.drainer.sweep()
            await app.stores.misses.forget_misses(app.now - MISSES)
            assert app.errors == []
        return await dump(self.database)


@pytest_asyncio.fixture
async def place(url: str, tmp_path: Path) -> AsyncIterator[Place]:
    found = Place(new_database(url) if url.startswith("postgresql") else url, tmp_path)
    await found.database.migrate()
    yield found
    await found.database.close()


async def test_after_two_years_what_is_old_is_gone_and_all_else_is_there(place: Place) -> None:
    before = await place.filled(TUESDAY - YEARS, seen=TUESDAY)
    after = await place.a_day_passes()
    for name, rows in before.items():
        if name in OF_THE_SELF_CHECK:
            continue
        if name == "keys":  # one by which people of long ago could be told goes with its weeks
            rows = [row for row in rows if not row["name"].startswith("activity ")]
        goes = AGES[name] is not None or name in BY_SETTING or name in AT_ONCE
        assert len(after[name]) == (0 if goes else len(rows)), name


async def test_what_is_of_yesterday_stays(place: Place) -> None:
    yesterday = TUESDAY - timedelta(days=1)
    before = await place.filled(yesterday, seen=TUESDAY)
    after = await place.a_day_passes()
    for name, rows in before.items():
        assert len(after[name]) == (0 if name in AT_ONCE else len(rows)), name


async def test_whoever_was_not_there_for_two_years_is_erased_whatever_is_kept_for_ever(place: Place) -> None:
    before = await place.filled(TUESDAY - timedelta(days=1), seen=TUESDAY - YEARS)
    assert telling(before, ANA, NAME)
    after = await place.a_day_passes()
    assert telling(after, ANA, NAME) == {}
    for name, age in IMPERSONAL.items():
        if age is None:
            assert len(after[name]) == len(before[name]), name


async def test_of_whom_nobody_knows_when_they_were_there_time_counts_from_now_on(place: Place) -> None:
    await place.filled(TUESDAY - timedelta(days=1), seen=TUESDAY)
    async with place.database.writing() as connection:
        await connection.execute(sa.update(people).values(seen=None))
    after = await place.a_day_passes()
    assert {row["seen"] for row in after["people"]} == {week_of(TUESDAY)}
    assert seconds(TUESDAY) - week_of(TUESDAY) < 7 * 86_400
