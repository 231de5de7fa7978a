"""The stores of the self-check that forget at the end of the process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.features.checkin.model import Terms, UnitResult, results_in_order
from bot.features.checkin.ports import CheckinStores
from bot.store.memory.checkin_records import MemoryRecordStore
from bot.store.memory.checkin_units import MemoryUnitStore


class MemoryTermsStore:
    """A `TermsStore` that forgets."""

    def __init__(self) -> None:
        self._terms: dict[str, Terms] = {}

    async def find_terms(self, tenant: str) -> Terms:
        return self._terms.get(tenant, Terms())

    async def keep_terms(self, tenant: str, terms: Terms) -> bool:
        """Stores the terms, unless they are out of date."""
        if terms.version != self._terms.get(tenant, Terms()).version:
            return False
        self._terms[tenant] = replace(terms, version=terms.version + 1)
        return True

    async def known_tenants(self) -> tuple[str, ...]:
        return tuple(sorted(self._terms))


class MemoryResultStore:
    """A `ResultStore` that forgets."""

    def __init__(self) -> None:
        self._results: dict[tuple[str, str], tuple[UnitResult, ...]] = {}

    async def is_published(self, tenant: str, period: str) -> bool:
        return (tenant, period) in self._results

    async def publish_results(self, tenant: str, period: str, results: Sequence[UnitResult]) -> bool:
        """Stores the results of a period, once."""
        if (tenant, period) in self._results:
            return False
        self._results[tenant, period] = tuple(results)
        return True

    async def results_of_unit(self, tenant: str, unit: str) -> tuple[UnitResult, ...]:
        mine = [r for (owner, _), results in self._results.items() if owner == tenant for r in results]
        return results_in_order(r for r in mine if r.unit == unit)

    async def wipe_results(self, tenant: str) -> None:
        """Deletes the tenant's."""
        self._results = {key: results for key, results in self._results.items() if key[0] != tenant}


def checkin_in_memory() -> CheckinStores:
    """Returns the stores in memory."""
    return CheckinStores(MemoryTermsStore(), MemoryResultStore(), MemoryRecordStore(), MemoryUnitStore())
