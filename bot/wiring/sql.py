"""All stores in one database. SQLAlchemy comes with it: a look-up in the terminal does without."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.coach.checkin.ring import Ring
from bot.store import boundary, checkin, schedules
from bot.store.drills import StoredDrills
from bot.store.favourites import StoredFavourites
from bot.store.groups import StoredGroups
from bot.store.misses import StoredMisses
from bot.store.outcomes import StoredOutcomes
from bot.store.people import StoredPeople
from bot.store.references import StoredReferences
from bot.store.roleplays import StoredPlays
from bot.store.rounds import StoredRounds
from bot.store.stores import opened
from bot.store.team import StoredRecords
from bot.store.tokens import StoredTokens
from bot.wiring.stores import Stores


@asynccontextmanager
async def stored(url: str, ring: Ring) -> AsyncIterator[Stores]:
    """Yields what is kept at `url`. The self-check's answers open by the keys of `ring`."""
    async with opened(url) as database:
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
            checkin=checkin.kept(database, ring, secrets.token_bytes),
            drills=StoredDrills(database),
            plays=StoredPlays(database),
            rounds=StoredRounds(database),
            schedule=schedules.kept(database),
        )
