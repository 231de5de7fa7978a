"""The door of the boundary."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.core.card import Button, Card, Table
from bot.core.chat import Person, Role
from bot.core.desk import Handlers
from bot.core.edge import Address
from bot.core.home import HomeLine, HomeLines
from bot.core.policy import Policy
from bot.core.retention import Retention
from bot.features.boundary import cards
from bot.features.boundary.aftercare_handlers import AftercareHandlers
from bot.features.boundary.audience import audience
from bot.features.boundary.deps import BoundaryDeps
from bot.features.boundary.export import csv_text
from bot.features.boundary.handlers import BoundaryHandlers
from bot.features.boundary.log_cards import LOG, chart_start, waiting_lines
from bot.features.boundary.manager_handlers import PolicyHandlers
from bot.features.boundary.nameless import nameless_table, periods
from bot.features.boundary.notices import BoundaryNoticeWriter
from bot.features.boundary.paths import paths_table
from bot.features.boundary.ports import IncidentStore
from bot.features.boundary.restriction_handlers import RestrictionHandlers
from bot.features.boundary.service import BoundaryService
from bot.features.boundary.supervisor_cards import WAITING
from bot.features.boundary.supervisor_handlers import SupervisorHandlers

FORGOTTEN = timedelta(days=365)  # after its review was due, a restriction that nobody looked at
FEATURE = "boundary"  # what its notices' `what` begins with


def handlers(deps: BoundaryDeps) -> tuple[Handlers, ...]:
    """Returns what agents, supervisors and managers can do."""
    return (
        BoundaryHandlers(deps),
        SupervisorHandlers(deps),
        AftercareHandlers(deps),
        PolicyHandlers(deps),
        RestrictionHandlers(deps),
    )


def notice_writer(deps: BoundaryDeps) -> BoundaryNoticeWriter:
    """Returns the writer of the boundary's notices."""
    return BoundaryNoticeWriter(deps)


def audience_of(deps: BoundaryDeps) -> Callable[[Person], Coroutine[Any, Any, tuple[Address, ...]]]:
    """Returns what tells who hears of a person by their tenant's policy as it is now, in order."""

    async def of_person(person: Person) -> tuple[Address, ...]:
        policy = (await deps.edition(person.tenant)).policy
        return await audience(deps.people, policy, person.tenant, person.platform, person.user_id)

    return of_person


def going_card(deps: BoundaryDeps) -> Callable[[Person], Coroutine[Any, Any, Card | None]]:
    """Returns what shows where the contact of a person is that still goes on; None where none does."""

    async def of_person(person: Person) -> Card | None:
        incident = await deps.incidents.open_incident(person.tenant, person.user_id)
        return cards.open_card(deps.viewer(person), incident) if incident else None

    return of_person


def report_lines(deps: BoundaryDeps) -> HomeLines:
    """Returns what tells managers of all reports that wait, and supervisors of those that came to them."""
    service = BoundaryService(deps)

    async def lines(person: Person) -> Sequence[HomeLine]:
        if person.outside or not await _hears(person):
            return ()
        own = await service.waiting_reports(person)
        waiting, leads = own, person.role >= Role.MANAGER
        if leads:
            start = chart_start(deps.now())
            waiting = await deps.incidents.incidents_waiting(person.tenant, start)
        say = deps.viewer(person).say
        # Who was told may answer for the agent; managers else see the log, on which there are no names.
        leads_to = (say("home.reports"), WAITING) if own else (say("home.reports.log"), LOG)
        return waiting_lines(say, waiting, Button(*leads_to))

    async def _hears(person: Person) -> bool:
        if person.role >= Role.SUPERVISOR:
            return True
        return person.user_id in (await deps.edition(person.tenant)).policy.supervisors

    return lines


def retention(deps: BoundaryDeps) -> Retention:
    """Returns the daily job: it deletes the incidents that are older than their tenant stores them."""

    async def purge(now: datetime) -> int:
        deleted = 0
        for tenant in await deps.incidents.tenants_with_incidents():
            days = (await deps.edition(tenant)).policy.retention
            deleted += await deps.incidents.purge_incidents(tenant, now - timedelta(days=days))
        return deleted + await deps.restrictions.purge_restrictions((now - FORGOTTEN).date())

    return Retention(purge, timedelta())  # each tenant has an age of its own


def paths(policy: Policy) -> str:
    """Returns every way through a policy's protocol as text, for the command line."""
    return paths_table(policy)


async def export(incidents: IncidentStore, tenant: str) -> str:
    """Returns all incidents of a tenant as CSV, newest first, for the command line."""
    return csv_text(await incidents.incident_page(tenant, 0, await incidents.count_incidents(tenant)))


def nameless_incidents(deps: BoundaryDeps) -> Callable[[Person, int], Coroutine[Any, Any, Table]]:
    """Returns what tells incidents of the last so many weeks that are over, and of nobody alone."""

    async def table(person: Person, weeks: int) -> Table:
        spans = periods(deps.now(), weeks)
        incidents = await deps.incidents.incidents_since(person.tenant, spans[0].start)
        return nameless_table(deps.viewer(person), incidents, spans)

    return table
