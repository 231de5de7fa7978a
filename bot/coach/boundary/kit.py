"""What the boundary's rooms work with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.coach.boundary.incident import Incident, Incidents
from bot.coach.boundary.policies import Edition, Policies
from bot.coach.boundary.sight import Sight, sight
from bot.coach.edge import Address
from bot.coach.library import Library
from bot.coach.policy import DEFAULT, Policy
from bot.coach.ports import Clock, People
from bot.coach.talk import Person, Role


@dataclass(frozen=True, slots=True)
class Kit:
    """The phrasebook, what is kept, the time, and names for new incidents (letters, digits, `-`, `_`)."""

    library: Library
    incidents: Incidents
    policies: Policies
    people: People
    clock: Clock
    new_id: Callable[[], str]

    def now(self) -> datetime:
        """Returns the time in whole seconds, as it is kept."""
        return self.clock().replace(microsecond=0)

    def sight(self, person: Person) -> Sight:
        """Returns how a person sees the cards."""
        return sight(self.library, person.language)

    async def edition(self, tenant: str) -> Edition:
        """Returns the policy that counts for a tenant now."""
        found = await self.policies.current(tenant)
        return found or Edition(0, self.library.book.protocols[DEFAULT])

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
            await self.people.appointed(tenant, Role.SUPERVISOR),
            await self.people.appointed(tenant, Role.MANAGER),
        ):
            others = tuple(id for id in people if id != agent)
            if others:
                return others
        return ()
