"""What people looked up this week, so that practice meets what they need.

In memory only: who looked up what is kept nowhere, and after a restart practice is merely mixed again.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.core.background import Bounded
from bot.core.chat import Person
from bot.core.people import Clock

WEEK = timedelta(days=7)
MOST_REMEMBERED = 10_000  # people remembered at most
SITUATIONS = 20  # of each person


class RecentSituations:
    """The situations that each person looked up in the last seven days, newest first."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._seen: Bounded[tuple[str, str], Bounded[str, datetime]] = Bounded(MOST_REMEMBERED)

    def looked_up(self, person: Person, situation: str) -> None:
        """Notes that a person saw `situation` now."""
        key = (person.tenant, person.user_id)
        seen = self._seen[key] = self._seen.get(key) or Bounded(SITUATIONS)
        seen[situation] = self._clock()

    def of(self, person: Person) -> tuple[str, ...]:
        """Returns the situations, newest first."""
        since = self._clock() - WEEK
        seen = self._seen.get((person.tenant, person.user_id)) or Bounded(SITUATIONS)
        return tuple(situation for situation, at in reversed(seen.items()) if at >= since)
