"""`Figures` over drills in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.coach.drill.drill import Drill, Given
from bot.coach.drill.figures import FEWEST_PEOPLE, People, Picked, Practised


class Held(Protocol):
    """The drills there are."""

    @property
    def kept(self) -> Mapping[tuple[str, str], Drill]: ...

    async def hidden(self, tenant: str, user: str) -> bool: ...


class FiguresInMemory:
    """`Figures` that forget at the end of the process."""

    def __init__(self, drills: Held) -> None:
        self._drills = drills
        self._named: set[str] = set()

    async def practised(self, tenant: str, people: People, week: datetime, since: datetime) -> Practised:
        last: dict[str, datetime] = {}
        for user, given in self._given(tenant, people, since):
            last[user] = max(given.at, last.get(user, given.at))
        return Practised(sum(at >= week for at in last.values()), len(last))

    async def picked(self, tenant: str, people: People, since: datetime) -> tuple[Picked, ...]:
        answers, right = Counter[tuple[str, int]](), Counter[tuple[str, int]]()
        for _, given in self._given(tenant, people, since):
            answers[given.item, given.chosen] += 1
            right[given.item, given.chosen] += given.right
        return tuple(Picked(*key, answers[key], right[key]) for key in sorted(answers))

    async def several(self, tenant: str, people: People, since: datetime, items: Collection[str]) -> bool:
        found = {user for user, given in self._given(tenant, people, since) if given.item in items}
        return len(found) >= FEWEST_PEOPLE

    async def who(self, tenant: str, people: Sequence[str], since: datetime) -> frozenset[str]:
        return frozenset(user for user, _ in self._given(tenant, people, since))

    async def hidden(self, tenant: str, people: Sequence[str]) -> frozenset[str]:
        return frozenset([user for user in people if await self._drills.hidden(tenant, user)])

    async def named(self, tenant: str) -> bool:
        return tenant in self._named

    async def name(self, tenant: str, named: bool) -> None:
        (self._named.add if named else self._named.discard)(tenant)

    def _given(self, tenant: str, people: People, since: datetime) -> Iterator[tuple[str, Given]]:
        for drill in self._drills.kept.values():
            if drill.tenant == tenant and (people is None or drill.user in people):
                yield from ((drill.user, given) for given in drill.given if given.at >= since)
