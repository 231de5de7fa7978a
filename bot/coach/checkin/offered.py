"""Which groups the self-check is offered to, and who is in them."""

from __future__ import annotations

from collections.abc import Mapping

from bot.coach.checkin.ports import Tenants
from bot.coach.groups import Group, Groups, Rosters


class Offered:
    """The groups of a tenant that its managers chose."""

    def __init__(self, groups: Groups, tenants: Tenants, rosters: Rosters) -> None:
        self._groups = groups
        self._tenants = tenants
        self._rosters = rosters

    async def all(self, tenant: str) -> tuple[Group, ...]:
        """Returns the groups, by name; none where the self-check is off."""
        terms = await self._tenants.terms(tenant)
        if not terms.on:
            return ()
        return tuple(group for group in await self._groups.all(tenant) if group.id in terms.groups)

    async def people(self, tenant: str) -> Mapping[str, str]:
        """Returns the platform of everybody in them, by user id."""
        found: dict[str, str] = {}
        for group in await self.all(tenant):
            members = await self._rosters.members(group)
            ids = group.people if members is None else [member.user_id for member in members]
            found |= dict.fromkeys(ids, group.platform)
        return found
