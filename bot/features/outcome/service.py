"""The phrases that rise, by tenant, in memory: asking never waits for the store."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.core.background import BackgroundTasks, Bounded
from bot.core.outcomes import OutcomeStore
from bot.features.outcome.rank import risen

FRESH_FOR = 300.0  # seconds
MOST_REMEMBERED = 10_000  # tenants remembered at most
Standing = Mapping[str, float]
_NOTHING: Standing = {}


@dataclass(slots=True)
class _Ranked:
    standings: Mapping[str, Standing] = field(default_factory=dict)
    until: float = 0.0


class Rankings:
    """What rises in a tenant's situations. Read behind an answer, at the first use and when it is old."""

    def __init__(self, outcomes: OutcomeStore, behind: BackgroundTasks, clock: Callable[[], float]) -> None:
        """`clock` gives seconds from any start."""
        self._outcomes = outcomes
        self._behind = behind
        self._clock = clock
        self._kept: Bounded[str, _Ranked] = Bounded(MOST_REMEMBERED)

    def rising(self, tenant: str, situation: str) -> Standing:
        kept = self._kept[tenant] = self._kept.get(tenant) or _Ranked()
        now = self._clock()
        if kept.until <= now:
            kept.until = now + FRESH_FOR  # one reading at a time; a failed one is tried again after this
            self._behind.later(self._read(tenant, kept))
        return kept.standings.get(situation, _NOTHING)

    async def _read(self, tenant: str, kept: _Ranked) -> None:
        tallies = await self._outcomes.find_tallies(tenant)
        kept.standings = {situation: risen(found) for situation, found in tallies.items()}
