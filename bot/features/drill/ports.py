"""What the drills need stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.features.drill.fsrs import ItemMemory
from bot.features.drill.model import Drill, PeopleCounts


class PracticeStats(Protocol):
    """How many people of a tenant something holds for. And who may be named."""

    async def count_practised(
        self, tenant: str, people: Sequence[str], since: datetime, until: datetime
    ) -> int:
        """Returns how many of these people answered anything from `since` on and before `until`."""

    async def topic_people(
        self, tenant: str, people: Sequence[str], since: datetime, until: datetime
    ) -> Mapping[str, PeopleCounts]:
        """Returns how many answered, and were mostly right, by topic as it was when they answered."""

    async def item_people(
        self, tenant: str, people: Sequence[str], since: datetime, until: datetime
    ) -> Mapping[str, PeopleCounts]:
        """Returns the same by item."""

    async def option_people(
        self, tenant: str, people: Sequence[str], since: datetime, until: datetime
    ) -> Mapping[tuple[str, int], int]:
        """Returns how many chose an option at least once, by its item and its place in the file."""

    async def who_practised(
        self, tenant: str, people: Sequence[str], since: datetime, until: datetime | None = None
    ) -> frozenset[str]:
        """Returns which of these people answered anything from `since` on, and before `until`."""

    async def hidden_people(self, tenant: str, people: Sequence[str]) -> frozenset[str]:
        """Returns which of these people want their figures hidden."""

    async def named_since(self, tenant: str) -> datetime | None:
        """Returns since when managers of the tenant see who practises, None while they do not."""

    async def set_named_since(self, tenant: str, since: datetime | None) -> None:
        """Stores since when they see it, or that they do not."""


class DrillStore(Protocol):
    """Stores drills, every answer to them, and what people remember. A tenant never sees another's."""

    @property
    def stats(self) -> PracticeStats:
        """The sums over all answers, for managers."""

    async def open_drill(self, tenant: str, user: str) -> Drill | None:
        """Returns the one drill of a person that is open."""

    async def find_drill(self, tenant: str, id: str) -> Drill | None:
        """Returns a drill of the tenant."""

    async def drill_about(self, tenant: str, user: str, about: str) -> Drill | None:
        """Returns the newest drill of a person that was asked for by `about`."""

    async def keep_drill(self, changed: Sequence[Drill]) -> bool:
        """Stores drills, all or nothing, none of them with a new answer.

        Returns False, and stores nothing, if one was changed since it was read, or if its person has another
        one open.
        """

    async def keep_answer(self, drill: Drill) -> bool:
        """Stores a drill with its last answer and what is remembered by it. False as `keep_drill`."""

    async def memories(self, tenant: str, user: str) -> Mapping[str, ItemMemory]:
        """Returns what a person remembers, by item."""

    async def answer_times(self, tenant: str, user: str, since: datetime) -> tuple[datetime, ...]:
        """Returns when a person answered, from `since` on, in order, in the zone they were in, else UTC."""

    async def is_hidden(self, tenant: str, user: str) -> bool:
        """Returns whether a person wants to see no figures about themselves."""

    async def set_hidden(self, tenant: str, user: str, hidden: bool) -> None:
        """Stores whether a person wants to see no figures."""

    async def purge_drills(self, before: datetime, answered: datetime, remembered: datetime) -> int:
        """Deletes drills, answers and memories last touched before these times; returns how many rows."""
