"""`Favourites` that forgets at the end of the process, and what a person looked up last."""

from __future__ import annotations

from bot.core.background import Bounded
from bot.core.chat import Person

RECENT = 5

MOST_REMEMBERED = 10_000  # people remembered at most


class RecentLookups:
    """The situations that each person looked up last, with the button value that shows each again.

    In memory only: it is a shortcut, and nobody misses it after a restart.
    """

    def __init__(self) -> None:
        self._seen: Bounded[tuple[str, str], Bounded[str, str]] = Bounded(MOST_REMEMBERED)

    def looked_up(self, person: Person, situation: str, value: str) -> None:
        """Notes that a person saw `situation`."""
        key = (person.tenant, person.user_id)
        seen = self._seen[key] = self._seen.get(key) or Bounded(RECENT)
        seen[situation] = value

    def of(self, person: Person) -> tuple[tuple[str, str], ...]:
        """Returns the situations and their values, newest first."""
        seen = self._seen.get((person.tenant, person.user_id)) or Bounded(RECENT)
        return tuple(reversed(seen.items()))
