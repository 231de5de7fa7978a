"""`Favourites` that forgets at the end of the process, and what a person looked up last."""

from __future__ import annotations

from collections import defaultdict

from bot.coach.background import Bounded
from bot.coach.ports import Favourite
from bot.coach.talk import Person

RECENT = 5
ROOM = 10_000  # people remembered at most


class FavouritesInMemory:
    """Keeps what people saved in memory."""

    def __init__(self) -> None:
        self._saved: dict[tuple[str, str], dict[str, Favourite]] = defaultdict(dict)

    async def of(self, person: Person) -> tuple[Favourite, ...]:
        saved = self._saved.get((person.tenant, person.user_id), {})
        return tuple(sorted(saved.values(), key=lambda f: (-f.at.timestamp(), f.phrase)))

    async def save(self, person: Person, favourite: Favourite) -> None:
        whole = favourite.at.replace(microsecond=0)
        favourite = Favourite(favourite.phrase, favourite.situation, whole)
        self._saved[person.tenant, person.user_id][favourite.phrase] = favourite

    async def remove(self, person: Person, phrase: str) -> None:
        self._saved[person.tenant, person.user_id].pop(phrase, None)


class Recent:
    """The situations that each person looked up last, with the button value that shows each again.

    In memory only: it is a shortcut, and nobody misses it after a restart.
    """

    def __init__(self) -> None:
        self._seen: Bounded[tuple[str, str], Bounded[str, str]] = Bounded(ROOM)

    def looked_up(self, person: Person, situation: str, value: str) -> None:
        """Notes that a person saw `situation`."""
        key = (person.tenant, person.user_id)
        seen = self._seen[key] = self._seen.get(key) or Bounded(RECENT)
        seen[situation] = value

    def of(self, person: Person) -> tuple[tuple[str, str], ...]:
        """Returns the situations and their values, newest first."""
        seen = self._seen.get((person.tenant, person.user_id)) or Bounded(RECENT)
        return tuple(reversed(seen.items()))
