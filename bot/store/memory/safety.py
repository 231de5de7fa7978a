"""What tenants set for their safety cards, and counts by week, until the end of the process."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.core.names import signed_id
from bot.core.personal import Area
from bot.core.safety import SafetyKind
from bot.features.safety.model import NOTHING_SET, KindWeek, SafetySetup
from bot.store.memory.rows import PersonalRow, unsigned


class MemorySafetyStore:
    """`SafetyStore` that forgets at the end of the process."""

    def __init__(self) -> None:
        self._setups: dict[str, list[SafetySetup]] = {}
        self._counts: Counter[tuple[str, str, SafetyKind]] = Counter()

    async def current_setup(self, tenant: str) -> SafetySetup:
        return self._setups.get(tenant, [NOTHING_SET])[-1]

    async def current_setups(self) -> Mapping[str, SafetySetup]:
        return {tenant: setups[-1] for tenant, setups in self._setups.items()}

    async def keep_setup(self, tenant: str, setup: SafetySetup) -> bool:
        if setup.version != (await self.current_setup(tenant)).version + 1:
            return False
        self._setups.setdefault(tenant, []).append(setup)
        return True

    async def count_opened(self, opened: Sequence[tuple[str, KindWeek]]) -> None:
        for tenant, week in opened:
            self._counts[tenant, week.week, week.kind] += week.count

    async def kind_weeks(self, tenant: str, first: str, last: str) -> tuple[KindWeek, ...]:
        weeks = [
            KindWeek(week, kind, count)
            for (owner, week, kind), count in self._counts.items()
            if owner == tenant and first <= week <= last
        ]
        return tuple(sorted(weeks, key=lambda week: (week.week, week.kind.value)))

    async def week_counts(self, week: str) -> Sequence[tuple[str, KindWeek]]:
        return [
            (tenant, KindWeek(name, kind, count))
            for (tenant, name, kind), count in self._counts.items()
            if name == week
        ]

    async def purge_kind_weeks(self, before: str) -> int:
        old = [key for key in self._counts if key[1] < before]
        for key in old:
            del self._counts[key]
        return len(old)

    def personal_rows(self, tenant: str, user_id: str) -> Iterator[PersonalRow]:
        """Yields what is stored of a person."""
        for setup in self._setups.get(tenant, ()):
            if user_id in (signed_id(setup.by), setup.by):
                yield Area.CHANGES, "safety_setups", {"version": setup.version, "set_at": setup.at}

    def erase_people(self, tenant: str, ids: Collection[str], now: datetime) -> None:
        """Takes the names of people from what they set."""
        setups = self._setups.get(tenant, [])
        setups[:] = [replace(setup, by=unsigned(setup.by, ids)) for setup in setups]
