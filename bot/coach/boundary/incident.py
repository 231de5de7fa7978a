"""An incident: what is kept of a contact that went through the protocol. Never the customer's name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from typing import Protocol

from bot.coach.boundary.protocol import Course
from bot.coach.edge import Address
from bot.coach.ledger import Notice
from bot.coach.ledger_memory import LedgerInMemory
from bot.coach.policy import Policy


class Answered(Enum):
    """What a supervisor answered."""

    SEEN = "seen"
    TALK = "talk"


@dataclass(frozen=True, slots=True)
class Backing:
    """That a supervisor stands behind the agent: who, how and when."""

    by: str
    name: str
    how: Answered
    at: datetime


@dataclass(frozen=True, slots=True)
class Incident:
    """What is kept. It finishes under the `policy` it began with, and its notices go to `audience`, in order.

    `seal` is on the supervisors' buttons alone: whoever has the notice may answer it. `version` is what it
    was read as; 0 for one that was never kept.
    """

    tenant: str
    id: str
    agent: str
    platform: str
    name: str
    language: str
    seal: str
    policy: Policy
    audience: tuple[Address, ...]
    course: Course
    note: str = ""
    ticket: str = ""
    backing: Backing | None = None
    version: int = 0

    @property
    def to_agent(self) -> Address:
        """Where the agent is reached."""
        return Address(self.tenant, self.platform, self.agent)


class Incidents(Protocol):
    """Keeps incidents. A tenant never sees another's."""

    async def open_of(self, tenant: str, agent: str) -> Incident | None:
        """Returns the one incident of an agent that still goes on."""

    async def find(self, tenant: str, id: str) -> Incident | None:
        """Returns an incident of the tenant."""

    async def keep(self, changed: Sequence[Incident], notices: Sequence[Notice] = ()) -> bool:
        """Keeps incidents and the notices they cause, all or nothing.

        Returns False, and keeps nothing, if one was changed since it was read, or its agent has another open.
        """

    async def page(self, tenant: str, skip: int, count: int) -> tuple[Incident, ...]:
        """Returns the tenant's incidents, newest first."""

    async def since(self, tenant: str, start: datetime) -> tuple[Incident, ...]:
        """Returns the tenant's incidents that began at `start` or later, newest first."""

    async def count(self, tenant: str) -> int:
        """Returns how many the tenant has."""

    async def tenants(self) -> tuple[str, ...]:
        """Returns the tenants that have any."""

    async def purge(self, tenant: str, before: datetime) -> int:
        """Deletes the tenant's incidents that began before a time, and returns how many that were."""


@dataclass(slots=True)
class IncidentsInMemory:
    """`Incidents` that forgets at the end of the process."""

    ledger: LedgerInMemory = field(default_factory=LedgerInMemory)
    _kept: dict[tuple[str, str], Incident] = field(default_factory=dict)

    async def open_of(self, tenant: str, agent: str) -> Incident | None:
        mine = (i for i in self._kept.values() if (i.tenant, i.agent) == (tenant, agent))
        return next((incident for incident in mine if incident.course.open), None)

    async def find(self, tenant: str, id: str) -> Incident | None:
        return self._kept.get((tenant, id))

    async def keep(self, changed: Sequence[Incident], notices: Sequence[Notice] = ()) -> bool:
        after = dict(self._kept)
        for incident in changed:
            key = (incident.tenant, incident.id)
            if incident.version != (after[key].version if key in after else 0):
                return False
            after[key] = _next(incident)
        agents = [(i.tenant, i.agent) for i in after.values() if i.course.open]
        if len(agents) != len(set(agents)):
            return False
        self._kept = after
        self.ledger.put(notices)
        return True

    async def page(self, tenant: str, skip: int, count: int) -> tuple[Incident, ...]:
        return self._of(tenant)[skip : skip + count]

    async def since(self, tenant: str, start: datetime) -> tuple[Incident, ...]:
        return tuple(i for i in self._of(tenant) if i.course.began >= start)

    async def count(self, tenant: str) -> int:
        return len(self._of(tenant))

    async def tenants(self) -> tuple[str, ...]:
        return tuple(sorted({tenant for tenant, _ in self._kept}))

    async def purge(self, tenant: str, before: datetime) -> int:
        old = [i for i in self._of(tenant) if i.course.began < before]
        for incident in old:
            del self._kept[tenant, incident.id]
        return len(old)

    def _of(self, tenant: str) -> tuple[Incident, ...]:
        mine = [i for i in self._kept.values() if i.tenant == tenant]
        return tuple(sorted(mine, key=lambda i: (i.course.began, i.id), reverse=True))


def _next(incident: Incident) -> Incident:
    return replace(incident, version=incident.version + 1)


def outcome(incident: Incident) -> str:
    """Returns the outcome by the name it has in words and files: `open` while the contact goes on."""
    return "open" if incident.course.open else incident.course.step.value
