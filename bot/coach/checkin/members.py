"""Who is in which group, when a period is closed."""

from __future__ import annotations

from collections.abc import Mapping

from bot.coach.groups import Groups, Rosters


class Members:
    """The members of a tenant's groups, by user id; of a channel that cannot be read, those it had last."""

    def __init__(self, groups: Groups, rosters: Rosters) -> None:
        self._groups = groups
        self._rosters = rosters

    async def __call__(self, tenant: str) -> Mapping[str, frozenset[str]]:
        """Returns the user ids by group id."""
        found = {}
        for group in await self._groups.all(tenant):
            members = await self._rosters.members(group)
            ids = group.people if members is None else [member.user_id for member in members]
            found[group.id] = frozenset(ids)
        return found
