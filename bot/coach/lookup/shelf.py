"""The phrasebook of each tenant with its index: the shipped one, and what the tenant added to it."""

from __future__ import annotations

from collections.abc import Mapping

from bot.coach.lookup.finder import Finder


class Shelf:
    """Finders by tenant. Asking touches memory only; whoever changes a tenant's words puts a new one here."""

    def __init__(self, shipped: Finder) -> None:
        self.shipped = shipped
        self._own: Mapping[str, Finder] = {}

    def of(self, tenant: str) -> Finder:
        """Returns the tenant's finder, or the shipped one."""
        return self._own.get(tenant, self.shipped)

    def put(self, tenant: str, finder: Finder) -> None:
        """Takes up a tenant's own finder; the next look-up uses it."""
        self._own = {**self._own, tenant: finder}

    def reload(self, shipped: Finder, own: Mapping[str, Finder]) -> None:
        """Takes up a new shipped phrasebook, and the tenants' finders that were made from it."""
        self.shipped, self._own = shipped, dict(own)
