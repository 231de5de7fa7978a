"""Everything that role-plays do, for whoever wires it."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.coach.desk import Capability
from bot.coach.roleplay.capability import RolePlay
from bot.coach.roleplay.kit import Kit
from bot.coach.roleplay.play import Plays

KEPT = timedelta(days=365)  # since the last reply, so that whoever left one finds it again


def capabilities(kit: Kit) -> tuple[Capability, ...]:
    """Returns what agents can do."""
    return (RolePlay(kit),)


class Retention:
    """The daily job: deletes the plays that nobody has touched for long."""

    def __init__(self, plays: Plays) -> None:
        self._plays = plays

    async def __call__(self, now: datetime) -> int:
        """Returns how many were deleted."""
        return await self._plays.purge(now - KEPT)
