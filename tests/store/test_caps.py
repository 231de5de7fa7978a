"""No more of anything than its cap, also where two are added last; on both engines and in memory."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
import pytest_asyncio
import sqlalchemy as sa

from bot.core.caps import FAVOURITES, GROUPS, OFFERS, OPEN_ROUNDS, RESTRICTIONS, SCHEDULES, Cap, TooMany
from bot.core.chat import Person
from bot.core.groups import Group
from bot.core.people import Favourite
from bot.features.boundary.model import Restriction, RestrictionKind
from bot.features.round.model import Round
from bot.features.schedule.model import DeliveryFormat, RecurrenceRule, Schedule, ScheduleState
from bot.features.team.model import Edit, EntryKind, TeamOffer
from bot.store.sql import schedules
from bot.store.sql.database import Database
from bot.store.sql.favourites import SqlFavouriteStore, favourites
from bot.store.sql.groups import SqlGroupStore, groups
from bot.store.sql.restrictions import SqlRestrictionStore, restrictions
from bot.store.sql.rounds import SqlRoundStore, rounds
from bot.store.sql.schedule_tables import schedules as schedule_rows
from bot.store.sql.team import SqlTeamStore
from bot.store.sql.team_tables import team_entries
from bot.wiring.stores import Stores

NOW = datetime(2026, 11, 24, 14, 2, tzinfo=UTC)
ANA = Person("T1", "slack", "ana")
RULE = RecurrenceRule((0,), time(9), "UTC", own_zone=False, first=date(2026, 11, 24))
DRAFT = ScheduleState.DRAFT
Add = Callable[[str], Awaitable[object]]


class Shelf:
    """Adds one more of a kind, by its id, to the stores that it is given."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    async def group(self, id: str) -> object:
        return await self._stores.groups.keep_group(Group("T1", id, id, "slack"))

    async def favourite(self, id: str) -> object:
        await self._stores.favourites.save_favourite(ANA, Favourite(id, "yelling", NOW))
        return None

    async def restriction(self, id: str) -> object:
        review = (NOW + timedelta(days=9)).date()
        kept = Restriction("T1", id, RestrictionKind.WRITING, review, "", "mo", NOW)
        return await self._stores.boundary.restrictions.keep_restriction(kept)

    async def round(self, id: str) -> object:
        opened = Round("T1", id, "slack", "C1", "mo", "en", {"en": "And now?"}, NOW)
        return await self._stores.rounds.open_round(opened, OPEN_ROUNDS)

    async def draft(self, id: str) -> object:
        draft = Schedule("T1", id, "slack", "g1", "mo", "", "en", DeliveryFormat.EACH, RULE, state=DRAFT)
        return await self._stores.schedule.schedules.keep_schedule(draft)

    async def offer(self, id: str) -> object:
        edit = Edit(EntryKind.OFFER, id, TeamOffer("A voucher"))
        await self._stores.team.write_entries("T1", [edit], "mo", NOW)
        return None


KINDS = {
    "group": (GROUPS, groups, "id"),
    "favourite": (FAVOURITES, favourites, "phrase"),
    "restriction": (RESTRICTIONS, restrictions, "key"),
    "round": (OPEN_ROUNDS, rounds, "id"),
    "draft": (SCHEDULES, schedule_rows, "id"),
    "offer": (OFFERS, team_entries, "id"),
}


@pytest_asyncio.fixture(params=["stored", "in memory"])
async def shelf(request: pytest.FixtureRequest, database: Database) -> Shelf:
    if request.param == "in memory":
        return Shelf(Stores())
    stores = Stores(
        groups=SqlGroupStore(database),
        favourites=SqlFavouriteStore(database),
        rounds=SqlRoundStore(database),
        team=SqlTeamStore(database),
        schedule=schedules.schedule_stores(database),
    )
    object.__setattr__(stores.boundary, "restrictions", SqlRestrictionStore(database))
    return Shelf(stores)


async def filled(add: Add, database: Database, cap: Cap, table: sa.Table, key: str) -> None:
    """Adds all but the last one; in a database as copies of the first."""
    await add("first")
    async with database.writing() as connection:
        row = (await connection.execute(sa.select(table))).mappings().first()
        if row:
            copies = [{**row, key: f"copy-{i}"} for i in range(cap.most - 2)]
            await connection.execute(sa.insert(table), copies)
    for i in range(0 if row else cap.most - 2):
        await add(f"copy-{i}")


@pytest.mark.parametrize("kind", KINDS)
async def test_of_two_that_are_added_last_one_gets_in(shelf: Shelf, database: Database, kind: str) -> None:
    cap, table, key = KINDS[kind]
    add: Add = getattr(shelf, kind)
    await filled(add, database, cap, table, key)
    outcomes = await asyncio.gather(add("a"), add("b"), return_exceptions=True)
    assert sum(isinstance(outcome, TooMany) for outcome in outcomes) == 1
    with pytest.raises(TooMany):
        await add("c")


async def test_what_is_there_already_can_still_be_changed(shelf: Shelf, database: Database) -> None:
    await filled(shelf.favourite, database, FAVOURITES, favourites, "phrase")
    await shelf.favourite("last")
    await shelf.favourite("last")
    with pytest.raises(TooMany):
        await shelf.favourite("one more")


async def test_drafts_and_schedules_that_count_are_counted_apart(shelf: Shelf, database: Database) -> None:
    await filled(shelf.draft, database, SCHEDULES, schedule_rows, "id")
    store = shelf._stores.schedule.schedules
    draft = await store.find_schedule("T1", "first")
    assert draft
    counts = replace(draft, state=ScheduleState.ACTIVE)
    assert await store.keep_schedule(counts)
    await shelf.draft("one more")
    await shelf.draft("another")
    with pytest.raises(TooMany):
        await shelf.draft("too many")
