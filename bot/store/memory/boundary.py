"""Incidents with the notices they cause, policies and restrictions, in memory."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from bot.core.caps import EDITIONS, RESTRICTIONS
from bot.core.ledger import Notice
from bot.core.names import signed_id
from bot.core.personal import NAMELESS, Area
from bot.features.boundary.model import Incident, PolicyEdition, Restriction, ticket_key
from bot.features.boundary.ports import BoundaryStores
from bot.store.memory.ledger import MemoryLedger
from bot.store.memory.rows import PersonalRow, nameless, unsigned


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
        self.ledger.put(notices)  # first: there may be too many
        self._incidents = after
        return True

    async def incident_page(self, tenant: str, skip: int, count: int) -> tuple[Incident, ...]:
        return self._of(tenant)[skip : skip + count]

    async def incidents_since(self, tenant: str, start: datetime) -> tuple[Incident, ...]:
        return tuple(i for i in self._of(tenant) if i.course.began >= start)

    async def incidents_waiting(self, tenant: str, start: datetime) -> tuple[Incident, ...]:
        some = (i for i in reversed(self._of(tenant)) if i.course.began >= start and i.course.reported)
        return tuple(i for i in some if i.support is None or i.result is None)

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

    def personal_rows(self, tenant: str, user_id: str) -> Iterator[PersonalRow]:
        """Yields what is stored of a person."""
        for each in self._of(tenant):
            if each.agent == user_id:
                row = {"began": each.course.began, "step": each.course.step.value, "note": each.note}
                yield Area.CONTACTS, "incidents", {**row, "ticket": each.ticket}
            if each.support and each.support.by == user_id:
                yield Area.CONTACTS, "incidents", {"backed_how": each.support.answer.value}
            if each.result and each.result.by == user_id:
                yield Area.CONTACTS, "incidents", {"result": each.result.kind.value}
            if user_id in {to.id for to in each.audience}:
                yield Area.CONTACTS, "incidents", {"began": each.course.began}

    def erase_people(self, tenant: str, ids: Collection[str], now: datetime) -> None:
        """Takes the names of people from incidents; those that go on are deleted."""
        for each in self._of(tenant):
            if each.agent in ids and each.course.open:
                del self._incidents[tenant, each.id]
            else:
                self._incidents[tenant, each.id] = _unnamed(each, ids)


@dataclass(slots=True)
class MemoryPolicyStore:
    """`PolicyStore` that forgets at the end of the process."""

    _editions: dict[str, list[PolicyEdition]] = field(default_factory=dict)

    async def current_policy(self, tenant: str) -> PolicyEdition | None:
        editions = self._editions.get(tenant)
        return editions[-1] if editions else None

    async def keep_policy(self, tenant: str, edition: PolicyEdition) -> bool:
        editions = self._editions.setdefault(tenant, [])
        if edition.version != (editions[-1].version if editions else 0) + 1:
            return False
        editions.append(edition)
        del editions[:-EDITIONS]
        return True

    def personal_rows(self, tenant: str, user_id: str) -> Iterator[PersonalRow]:
        """Yields what is stored of a person."""
        for edition in self._editions.get(tenant, ()):
            if user_id in (signed_id(edition.by), edition.by):
                yield Area.CHANGES, "policies", {"version": edition.version, "set_at": edition.at}
            if user_id in edition.policy.supervisors:
                yield Area.CHANGES, "policies", {"version": edition.version}

    def erase_people(self, tenant: str, ids: Collection[str], now: datetime) -> None:
        """Takes people off the policies, and their names from what they set."""
        editions = self._editions.get(tenant, [])
        editions[:] = [
            replace(
                edition,
                by=unsigned(edition.by, ids),
                policy=replace(
                    edition.policy, supervisors=tuple(s for s in edition.policy.supervisors if s not in ids)
                ),
            )
            for edition in editions
        ]

    def named(self, tenant: str) -> Collection[str]:
        """Returns whom the policy names, as it is now."""
        editions = self._editions.get(tenant)
        return editions[-1].policy.supervisors if editions else ()


@dataclass(slots=True)
class MemoryRestrictionStore:
    """`RestrictionStore` that forgets at the end of the process."""

    _restrictions: dict[tuple[str, str], Restriction] = field(default_factory=dict)

    async def find_restriction(self, tenant: str, ticket: str) -> Restriction | None:
        return self._restrictions.get((tenant, ticket_key(ticket)))

    async def all_restrictions(self, tenant: str) -> tuple[Restriction, ...]:
        mine = [each for (owner, _), each in self._restrictions.items() if owner == tenant]
        return tuple(sorted(mine, key=lambda each: (each.review, each.key)))

    async def keep_restriction(self, restriction: Restriction) -> bool:
        place = (restriction.tenant, restriction.key)
        before = self._restrictions.get(place)
        if restriction.version != (before.version if before else 0):
            return False
        if not before:
            RESTRICTIONS.check(1 + sum(owner == restriction.tenant for owner, _ in self._restrictions))
        self._restrictions[place] = replace(restriction, version=restriction.version + 1)
        return True

    async def remove_restriction(self, tenant: str, ticket: str) -> None:
        self._restrictions.pop((tenant, ticket_key(ticket)), None)

    async def purge_restrictions(self, before: date) -> int:
        old = [place for place, each in self._restrictions.items() if each.review < before]
        for place in old:
            del self._restrictions[place]
        return len(old)

    def personal_rows(self, tenant: str, user_id: str) -> Iterator[PersonalRow]:
        """Yields what is stored of a person."""
        for (owner, _), each in self._restrictions.items():
            if owner == tenant and user_id in (signed_id(each.by), each.by):
                yield Area.CONTACTS, "restrictions", {"ticket": each.ticket, "set_at": each.at}

    def erase_people(self, tenant: str, ids: Collection[str], now: datetime) -> None:
        """Takes the names of people from what they set."""
        for place, each in self._restrictions.items():
            if place[0] == tenant and (by := unsigned(each.by, ids)) != each.by:
                self._restrictions[place] = replace(each, by=by, version=each.version + 1)


def _unnamed(incident: Incident, ids: Collection[str]) -> Incident:
    support, result, policy = incident.support, incident.result, incident.policy
    after = replace(
        incident,
        agent=nameless(incident.agent, ids),
        name=NAMELESS if incident.agent in ids else incident.name,
        audience=tuple(to for to in incident.audience if to.id not in ids),
        policy=replace(policy, supervisors=tuple(s for s in policy.supervisors if s not in ids)),
        support=replace(support, by=NAMELESS, name=NAMELESS) if support and support.by in ids else support,
        result=replace(result, by=NAMELESS, name=NAMELESS) if result and result.by in ids else result,
    )
    return replace(after, version=incident.version + 1) if after != incident else incident


def boundary_in_memory() -> BoundaryStores:
    """Returns the stores of the boundary and their ledger, which forget at the end of the process."""
    ledger = MemoryLedger()
    incidents, policies = MemoryIncidentStore(ledger), MemoryPolicyStore()
    return BoundaryStores(incidents, policies, ledger, MemoryRestrictionStore())
