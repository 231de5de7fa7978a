"""Who is in a channel of the playground: everybody."""

from __future__ import annotations

from bot.coach.edge import Member
from bot.playground.people import CHANNELS, TEAM, TENANT


class PlaygroundRoster:
    """The coach's `Roster`."""

    async def members(self, tenant: str, conversation: str) -> tuple[Member, ...] | None:
        """Returns the whole team; None for a channel that there is not."""
        if tenant != TENANT or conversation not in CHANNELS:
            return None
        return tuple(Member(who, member.name) for who, member in TEAM.items())
