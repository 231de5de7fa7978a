"""What the boundary keeps: incidents, policies, and the notices on their way."""

from __future__ import annotations

from dataclasses import dataclass

from bot.coach.boundary.incident import Incidents, IncidentsInMemory
from bot.coach.boundary.policies import Policies, PoliciesInMemory
from bot.coach.ledger import Ledger
from bot.coach.ledger_memory import LedgerInMemory


@dataclass(frozen=True, slots=True)
class Kept:
    """The three belong together: an incident and its notices are kept in one transaction."""

    incidents: Incidents
    policies: Policies
    ledger: Ledger


def in_memory() -> Kept:
    """Returns one that forgets at the end of the process."""
    ledger = LedgerInMemory()
    return Kept(IncidentsInMemory(ledger), PoliciesInMemory(), ledger)
