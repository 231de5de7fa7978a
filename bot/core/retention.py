"""The daily job of whatever stores something: it deletes what is older than anybody needs it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta


class Retention:
    """Calls `purge` with a moment for each age; it deletes what is older, and returns how many that were."""

    def __init__(self, purge: Callable[..., Awaitable[int]], *ages: timedelta) -> None:
        self._purge, self._ages = purge, ages

    async def __call__(self, now: datetime) -> int:
        """Returns how many were deleted."""
        return await self._purge(*(now - age for age in self._ages))
