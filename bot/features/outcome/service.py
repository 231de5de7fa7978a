"""The phrases that rise, by tenant, in memory: asking never waits for the store."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.core.background import BackgroundTasks, Bounded
from bot.core.outcomes import OutcomeStore
from bot.features.outcome.rank import risen

FRESH_FOR = 300.0  # seconds
MOST_REMEMBERED = 10_000  # tenants remembered at most
Heights = Mapping[str, float]  # how high the phrases of a situation stand that rise, by id
_NOTHING: Heights = {}


@dataclass(slots=True)
class _Ranked:
    heights: Mapping[str, Heights] = field(default_factory=dict)
    until: float = 0.0


class Rankings:
    """What rises in a tenant's situations. Read behind an answer, at the first use and when it is old."""

    def __init__(
        self, outcomes: OutcomeStore, background: BackgroundTasks, clock: Callable[[], float]
    ) -> None:
        """`clock` gives seconds from any start."""
        self._outcomes = outcomes
        self._background = background
        self._clock = clock
        self._by_tenant: Bounded[str, _Ranked] = Bounded(MOST_REMEMBERED)

    def rising(self, tenant: str, situation: str) -> Heights:
        """Returns how high the phrases stand that rise in a situation, by id; nothing until it is read."""
        ranked = self._by_tenant[tenant] = self._by_tenant.get(tenant) or _Ranked()
        now = self._clock()
        if ranked.until <= now:
            ranked.until = now + FRESH_FOR  # one reading at a time; a failed one is tried again after this
            self._background.later(self._read(tenant, ranked))
        return ranked.heights.get(situation, _NOTHING)

    async def _read(self, tenant: str, ranked: _Ranked) -> None:
        tallies = await self._outcomes.find_tallies(tenant)
        ranked.heights = {situation: risen(phrases) for situation, phrases in tallies.items()}
