"""Groups of people: those of a channel, or those that a manager named."""

from __future__ import annotations

from dataclasses import replace

from bot.core.groups import Group


class MemoryGroupStore:
    """`Groups` that forget at the end of the process."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Group] = {}

    async def all_groups(self, tenant: str) -> tuple[Group, ...]:
        mine = (group for group in self._kept.values() if group.tenant == tenant)
        return tuple(sorted(mine, key=lambda group: (group.name.casefold(), group.id)))

    async def find_group(self, tenant: str, id: str) -> Group | None:
        return self._kept.get((tenant, id))

    async def keep_group(self, group: Group) -> bool:
        kept = self._kept.get((group.tenant, group.id))
        if group.version != (kept.version if kept else 0):
            return False
        self._kept[group.tenant, group.id] = replace(group, version=group.version + 1)
        return True

    async def remove_group(self, tenant: str, id: str) -> None:
        self._kept.pop((tenant, id), None)
