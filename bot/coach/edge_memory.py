"""What an edge keeps, in memory: forgotten at the end of the process."""

from __future__ import annotations

from collections.abc import Mapping


class ReferencesInMemory:
    """`References` in memory."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    async def keep(self, tenant: str, id: str, reference: str) -> None:
        self.kept[tenant, id] = reference

    async def keep_all(self, entries: Mapping[tuple[str, str], str]) -> None:
        self.kept.update(entries)

    async def find(self, tenant: str, id: str) -> str | None:
        return self.kept.get((tenant, id))


class TokensInMemory:
    """`Tokens` in memory."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], tuple[str, int]] = {}

    async def find(self, tenant: str, platform: str) -> tuple[str, int] | None:
        return self._kept.get((tenant, platform))

    async def keep(self, tenant: str, platform: str, sealed: str, version: int) -> bool:
        if self._kept.get((tenant, platform), ("", 0))[1] != version:
            return False
        self._kept[tenant, platform] = (sealed, version + 1)
        return True
