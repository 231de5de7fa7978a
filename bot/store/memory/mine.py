"""The phrases that people saved, in memory: for an installation without a database, and for tests."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import asdict
from datetime import datetime

from bot.core.caps import FAVOURITES
from bot.core.chat import Person
from bot.core.people import Favourite
from bot.core.personal import Area
from bot.store.memory.rows import PersonalRow


class MemoryFavouriteStore:
    """`FavouriteStore` that forgets at the end of the process."""

    def __init__(self) -> None:
        self._saved: dict[tuple[str, str], dict[str, Favourite]] = defaultdict(dict)

    async def favourites_of(self, person: Person) -> tuple[Favourite, ...]:
        saved = self._saved.get((person.tenant, person.user_id), {})
        return tuple(sorted(saved.values(), key=lambda f: (-f.at.timestamp(), f.phrase)))

    async def save_favourite(self, person: Person, favourite: Favourite) -> None:
        whole = favourite.at.replace(microsecond=0)
        favourite = Favourite(favourite.phrase, favourite.situation, whole)
        saved = self._saved[person.tenant, person.user_id]
        FAVOURITES.check(len(saved.keys() | {favourite.phrase}))
        saved[favourite.phrase] = favourite

    async def remove_favourite(self, person: Person, phrase: str) -> None:
        self._saved[person.tenant, person.user_id].pop(phrase, None)

    def personal_rows(self, tenant: str, user_id: str) -> Iterator[PersonalRow]:
        """Yields what is stored of a person."""
        for favourite in self._saved.get((tenant, user_id), {}).values():
            yield Area.SAVED, "favourites", asdict(favourite)

    def erase_people(self, tenant: str, ids: Collection[str], now: datetime) -> None:
        """Deletes all of people."""
        for user_id in ids:
            self._saved.pop((tenant, user_id), None)
