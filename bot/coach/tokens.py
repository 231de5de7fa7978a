"""Tokens that an edge exchanges from time to time: a port, and its twin in memory."""

from __future__ import annotations

from typing import Protocol


class Tokens(Protocol):
    """Tokens of an edge that are exchanged from time to time, sealed by it, shared by all processes."""

    async def find(self, tenant: str, platform: str) -> tuple[str, int] | None:
        """Returns what was kept, and its version, from 1."""

    async def keep(self, tenant: str, platform: str, sealed: str, version: int) -> bool:
        """Keeps a token in place of the one of that version, 0 for none; False if somebody was first."""


class TokensInMemory:
    """`Tokens` that are forgotten at the end of the process."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], tuple[str, int]] = {}

    async def find(self, tenant: str, platform: str) -> tuple[str, int] | None:
        return self._kept.get((tenant, platform))

    async def keep(self, tenant: str, platform: str, sealed: str, version: int) -> bool:
        if self._kept.get((tenant, platform), ("", 0))[1] != version:
            return False
        self._kept[tenant, platform] = (sealed, version + 1)
        return True
