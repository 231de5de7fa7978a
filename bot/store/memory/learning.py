"""Who agreed that their finished drills are sent, and what waits to be, until the end of the process."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from bot.core.personal import Area
from bot.features.drill.model import Drill
from bot.features.records.model import FinishedDrill, LearningState
from bot.store.memory.rows import PersonalRow

Key = tuple[str, str]


class MemoryLearningStore:
    """`LearningStore` that forgets at the end of the process."""

    def __init__(self) -> None:
        self._agreed: dict[Key, tuple[str, datetime]] = {}
        self._waiting: dict[Key, FinishedDrill] = {}
        self._state = LearningState()
        self._holder, self._until = "", datetime.min

    def finish_drill(self, drill: Drill) -> None:
        """Has a finished drill wait, where its person agreed."""
        if (drill.tenant, drill.user) in self._agreed:
            platform, _ = self._agreed[drill.tenant, drill.user]
            self._waiting[drill.tenant, drill.id] = FinishedDrill(
                drill.tenant, drill.id, drill.user, platform, drill.topic, drill.touched
            )

    async def agreed_since(self, tenant: str, user: str) -> datetime | None:
        return self._agreed.get((tenant, user), ("", None))[1]

    async def keep_agreement(self, tenant: str, user: str, platform: str, since: datetime | None) -> None:
        if since is None:
            self._forget(tenant, {user})
        else:
            self._agreed[tenant, user] = (platform, since)

    async def waiting_drills(self, count: int) -> tuple[FinishedDrill, ...]:
        return tuple(sorted(self._agreed_to(), key=lambda drill: (drill.at, drill.id)))[:count]

    async def is_waiting(self, drill: FinishedDrill) -> bool:
        return (drill.tenant, drill.id) in {(each.tenant, each.id) for each in self._agreed_to()}

    async def remove_drills(self, drills: Sequence[FinishedDrill]) -> None:
        for drill in drills:
            self._waiting.pop((drill.tenant, drill.id), None)

    async def count_waiting(self) -> int:
        return len(list(self._agreed_to()))

    async def take_turn(self, holder: str, now: datetime, until: datetime) -> LearningState | None:
        if self._holder not in ("", holder) and now < self._until:
            return None
        self._holder, self._until = holder, until
        return self._state

    async def end_turn(self, holder: str, state: LearningState, now: datetime) -> None:
        if self._holder == holder:
            self._state, self._until = replace(state, expired=self._state.expired), now

    async def learning_state(self) -> LearningState:
        return self._state

    async def purge_drills(self, before: datetime) -> int:
        agreed = {(drill.tenant, drill.id) for drill in self._agreed_to()}
        self._waiting = {key: drill for key, drill in self._waiting.items() if key in agreed}
        old = [key for key, drill in self._waiting.items() if drill.at < before]
        for key in old:
            del self._waiting[key]
        self._state = replace(self._state, expired=self._state.expired + len(old))
        return len(old)

    def personal_rows(self, tenant: str, user_id: str) -> Iterator[PersonalRow]:
        """Yields what is stored of a person."""
        if (tenant, user_id) in self._agreed:
            platform, since = self._agreed[tenant, user_id]
            yield Area.RECORDS, "learning_agreements", {"platform": platform, "since": since}
        for drill in self._waiting.values():
            if (drill.tenant, drill.user) == (tenant, user_id):
                yield Area.RECORDS, "learning_waiting", {"topic": drill.topic, "at": drill.at}

    def erase_people(self, tenant: str, ids: Collection[str], now: datetime) -> None:
        """Deletes all of people."""
        self._forget(tenant, ids)

    def _forget(self, tenant: str, users: Collection[str]) -> None:
        for user in users:
            self._agreed.pop((tenant, user), None)
        self._waiting = {
            key: drill
            for key, drill in self._waiting.items()
            if drill.tenant != tenant or drill.user not in users
        }

    def _agreed_to(self) -> Iterator[FinishedDrill]:
        for drill in self._waiting.values():
            _, since = self._agreed.get((drill.tenant, drill.user), ("", None))
            if since and since <= drill.at:
                yield drill
