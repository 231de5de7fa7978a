"""What the boundary's rooms work with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.core.chat import Person, Role
from bot.core.current import CurrentPhrasebook
from bot.core.edge import Address
from bot.core.people import Clock, PeopleStore
from bot.core.policy import DEFAULT, Policy
from bot.core.viewer import Viewer
from bot.features.boundary.model import Incident
from bot.features.boundary.ports import IncidentStore, PolicyEdition, PolicyStore


@dataclass(frozen=True, slots=True)
class BoundaryDeps:
    """The phrasebook, what is kept, the time, and names for new incidents (letters, digits, `-`, `_`)."""

    library: CurrentPhrasebook
    incidents: IncidentStore
    policies: PolicyStore
    people: PeopleStore
    clock: Clock
    new_id: Callable[[], str]

    def now(self) -> datetime:
        """Returns the time in whole seconds, as it is kept."""
        return self.clock().replace(microsecond=0)

    def viewer(self, person: Person) -> Viewer:
        """Returns how a person sees the cards."""
        return Viewer(self.library.book, person.language)

    async def edition(self, tenant: str) -> PolicyEdition:
        """Returns the policy that counts for a tenant now."""
        found = await self.policies.current_policy(tenant)
        return found or PolicyEdition(0, self.library.book.protocols[DEFAULT])

    async def audience(self, incident: Incident) -> tuple[Address, ...]:
        """Returns who is told of an incident, in order: by its policy, else whoever was appointed.

        The agent is never among them: a supervisor who needs the boundary tells somebody else.
        """
        policy, tenant = incident.policy, incident.tenant
        channel = (Address(tenant, incident.platform, policy.channel, channel=True),)
        people = await self._supervisors(policy, tenant, incident.agent)
        told = tuple(Address(tenant, incident.platform, id) for id in people)
        return (*(channel if policy.channel else ()), *told)

    async def _supervisors(self, policy: Policy, tenant: str, agent: str) -> tuple[str, ...]:
        if policy.channel and not policy.supervisors:
            return ()
        for people in (
            policy.supervisors,
            await self.people.appointed_people(tenant, Role.SUPERVISOR),
            await self.people.appointed_people(tenant, Role.MANAGER),
        ):
            others = tuple(id for id in people if id != agent)
            if others:
                return others
        return ()
