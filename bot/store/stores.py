"""All that is kept, in one database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.coach.rooms import Stores
from bot.store import boundary, schedules
from bot.store.database import Database
from bot.store.drills import StoredDrills
from bot.store.favourites import StoredFavourites
from bot.store.groups import StoredGroups
from bot.store.misses import StoredMisses
from bot.store.outcomes import StoredOutcomes
from bot.store.people import StoredPeople
from bot.store.references import StoredReferences
from bot.store.roleplays import StoredPlays
from bot.store.rounds import StoredRounds
from bot.store.team import StoredRecords
from bot.store.tokens import StoredTokens


@asynccontextmanager
async def stored(url: str) -> AsyncIterator[Stores]:
    """Yields what is kept at `url`; a file on this machine is brought to its newest shape first."""
    database = Database(url)
    try:
        await (database.migrate() if database.sqlite else database.check_schema())
        yield Stores(
            StoredPeople(database),
            StoredFavourites(database),
            StoredOutcomes(database),
            boundary.kept(database),
            StoredRecords(database),
            StoredMisses(database),
            StoredReferences(database),
            groups=StoredGroups(database),
            tokens=StoredTokens(database),
            drills=StoredDrills(database),
            plays=StoredPlays(database),
            rounds=StoredRounds(database),
            schedule=schedules.kept(database),
        )
    finally:
        await database.close()


async def migrate(url: str) -> None:
    """Brings the database at `url` to the shape that this version knows."""
    database = Database(url)
    try:
        await database.migrate()
    finally:
        await database.close()
