"""What the boundary is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.core.activity import ActivityLog
from bot.core.background import Bounded
from bot.core.chat import Person
from bot.core.current import CurrentPhrasebook
from bot.core.exports import ExportNote
from bot.core.ledger import Ledger
from bot.core.names import Names
from bot.core.people import Clock, PeopleStore
from bot.core.policy import DEFAULT, Policy
from bot.features.boundary.model import Incident, PolicyEdition
from bot.features.boundary.ports import IncidentStore, PolicyStore, RestrictionStore
from bot.features.boundary.viewer import BoundaryViewer

MOST_REMEMBERED = 10_000  # tenants whose policy is remembered, for when the store is away
HEALTHCARE = "healthcare"  # the industry in which somebody may need urgent care


@dataclass(frozen=True, slots=True)
class BoundaryDeps:
    """The phrasebook, the stores, the time, names, and ids for new incidents (letters, digits, `-`, `_`).

    `log_export` notes in the change log who took incidents along.
    """

    phrasebook: CurrentPhrasebook
    incidents: IncidentStore
    policies: PolicyStore
    people: PeopleStore
    clock: Clock
    new_id: Callable[[], str]
    restrictions: RestrictionStore
    ledger: Ledger
    report: Callable[[BaseException], str]
    names: Names
    activity: ActivityLog
    log_export: ExportNote
    known: Bounded[str, PolicyEdition] = field(default_factory=lambda: Bounded(MOST_REMEMBERED))

    def now(self) -> datetime:
        """Returns the time in whole seconds, as it is stored."""
        return self.clock().replace(microsecond=0)

    def viewer(self, person: Person) -> BoundaryViewer:
        """Returns how a person sees the cards."""
        urgent = person.industry == HEALTHCARE
        return BoundaryViewer(self.phrasebook.book, person.language, self.now(), person.zone, urgent)

    async def channel_viewer(self, viewer: BoundaryViewer, incident: Incident) -> BoundaryViewer:
        """Returns how everybody in a channel sees an incident: by the clock of its agent, and told so."""
        agent = Person(incident.tenant, incident.platform, incident.agent, language="")
        known = await self.people.complete_person(agent)
        return replace(viewer, zone=known.zone, named=True)

    async def edition(self, tenant: str) -> PolicyEdition:
        """Returns the policy that counts for a tenant now."""
        own = await self.policies.current_policy(tenant)
        if own:
            self.known[tenant] = own
        return own or self._shipped()

    def known_policy(self, tenant: str) -> Policy:
        """Returns the policy that counted last, as far as this process saw; asks nobody."""
        return (self.known.get(tenant) or self._shipped()).policy

    def _shipped(self) -> PolicyEdition:
        return PolicyEdition(0, replace(self.phrasebook.book.protocols[DEFAULT], words={}))
