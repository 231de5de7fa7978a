"""Groups of people, by tenant, in memory."""

from __future__ import annotations

from dataclasses import replace

from bot.core.caps import GROUPS
from bot.core.groups import Group


class MemoryGroupStore:
    """`GroupStore` that forgets at the end of the process."""

    def __init__(self) -> None:
        self._groups: dict[tuple[str, str], Group] = {}

    async def all_groups(self, tenant: str) -> tuple[Group, ...]:
        mine = (group for group in self._groups.values() if group.tenant == tenant)
        return tuple(sorted(mine, key=lambda group: (group.name.casefold(), group.id)))

    async def find_group(self, tenant: str, id: str) -> Group | None:
        return self._groups.get((tenant, id))

    async def keep_group(self, group: Group) -> bool:
        stored = self._groups.get((group.tenant, group.id))
        if group.version != (stored.version if stored else 0):
            return False
        if not stored:
            GROUPS.check(1 + sum(tenant == group.tenant for tenant, _ in self._groups))
        self._groups[group.tenant, group.id] = replace(group, version=group.version + 1)
        return True

    async def remove_group(self, tenant: str, id: str) -> None:
        self._groups.pop((tenant, id), None)
