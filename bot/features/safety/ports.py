"""What the safety cards need stored. Nothing of it is about who needed one, or why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from bot.features.safety.model import KindWeek, SafetySetup


class SafetyStore(Protocol):
    """Stores every version of what tenants set, and how often each kind was opened."""

    async def current_setup(self, tenant: str) -> SafetySetup:
        """Returns the newest version; version 0 where the tenant set nothing."""

    async def current_setups(self) -> Mapping[str, SafetySetup]:
        """Returns the newest version of each tenant that set anything."""

    async def keep_setup(self, tenant: str, setup: SafetySetup) -> bool:
        """Stores the next version. Returns False if that number is not the next: another came first."""

    async def count_opened(self, opened: Sequence[tuple[str, KindWeek]]) -> None:
        """Adds counts, each to those of its tenant."""

    async def kind_weeks(self, tenant: str, first: str, last: str) -> tuple[KindWeek, ...]:
        """Returns the counts from the week `first` to `last`, by week and kind."""

    async def week_counts(self, week: str) -> Sequence[tuple[str, KindWeek]]:
        """Returns the counts of one week of all tenants, each with its tenant."""

    async def purge_kind_weeks(self, before: str) -> int:
        """Deletes the counts of all weeks before one, and returns how many rows that were."""
