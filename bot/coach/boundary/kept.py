"""What the boundary keeps: incidents, policies, and the notices on their way."""

from __future__ import annotations

from dataclasses import dataclass

from bot.coach.boundary.incident import Incidents, IncidentsInMemory
from bot.coach.boundary.policies import Policies, PoliciesInMemory
from bot.coach.outbox import Outbox, OutboxInMemory


@dataclass(frozen=True, slots=True)
class Kept:
    """The three belong together: an incident and its notices are kept in one transaction."""

    incidents: Incidents
    policies: Policies
    outbox: Outbox


def in_memory() -> Kept:
    """Returns one that forgets at the end of the process."""
    outbox = OutboxInMemory()
    return Kept(IncidentsInMemory(outbox), PoliciesInMemory(), outbox)
