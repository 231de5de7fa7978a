"""What each organisation set, from memory: a card never waits long for the store, nor fails with it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from bot.core.background import BackgroundTasks, Bounded
from bot.features.safety.model import NOTHING_SET, SafetySetup
from bot.features.safety.ports import SafetyStore

FRESH_FOR = 10.0  # seconds until another process's change is looked for
PATIENCE = 0.3  # seconds that the first card of a tenant waits for what was set
MOST_REMEMBERED = 10_000  # tenants


@dataclass(slots=True)
class _KnownSetup:
    setup: SafetySetup
    until: float


class CurrentSetups:
    """Setups by tenant. The first reading is waited for a moment; all others happen behind the answers."""

    def __init__(self, store: SafetyStore, background: BackgroundTasks, seconds: Callable[[], float]) -> None:
        """`seconds` is a clock that only goes forward."""
        self._store, self._background, self._seconds = store, background, seconds
        self._known: Bounded[str, _KnownSetup] = Bounded(MOST_REMEMBERED)

    async def of(self, tenant: str) -> SafetySetup:
        """Returns what a tenant set, as far as it is known now; nothing where the store does not answer."""
        known = self._known.get(tenant)
        if known is None:
            await asyncio.wait([self._background.later(self._read(tenant))], timeout=PATIENCE)
            known = self._known.get(tenant)
        elif known.until <= self._seconds():
            known.until = self._seconds() + FRESH_FOR  # one reading at a time
            self._background.later(self._read(tenant))
        return known.setup if known else NOTHING_SET

    def remembered(self, tenant: str) -> SafetySetup:
        """Returns what is known of a tenant in this moment, without asking anybody."""
        known = self._known.get(tenant)
        return known.setup if known else NOTHING_SET

    def put(self, tenant: str, setup: SafetySetup) -> None:
        """Takes a new version into force at once."""
        self._known[tenant] = _KnownSetup(setup, self._seconds() + FRESH_FOR)

    async def _read(self, tenant: str) -> None:
        setup = await self._store.current_setup(tenant)
        known = self._known.get(tenant)
        if known is None or known.setup.version <= setup.version:
            self.put(tenant, setup)
