"""Where people and channels can be reached: a port, and its twin in memory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class References(Protocol):
    """Where people and channels can be reached, by tenant and id. What a reference holds is the edge's."""

    async def keep(self, tenant: str, id: str, reference: str) -> None:
        """Keeps a reference, a line of JSON, in place of the one before."""

    async def keep_all(self, found: Mapping[tuple[str, str], str]) -> None:
        """Keeps many at once, by tenant and id."""

    async def find(self, tenant: str, id: str) -> str | None:
        """Returns what was kept, or None."""


class ReferencesInMemory:
    """`References` that forget at the end of the process."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    async def keep(self, tenant: str, id: str, reference: str) -> None:
        self.kept[tenant, id] = reference

    async def keep_all(self, found: Mapping[tuple[str, str], str]) -> None:
        self.kept.update(found)

    async def find(self, tenant: str, id: str) -> str | None:
        return self.kept.get((tenant, id))
