"""Everything the boundary does, for whoever wires it."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.coach.boundary.capability import Boundary
from bot.coach.boundary.kit import Kit
from bot.coach.boundary.management import Management
from bot.coach.boundary.notices import BoundaryAuthor
from bot.coach.boundary.support import Support
from bot.coach.desk import Capability

ROOM = "boundary"  # what its notices' `what` begins with


def capabilities(kit: Kit) -> tuple[Capability, ...]:
    """Returns what agents, supervisors and managers can do."""
    return (Boundary(kit), Support(kit), Management(kit))


def author(kit: Kit) -> BoundaryAuthor:
    """Returns who writes the boundary's notices."""
    return BoundaryAuthor(kit.library, kit.incidents, kit.people)


class Retention:
    """The daily job: deletes the incidents that are older than their tenant keeps them."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit

    async def __call__(self, now: datetime) -> int:
        """Returns how many incidents were deleted."""
        deleted = 0
        for tenant in await self._kit.incidents.tenants():
            kept = (await self._kit.edition(tenant)).policy.retention
            deleted += await self._kit.incidents.purge(tenant, now - timedelta(days=kept))
        return deleted
