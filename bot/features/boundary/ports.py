"""An incident: what is kept of a contact that went through the protocol. Never the customer's name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.core.ledger import Ledger, Notice
from bot.core.policy import Policy
from bot.features.boundary.model import Incident


class IncidentStore(Protocol):
    """Keeps incidents. A tenant never sees another's."""

    async def open_incident(self, tenant: str, agent: str) -> Incident | None:
        """Returns the one incident of an agent that still goes on."""

    async def find_incident(self, tenant: str, id: str) -> Incident | None:
        """Returns an incident of the tenant."""

    async def keep_incident(self, changed: Sequence[Incident], notices: Sequence[Notice] = ()) -> bool:
        """Keeps incidents and the notices they cause, all or nothing.

        Returns False, and keeps nothing, if one was changed since it was read, or its agent has another open.
        """

    async def incident_page(self, tenant: str, skip: int, count: int) -> tuple[Incident, ...]:
        """Returns the tenant's incidents, newest first."""

    async def incidents_since(self, tenant: str, start: datetime) -> tuple[Incident, ...]:
        """Returns the tenant's incidents that began at `start` or later, newest first."""

    async def count_incidents(self, tenant: str) -> int:
        """Returns how many the tenant has."""

    async def tenants_with_incidents(self) -> tuple[str, ...]:
        """Returns the tenants that have any."""

    async def purge_incidents(self, tenant: str, before: datetime) -> int:
        """Deletes the tenant's incidents that began before a time, and returns how many that were."""


@dataclass(frozen=True, slots=True)
class PolicyEdition:
    """A policy that a tenant set. Version 0 is the phrasebook's, which nobody set."""

    version: int
    policy: Policy
    by: str = ""
    at: datetime | None = None


class PolicyStore(Protocol):
    """Keeps every version of each tenant's policy."""

    async def current_policy(self, tenant: str) -> PolicyEdition | None:
        """Returns the newest version, or None where the tenant set none."""

    async def keep_policy(self, tenant: str, edition: PolicyEdition) -> bool:
        """Keeps the next version. Returns False if there is one of that number already: it came first."""


@dataclass(frozen=True, slots=True)
class BoundaryStores:
    """The three belong together: an incident and its notices are kept in one transaction."""

    incidents: IncidentStore
    policies: PolicyStore
    ledger: Ledger
