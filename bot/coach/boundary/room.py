"""Everything the boundary does, for whoever wires it."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.coach.boundary.capability import Boundary
from bot.coach.boundary.kit import Kit
from bot.coach.boundary.management import Management
from bot.coach.boundary.notices import BoundaryAuthor
from bot.coach.boundary.support import Support
from bot.coach.desk import Capability
from bot.coach.retention import Retention

ROOM = "boundary"  # what its notices' `what` begins with


def capabilities(kit: Kit) -> tuple[Capability, ...]:
    """Returns what agents, supervisors and managers can do."""
    return (Boundary(kit), Support(kit), Management(kit))


def author(kit: Kit) -> BoundaryAuthor:
    """Returns who writes the boundary's notices."""
    return BoundaryAuthor(kit.library, kit.incidents, kit.people)


def retention(kit: Kit) -> Retention:
    """Returns the daily job: it deletes the incidents that are older than their tenant keeps them."""

    async def purge(now: datetime) -> int:
        deleted = 0
        for tenant in await kit.incidents.tenants():
            days = (await kit.edition(tenant)).policy.retention
            deleted += await kit.incidents.purge(tenant, now - timedelta(days=days))
        return deleted

    return Retention(purge, timedelta())  # each tenant has an age of its own
