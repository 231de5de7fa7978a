"""How many of each thing there may be, so that nobody fills the store, or a select, without end.

A store counts in the transaction that would add one more, so that two at once do not go over.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.errors import CalmaError


@dataclass(frozen=True, slots=True)
class Cap:
    """So many at most; `words` tell what to do then."""

    most: int
    words: str

    def check(self, count: int) -> None:
        """Raises TooMany where `count`, with the one to be added, is more."""
        if count > self.most:
            raise TooMany(self)


class TooMany(CalmaError):
    """There are as many as there may be."""

    def __init__(self, cap: Cap) -> None:
        super().__init__(f"{cap.most} at most: {cap.words}", words=cap.words, most=cap.most)


# Of a tenant
GROUPS = Cap(200, "group.too_many")
SCHEDULES = Cap(100, "schedule.wrong.too_many")  # and as many drafts, which go by themselves
OPEN_ROUNDS = Cap(200, "round.too_many")  # those that are closed go by themselves
RESTRICTIONS = Cap(500, "restrict.too_many")
MANAGERS = Cap(100, "team.manager.too_many")
PHRASES = Cap(1_000, "team.full")
TRIGGERS = Cap(2_000, "team.full")
OFFERS = Cap(100, "team.full")
ITEMS = Cap(500, "team.full")
SCENARIOS = Cap(30, "team.full")  # each is some 20 KB, and a draft of it as much
SPEECHES = Cap(1, "team.full")
REVIEWS = Cap(2_000, "team.full")  # of shipped phrases, which are fewer
EDITIONS = 100  # of a policy, and of a safety setup: older ones go
# Of a person
FAVOURITES = Cap(300, "found.save_full")
