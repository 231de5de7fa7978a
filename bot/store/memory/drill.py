"""Drills, what people remember, and sums over their answers, until the end of the process."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Protocol

from bot.core.clocks import zone_of
from bot.core.personal import Area
from bot.features.drill.consent import is_told
from bot.features.drill.fsrs import ItemMemory
from bot.features.drill.model import Drill, DrillState, GivenAnswer, PeopleCounts
from bot.store.memory.rows import PersonalRow
from bot.store.memory.versions import Key, with_changes


class DrillSource(Protocol):
    """The drills there are."""

    @property
    def drills(self) -> Mapping[tuple[str, str], Drill]: ...

    async def is_hidden(self, tenant: str, user: str) -> bool: ...


class MemoryPracticeStats:
    """`PracticeStats` that forget at the end of the process."""

    def __init__(self, source: DrillSource) -> None:
        self._source = source
        self._named: dict[str, datetime] = {}

    async def count_practised(
        self, tenant: str, people: Sequence[str], since: datetime, until: datetime
    ) -> int:
        return len({user for user, _ in self._given(tenant, people, since, until)})

    async def topic_people(
        self, tenant: str, people: Sequence[str], since: datetime, until: datetime
    ) -> Mapping[str, PeopleCounts]:
        given = self._given(tenant, people, since, until)
        return _people_by((answer.situation, user, answer.right) for user, answer in given)

    async def item_people(
        self, tenant: str, people: Sequence[str], since: datetime, until: datetime
    ) -> Mapping[str, PeopleCounts]:
        given = self._given(tenant, people, since, until)
        return _people_by((answer.item, user, answer.right) for user, answer in given)

    async def option_people(
        self, tenant: str, people: Sequence[str], since: datetime, until: datetime
    ) -> Mapping[tuple[str, int], int]:
        given = self._given(tenant, people, since, until)
        chosen = {(answer.item, answer.chosen, user) for user, answer in given}
        return Counter((item, place) for item, place, _ in chosen)

    async def who_practised(
        self, tenant: str, people: Sequence[str], since: datetime, until: datetime | None = None
    ) -> frozenset[str]:
        return frozenset(user for user, _ in self._given(tenant, people, since, until))

    async def hidden_people(self, tenant: str, people: Sequence[str]) -> frozenset[str]:
        return frozenset([user for user in people if await self._source.is_hidden(tenant, user)])

    async def named_since(self, tenant: str) -> datetime | None:
        return self._named.get(tenant)

    async def set_named_since(self, tenant: str, since: datetime | None) -> None:
        self._named.pop(tenant, None)
        if since is not None:
            self._named[tenant] = since

    def _given(
        self, tenant: str, people: Sequence[str], since: datetime, until: datetime | None = None
    ) -> Iterator[tuple[str, GivenAnswer]]:
        for drill in self._source.drills.values():
            if drill.tenant == tenant and drill.user in people:
                for given in drill.given:
                    if given.at >= since and (until is None or given.at < until):
                        yield drill.user, given


def _people_by(given: Iterable[tuple[str, str, bool]]) -> dict[str, PeopleCounts]:
    rights = defaultdict[str, dict[str, list[bool]]](lambda: defaultdict(list))
    for name, user, right in given:
        rights[name][user].append(right)
    return {
        name: PeopleCounts(len(people), sum(2 * sum(own) > len(own) for own in people.values()))
        for name, people in sorted(rights.items())
    }


@dataclass(slots=True)
class MemoryDrillStore:
    """`DrillStore` that forgets at the end of the process."""

    drills: dict[Key, Drill] = field(default_factory=dict)
    _memories: defaultdict[Key, dict[str, ItemMemory]] = field(default_factory=lambda: defaultdict(dict))
    _times: defaultdict[Key, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    _hidden: set[Key] = field(default_factory=set)
    stats: MemoryPracticeStats = field(init=False)
    _told: Callable[[Drill], None] | None = None

    def __post_init__(self) -> None:
        self.stats = MemoryPracticeStats(self)

    def tell_of_finished(self, tell: Callable[[Drill], None]) -> None:
        """Has whoever waits for finished drills be told of each."""
        self._told = tell

    async def open_drill(self, tenant: str, user: str) -> Drill | None:
        return next((drill for drill in self._of(tenant, user) if drill.state is DrillState.OPEN), None)

    async def find_drill(self, tenant: str, id: str) -> Drill | None:
        return self.drills.get((tenant, id))

    async def drill_about(self, tenant: str, user: str, about: str) -> Drill | None:
        mine = [drill for drill in self._of(tenant, user) if drill.about == about]
        return max(mine, key=lambda drill: (drill.began, drill.id), default=None)

    async def keep_drill(self, changed: Sequence[Drill]) -> bool:
        after = with_changes(self.drills, changed, _open_for)
        if after is None:
            return False
        self.drills = after
        for drill in changed:
            if self._told and is_told(drill):
                self._told(drill)
        return True

    async def keep_answer(self, drill: Drill) -> bool:
        if not await self.keep_drill([drill]):
            return False
        key, given = (drill.tenant, drill.user), drill.given[-1]
        self._times[key].append(given.at.astimezone(zone_of(given.zone)))
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
        old = [key for key, drill in self.drills.items() if drill.touched < before]
        for key in old:
            del self.drills[key]
        count = len(old)
        for times in self._times.values():
            count += sum(at < answered for at in times)
            times[:] = [at for at in times if at >= answered]
        for memories in self._memories.values():
            stale = [item for item, memory in memories.items() if memory.last < remembered]
            count += len(stale)
            for item in stale:
                del memories[item]
        return count

    def personal_rows(self, tenant: str, user_id: str) -> Iterator[PersonalRow]:
        """Yields what is stored of a person."""
        key = (tenant, user_id)
        for drill in self._of(tenant, user_id):
            yield Area.DRILLS, "drills", {"topic": drill.topic, "began": drill.began}
        for at in self._times.get(key, ()):
            yield Area.DRILLS, "drill_answers", {"at": at}
        for item, memory in self._memories.get(key, {}).items():
            yield Area.DRILLS, "drill_memories", {"item": item, **asdict(memory)}
        if key in self._hidden:
            yield Area.DRILLS, "drill_habits", {"hidden": True}

    def erase_people(self, tenant: str, ids: Collection[str], now: datetime) -> None:
        """Deletes all of people."""
        self.drills = {
            key: drill for key, drill in self.drills.items() if key[0] != tenant or drill.user not in ids
        }
        for key in [(tenant, user_id) for user_id in ids]:
            self._memories.pop(key, None)
            self._times.pop(key, None)
            self._hidden.discard(key)

    def _of(self, tenant: str, user: str) -> list[Drill]:
        return [drill for drill in self.drills.values() if (drill.tenant, drill.user) == (tenant, user)]


def _open_for(drill: Drill) -> Key | None:
    return (drill.tenant, drill.user) if drill.state is DrillState.OPEN else None
