"""What the boundary needs stored: incidents with the notices they cause, and policies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from bot.core.ledger import Ledger, Notice
from bot.features.boundary.model import Incident, PolicyEdition, Restriction


class IncidentStore(Protocol):
    """Stores incidents. A tenant never sees another's."""

    async def open_incident(self, tenant: str, agent: str) -> Incident | None:
        """Returns the one incident of an agent that still goes on."""

    async def find_incident(self, tenant: str, id: str) -> Incident | None:
        """Returns an incident of the tenant."""

    async def keep_incident(self, changed: Sequence[Incident], notices: Sequence[Notice] = ()) -> bool:
        """Stores incidents and the notices they cause, all or nothing.

        Returns False, and stores nothing, if an incident was changed since it was read, or its agent has
        another open.
        """

    async def incident_page(self, tenant: str, skip: int, count: int) -> tuple[Incident, ...]:
        """Returns the tenant's incidents, newest first."""

    async def incidents_since(self, tenant: str, start: datetime) -> tuple[Incident, ...]:
        """Returns the tenant's incidents that began at `start` or later, newest first."""

    async def incidents_waiting(self, tenant: str, start: datetime) -> tuple[Incident, ...]:
        """Returns those that began at `start` or later, are over and reported, and that somebody has to do
        something about: nobody has answered, or nothing is known to have come of them. The oldest come first.
        """

    async def count_incidents(self, tenant: str) -> int:
        """Returns how many incidents the tenant has."""

    async def tenants_with_incidents(self) -> tuple[str, ...]:
        """Returns the tenants that have any incident, in order."""

    async def purge_incidents(self, tenant: str, before: datetime) -> int:
        """Deletes the tenant's incidents that began before a time, and returns how many that were."""


class PolicyStore(Protocol):
    """Stores the last versions of each tenant's policy, so many as `EDITIONS` says."""

    async def current_policy(self, tenant: str) -> PolicyEdition | None:
        """Returns the newest version, or None where the tenant set none."""

    async def keep_policy(self, tenant: str, edition: PolicyEdition) -> bool:
        """Stores the next version. Returns False if that number is not the next: another came first."""


class RestrictionStore(Protocol):
    """Stores restrictions, by tenant and ticket."""

    async def find_restriction(self, tenant: str, ticket: str) -> Restriction | None:
        """Returns what holds for a ticket, however its reference is written."""

    async def all_restrictions(self, tenant: str) -> tuple[Restriction, ...]:
        """Returns all of a tenant, the first to be looked at again first."""

    async def keep_restriction(self, restriction: Restriction) -> bool:
        """Stores one. Returns False, and stores nothing, if it was changed since it was read."""

    async def remove_restriction(self, tenant: str, ticket: str) -> None:
        """Forgets what holds for a ticket; none is no mistake."""

    async def purge_restrictions(self, before: date) -> int:
        """Deletes those whose review was due before a day, and returns how many that were."""


@dataclass(frozen=True, slots=True)
class BoundaryStores:
    """An incident and its notices are stored in one transaction, so the stores belong together."""

    incidents: IncidentStore
    policies: PolicyStore
    ledger: Ledger
    restrictions: RestrictionStore
