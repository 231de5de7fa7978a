"""What role-plays need stored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.features.roleplay.model import Play


class PlayStore(Protocol):
    """Stores plays. A tenant never sees another's."""

    async def open_play(self, tenant: str, player: str) -> Play | None:
        """Returns the one play of a person that still goes on."""

    async def find_play(self, tenant: str, id: str) -> Play | None:
        """Returns a play of the tenant."""

    async def keep_play(self, changed: Sequence[Play]) -> bool:
        """Stores plays, all or nothing.

        Returns False, and stores nothing, if one was changed since it was read, or if a person would have two
        open.
        """

    async def ended_plays(self, tenant: str, player: str) -> tuple[Play, ...]:
        """Returns what a person played to an end, the newest first."""

    async def purge_plays(self, before: datetime) -> int:
        """Deletes all plays that nobody touched since a time, and returns how many that were."""
