"""Which policy counts for a tenant: its own, else the phrasebook's."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.coach.policy import Policy


@dataclass(frozen=True, slots=True)
class Edition:
    """A policy that a tenant set. Version 0 is the phrasebook's, which nobody set."""

    version: int
    policy: Policy
    by: str = ""
    at: datetime | None = None


class Policies(Protocol):
    """Keeps every version of each tenant's policy."""

    async def current(self, tenant: str) -> Edition | None:
        """Returns the newest version, or None where the tenant set none."""

    async def keep(self, tenant: str, edition: Edition) -> bool:
        """Keeps the next version. Returns False if there is one of that number already: it came first."""


@dataclass(slots=True)
class PoliciesInMemory:
    """`Policies` that forgets at the end of the process."""

    _kept: dict[str, list[Edition]] = field(default_factory=dict)

    async def current(self, tenant: str) -> Edition | None:
        editions = self._kept.get(tenant)
        return editions[-1] if editions else None

    async def keep(self, tenant: str, edition: Edition) -> bool:
        editions = self._kept.setdefault(tenant, [])
        if edition.version != len(editions) + 1:
            return False
        editions.append(edition)
        return True
