"""What people looked up lately: for their home page, and so that practice meets what they need.

In memory only: who looked up what is stored nowhere. After a restart the page is empty and practice is mixed.
"""

from __future__ import annotations

from datetime import timedelta
from sys import intern

from bot.core.background import Bounded
from bot.core.chat import Person
from bot.core.people import Clock

MOST_REMEMBERED = 10_000  # people remembered at most
SITUATIONS = 20  # of each person
LAST = 5  # of them, on the home page
WEEK = timedelta(days=7)
Lookups = tuple[tuple[str, str, float], ...]  # situations, their values and times in seconds, newest first


class RecentLookups:
    """The situations that each person looked up, each with the button value that shows it again."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._seen: Bounded[tuple[str, str], Lookups] = Bounded(MOST_REMEMBERED)

    def looked_up(self, person: Person, situation: str, value: str) -> None:
        """Notes that a person saw `situation` now; `value` shows it again."""
        others = (lookup for lookup in self._newest(person) if lookup[0] != situation)
        newest = (situation, value, self._clock().timestamp())
        self._seen[intern(person.tenant), person.user_id] = (newest, *others)[:SITUATIONS]

    def last(self, person: Person) -> tuple[tuple[str, str], ...]:
        """Returns the last situations and their values, newest first."""
        return tuple((situation, value) for situation, value, _ in self._newest(person)[:LAST])

    def this_week(self, person: Person) -> tuple[str, ...]:
        """Returns the situations of the last seven days, newest first."""
        since = (self._clock() - WEEK).timestamp()
        return tuple(situation for situation, _, at in self._newest(person) if at >= since)

    def forget_person(self, tenant: str, user_id: str) -> None:
        """Remembers nothing of a person any more."""
        self._seen.pop((tenant, user_id), None)

    def _newest(self, person: Person) -> Lookups:
        return self._seen.get((person.tenant, person.user_id), ())
