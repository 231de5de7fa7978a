"""What the drills keep, and the twin in memory."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.features.drill.fsrs import ItemMemory
from bot.features.drill.model import Drill, OptionPicks, People, PractisedCounts


class PracticeStats(Protocol):
    """Sums over the answers of people of a tenant; None means all of them. And who may be named."""

    async def practised(
        self, tenant: str, people: People, week: datetime, since: datetime
    ) -> PractisedCounts:
        """Returns how many people answered anything since `week`, and since `since`, which is earlier."""

    async def picked(self, tenant: str, people: People, since: datetime) -> tuple[OptionPicks, ...]:
        """Returns what was picked since then, by item and place."""

    async def several(self, tenant: str, people: People, since: datetime, items: Collection[str]) -> bool:
        """Returns whether FEWEST_PEOPLE or more answered any of these items since then."""

    async def who(self, tenant: str, people: Sequence[str], since: datetime) -> frozenset[str]:
        """Returns which of these people answered anything since then."""

    async def hidden(self, tenant: str, people: Sequence[str]) -> frozenset[str]:
        """Returns which of these people want their figures hidden."""

    async def named(self, tenant: str) -> bool:
        """Returns whether managers of the tenant see who practised; at first they do not."""

    async def name(self, tenant: str, named: bool) -> None:
        """Keeps whether they see it."""


class DrillStore(Protocol):
    """Keeps drills, every answer to them, and what people remember. A tenant never sees another's."""

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
        """Keeps drills, all or nothing, none of them with a new answer.

        Returns False, and keeps nothing, if one was changed since it was read, or if its person has another
        one open.
        """

    async def keep_answer(self, drill: Drill) -> bool:
        """Keeps a drill with its last answer and what is remembered by it. False as `keep`."""

    async def memories(self, tenant: str, user: str) -> Mapping[str, ItemMemory]:
        """Returns what a person remembers, by item."""

    async def answer_times(self, tenant: str, user: str, since: datetime) -> tuple[datetime, ...]:
        """Returns when a person answered, from `since` on, in order."""

    async def is_hidden(self, tenant: str, user: str) -> bool:
        """Returns whether a person wants to see no figures about themselves."""

    async def set_hidden(self, tenant: str, user: str, hidden: bool) -> None:
        """Keeps whether a person wants to see no figures."""

    async def purge_drills(self, before: datetime, answered: datetime, remembered: datetime) -> int:
        """Deletes drills, answers and memories last touched before these times; returns how many rows."""
