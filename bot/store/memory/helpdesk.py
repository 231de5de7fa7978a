"""Help-desk figures by week, in memory: forgotten at the end of the process."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.helpdesk import HelpdeskWeek


class MemoryHelpdeskStore:
    """`HelpdeskStore` that forgets at the end of the process."""

    def __init__(self) -> None:
        self._weeks: dict[tuple[str, str], HelpdeskWeek] = {}

    async def keep_weeks(self, tenant: str, weeks: Sequence[HelpdeskWeek]) -> None:
        self._weeks |= {(tenant, week.week): week for week in weeks}

    async def find_weeks(self, tenant: str, first: str, last: str) -> tuple[HelpdeskWeek, ...]:
        mine = [
            week for (owner, name), week in self._weeks.items() if owner == tenant and first <= name <= last
        ]
        return tuple(sorted(mine, key=lambda week: week.week))

    async def remove_weeks(self, tenant: str) -> int:
        return self._leave({key for key in self._weeks if key[0] == tenant})

    async def purge_weeks(self, before: str) -> int:
        return self._leave({key for key in self._weeks if key[1] < before})

    def _leave(self, out: set[tuple[str, str]]) -> int:
        self._weeks = {key: week for key, week in self._weeks.items() if key not in out}
        return len(out)
