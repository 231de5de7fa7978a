"""What the drills keep, and the twin in memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from bot.coach.drill.drill import Drill, State
from bot.coach.drill.figures import Figures
from bot.coach.drill.figures_memory import FiguresInMemory
from bot.coach.drill.memory import Memory


class Drills(Protocol):
    """Keeps drills, every answer to them, and what people remember. A tenant never sees another's."""

    @property
    def figures(self) -> Figures:
        """The sums over all answers, for managers."""

    async def open_of(self, tenant: str, user: str) -> Drill | None:
        """Returns the one drill of a person that is open."""

    async def find(self, tenant: str, id: str) -> Drill | None:
        """Returns a drill of the tenant."""

    async def about(self, tenant: str, user: str, about: str) -> Drill | None:
        """Returns the newest drill of a person that was asked for by `about`."""

    async def keep(self, changed: Sequence[Drill]) -> bool:
        """Keeps drills, all or nothing, none of them with a new answer.

        Returns False, and keeps nothing, if one was changed since it was read, or if its person has another
        one open.
        """

    async def answered(self, drill: Drill) -> bool:
        """Keeps a drill with its last answer and what is remembered by it. False as `keep`."""

    async def memories(self, tenant: str, user: str) -> Mapping[str, Memory]:
        """Returns what a person remembers, by item."""

    async def times(self, tenant: str, user: str, since: datetime) -> tuple[datetime, ...]:
        """Returns when a person answered, from `since` on, in order."""

    async def hidden(self, tenant: str, user: str) -> bool:
        """Returns whether a person wants to see no figures about themselves."""

    async def hide(self, tenant: str, user: str, hidden: bool) -> None:
        """Keeps whether a person wants to see no figures."""

    async def purge(self, before: datetime, answered: datetime, remembered: datetime) -> int:
        """Deletes drills, answers and memories last touched before these times; returns how many rows."""


Key = tuple[str, str]


@dataclass(slots=True)
class DrillsInMemory:
    """`Drills` that forgets at the end of the process."""

    kept: dict[Key, Drill] = field(default_factory=dict)
    _memories: defaultdict[Key, dict[str, Memory]] = field(default_factory=lambda: defaultdict(dict))
    _times: defaultdict[Key, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    _hidden: set[Key] = field(default_factory=set)
    figures: FiguresInMemory = field(init=False)

    def __post_init__(self) -> None:
        self.figures = FiguresInMemory(self)

    async def open_of(self, tenant: str, user: str) -> Drill | None:
        return next((drill for drill in self._of(tenant, user) if drill.state is State.OPEN), None)

    async def find(self, tenant: str, id: str) -> Drill | None:
        return self.kept.get((tenant, id))

    async def about(self, tenant: str, user: str, about: str) -> Drill | None:
        mine = [drill for drill in self._of(tenant, user) if drill.about == about]
        return max(mine, key=lambda drill: (drill.began, drill.id), default=None)

    async def keep(self, changed: Sequence[Drill]) -> bool:
        after = dict(self.kept)
        for drill in changed:
            key = (drill.tenant, drill.id)
            if drill.version != (after[key].version if key in after else 0):
                return False
            after[key] = replace(drill, version=drill.version + 1)
        people = [(drill.tenant, drill.user) for drill in after.values() if drill.state is State.OPEN]
        if len(people) != len(set(people)):
            return False
        self.kept = after
        return True

    async def answered(self, drill: Drill) -> bool:
        if not await self.keep([drill]):
            return False
        key, given = (drill.tenant, drill.user), drill.given[-1]
        self._times[key].append(given.at)
        self._memories[key][given.item] = given.memory
        return True

    async def memories(self, tenant: str, user: str) -> Mapping[str, Memory]:
        return dict(self._memories[tenant, user])

    async def times(self, tenant: str, user: str, since: datetime) -> tuple[datetime, ...]:
        return tuple(sorted(at for at in self._times[tenant, user] if at >= since))

    async def hidden(self, tenant: str, user: str) -> bool:
        return (tenant, user) in self._hidden

    async def hide(self, tenant: str, user: str, hidden: bool) -> None:
        (self._hidden.add if hidden else self._hidden.discard)((tenant, user))

    async def purge(self, before: datetime, answered: datetime, remembered: datetime) -> int:
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
