"""What the drills keep, and the twin in memory."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from bot.features.drill.fsrs import ItemMemory
from bot.features.drill.model import Drill, DrillState, GivenAnswer, OptionPicks, People, PractisedCounts
from bot.features.drill.stats import FEWEST_PEOPLE

Key = tuple[str, str]


class DrillSource(Protocol):
    """The drills there are."""

    @property
    def kept(self) -> Mapping[tuple[str, str], Drill]: ...

    async def is_hidden(self, tenant: str, user: str) -> bool: ...


class MemoryPracticeStats:
    """`Figures` that forget at the end of the process."""

    def __init__(self, drills: DrillSource) -> None:
        self._drills = drills
        self._named: set[str] = set()

    async def practised(
        self, tenant: str, people: People, week: datetime, since: datetime
    ) -> PractisedCounts:
        last: dict[str, datetime] = {}
        for user, given in self._given(tenant, people, since):
            last[user] = max(given.at, last.get(user, given.at))
        return PractisedCounts(sum(at >= week for at in last.values()), len(last))

    async def picked(self, tenant: str, people: People, since: datetime) -> tuple[OptionPicks, ...]:
        answers, right = Counter[tuple[str, int]](), Counter[tuple[str, int]]()
        for _, given in self._given(tenant, people, since):
            answers[given.item, given.chosen] += 1
            right[given.item, given.chosen] += given.right
        return tuple(OptionPicks(*key, answers[key], right[key]) for key in sorted(answers))

    async def several(self, tenant: str, people: People, since: datetime, items: Collection[str]) -> bool:
        found = {user for user, given in self._given(tenant, people, since) if given.item in items}
        return len(found) >= FEWEST_PEOPLE

    async def who(self, tenant: str, people: Sequence[str], since: datetime) -> frozenset[str]:
        return frozenset(user for user, _ in self._given(tenant, people, since))

    async def hidden(self, tenant: str, people: Sequence[str]) -> frozenset[str]:
        return frozenset([user for user in people if await self._drills.is_hidden(tenant, user)])

    async def named(self, tenant: str) -> bool:
        return tenant in self._named

    async def name(self, tenant: str, named: bool) -> None:
        (self._named.add if named else self._named.discard)(tenant)

    def _given(self, tenant: str, people: People, since: datetime) -> Iterator[tuple[str, GivenAnswer]]:
        for drill in self._drills.kept.values():
            if drill.tenant == tenant and (people is None or drill.user in people):
                yield from ((drill.user, given) for given in drill.given if given.at >= since)


@dataclass(slots=True)
class MemoryDrillStore:
    """`Drills` that forgets at the end of the process."""

    kept: dict[Key, Drill] = field(default_factory=dict)
    _memories: defaultdict[Key, dict[str, ItemMemory]] = field(default_factory=lambda: defaultdict(dict))
    _times: defaultdict[Key, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    _hidden: set[Key] = field(default_factory=set)
    stats: MemoryPracticeStats = field(init=False)

    def __post_init__(self) -> None:
        self.stats = MemoryPracticeStats(self)

    async def open_drill(self, tenant: str, user: str) -> Drill | None:
        return next((drill for drill in self._of(tenant, user) if drill.state is DrillState.OPEN), None)

    async def find_drill(self, tenant: str, id: str) -> Drill | None:
        return self.kept.get((tenant, id))

    async def drill_about(self, tenant: str, user: str, about: str) -> Drill | None:
        mine = [drill for drill in self._of(tenant, user) if drill.about == about]
        return max(mine, key=lambda drill: (drill.began, drill.id), default=None)

    async def keep_drill(self, changed: Sequence[Drill]) -> bool:
        after = dict(self.kept)
        for drill in changed:
            key = (drill.tenant, drill.id)
            if drill.version != (after[key].version if key in after else 0):
                return False
            after[key] = replace(drill, version=drill.version + 1)
        people = [(drill.tenant, drill.user) for drill in after.values() if drill.state is DrillState.OPEN]
        if len(people) != len(set(people)):
            return False
        self.kept = after
        return True

    async def keep_answer(self, drill: Drill) -> bool:
        if not await self.keep_drill([drill]):
            return False
        key, given = (drill.tenant, drill.user), drill.given[-1]
        self._times[key].append(given.at)
        self._memories[key][given.item] = given.memory
        return True

    async def memories(self, tenant: str, user: str) -> Mapping[str, ItemMemory]:
        return dict(self._memories[tenant, user])

    async def answer_times(self, tenant: str, user: str, since: datetime) -> tuple[datetime, ...]:
        return tuple(sorted(at for at in self._times[tenant, user] if at >= since))

    async def is_hidden(self, tenant: str, user: str) -> bool:
        return (tenant, user) in self._hidden

    async def set_hidden(self, tenant: str, user: str, hidden: bool) -> None:
        (self._hidden.add if hidden else self._hidden.discard)((tenant, user))

    async def purge_drills(self, before: datetime, answered: datetime, remembered: datetime) -> int:
        old = [key for key, drill in self.kept.items() if drill.touched < before]
        for key in old:
            del self.kept[key]
        gone = len(old)
        for times in self._times.values():
            gone += sum(at < answered for at in times)
            times[:] = [at for at in times if at >= answered]
        for kept in self._memories.values():
            stale = [item for item, memory in kept.items() if memory.last < remembered]
            gone += len(stale)
            for item in stale:
                del kept[item]
        return gone

    def _of(self, tenant: str, user: str) -> list[Drill]:
        return [drill for drill in self.kept.values() if (drill.tenant, drill.user) == (tenant, user)]
