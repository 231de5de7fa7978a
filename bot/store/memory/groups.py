"""Groups of people, by tenant, in memory."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date, datetime

from bot.core.caps import GROUPS
from bot.core.groups import Group
from bot.core.personal import Area
from bot.store.memory.rows import PersonalRow


class MemoryGroupStore:
    """`GroupStore` that forgets at the end of the process."""

    def __init__(self) -> None:
        self._groups: dict[tuple[str, str], Group] = {}
        self._counted: dict[tuple[str, date], dict[str, str]] = {}  # the group of each person

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

    async def keep_people(self, group: Group) -> None:
        stored = self._groups.get((group.tenant, group.id))
        if stored and (stored.version, stored.conversation) == (group.version, group.conversation):
            self._groups[group.tenant, group.id] = replace(stored, people=group.people)

    async def remove_group(self, tenant: str, id: str) -> None:
        self._groups.pop((tenant, id), None)

    async def tenants_with_groups(self) -> tuple[str, ...]:
        return tuple(sorted({tenant for tenant, _ in self._groups}))

    async def count_people(self, tenant: str, first: date, group: str, people: Collection[str]) -> bool:
        counted = self._counted.setdefault((tenant, first), {})
        if counted.keys() & set(people) or group in counted.values():
            return False
        counted |= dict.fromkeys(people, group)
        return True

    async def uncount_group(self, tenant: str, first: date, group: str) -> None:
        counted = self._counted.get((tenant, first), {})
        counted |= {user: "" for user, of in counted.items() if of == group}

    async def counted_groups(self, tenant: str, first: date) -> Collection[str]:
        return {group for group in self._counted.get((tenant, first), {}).values() if group}

    async def counted_people(self, tenant: str, first: date, group: str) -> tuple[str, ...]:
        counted = self._counted.get((tenant, first), {})
        return tuple(sorted(user for user, of in counted.items() if of and of == group))

    async def purge_counted(self, before: date) -> int:
        old = [name for name in self._counted if name[1] < before]
        return sum(len(self._counted.pop(name)) for name in old)

    def personal_rows(self, tenant: str, user_id: str) -> Iterator[PersonalRow]:
        """Yields what is stored of a person."""
        for group in self._groups.values():
            if group.tenant == tenant and user_id in group.people:
                yield Area.GROUPS, "groups", {"name": group.name}
        for (owner, first), counted in self._counted.items():
            if owner == tenant and user_id in counted:
                yield Area.GROUPS, "group_counted", {"first": first, "group": counted[user_id]}

    def erase_people(self, tenant: str, ids: Collection[str], now: datetime) -> None:
        """Takes people off the groups."""
        for place, group in self._groups.items():
            if place[0] == tenant and not set(ids).isdisjoint(group.people):
                people = tuple(user for user in group.people if user not in ids)
                self._groups[place] = replace(group, people=people, version=group.version + 1)
        for (owner, _), counted in self._counted.items():
            for user_id in ids if owner == tenant else ():
                counted.pop(user_id, None)
