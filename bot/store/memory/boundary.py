"""Incidents with the notices they cause, and policies, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.core.ledger import Notice
from bot.features.boundary.model import Incident, PolicyEdition
from bot.features.boundary.ports import BoundaryStores
from bot.store.memory.ledger import MemoryLedger


@dataclass(slots=True)
class MemoryIncidentStore:
    """`IncidentStore` that forgets at the end of the process."""

    ledger: MemoryLedger = field(default_factory=MemoryLedger)
    _incidents: dict[tuple[str, str], Incident] = field(default_factory=dict)

    async def open_incident(self, tenant: str, agent: str) -> Incident | None:
        mine = (i for i in self._incidents.values() if (i.tenant, i.agent) == (tenant, agent))
        return next((incident for incident in mine if incident.course.open), None)

    async def find_incident(self, tenant: str, id: str) -> Incident | None:
        return self._incidents.get((tenant, id))

    async def keep_incident(self, changed: Sequence[Incident], notices: Sequence[Notice] = ()) -> bool:
        after = dict(self._incidents)
        for incident in changed:
            key = (incident.tenant, incident.id)
            if incident.version != (after[key].version if key in after else 0):
                return False
            after[key] = replace(incident, version=incident.version + 1)
        agents = [(i.tenant, i.agent) for i in after.values() if i.course.open]
        if len(agents) != len(set(agents)):
            return False
        self._incidents = after
        self.ledger.put(notices)
        return True

    async def incident_page(self, tenant: str, skip: int, count: int) -> tuple[Incident, ...]:
        return self._of(tenant)[skip : skip + count]

    async def incidents_since(self, tenant: str, start: datetime) -> tuple[Incident, ...]:
        return tuple(i for i in self._of(tenant) if i.course.began >= start)

    async def count_incidents(self, tenant: str) -> int:
        return len(self._of(tenant))

    async def tenants_with_incidents(self) -> tuple[str, ...]:
        return tuple(sorted({tenant for tenant, _ in self._incidents}))

    async def purge_incidents(self, tenant: str, before: datetime) -> int:
        old = [i for i in self._of(tenant) if i.course.began < before]
        for incident in old:
            del self._incidents[tenant, incident.id]
        return len(old)

    def _of(self, tenant: str) -> tuple[Incident, ...]:
        mine = [i for i in self._incidents.values() if i.tenant == tenant]
        return tuple(sorted(mine, key=lambda i: (i.course.began, i.id), reverse=True))


@dataclass(slots=True)
class MemoryPolicyStore:
    """`PolicyStore` that forgets at the end of the process."""

    _editions: dict[str, list[PolicyEdition]] = field(default_factory=dict)

    async def current_policy(self, tenant: str) -> PolicyEdition | None:
        editions = self._editions.get(tenant)
        return editions[-1] if editions else None

    async def keep_policy(self, tenant: str, edition: PolicyEdition) -> bool:
        editions = self._editions.setdefault(tenant, [])
        if edition.version != len(editions) + 1:
            return False
        editions.append(edition)
        return True


def boundary_in_memory() -> BoundaryStores:
    """Returns the stores of the boundary and their ledger, which forget at the end of the process."""
    ledger = MemoryLedger()
    return BoundaryStores(MemoryIncidentStore(ledger), MemoryPolicyStore(), ledger)
