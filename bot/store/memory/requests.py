"""Requests that were taken, in memory: forgotten at the end of the process."""

from __future__ import annotations

from datetime import datetime


class MemoryRequestStore:
    """`RequestStore` in memory."""

    def __init__(self) -> None:
        self._until: dict[tuple[str, str], datetime] = {}

    async def claim_request(self, tenant: str, key: str, now: datetime, until: datetime) -> bool:
        taken = self._until.get((tenant, key))
        if taken is not None and taken > now:
            return False
        self._until[tenant, key] = until
        return True

    async def release_request(self, tenant: str, key: str) -> None:
        self._until.pop((tenant, key), None)

    async def purge_requests(self, before: datetime) -> int:
        old = [key for key, until in self._until.items() if until < before]
        for key in old:
            del self._until[key]
        return len(old)
