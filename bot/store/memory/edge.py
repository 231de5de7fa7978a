"""What an edge needs stored, in memory: forgotten at the end of the process."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from bot.core.personal import Area
from bot.store.memory.rows import PersonalRow


class MemoryReferenceStore:
    """`ReferenceStore` in memory."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    async def keep_reference(self, tenant: str, id: str, reference: str) -> None:
        self.kept[tenant, id] = reference

    async def keep_references(self, entries: Mapping[tuple[str, str], str]) -> None:
        self.kept.update(entries)

    async def find_reference(self, tenant: str, id: str) -> str | None:
        return self.kept.get((tenant, id))

    async def forget_references(self, tenant: str, ids: Collection[str]) -> None:
        for id in ids:
            self.kept.pop((tenant, id), None)

    async def references_below(self, beginning: str) -> Mapping[tuple[str, str], str]:
        return {(tenant, id): text for (tenant, id), text in self.kept.items() if id.startswith(beginning)}

    def personal_rows(self, tenant: str, user_id: str) -> Iterator[PersonalRow]:
        """Yields what is stored of a person."""
        if reference := self.kept.get((tenant, user_id)):
            yield Area.PROFILE, "references", {"reference": reference}

    def erase_people(self, tenant: str, ids: Collection[str], now: datetime) -> None:
        """Deletes how people are reached."""
        quoted = {f'"{user_id}"' for user_id in ids}
        for owner, id in list(self.kept):
            account = id.startswith("29:") and any(user in self.kept[owner, id] for user in quoted)
            if owner == tenant and (id in ids or account):
                del self.kept[owner, id]


class MemoryTokenStore:
    """`TokenStore` in memory."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], tuple[str, int]] = {}

    async def find_token(self, tenant: str, platform: str) -> tuple[str, int] | None:
        return self._kept.get((tenant, platform))

    async def keep_token(self, tenant: str, platform: str, sealed: str, version: int) -> bool:
        if self._kept.get((tenant, platform), ("", 0))[1] != version:
            return False
        self._kept[tenant, platform] = (sealed, version + 1)
        return True
